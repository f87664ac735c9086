//! What was written survives the newest migrations' going down and up again, row for row; and the tables can be spread by organisation.
use serde_json::json;

use super::report;
use crate::cases::Desk;
use crate::support::connect;

/// Migrations after the first release of the schema, that a running house may have to take back.
const FROM: &str = "0025";

/// Every row of every table, as one hash for each.
async fn rows(url: &str) -> Vec<String> {
    let owner = connect(url).await;
    let statement = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE '\\_\\_%' ORDER BY 1";
    let mut hashes = Vec::new();
    for row in owner.query(statement, &[]).await.unwrap() {
        let table: String = row.get(0);
        let statement =
            format!("SELECT '{table} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t");
        hashes.push(owner.query_one(&statement, &[]).await.unwrap().get(0));
    }
    hashes
}

#[actix_web::test]
async fn what_was_written_survives_going_down_and_up() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.lodge(&case).await.expect(200);
    // The sealer has done its part.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let url = desk.house.database.url.clone();
    let before = rows(&url).await;
    let newest = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let newest = newest.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap() >= FROM).count();
    panoh::database::revert_last(&url, newest).await.unwrap();
    assert_eq!(panoh::database::pending(&url).await.unwrap().len(), newest);
    panoh::database::migrate(&url).await.unwrap();
    assert_eq!(rows(&url).await, before);
    desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    report(&json!({ "what": "migrations down and up on written data", "migrations": newest, "tables": before.len(), "rows_equal": true }));
}

#[actix_web::test]
async fn every_table_is_spread_by_organisation_after_what_it_refers_to() {
    let desk = Desk::open().await;
    let statements = panoh::database::distribution(&desk.house.database.url).await.unwrap();
    let at = |table: &str| {
        statements
            .iter()
            .position(|statement| statement.contains(&format!("'{table}'")))
            .unwrap_or_else(|| panic!("{table} in {statements:#?}"))
    };
    assert!(statements[at("organisations")].contains("create_reference_table"));
    assert!(at("organisations") < at("memberships") && at("memberships") < at("cases") && at("cases") < at("case_sections"));
    let tables: i64 = desk
        .house
        .owner()
        .await
        .query_one(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE '\\_\\_%'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(statements.len() as i64, tables + 1, "every table, and the extension");
}
