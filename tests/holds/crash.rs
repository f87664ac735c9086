//! Things that die under work: the server, PostgreSQL, and servers that are told to stop. What was acknowledged is there exactly once, of
//! what was not there is no half, the ledger verifies, and all come back by themselves.
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use panoh_load::http::{Client, Request};
use serde_json::{Value, json};
use uuid::Uuid;

use super::servers::{Cluster, Server, binary, tool};
use super::{asked, report};
use crate::support::{Caller, Database, House, connect};

/// A server whose stopping takes two seconds, as shipped, and whose tokens outlive a long form.
const SETTINGS: &[(&str, &str)] = &[("PANOH__ACCESS__ACCESS_TOKEN_SECONDS", "86400")];

type Answers = BTreeMap<u16, usize>;

/// People who register others all the time and send each again until they are told it is done, and as many who read what was acknowledged.
struct Work {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeMap<String, String>>>,
    written: Arc<Mutex<Answers>>,
    read: Arc<Mutex<Answers>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

/// Connections of one person, to whichever server they are sent.
struct Connections<A> {
    clients: BTreeMap<String, Client>,
    address: A,
    answers: Arc<Mutex<Answers>>,
}

impl<A: Fn() -> String> Connections<A> {
    /// The answer; status 0 where there was none.
    async fn send(&mut self, request: &Request) -> (u16, Value) {
        let at = (self.address)();
        let answer = self.clients.entry(at.clone()).or_insert_with(|| Client::new(at)).send(request).await;
        let (status, body) = answer.map_or((0, Value::Null), |answer| (answer.status, answer.json()));
        *self.answers.lock().unwrap().entry(status).or_default() += 1;
        (status, body)
    }
}

impl Work {
    fn begin(people: usize, token: &str, address: impl Fn() -> String + Clone + Send + 'static) -> Self {
        let mut all =
            Self { stop: Arc::default(), acknowledged: Arc::default(), written: Arc::default(), read: Arc::default(), tasks: Vec::new() };
        let number = Arc::new(AtomicUsize::new(0));
        let authorization = format!("authorization: Bearer {token}");
        for _ in 0..people {
            let connections = |answers: &Arc<Mutex<Answers>>| Connections {
                clients: BTreeMap::new(),
                address: address.clone(),
                answers: answers.clone(),
            };
            let (stop, acknowledged) = (all.stop.clone(), all.acknowledged.clone());
            let writer = write(connections(&all.written), stop.clone(), acknowledged.clone(), number.clone(), authorization.clone());
            let reader = read(connections(&all.read), stop, acknowledged, authorization.clone());
            all.tasks.extend([tokio::spawn(writer), tokio::spawn(reader)]);
        }
        all
    }

