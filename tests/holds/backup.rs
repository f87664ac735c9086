//! A drill: a table is dropped, and the database is restored to the moment before.
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use super::report;
use super::servers::{Cluster, tool};
use crate::support::{Database, House, connect};

fn panoh(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panoh"));
    command.args(arguments).env("DATABASE_URL", url).env("PANOH__DATABASE__OWNER_URL", url).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Every row of what matters, as one hash.
async fn rows(url: &str) -> String {
    let owner = connect(url).await;
    let mut hashes = Vec::new();
    for table in ["persons", "person_names", "ledger_entries", "memberships", "roles", "role_grants"] {
        let statement =
            format!("SELECT '{table} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t");
        hashes.push(owner.query_one(&statement, &[]).await.unwrap().get::<_, String>(0));
    }
    hashes.join("\n")
}

#[actix_web::test]
async fn the_moment_before_a_table_was_dropped_comes_back() {
    let cluster = Cluster::start().await;
    let copies = std::env::temp_dir().join(format!("panoh-copies-{}", Uuid::now_v7().simple())).to_str().unwrap().to_owned();
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let register = async |name: &str| {
        let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": name }], "sex": "2", "citizenships": ["AFG"], "languages": ["prs"] });
        officer.post("/people", body).await.expect(201)
    };
    let mut follower =
        panoh(&cluster.url, &["backup", "follow", "--to", &copies]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    register("Before the copy").await;
    let taken = panoh(&cluster.url, &["backup", "take", "--to", &copies]).output().unwrap();
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    // A copy's name tells whole seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for number in 0..20 {
        register(&format!("After the copy {number}")).await;
    }
    let before = rows(&cluster.url).await;
    let owner = connect(&cluster.url).await;
    let at: chrono::DateTime<chrono::Utc> = owner.query_one("SELECT clock_timestamp()", &[]).await.unwrap().get(0);
    tokio::time::sleep(Duration::from_secs(1)).await;
    owner.batch_execute("DROP TABLE person_names CASCADE; SELECT pg_switch_wal()").await.unwrap();
    let lost = Instant::now();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    drop(house);
    follower.kill().unwrap();
    follower.wait().unwrap();

    let empty = Cluster::folder();
    let data = tool("where", &empty);
    let asked = ["restore", "--from", &copies, "--into", &data, "--at", &at.to_rfc3339()];
    let laid = panoh(&cluster.url, &asked).output().unwrap();
    assert!(laid.status.success(), "{}", String::from_utf8_lossy(&laid.stderr));
    let restored = Cluster { url: tool("start", &empty).replace("/postgres", "/panoh"), folder: empty };
    let back = lost.elapsed();
    assert_eq!(rows(&restored.url).await, before, "row for row what stood before");
    let verified = panoh(&restored.url, &["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let _gone = std::fs::remove_dir_all(&copies);
    report(
        &json!({ "what": "restore to the moment before a dropped table", "rows_equal": true, "ledger": "verified", "seconds": back.as_secs_f64() }),
    );
}
