//! Reports are read from a streaming replica, and know all that their askers know; without it they are read from the primary.
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::report;
use super::servers::{Cluster, tool};
use crate::support::{Caller, Database, House, connect};

/// A standby that follows the primary.
fn standby(primary: &Cluster) -> Cluster {
    let folder = Cluster::folder();
    let data = tool("where", &folder);
    let copy = Command::new("pg_basebackup").args(["-d", &primary.url, "-D", &data, "-R", "-X", "stream", "-c", "fast"]).output().unwrap();
    assert!(copy.status.success(), "{}", String::from_utf8_lossy(&copy.stderr));
    Cluster { url: tool("start", &folder).replace("/postgres", "/panoh"), folder }
}

/// How often the ledger's list was asked for there.
async fn lists(url: &str) -> i64 {
    let statement =
        "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query LIKE '%FROM ledger_entries e%LEFT JOIN ledger_seals%'";
    connect(url).await.query_one(statement, &[]).await.unwrap().get(0)
}

/// Register somebody and find that act in the ledger at once.
async fn written_and_read(officer: &Caller, auditor: &Caller, number: usize) {
    let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": format!("Person {number}") }], "sex": "2", "citizenships": ["AFG"], "languages": ["prs"] });
    let person = officer.post("/people", body).await.expect(201).id();
    let newest = auditor.get("/ledger?operation=person.create&limit=1").await.expect(200);
    assert_eq!(newest.json["data"][0]["person"], json!(person), "{}", newest.text);
}

#[actix_web::test]
async fn reports_are_read_from_the_replica_and_from_the_primary_without_it() {
    let primary = Cluster::start().await;
    connect(&primary.url).await.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").await.unwrap();
    let replica = standby(&primary);
    let house = House::open_on(Database::elsewhere(&primary.url), |settings| {
        settings.database.replica_url = Some(replica.url.clone());
        settings.database.replica_wait_ms = 2_000;
    })
    .await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let auditor = house.employ(&organisation, organisation.offices[0], &["auditor"]).await;
    for number in 0..20 {
        written_and_read(&officer, &auditor, number).await;
    }
    auditor.get("/ledger/proof").await.expect(200);
    let (there, here) = (lists(&replica.url).await, lists(&primary.url).await);
    assert_eq!((there, here), (20, 0), "read from the replica, and from nowhere else");

    // A replica that stands still does not know what the asker knows.
    connect(&replica.url).await.batch_execute("SELECT pg_wal_replay_pause()").await.unwrap();
    let begun = Instant::now();
    written_and_read(&officer, &auditor, 20).await;
    let waited = begun.elapsed();
    assert_eq!(lists(&primary.url).await, 1, "read from the primary");
    connect(&replica.url).await.batch_execute("SELECT pg_wal_replay_resume()").await.unwrap();

    tool("stop", &replica.folder);
    written_and_read(&officer, &auditor, 21).await;
    assert_eq!(lists(&primary.url).await, 2, "a replica that is gone keeps nobody waiting for a report");
    tool("start", &replica.folder);
    let begun = Instant::now();
    while lists(&replica.url).await == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "the replica is not used again");
        written_and_read(&officer, &auditor, 22).await;
    }
    report(
        &json!({ "what": "reports from a streaming replica", "from_replica": there, "from_primary": here, "behind_seconds": waited.as_secs_f64(), "bound_seconds": 2.5 }),
    );
    drop(house);
}
