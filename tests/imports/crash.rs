//! A server that is killed in the middle of its work, again and again, loses no line and doubles none.
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::households::{born, letters};
use super::{count, send, watch};
use crate::people::officer;
use crate::support::House;

const LINES: usize = 12_000;

fn start(house: &House) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panoh"));
    command.args(["serve", "--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config")]);
    command.env("DATABASE_URL", &house.database.url).env("PANOH__HTTP__BIND", "127.0.0.1:0").env("PANOH__IMPORTS__SWEEP_MS", "50");
    command.env("PANOH__ACCESS__SIGNING_KEY_FILE", &house.app().settings.access.signing_key_file).env("PANOH__CLOCK__ENABLED", "false");
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Wait until more lines are done than before; how many are.
async fn moved_on(house: &House, before: i64, server: &mut Child) -> i64 {
    let begun = Instant::now();
    loop {
        let done = count(house, "SELECT lines + lines_done + 1000000 * (state <> 'reading')::int FROM imports").await;
        if done > before || count(house, "SELECT (state = 'done')::int::bigint FROM imports").await == 1 {
            return done;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "the work does not go on");
        assert!(server.try_wait().unwrap().is_none(), "the server ended by itself");
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

#[actix_web::test]
async fn a_server_that_is_killed_goes_on_with_no_line_twice_and_none_missing() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let mut table = "Name,Sex,Birth,external_ids.list,Household\n".to_owned();
    for number in 0..LINES {
        table.push_str(&format!("Person {},1,{},{number},{}\n", letters(number), born(number), number / 5));
    }
    let sent = send(&officer, "", table.into_bytes()).await.expect(202).id();
    let (mut done, mut kills) = (0, 0);
    while count(&house, "SELECT (state = 'done')::int::bigint FROM imports").await == 0 {
        let mut server = start(&house);
        done = moved_on(&house, done, &mut server).await;
        if kills < 6 {
            // In the middle of whatever it does next.
            tokio::time::sleep(Duration::from_millis(17 * kills)).await;
        } else {
            while count(&house, "SELECT (state = 'done')::int::bigint FROM imports").await == 0 {
                done = moved_on(&house, done, &mut server).await;
            }
        }
        server.kill().unwrap();
        server.wait().unwrap();
        kills += 1;
    }
    assert!(kills >= 5, "it was killed {kills} times only");
    let (lines, families) = (i64::try_from(LINES).unwrap(), i64::try_from(LINES / 5).unwrap());
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, lines);
    assert_eq!(count(&house, "SELECT count(DISTINCT value) FROM person_external_ids").await, lines);
    assert_eq!(count(&house, "SELECT count(*) FROM person_names").await, lines);
    assert_eq!(count(&house, "SELECT count(*) FROM ledger_entries WHERE operation = 'person.create'").await, lines);
    assert_eq!(count(&house, "SELECT count(*) FROM households").await, families);
    assert_eq!(count(&house, "SELECT count(*) FROM household_members").await, lines);
    let after = watch(&officer.again().await, &sent).await;
    assert_eq!((&after["state"], &after["counts"]), (&json!("done"), &json!({ "written": lines })), "{after}");
}
