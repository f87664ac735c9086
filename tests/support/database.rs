//! A database for each test, copied from a template that is migrated once in a run.
use std::process::Command;
use std::sync::OnceLock;

use tokio_postgres::NoTls;

/// A database that is dropped with the test.
pub struct Database {
    pub url: String,
    /// `None`: it is somebody else's to drop.
    name: Option<String>,
}

fn cluster() -> &'static str {
    static CLUSTER: OnceLock<String> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        if let Ok(url) = std::env::var("PANOH_TEST_DATABASE") {
            return url;
        }
        let root = env!("CARGO_MANIFEST_DIR");
        let folder = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| format!("{root}/target"));
        let done =
            Command::new(format!("{root}/tools/postgres")).args(["start", &format!("{folder}/test-postgres"), "--fast"]).output().unwrap();
        assert!(done.status.success(), "no PostgreSQL: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    })
}

pub async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("PostgreSQL answers");
    tokio::spawn(connection);
    client
}

fn address_of(name: &str) -> String {
    let (server, _) = cluster().rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// The template of exactly these migrations; made by whoever comes first.
async fn template(admin: &tokio_postgres::Client) -> String {
    let mut text = String::new();
    let mut folders: Vec<_> =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        text.push_str(&std::fs::read_to_string(folder.join("up.sql")).unwrap());
    }
    let name = format!(
        "panoh_template_{:016x}",
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    );
    admin.execute("SELECT pg_advisory_lock(7305002)", &[]).await.unwrap();
    let there = admin.query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", &[&name]).await.unwrap();
    if there.is_empty() {
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        panoh::database::migrate(&address_of(&name)).await.expect("the migrations apply");
        admin.batch_execute(&format!("ALTER DATABASE {name} IS_TEMPLATE true ALLOW_CONNECTIONS false")).await.unwrap();
    }
    admin.execute("SELECT pg_advisory_unlock(7305002)", &[]).await.unwrap();
    name
}

impl Database {
    pub async fn new() -> Self {
        let admin = connect(cluster()).await;
        let template = template(&admin).await;
        let name = format!("panoh_test_{}", uuid::Uuid::now_v7().simple());
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        Self { url: address_of(&name), name: Some(name) }
    }

    /// A database of another server, which the test looks after itself.
    pub fn elsewhere(url: &str) -> Self {
        Self { url: url.to_owned(), name: None }
    }

    /// An empty database, without the schema.
    pub async fn empty() -> Self {
        let admin = connect(cluster()).await;
        let name = format!("panoh_test_{}", uuid::Uuid::now_v7().simple());
        admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        Self { url: address_of(&name), name: Some(name) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(name) = self.name.clone() else { return };
        let admin = cluster().to_owned();
        // A runtime of its own: the test's may be gone.
        let _dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = connect(&admin).await;
                let _gone = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        })
        .join();
    }
}
