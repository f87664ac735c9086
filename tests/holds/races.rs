//! Many at once, on two servers: one effect, and every loser is told so. Nine of ten rounds are two at a time, the others eight, one in a
//! hundred sixty-four.
use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures::future::join_all;
use panoh::cases::jobs::fire_now;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{asked, report};
use crate::bodies::commission::{Commission, rule};
use crate::cases::{Desk, lodging};
use crate::support::{Answer, Caller, House};

/// Rounds of a kind with how many at a time; the short form has one of each wide kind.
fn rounds() -> impl Iterator<Item = usize> {
    let rounds = asked("PANOH_ROUNDS", 12);
    (1..=rounds).map(move |round| match round {
        _ if round % 100 == 0 || round == rounds => 64,
        _ if round % 10 == 0 => 8,
        _ => 2,
    })
}

/// What the losers were told.
#[derive(Default)]
struct Told {
    rounds: usize,
    words: BTreeMap<String, usize>,
}

impl Told {
    fn hear(&mut self, answers: &[Answer]) {
        self.rounds += 1;
        for answer in answers {
            let word = if answer.status < 300 {
                answer.status.to_string()
            } else {
                format!("{} {}{}", answer.status, answer.code(), rule(answer))
            };
            *self.words.entry(word).or_default() += 1;
        }
    }

    fn report(self, kind: &str) {
        report(
            &json!({ "what": "races", "kind": kind, "rounds": self.rounds, "bound": 10_000, "servers": 2, "anomalies": 0, "answers": self.words }),
        );
    }
}

/// Two servers on one database, with a line long enough that nobody is sent away.
async fn houses() -> (House, House) {
    let house = House::open_with(|settings| {
        (settings.admission.line, settings.admission.wait_ms, settings.database.wait_ms) = (512, 60_000, 60_000);
    })
    .await;
    let second = house.second().await;
    (house, second)
}

async fn desk() -> (Desk, House) {
    let (house, second) = houses().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    (Desk { house, organisation, officer }, second)
}

/// The caller at the first server for even numbers, at the second for odd ones.
fn by_turns(caller: &Caller, house: &House, second: &House, number: usize) -> Caller {
    caller.at(if number.is_multiple_of(2) { &house.address } else { &second.address })
}

/// Lost, and told so: by a rule, by a newer version, or to come again because others were in the way. In no case is anything done.
fn lost(answer: &Answer) -> bool {
    matches!(answer.status, 409 | 412 | 503)
}

fn successes(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.status < 300).count()
}

async fn number(house: &House, question: &str, id: &str) -> i64 {
    let id: Uuid = id.parse().unwrap();
    house.owner().await.query_one(question, &[&id]).await.unwrap().get(0)
}

#[actix_web::test]
async fn two_transitions_on_one_version_are_one() {
    let (desk, second) = desk().await;
    let mut told = Told::default();
    for (round, width) in rounds().enumerate() {
        let officer = if round % 500 == 0 { desk.officer.again().await } else { desk.officer.clone() };
        let case = desk.claim(&officer).await;
        let path = format!("/cases/{}/transitions", case.id());
        let callers: Vec<Caller> = (0..width).map(|number| by_turns(&officer, &desk.house, &second, number)).collect();
        let answers = join_all(callers.iter().map(async |caller| caller.post_if(&path, &case.etag(), lodging()).await)).await;
        assert_eq!(successes(&answers), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || lost(answer)), "{answers:?}");
        assert_eq!(desk.count("case_steps", &case.id()).await, 2, "declared, lodged");
        assert_eq!(desk.entries("case.transition", &case.id()).await, 1);
        told.hear(&answers);
    }
    told.report("transition");
}

#[actix_web::test]
async fn one_retry_key_sent_many_times_is_one_act() {
    let (desk, second) = desk().await;
    let mut told = Told::default();
    for (round, width) in rounds().enumerate() {
        let officer = if round % 500 == 0 { desk.officer.again().await } else { desk.officer.clone() };
        let (key, name) = (Uuid::now_v7().to_string(), format!("Ahmad Karimi {round}"));
        let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": name }], "sex": "1", "citizenships": ["AFG"], "languages": ["prs"] });
        let callers: Vec<Caller> = (0..width).map(|number| by_turns(&officer, &desk.house, &second, number)).collect();
        let send = async |caller: &Caller| {
            caller.send(caller.request(reqwest::Method::POST, "/people").header("Idempotency-Key", &key).json(&body)).await
        };
        let answers = join_all(callers.iter().map(send)).await;
        let again = send(&officer).await.expect(201);
        for answer in &answers {
            match answer.status {
                201 => assert_eq!(answer.id(), again.id(), "every answer is the first one's"),
                _ => assert!(lost(answer), "{answer:?}"),
            }
        }
        let statement = "SELECT count(*) FROM person_names WHERE as_written = $1";
        let made: i64 = desk.house.owner().await.query_one(statement, &[&name]).await.unwrap().get(0);
        assert_eq!(made, 1);
        told.hear(&answers);
    }
    told.report("retry key");
}

