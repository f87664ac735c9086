//! Things that die under work: the server, PostgreSQL, and servers that are told to stop. What was acknowledged is there exactly once, of
//! what was not there is no half, the ledger verifies, and all come back by themselves.
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use panoh_load::http::{Client, Request};
use panoh_load::machine;
use serde_json::json;
use uuid::Uuid;

use super::{asked, report};
use crate::support::{Caller, Database, House, connect};

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
    async fn kill(&self) {
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
struct Server {
    child: Child,
    address: String,
    database: String,
    key: String,
}

impl Server {
    fn start(house: &House) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (address, database) = (format!("127.0.0.1:{port}"), house.database.url.clone());
        let key = house.app().settings.access.signing_key_file.to_str().unwrap().to_owned();
        Self { child: Self::spawn(&address, &database, &key), address, database, key }
    }

    fn spawn(address: &str, database: &str, key: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_panoh"))
            .args(["serve", "--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config")])
            .env("DATABASE_URL", database)
            .env("PANOH__HTTP__BIND", address)
            .env("PANOH__HTTP__DRAIN_MS", "2000")
            .env("PANOH__ACCESS__SIGNING_KEY_FILE", key)
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// How long after its start it was ready.
    async fn ready(&self, since: Instant) -> Duration {
        let asks = Request::new("GET", "/readyz", &[], "");
        loop {
            if Client::new(&self.address).send(&asks).await.is_ok_and(|answer| answer.status == 200) {
                return since.elapsed();
            }
            assert!(since.elapsed() < Duration::from_secs(90), "it does not come back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn again(&mut self) -> Duration {
        let begun = Instant::now();
        self.child = Self::spawn(&self.address, &self.database, &self.key);
        self.ready(begun).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _dead = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// People who register others all the time, and send each again until they are told it is done.
struct Writers {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeMap<String, String>>>,
    answers: Arc<Mutex<BTreeMap<u16, usize>>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Writers {
    fn begin(writers: usize, token: &str, address: impl Fn() -> String + Clone + Send + 'static) -> Self {
        let all = Self { stop: Arc::default(), acknowledged: Arc::default(), answers: Arc::default(), tasks: Vec::new() };
        let number = Arc::new(AtomicUsize::new(0));
        let tasks = (0..writers).map(|_| {
            let (stop, acknowledged, answers, number) = (all.stop.clone(), all.acknowledged.clone(), all.answers.clone(), number.clone());
            let (authorization, address) = (format!("authorization: Bearer {token}"), address.clone());
            tokio::spawn(async move {
                let mut clients: BTreeMap<String, Client> = BTreeMap::new();
                while !stop.load(Ordering::Relaxed) {
                    let name = format!("Person {}", number.fetch_add(1, Ordering::Relaxed));
                    let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": name }], "sex": "2", "citizenships": ["AFG"], "languages": ["prs"] });
                    let headers = [authorization.clone(), format!("idempotency-key: {}", Uuid::now_v7())];
                    let request = Request::new("POST", "/api/v1/people", &headers, &body.to_string());
                    loop {
                        let at = address();
                        let answer = clients.entry(at.clone()).or_insert_with(|| Client::new(at)).send(&request).await;
                        let status = answer.as_ref().map_or(0, |answer| answer.status);
                        *answers.lock().unwrap().entry(status).or_default() += 1;
                        if let Some(answer) = answer.ok().filter(|answer| answer.status == 201) {
                            acknowledged.lock().unwrap().insert(name, answer.json()["id"].as_str().unwrap().to_owned());
                            break;
                        }
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            })
        });
        Self { tasks: tasks.collect(), ..all }
    }

    async fn end(self) -> (BTreeMap<String, String>, BTreeMap<u16, usize>) {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        (self.acknowledged.lock().unwrap().clone(), self.answers.lock().unwrap().clone())
    }
}

/// Each acknowledged person is there once with one entry, nobody is there by half, and the chain holds.
async fn everything_stands(url: &str, acknowledged: &BTreeMap<String, String>) {
    let owner = connect(url).await;
    let rows = owner
        .query("SELECT as_written, count(*), min(person_id::text) FROM person_names WHERE as_written LIKE 'Person %' GROUP BY 1", &[])
        .await
        .unwrap();
    let there: BTreeMap<String, (i64, String)> = rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect();
    for (name, id) in acknowledged {
        assert_eq!(there.get(name), Some(&(1, id.clone())), "{name} was acknowledged");
    }
    assert!(there.values().all(|(times, _)| *times == 1), "somebody is there twice");
    let half = "SELECT (SELECT count(*) FROM persons p WHERE NOT EXISTS (SELECT 1 FROM person_names n WHERE n.tenant_id = p.tenant_id AND n.person_id = p.id))
        + (SELECT count(*) FROM persons p WHERE 1 <> (SELECT count(*) FROM ledger_entries e WHERE e.tenant_id = p.tenant_id AND e.person_id = p.id AND e.operation = 'person.create'))
        + (SELECT count(*) FROM ledger_entries e WHERE e.operation = 'person.create' AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = e.tenant_id AND p.id = e.person_id))";
    assert_eq!(owner.query_one(half, &[]).await.unwrap().get::<_, i64>(0), 0, "something is there by half");
    let verify = Command::new(env!("CARGO_BIN_EXE_panoh"))
        .args(["audit", "verify", "--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config")])
        .env("DATABASE_URL", url)
        .output()
        .unwrap();
    assert!(verify.status.success(), "{}{}", String::from_utf8_lossy(&verify.stdout), String::from_utf8_lossy(&verify.stderr));
}

async fn officer(house: &House) -> Caller {
    let organisation = house.organisation("department").await;
    house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await
}

fn moment(number: usize) -> Duration {
    Duration::from_millis(300 + (number as u64 * 7919) % 900)
}

#[actix_web::test]
async fn a_server_that_is_killed_loses_nothing_and_comes_back() {
    let cluster = Cluster::start().await;
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let officer = officer(&house).await;
    let mut server = Server::start(&house);
    server.ready(Instant::now()).await;
    let address = server.address.clone();
    let (kills, begun) = (asked("PANOH_KILLS", 3), Instant::now());
    let writers = Writers::begin(8, &officer.token, move || address.clone());
    let mut slowest = Duration::ZERO;
    for kill in 0..kills {
        tokio::time::sleep(moment(kill)).await;
        server.signal("-9");
        server.child.wait().unwrap();
        slowest = slowest.max(server.again().await);
    }
    tokio::time::sleep(moment(1)).await;
    let (acknowledged, answers) = writers.end().await;
    let seconds = begun.elapsed().as_secs_f64();
    assert!(answers.keys().all(|status| matches!(status, 0 | 201 | 409 | 503)), "{answers:?}");
    drop(server);
    everything_stands(&cluster.url, &acknowledged).await;
    report(
        &json!({ "what": "kill -9 of the server", "kills": kills, "bound": 100, "acknowledged": acknowledged.len(), "lost": 0, "doubled": 0,
        "writes_per_second": acknowledged.len() as f64 / seconds, "answers": answers, "slowest_ready_seconds": slowest.as_secs_f64(), "bound_seconds": 3 }),
    );
}

#[actix_web::test]
async fn a_postgresql_that_is_killed_loses_nothing_and_the_server_waits_for_it() {
    let cluster = Cluster::start().await;
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let officer = officer(&house).await;
    let server = Server::start(&house);
    server.ready(Instant::now()).await;
    let address = server.address.clone();
    let (kills, begun) = (asked("PANOH_KILLS", 2).div_ceil(2), Instant::now());
    let writers = Writers::begin(8, &officer.token, move || address.clone());
    let mut slowest = Duration::ZERO;
    for kill in 0..kills {
        tokio::time::sleep(moment(kill)).await;
        cluster.kill().await;
        let dead = Instant::now();
        tool("start", &cluster.folder);
        server.ready(dead).await;
        slowest = slowest.max(dead.elapsed());
    }
    tokio::time::sleep(moment(1)).await;
    let (acknowledged, answers) = writers.end().await;
    let seconds = begun.elapsed().as_secs_f64();
    assert!(answers.keys().all(|status| matches!(status, 201 | 409 | 503)), "the server answers, and never with a defect: {answers:?}");
    drop(server);
    everything_stands(&cluster.url, &acknowledged).await;
    report(
        &json!({ "what": "kill -9 of PostgreSQL", "kills": kills, "bound": 50, "acknowledged": acknowledged.len(), "lost": 0, "doubled": 0,
        "writes_per_second": acknowledged.len() as f64 / seconds, "answers": answers, "slowest_back_seconds": slowest.as_secs_f64(), "bound_seconds": 10 }),
    );
}

#[actix_web::test]
async fn servers_restart_in_turn_and_no_request_fails() {
    let cluster = Cluster::start().await;
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let officer = officer(&house).await;
    let mut servers = [Server::start(&house), Server::start(&house)];
    for server in &servers {
        server.ready(Instant::now()).await;
    }
    let addresses = [servers[0].address.clone(), servers[1].address.clone()];
    // What stands in front: it asks each server every 100 ms whether it is ready, and sends to those that are. It tries nothing twice.
    let ready = Arc::new([AtomicBool::new(true), AtomicBool::new(true)]);
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn({
        let (ready, stop, addresses) = (ready.clone(), stop.clone(), addresses.clone());
        async move {
            let asks = Request::new("GET", "/readyz", &[], "");
            while !stop.load(Ordering::Relaxed) {
                for (address, ready) in addresses.iter().zip(ready.iter()) {
                    let is = Client::new(address).send(&asks).await.is_ok_and(|answer| answer.status == 200);
                    ready.store(is, Ordering::Relaxed);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    });
    let turn = Arc::new(AtomicUsize::new(0));
    let writers = Writers::begin(6, &officer.token, move || {
        let number = turn.fetch_add(1, Ordering::Relaxed);
        let first = number % 2;
        addresses[if ready[first].load(Ordering::Relaxed) { first } else { 1 - first }].clone()
    });
    let restarts = asked("PANOH_RESTARTS", 2);
    let mut slowest = Duration::ZERO;
    for restart in 0..restarts {
        let server = &mut servers[restart % 2];
        server.signal("-TERM");
        let told = Instant::now();
        while server.child.try_wait().unwrap().is_none() {
            assert!(told.elapsed() < Duration::from_secs(25), "it does not stop");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        slowest = slowest.max(told.elapsed());
        assert!(server.child.wait().unwrap().success());
        server.again().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let (acknowledged, answers) = writers.end().await;
    stop.store(true, Ordering::Relaxed);
    watcher.await.unwrap();
    report(
        &json!({ "what": "rolling restarts", "restarts": restarts, "bound": 100, "answers": answers, "failed": answers.iter().filter(|(status, _)| **status != 201).map(|(_, times)| times).sum::<usize>(),
        "slowest_stop_seconds": slowest.as_secs_f64() }),
    );
    assert_eq!(answers.keys().copied().collect::<Vec<_>>(), [201], "{answers:?}");
    drop(servers);
    everything_stands(&cluster.url, &acknowledged).await;
}