    /// What was acknowledged; the answers to those who wrote; the answers to those who read.
    async fn end(self) -> (BTreeMap<String, String>, Answers, Answers) {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        let told = |answers: &Mutex<Answers>| answers.lock().unwrap().clone();
        (self.acknowledged.lock().unwrap().clone(), told(&self.written), told(&self.read))
    }
}

async fn write<A: Fn() -> String>(
    mut connections: Connections<A>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeMap<String, String>>>,
    number: Arc<AtomicUsize>,
    authorization: String,
) {
    while !stop.load(Ordering::Relaxed) {
        let name = format!("Person {}", number.fetch_add(1, Ordering::Relaxed));
        let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": name }], "sex": "2", "citizenships": ["AFG"], "languages": ["prs"] });
        let headers = [authorization.clone(), format!("idempotency-key: {}", Uuid::now_v7())];
        let request = Request::new("POST", "/api/v1/people", &headers, &body.to_string());
        loop {
            let (status, body) = connections.send(&request).await;
            if status == 201 {
                acknowledged.lock().unwrap().insert(name, body["id"].as_str().unwrap().to_owned());
                break;
            }
            if stop.load(Ordering::Relaxed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Whoever was acknowledged is there from that moment on.
async fn read<A: Fn() -> String>(
    mut connections: Connections<A>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeMap<String, String>>>,
    authorization: String,
) {
    while !stop.load(Ordering::Relaxed) {
        let last = acknowledged.lock().unwrap().iter().next_back().map(|(name, id)| (name.clone(), id.clone()));
        if let Some((name, id)) = last {
            let request = Request::new("GET", &format!("/api/v1/people/{id}"), std::slice::from_ref(&authorization), "");
            let (status, body) = connections.send(&request).await;
            assert!(status != 404, "{name} was acknowledged and is not there");
            assert!(status != 200 || body["names"][0]["as_written"] == json!(name), "{body}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
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
    let verify = Command::new(binary())
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
    let mut server = Server::start(&house, SETTINGS);
    server.ready(Instant::now()).await;
    // From here on nothing but that process works on the database.
    drop(house);
    let address = server.address.clone();
    let (kills, begun) = (asked("PANOH_KILLS", 3), Instant::now());
    let work = Work::begin(8, &officer.token, move || address.clone());
    let mut slowest = Duration::ZERO;
    for kill in 0..kills {
        tokio::time::sleep(moment(kill)).await;
        server.signal("-9");
        server.child.wait().unwrap();
        slowest = slowest.max(server.again().await);
    }
    tokio::time::sleep(moment(1)).await;
    let (acknowledged, written, read) = work.end().await;
    let seconds = begun.elapsed().as_secs_f64();
    assert!(written.keys().all(|status| matches!(status, 0 | 201 | 409 | 503)), "{written:?}");
    assert!(read.keys().all(|status| matches!(status, 0 | 200 | 503)), "{read:?}");
    drop(server);
    everything_stands(&cluster.url, &acknowledged).await;
    report(
        &json!({ "what": "kill -9 of the server", "kills": kills, "bound": 100, "acknowledged": acknowledged.len(), "lost": 0, "doubled": 0,
        "writes_per_second": acknowledged.len() as f64 / seconds, "bound_per_second": 50, "writes": written, "reads": read, "slowest_ready_seconds": slowest.as_secs_f64(), "bound_seconds": 3 }),
    );
}

#[actix_web::test]
async fn a_postgresql_that_is_killed_loses_nothing_and_the_server_waits_for_it() {
    let cluster = Cluster::start().await;
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let officer = officer(&house).await;
    let server = Server::start(&house, SETTINGS);
    server.ready(Instant::now()).await;
    drop(house);
    let address = server.address.clone();
    let (kills, begun) = (asked("PANOH_KILLS", 2).div_ceil(2), Instant::now());
    let work = Work::begin(8, &officer.token, move || address.clone());
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
    let (acknowledged, written, read) = work.end().await;
    let seconds = begun.elapsed().as_secs_f64();
    assert!(written.keys().all(|status| matches!(status, 201 | 409 | 503)), "the server answers, and never with a defect: {written:?}");
    assert!(read.keys().all(|status| matches!(status, 200 | 503)), "{read:?}");
    drop(server);
    everything_stands(&cluster.url, &acknowledged).await;
    report(
        &json!({ "what": "kill -9 of PostgreSQL", "kills": kills, "bound": 50, "acknowledged": acknowledged.len(), "lost": 0, "doubled": 0,
        "writes_per_second": acknowledged.len() as f64 / seconds, "bound_per_second": 50, "writes": written, "reads": read, "slowest_back_seconds": slowest.as_secs_f64(), "bound_seconds": 10 }),
    );
}

#[actix_web::test]
async fn servers_restart_in_turn_and_no_request_fails() {
    let cluster = Cluster::start().await;
    let house = House::open_on(Database::elsewhere(&cluster.url), |_| {}).await;
    let officer = officer(&house).await;
    let mut servers = [Server::start(&house, SETTINGS), Server::start(&house, SETTINGS)];
    drop(house);
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
    let work = Work::begin(6, &officer.token, move || {
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
    let (acknowledged, written, read) = work.end().await;
    stop.store(true, Ordering::Relaxed);
    watcher.await.unwrap();
    report(
        &json!({ "what": "rolling restarts", "restarts": restarts, "bound": 100, "writes": written, "reads": read, "failed": written.iter().chain(&read).filter(|(status, _)| !matches!(**status, 200 | 201)).map(|(_, times)| times).sum::<usize>(),
        "slowest_stop_seconds": slowest.as_secs_f64() }),
    );
    assert_eq!((written.keys().copied().collect(), read.keys().copied().collect()), (vec![201], vec![200]), "{written:?} {read:?}");
    drop(servers);
    everything_stands(&cluster.url, &acknowledged).await;
}