#[actix_web::test]
async fn ballots_against_each_other_and_against_closing() {
    let (house, second) = houses().await;
    let mut commission = Commission::convene_in(house).await;
    let mut told = Told::default();
    for width in rounds() {
        if told.rounds % 100 == 99 {
            commission.sign_in_again().await;
        }
        let (_, item) = commission.place().await;
        let sitting = commission.open(6).await;
        commission.recuse(item, 5).await.expect(200);
        commission.votes(item, "yy").await;
        let vote = async |number: usize| {
            let seat = 2 + number % 3;
            let member = by_turns(&commission.members[seat], &commission.house, &second, number);
            member.post(&format!("/items/{item}/ballots"), json!({ "seat": commission.seats[seat], "vote": "no" })).await
        };
        let (votes, closings) =
            futures::join!(join_all((0..width).map(vote)), join_all((0..width.div_ceil(4)).map(|_| commission.close(item))));
        let closed = match closings.iter().find(|answer| answer.status == 200) {
            Some(closed) => closed.clone(),
            // All lost against a ballot: nothing is decided yet.
            None => commission.close(item).await.expect(200),
        };
        assert!(successes(&closings) <= 1, "{closings:?}");
        let (tally, cast) = (&closed.json["tally"], successes(&votes) as u64);
        let votes_of = |vote: &str| tally[vote].as_u64().unwrap();
        assert!(cast <= 3, "{votes:?}");
        assert_eq!((votes_of("yes"), votes_of("no")), (2, cast), "every ballot that was taken is counted, and no other");
        assert_eq!(votes_of("yes") + votes_of("no") + votes_of("abstain"), 5, "seats present less the recused");
        assert!(votes.iter().all(|answer| answer.status == 200 || lost(answer)), "{votes:?}");
        let decided = "SELECT count(*) FROM ledger_entries WHERE operation = 'docket_item.close' AND object_id = $1";
        assert!(number(&commission.house, decided, &item.to_string()).await <= 1);
        told.hear(&votes);
        told.hear(&closings);
        told.rounds -= 1;
        commission.secretary.post(&format!("/sittings/{sitting}/close"), json!({})).await.expect(200);
    }
    told.report("ballots and closing");
}

#[actix_web::test]
async fn a_sitting_opens_with_its_quorum_or_not_at_all() {
    let (house, second) = houses().await;
    let mut commission = Commission::convene_in(house).await;
    let mut told = Told::default();
    for width in rounds() {
        if told.rounds % 100 == 99 {
            commission.sign_in_again().await;
        }
        let sitting = commission.call().await;
        for seat in 0..3 {
            commission.arrive(&sitting, seat, &commission.members[seat]).await.expect(200);
        }
        let path = format!("/sittings/{sitting}/open");
        let secretaries: Vec<Caller> =
            (0..width).map(|number| by_turns(&commission.secretary, &commission.house, &second, number)).collect();
        let open = join_all(secretaries.iter().map(|secretary| secretary.post(&path, json!({}))));
        let arrive = join_all((0..width).map(|_| commission.arrive(&sitting, 3, &commission.members[3])));
        let (opened, arrived) = futures::join!(open, arrive);
        assert!(successes(&opened) <= 1, "{opened:?}");
        assert_eq!(successes(&arrived), 1, "{arrived:?}");
        let present =
            number(&commission.house, "SELECT count(*) FROM attendances WHERE sitting_id = $1 AND left_at IS NULL", &sitting).await;
        assert_eq!(present, 4);
        if successes(&opened) == 0 {
            commission.secretary.post(&path, json!({})).await.expect(200);
        }
        told.hear(&opened);
        commission.secretary.post(&format!("/sittings/{sitting}/close"), json!({})).await.expect(200);
    }
    told.report("quorum at its edge");
}

#[actix_web::test]
async fn a_seat_is_taken_by_its_member_or_its_alternate() {
    let (house, second) = houses().await;
    let mut commission = Commission::convene_in(house).await;
    let mut told = Told::default();
    for width in rounds() {
        if told.rounds % 100 == 99 {
            commission.sign_in_again().await;
        }
        let sitting = commission.call().await;
        let arrive = async |number: usize| {
            let who = if number % 4 < 2 { &commission.members[1] } else { &commission.alternate };
            let secretary = by_turns(&commission.secretary, &commission.house, &second, number);
            let body = json!({ "seat": commission.seats[1], "membership": who.membership });
            secretary.post(&format!("/sittings/{sitting}/attendance"), body).await
        };
        // In a race of two, member against alternate.
        let answers = join_all((0..width).map(|number| arrive(if width == 2 { number * 3 } else { number }))).await;
        assert_eq!(successes(&answers), 1, "{answers:?}");
        assert!(answers.iter().filter(|answer| answer.status != 200).all(lost), "{answers:?}");
        assert_eq!(number(&commission.house, "SELECT count(*) FROM attendances WHERE sitting_id = $1", &sitting).await, 1);
        told.hear(&answers);
        // A body has one sitting at a time: this one is held and closed.
        for seat in [0, 2, 3] {
            commission.arrive(&sitting, seat, &commission.members[seat]).await.expect(200);
        }
        commission.secretary.post(&format!("/sittings/{sitting}/open"), json!({})).await.expect(200);
        commission.secretary.post(&format!("/sittings/{sitting}/close"), json!({})).await.expect(200);
    }
    told.report("member and alternate");
}

