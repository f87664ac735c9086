//! What PostgreSQL itself says of our statements: each is planned once on a connection, and each names its tenant.
use serde_json::Value;

use crate::cases::{Desk, lodging};

/// Connections that a house of a test may have: each plans a statement once, and once more while a connection warms up.
const MOST_PLANS: i64 = 5;

/// Do a day's work so often that a statement which is planned on each call shows.
async fn work(desk: &Desk) {
    let description: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let lists: Vec<&str> = paths
        .iter()
        .filter(|(path, item)| item.get("get").is_some() && !path.contains('{'))
        .filter_map(|(path, _)| path.strip_prefix("/api/v1"))
        .collect();
    let supervisor = desk.employ(&["supervisor"]).await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    for _ in 0..8 {
        let case = desk.claim(&desk.officer).await;
        let path = format!("/cases/{}", case.id());
        let lodged = desk.lodge(&case).await.expect(200);
        desk.officer.post_if(&format!("{path}/transitions"), &lodged.etag(), lodging()).await.expect(409);
        desk.officer.post(&format!("{path}/notes"), serde_json::json!({ "body": "A note." })).await.expect(201);
        for part in ["", "/deadlines", "/tasks", "/notes", "/timeline", "/sections/claim"] {
            desk.officer.get(&format!("{path}{part}")).await.expect(200);
        }
        for caller in [&desk.officer, &supervisor, &administrator] {
            for list in &lists {
                let answer = caller.get(list).await;
                assert!(answer.status < 500, "{list}: {}", answer.text);
            }
        }
    }
}

#[actix_web::test]
async fn no_statement_is_planned_on_each_call_and_each_names_its_tenant() {
    let desk = Desk::open().await;
    let owner = desk.house.owner().await;
    let preloaded: String = owner.query_one("SHOW shared_preload_libraries", &[]).await.unwrap().get(0);
    assert!(preloaded.contains("pg_stat_statements"), "PostgreSQL was started without it: `tools/postgres stop` it once");
    owner.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").await.unwrap();
    work(&desk).await;
    let statement = "SELECT s.query, s.calls, s.plans, r.rolname::text FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
        WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND r.rolname IN ('panoh_app', 'panoh_disclosure', 'panoh_sealer', 'panoh_auth')";
    let rows = owner.query(statement, &[]).await.unwrap();
    assert!(rows.len() > 40, "only {} statements were seen", rows.len());
    let tables = owner
        .query("SELECT table_name::text FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'", &[])
        .await
        .unwrap();
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    let (mut planned, mut unnamed) = (Vec::new(), Vec::new());
    for row in &rows {
        let (query, calls, plans, role): (String, i64, i64, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
        if plans > MOST_PLANS && plans * 2 > calls {
            planned.push(format!("{calls} calls, {plans} plans: {query}"));
        }
        let words: Vec<&str> = query.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let of_tenant = tables.iter().any(|table| words.contains(&table.as_str()));
        // Signing in looks for a user's memberships before there is a tenant.
        if of_tenant && role != "panoh_auth" && !names_its_tenant(&query) {
            unnamed.push(query);
        }
    }
    assert!(planned.is_empty(), "planned on each call:\n{}", planned.join("\n"));
    assert!(unnamed.is_empty(), "without their tenant:\n{}", unnamed.join("\n"));
    super::report(
        &serde_json::json!({ "what": "statements", "seen": rows.len(), "planned_each_time": 0, "without_tenant": 0, "bound": 0 }),
    );
}

/// `tenant_id = $n` stands in it, or it inserts with the tenant as `$1`.
fn names_its_tenant(query: &str) -> bool {
    query.contains("tenant_id = $") || query.starts_with("INSERT INTO") && query.contains("(tenant_id,") && query.contains("$1")
}

/// The few rows of a test could be read in any way: each statement is left its own index alone, and sorting is forbidden where there is a way
/// without it.
#[actix_web::test]
async fn a_list_of_cases_is_read_in_its_order_from_an_index_whatever_it_is_narrowed_to() {
    let desk = Desk::open().await;
    let (owner, tenant) = (desk.house.owner().await, desk.organisation.id);
    let settings = "SET plan_cache_mode = force_generic_plan; SET enable_sort = off; SET enable_seqscan = off; SET enable_bitmapscan = off";
    owner.batch_execute(settings).await.unwrap();
    let types = "uuid, text, text, text, uuid, uuid, date, text, timestamptz, uuid, bigint, text";
    let values = format!("'{tenant}', 'a', 'a', 'a', '{tenant}', '{tenant}', current_date, 'a', now(), '{tenant}', 26, 'working'");
    for (statement, index, led_by) in panoh::cases::api::LISTS {
        owner.batch_execute("BEGIN").await.unwrap();
        for (_, other, _) in panoh::cases::api::LISTS.iter().filter(|(_, other, _)| *other != index) {
            owner.batch_execute(&format!("DROP INDEX {other}")).await.unwrap();
        }
        let prepare = format!("SET LOCAL ROLE panoh_app; SET LOCAL app.tenant = '{tenant}'; PREPARE list ({types}) AS {statement}");
        owner.batch_execute(&prepare).await.unwrap();
        let plan = owner.query(&format!("EXPLAIN EXECUTE list ({values})"), &[]).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let whole = plan.join("\n");
        let at = plan.iter().position(|line| line.contains(&format!("Index Scan using {index} on cases c")));
        let bounds = at.and_then(|at| plan.get(at + 1)).unwrap_or_else(|| panic!("{index} is not read: {statement}\n{whole}"));
        assert!(bounds.contains(led_by) && bounds.contains("ROW(created_at, id) < ROW("), "{whole}");
        assert!(!whole.contains("Sort Key: c.created_at"), "{statement}\n{whole}");
        owner.batch_execute("ROLLBACK; DEALLOCATE list").await.unwrap();
    }
}
