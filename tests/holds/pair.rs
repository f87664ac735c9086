//! Two servers on one database: in the test's own process, or, where `PANOH_BINARY` names a program, two processes of it, whose clocks never rest.
use std::time::Instant;

use panoh::cases::jobs::fire_now;
use panoh::config::Settings;

use super::servers::{Server, bouncer};
use crate::bodies::commission::Commission;
use crate::cases::Desk;
use crate::support::{Caller, House};

/// A line long enough that nobody is sent away, tokens that outlive ten thousand rounds, and no grace for a spent refresh token.
fn patient(settings: &mut Settings) {
    (settings.admission.line, settings.admission.wait_ms, settings.database.wait_ms) = (512, 60_000, 60_000);
    (settings.access.access_token_seconds, settings.access.refresh_grace_seconds) = (86_400, 0);
}

/// The same for a process.
const PATIENT: &[(&str, &str)] = &[
    ("PANOH__ADMISSION__LINE", "512"),
    ("PANOH__ADMISSION__WAIT_MS", "60000"),
    ("PANOH__DATABASE__WAIT_MS", "60000"),
    ("PANOH__ACCESS__ACCESS_TOKEN_SECONDS", "86400"),
    ("PANOH__ACCESS__REFRESH_GRACE_SECONDS", "0"),
    ("PANOH__ACCESS__ARGON2_MEMORY_KIB", "8"),
    ("PANOH__ACCESS__ARGON2_ITERATIONS", "1"),
    ("PANOH__CLOCK__SWEEP_MS", "5"),
    ("PANOH__HTTP__WORKERS", "1"),
];

/// Two servers, and the house that stands beside them.
async fn open() -> (House, Servers) {
    let house = House::open_with(patient).await;
    if std::env::var("PANOH_BINARY").is_err() {
        let second = house.second_with(patient).await;
        let addresses = [house.address.clone(), second.address.clone()];
        return (house, Servers { addresses, second: Some(second), _processes: Vec::new() });
    }
    if bouncer().is_some() {
        let behind = panoh::config::Database { bouncer: true, ..house.app().settings.database.clone() };
        panoh::database::ensure_runtime_login(&house.database.url, &behind).await.unwrap();
    }
    let processes = vec![Server::start(&house, PATIENT), Server::start(&house, PATIENT)];
    for process in &processes {
        process.ready(Instant::now()).await;
    }
    let addresses = [0, 1].map(|at: usize| format!("http://{}", processes[at].address));
    (house, Servers { addresses, second: None, _processes: processes })
}

/// A registration officer, at the first server.
pub async fn desk() -> (Desk, Servers) {
    let (house, servers) = open().await;
    let desk = Desk::in_house(house).await;
    let officer = servers.of(&desk.officer, 0);
    (Desk { officer, ..desk }, servers)
}

/// The Commission, at the first server.
pub async fn commission() -> (Commission, Servers) {
    let (house, servers) = open().await;
    let mut commission = Commission::convene_in(house).await;
    commission.turn_to(|caller| servers.of(caller, 0));
    (commission, servers)
}

/// What callers turn to.
pub struct Servers {
    addresses: [String; 2],
    second: Option<House>,
    _processes: Vec<Server>,
}

impl Servers {
    /// The caller at the first server for even numbers, at the second for odd ones.
    pub fn of(&self, caller: &Caller, number: usize) -> Caller {
        caller.at(&self.addresses[number % 2])
    }

    /// Both clocks fire what is due, at once. Those of processes do so all the time.
    pub async fn fire(&self, house: &House) {
        if let Some(second) = &self.second {
            let (one, other) = futures::join!(fire_now(house.app()), fire_now(second.app()));
            let _both = (one.unwrap(), other.unwrap());
        }
    }
}
