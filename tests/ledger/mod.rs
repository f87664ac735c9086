//! The ledger: every act once, sealed within a second, and whatever is rewritten shows.
use std::time::{Duration, Instant};

use panoh::database::Sealer;
use panoh::ledger::verify::{Standing, verify};
use serde_json::json;

use crate::support::{Caller, House, Organisation};

async fn standing(house: &House, organisation: &Organisation) -> Standing {
    let sealer = Sealer::new(house.app().pools.clone());
    verify(&sealer, organisation.id.0, organisation.slug.clone(), &[]).await.unwrap()
}

async fn some_acts(house: &House, organisation: &Organisation) -> Caller {
    let officer = house.employ(organisation, organisation.offices[0], &["registration_officer"]).await;
    for name in ["One", "Two", "Three"] {
        let me = officer.get("/me").await.expect(200);
        officer.patch("/me", &me.etag(), json!({ "full_name": name })).await.expect(200);
    }
    officer
}

async fn all_sealed(house: &House, organisation: &Organisation) {
    let owner = house.owner().await;
    let begun = Instant::now();
    loop {
        let waiting: i64 =
            owner.query_one("SELECT count(*) FROM ledger_pending WHERE tenant_id = $1", &[&organisation.id.0]).await.unwrap().get(0);
        if waiting == 0 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{waiting} entries are not sealed after ten seconds");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn an_act_is_one_entry_and_is_sealed_within_a_second() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    all_sealed(&house, &organisation).await;
    let before = standing(&house, &organisation).await.entries;
    let me = officer.get("/me").await.expect(200);
    officer.patch("/me", &me.etag(), json!({ "language": "tg" })).await.expect(200);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let after = standing(&house, &organisation).await;
    assert_eq!(after.entries, before + 1);
    assert_eq!((after.fault, after.unsealed), (None, 0));
}

#[actix_web::test]
async fn a_refused_act_leaves_no_entry() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    all_sealed(&house, &organisation).await;
    let before = standing(&house, &organisation).await.entries;
    officer.patch("/me", "\"999\"", json!({ "language": "tg" })).await.expect(412);
    officer.patch("/me", "\"1\"", json!({ "language": "xx" })).await.expect(422);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(standing(&house, &organisation).await.entries, before);
}

#[actix_web::test]
async fn whoever_rewrites_an_entry_past_every_wall_is_found_at_its_place() {
    for change in [
        "UPDATE ledger_entries SET reason = 'another' WHERE tenant_id = $1 AND id = (SELECT entry_id FROM ledger_seals WHERE tenant_id = $1 AND seq = 3)",
        "UPDATE ledger_seals SET hash = sha256('x') WHERE tenant_id = $1 AND seq = 3",
        "DELETE FROM ledger_seals WHERE tenant_id = $1 AND seq = 3",
    ] {
        let house = House::open().await;
        let organisation = house.organisation("department").await;
        some_acts(&house, &organisation).await;
        all_sealed(&house, &organisation).await;
        assert_eq!(standing(&house, &organisation).await.fault, None);
        house.owner().await.execute(change, &[&organisation.id.0]).await.unwrap();
        let standing = standing(&house, &organisation).await;
        assert_ne!(standing.exit_code, 0, "{change} is not found");
        assert!(standing.fault.unwrap().contains('3'), "{change} is not found at entry 3");
    }
}

#[actix_web::test]
async fn a_cut_tail_is_found_in_the_database_itself() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    some_acts(&house, &organisation).await;
    all_sealed(&house, &organisation).await;
    let owner = house.owner().await;
    owner
        .execute(
            "DELETE FROM ledger_seals WHERE tenant_id = $1 AND seq = (SELECT max(seq) FROM ledger_seals WHERE tenant_id = $1)",
            &[&organisation.id.0],
        )
        .await
        .unwrap();
    assert_eq!(standing(&house, &organisation).await.unsealed, 1);
}

#[actix_web::test]
async fn an_auditor_takes_out_a_bundle_that_proves_itself() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let auditor = house.employ(&organisation, organisation.offices[0], &["auditor"]).await;
    some_acts(&house, &organisation).await;
    all_sealed(&house, &organisation).await;
    // Taking it out is itself an entry, which stands in the next bundle.
    let entries = standing(&house, &organisation).await.entries;
    let bundle = auditor.get("/ledger/proof").await.expect(200).text;
    let report = panoh_ledger::verify_bundle(bundle.as_bytes(), &[]).unwrap();
    assert_eq!(report.count, entries);
    let part = auditor.get("/ledger/proof?from=2&to=3").await.expect(200).text;
    assert_eq!(panoh_ledger::verify_bundle(part.as_bytes(), &[]).unwrap().count, 2);
    let forged = bundle.replacen("session.update", "session.delete", 1);
    panoh_ledger::verify_bundle(forged.as_bytes(), &[]).unwrap_err();
}

#[actix_web::test]
async fn members_see_their_own_acts_and_the_auditor_all() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let auditor = house.employ(&organisation, organisation.offices[0], &["auditor"]).await;
    let officer = some_acts(&house, &organisation).await;
    let own = officer.get("/ledger").await.expect(200);
    assert_eq!(own.json["data"].as_array().unwrap().len(), 3);
    let first = auditor.get("/ledger?limit=2").await.expect(200);
    assert_eq!(first.json["page"]["has_more"], true);
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    auditor.get(&format!("/ledger?limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!(officer.get(&format!("/ledger?limit=2&cursor={cursor}")).await.expect(400).code(), "cursor_invalid");
    assert_eq!(auditor.get("/ledger?colour=blue").await.expect(400).code(), "unknown_parameter");
}

#[actix_web::test]
async fn the_runtime_can_neither_change_nor_remove_an_entry() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    some_acts(&house, &organisation).await;
    let owner = house.owner().await;
    for role in ["panoh_app", "panoh_disclosure", "panoh_sealer"] {
        for act in [
            "UPDATE ledger_entries SET reason = 'x'",
            "DELETE FROM ledger_entries",
            "UPDATE ledger_seals SET seq = seq",
            "DELETE FROM ledger_seals",
        ] {
            // The sealer may empty what a disposal ordered to be emptied, and nothing was.
            let may = role == "panoh_sealer" && act.starts_with("UPDATE ledger_entries");
            owner.batch_execute(&format!("BEGIN; SET LOCAL ROLE {role}")).await.unwrap();
            match owner.execute(act, &[]).await {
                Ok(changed) => assert_eq!((may, changed), (true, 0), "{role}: {act}"),
                Err(refused) => {
                    assert!(
                        !may && refused.as_db_error().is_some_and(|error| error.message().contains("permission denied")),
                        "{role}: {act}"
                    );
                }
            }
            owner.batch_execute("ROLLBACK").await.unwrap();
        }
    }
}

#[actix_web::test]
async fn whoever_reads_the_ledger_stands_in_it() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let auditor = house.employ(&organisation, organisation.offices[0], &["auditor"]).await;
    auditor.get("/ledger?operation=user.employ").await.expect(200);
    auditor.get("/ledger/proof").await.expect(200);
    let owner = house.owner().await;
    let statement = "SELECT operation, change -> 'operation' #>> '{}' FROM ledger_entries WHERE membership_id = $1 ORDER BY id";
    let rows = owner.query(statement, &[&auditor.membership.0]).await.unwrap();
    let said: Vec<(String, Option<String>)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(said, [("ledger.list".to_owned(), Some("user.employ".to_owned())), ("ledger.prove".to_owned(), None)]);
}