#[actix_web::test]
async fn a_spent_refresh_token_ends_its_family_whoever_else_comes() {
    let (desk, second) = desk().await;
    let mut told = Told::default();
    for width in rounds() {
        let nobody = Caller::nobody(&desk.house.address);
        let body = json!({ "email": desk.officer.email, "password": crate::support::PASSWORD });
        let cookie = |answer: &Answer| answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let first = cookie(&nobody.post("/auth/sign-in", body).await.expect(200));
        let refresh = async |number: usize, cookie: &str| {
            let nobody = Caller::nobody(if number.is_multiple_of(2) { &desk.house.address } else { &second.address });
            nobody.send(nobody.request(reqwest::Method::POST, "/auth/refresh").header("Cookie", cookie).json(&json!({}))).await
        };
        let next = cookie(&refresh(0, &first).await.expect(200));
        for house in [&desk.house, &second] {
            house.wait(TimeDelta::seconds(60));
        }
        // The thief with the spent token races with its owner, who has the next one.
        let answers = join_all((0..width).map(|number| refresh(number, if number % 4 < 2 { &first } else { &next }))).await;
        let thieves: Vec<&Answer> = answers.iter().enumerate().filter(|(number, _)| number % 4 < 2).map(|(_, answer)| answer).collect();
        assert!(thieves.iter().all(|answer| answer.status == 401), "{thieves:?}");
        assert_eq!(refresh(1, &next).await.status, 401, "the family has ended");
        let live: i64 = desk
            .house
            .owner()
            .await
            .query_one("SELECT count(*) FROM sessions s WHERE revoked_at IS NULL AND family_id = (SELECT family_id FROM sessions WHERE refresh_hash = sha256($1))", &[&first.split_once('=').unwrap().1.as_bytes()])
            .await
            .unwrap()
            .get(0);
        assert_eq!(live, 0, "nothing of the family is left");
        told.hear(&answers);
    }
    told.report("refresh token");
}

/// Something on a case races with the clock that fires its first deadline.
async fn against_the_clock(kind: &str, act: impl AsyncFn(&Desk, &Caller, &Answer) -> Answer) {
    let (desk, second) = desk().await;
    let mut told = Told::default();
    for width in rounds() {
        let officer = desk.officer.again().await;
        let case = desk.claim(&officer).await;
        for house in [&desk.house, &second] {
            house.wait(TimeDelta::hours(73));
        }
        let officer = desk.officer.again().await;
        let callers: Vec<Caller> = (0..width).map(|number| by_turns(&officer, &desk.house, &second, number)).collect();
        let (fired, again, answers): (_, _, Vec<Answer>) = futures::join!(
            fire_now(desk.house.app()),
            fire_now(second.app()),
            join_all(callers.iter().map(|caller| act(&desk, caller, &case)))
        );
        let _at_once = (fired.unwrap(), again.unwrap());
        assert!(successes(&answers) <= 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || lost(answer)), "{answers:?}");
        fire_now(desk.house.app()).await.unwrap();
        let one = "SELECT count(*) FROM ledger_entries WHERE operation = 'case.deadline_fired' AND case_id = $1 AND change -> 'deadline' ->> 'after' = 'ref.border_notify'";
        let fired = number(&desk.house, one, &case.id()).await;
        assert_eq!(fired, 1, "the deadline was past before anybody acted: it fires once, whoever is first");
        told.hear(&answers);
    }
    told.report(kind);
}

#[actix_web::test]
async fn a_deadline_fires_once_against_a_transition() {
    against_the_clock("deadline and transition", async |_, caller, case| {
        caller.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), lodging()).await
    })
    .await;
}

#[actix_web::test]
async fn a_deadline_fires_once_against_a_pause() {
    against_the_clock("pause and firing", async |_, caller, case| {
        let deadline =
            case.json["deadlines"].as_array().and_then(|rows| rows.iter().find(|row| row["deadline"] == "ref.apply_window")).cloned();
        let deadline = deadline.unwrap_or(Value::Null);
        let path = format!("/cases/{}/deadlines/{}/pause", case.id(), deadline["id"].as_str().unwrap_or_default());
        caller.post_if(&path, &format!("\"{}\"", deadline["version"]), json!({ "ground": "hospital" })).await
    })
    .await;
}
