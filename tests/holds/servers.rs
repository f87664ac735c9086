//! Servers and PostgreSQLs in processes of their own, that can be killed, told to stop, and started again. `PANOH_BINARY` names the server of the long
//! form (a release build); the short form takes the one beside the tests.
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use panoh_load::http::{Client, Request};
use panoh_load::machine;
use uuid::Uuid;

use crate::support::{House, connect};

/// A PostgreSQL of its own, that keeps what it promised.
pub struct Cluster {
    pub folder: String,
    pub url: String,
}

pub fn tool(what: &str, folder: &str) -> String {
    let done = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tools/postgres")).args([what, folder]).output().unwrap();
    assert!(what != "start" || done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

impl Cluster {
    pub fn folder() -> String {
        std::env::temp_dir().join(format!("panoh-crash-{}", Uuid::now_v7().simple())).to_str().unwrap().to_owned()
    }

    pub async fn start() -> Self {
        let folder = Self::folder();
        let url = tool("start", &folder).replace("/postgres", "/panoh");
        panoh::database::ensure_database(&url).await.unwrap();
        panoh::database::migrate(&url).await.unwrap();
        Self { folder, url }
    }

    /// The postmaster and all its children, at once.
    pub async fn kill(&self) {
        let backend: i32 = connect(&self.url).await.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
        let stat = std::fs::read_to_string(format!("/proc/{backend}/stat")).unwrap();
        let postmaster: u32 = stat.rsplit_once(") ").unwrap().1.split(' ').nth(1).unwrap().parse().unwrap();
        let pids: Vec<String> = machine::family(postmaster).iter().map(u32::to_string).collect();
        assert!(Command::new("kill").arg("-9").args(&pids).status().unwrap().success());
        // Whoever starts it again, as a service manager does, has seen it end.
        let begun = Instant::now();
        while std::path::Path::new(&format!("/proc/{postmaster}")).exists() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not die");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        tool("stop", &self.folder);
        tool("forget", &self.folder);
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

/// A server in a process of its own.
pub struct Server {
    pub child: Child,
    pub address: String,
    database: String,
    /// A copy of the house's: the house takes its own with it.
    key: String,
    settings: &'static [(&'static str, &'static str)],
}

/// The program that is held to its promises.
pub fn binary() -> String {
    std::env::var("PANOH_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_panoh").to_owned())
}

/// `host:port` of a PgBouncer in transaction mode that servers reach the database through, where one is named.
pub fn bouncer() -> Option<String> {
    std::env::var("PANOH_BOUNCER").ok()
}

fn through_bouncer(url: &str) -> String {
    let Some(bouncer) = bouncer() else { return url.to_owned() };
    let ((login, rest), name) = (url.split_once('@').unwrap(), url.rsplit_once('/').unwrap().1);
    assert!(rest.ends_with(name));
    format!("{login}@{bouncer}/{name}")
}

impl Server {
    /// On the house's database, knowing its sessions, with settings that differ (`PANOH__…`).
    pub fn start(house: &House, settings: &'static [(&'static str, &'static str)]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (address, database) = (format!("127.0.0.1:{port}"), through_bouncer(&house.database.url));
        let key = std::env::temp_dir().join(format!("panoh-key-{}", Uuid::now_v7().simple())).to_str().unwrap().to_owned();
        std::fs::copy(&house.app().settings.access.signing_key_file, &key).unwrap();
        Self { child: Self::spawn(&address, &database, &key, settings), address, database, key, settings }
    }

    fn spawn(address: &str, database: &str, key: &str, settings: &[(&str, &str)]) -> Child {
        Command::new(binary())
            .args(["serve", "--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config")])
            .env("DATABASE_URL", database)
            .env("PANOH__HTTP__BIND", address)
            .env("PANOH__ACCESS__SIGNING_KEY_FILE", key)
            .env("PANOH__DATABASE__BOUNCER", bouncer().is_some().to_string())
            // Tests ask faster than anybody works.
            .env("PANOH__HTTP__REQUESTS_PER_MINUTE", "1000000")
            .env("PANOH__HTTP__SIGN_INS_PER_MINUTE", "1000000")
            .env("RUST_LOG", "error")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// How long after this instant it was ready.
    pub async fn ready(&self, since: Instant) -> Duration {
        let asks = Request::new("GET", "/readyz", &[], "");
        loop {
            if Client::new(&self.address).send(&asks).await.is_ok_and(|answer| answer.status == 200) {
                return since.elapsed();
            }
            assert!(since.elapsed() < Duration::from_secs(90), "it does not come back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Start it once more, where it was; how long it took to be ready.
    pub async fn again(&mut self) -> Duration {
        let begun = Instant::now();
        self.child = Self::spawn(&self.address, &self.database, &self.key, self.settings);
        self.ready(begun).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _dead = self.child.kill();
        let _reaped = self.child.wait();
        let _gone = std::fs::remove_file(&self.key);
    }
}
