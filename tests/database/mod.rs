//! The database: migrations that go both ways, a server that outlives it, settings that end with their transaction.
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{Database, House, connect};

/// Everything that the catalogue says about our tables, as text that two databases can be compared by.
async fn catalogue(url: &str) -> String {
    let owner = connect(url).await;
    let mut lines = Vec::new();
    for question in [
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tablename || ' ' || policyname || ' ' || permissive || ' ' || roles::text || ' ' || cmd || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '') FROM pg_policies",
        "SELECT p.oid::regprocedure::text || ' ' || prosrc FROM pg_proc p WHERE pronamespace = 'public'::regnamespace",
        "SELECT table_name || ' ' || grantee || ' ' || privilege_type FROM information_schema.role_table_grants WHERE table_schema = 'public' AND grantee LIKE 'panoh_%' AND grantee <> 'panoh_owner'",
        "SELECT relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    ] {
        lines.extend(owner.query(question, &[]).await.unwrap().iter().map(|row| row.get::<_, String>(0)));
    }
    lines.retain(|line| !line.contains("__diesel_schema_migrations"));
    lines.sort();
    lines.join("\n")
}

#[actix_web::test]
async fn migrations_go_up_down_and_up_with_no_difference() {
    let database = Database::empty().await;
    let empty = catalogue(&database.url).await;
    panoh::database::migrate(&database.url).await.unwrap();
    let first = catalogue(&database.url).await;
    panoh::database::revert_all(&database.url).await.unwrap();
    assert_eq!(catalogue(&database.url).await, empty, "something is left over after going down");
    panoh::database::migrate(&database.url).await.unwrap();
    assert_eq!(catalogue(&database.url).await, first);
    assert!(panoh::database::pending(&database.url).await.unwrap().is_empty());
}

#[actix_web::test]
async fn two_that_migrate_at_once_do_not_disturb_each_other() {
    let database = Database::empty().await;
    let (one, other) = futures::join!(panoh::database::migrate(&database.url), panoh::database::migrate(&database.url));
    assert!(one.unwrap().is_empty() != other.unwrap().is_empty(), "one applies them, the other finds them applied");
}

#[actix_web::test]
async fn a_login_that_passes_the_walls_is_known_as_one() {
    let database = Database::new().await;
    let shipped = panoh::config::Settings::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))).unwrap().database;
    let settings = |url: &str| panoh::config::Database { url: url.to_owned(), ..shipped.clone() };
    assert!(panoh::database::passes_walls(&settings(&database.url)).await.unwrap());
    let runtime = database.url.replacen("panoh_owner@", "panoh_server@", 1);
    panoh::database::ensure_runtime_login(&database.url, &settings(&runtime)).await.unwrap();
    assert!(!panoh::database::passes_walls(&settings(&runtime)).await.unwrap());
    let server = connect(&runtime).await;
    server.query("SELECT * FROM cases", &[]).await.unwrap_err();
}

fn tool(what: &str, folder: &str) -> String {
    let done = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tools/postgres")).args([what, folder, "--fast"]).output().unwrap();
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

#[actix_web::test]
async fn a_database_that_is_gone_is_503_and_comes_back_unaided() {
    let folder = std::env::temp_dir().join(format!("panoh-gone-{}", uuid::Uuid::now_v7().simple()));
    let folder = folder.to_str().unwrap().to_owned();
    let url = tool("start", &folder).replace("/postgres", "/panoh");
    panoh::database::ensure_database(&url).await.unwrap();
    panoh::database::migrate(&url).await.unwrap();
    let house = House::open_on(Database::elsewhere(&url), |_| {}).await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    officer.get("/me").await.expect(200);

    tool("stop", &folder);
    for _ in 0..3 {
        let gone = officer.get("/me").await;
        assert_eq!((gone.status, gone.code()), (503, "unavailable"), "{}", gone.text);
        assert!(gone.headers.contains_key("retry-after"));
    }

    tool("start", &folder);
    let begun = Instant::now();
    loop {
        match officer.get("/me").await.status {
            200 => break,
            503 => assert!(begun.elapsed() < Duration::from_secs(10), "it does not come back"),
            other => panic!("{other} while it comes back"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(house);
    tool("stop", &folder);
    tool("forget", &folder);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[actix_web::test]
async fn behind_a_pgbouncer_each_duty_has_a_login_that_brings_its_settings() {
    let house = House::open_with(|settings| settings.database.bouncer = true).await;
    panoh::database::ensure_runtime_login(&house.database.url, &house.app().settings.database).await.unwrap();
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    officer.get("/people").await;
    officer.get("/me").await.expect(200);
    let statement =
        "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user ORDER BY 1";
    let logins: Vec<String> = house.owner().await.query(statement, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(logins.iter().any(|login| login == "panoh_owner_app") && logins.iter().any(|login| login == "panoh_owner_auth"), "{logins:?}");
    for duty in ["app", "auth", "disclosure", "sealer"] {
        let own = connect(&house.database.url.replacen("panoh_owner@", &format!("panoh_owner_{duty}@"), 1)).await;
        let row = own
            .query_one("SELECT current_user::text, current_setting('plan_cache_mode'), current_setting('lock_timeout'), (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)", &[])
            .await
            .unwrap();
        let (role, plans, lock, passes): (String, String, String, bool) = (row.get(0), row.get(1), row.get(2), row.get(3));
        assert_eq!((role, plans, lock, passes), (format!("panoh_{duty}"), "force_generic_plan".to_owned(), "2s".to_owned(), false));
    }
}
