//! Many at once, on two servers: one effect, and every loser is told so. Nine of ten rounds are two at a time, the others eight, one in a
//! hundred sixty-four.
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::pair::{self, Servers};
use super::{asked, report};
use crate::bodies::commission::{Commission, rule};
use crate::cases::{deadline, lodging};
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
        for answer in answers {
            let word = if answer.status < 300 {
                answer.status.to_string()
            } else {
                format!("{} {}{}", answer.status, answer.code(), rule(answer))
            };
            *self.words.entry(word).or_default() += 1;
        }
    }

    fn round(&mut self, answers: &[Answer]) {
        self.rounds += 1;
        self.hear(answers);
    }

    fn report(self, kind: &str) {
        report(
            &json!({ "what": "races", "kind": kind, "rounds": self.rounds, "bound": 10_000, "servers": 2, "anomalies": 0, "answers": self.words }),
        );
    }
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
    house.kept_owner().await.query_one(question, &[&id]).await.unwrap().get(0)
}

#[actix_web::test]
async fn two_transitions_on_one_version_are_one() {
    let (desk, servers) = pair::desk().await;
    let mut told = Told::default();
    for width in rounds() {
        let case = desk.claim(&desk.officer).await;
        let path = format!("/cases/{}/transitions", case.id());
        let transit = async |number| servers.of(&desk.officer, number).post_if(&path, &case.etag(), lodging()).await;
        let answers = join_all((0..width).map(transit)).await;
        assert_eq!(successes(&answers), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || lost(answer)), "{answers:?}");
        assert_eq!(desk.count("case_steps", &case.id()).await, 2, "declared, lodged");
        assert_eq!(desk.entries("case.transition", &case.id()).await, 1);
        told.round(&answers);
    }
    told.report("transition");
}

#[actix_web::test]
async fn one_retry_key_sent_many_times_is_one_act() {
    let (desk, servers) = pair::desk().await;
    let mut told = Told::default();
    for (round, width) in rounds().enumerate() {
        let (key, name) = (Uuid::now_v7().to_string(), format!("Ahmad Karimi {round}"));
        let body = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": name }], "sex": "1", "citizenships": ["AFG"], "languages": ["prs"] });
        let send = async |number| {
            let caller = servers.of(&desk.officer, number);
            caller.send(caller.request(reqwest::Method::POST, "/people").header("Idempotency-Key", &key).json(&body)).await
        };
        let answers = join_all((0..width).map(send)).await;
        let again = send(0).await.expect(201);
        for answer in &answers {
            match answer.status {
                201 => assert_eq!(answer.id(), again.id(), "every answer is the first one's"),
                _ => assert!(lost(answer), "{answer:?}"),
            }
        }
        let statement = "SELECT count(*) FROM person_names WHERE as_written = $1";
        let made: i64 = desk.house.kept_owner().await.query_one(statement, &[&name]).await.unwrap().get(0);
        assert_eq!(made, 1);
        told.round(&answers);
    }
    told.report("retry key");
}

/// Files that one sitting decides on.
const DOCKET: usize = 40;

#[actix_web::test]
async fn ballots_against_each_other_and_against_closing() {
    let (commission, servers) = pair::commission().await;
    let mut told = Told::default();
    let widths: Vec<usize> = rounds().collect();
    for widths in widths.chunks(DOCKET) {
        let mut items = Vec::new();
        for _ in widths {
            items.push(commission.place().await.1);
        }
        let sitting = commission.open(6).await;
        for (item, width) in items.into_iter().zip(widths) {
            ballots_and_closing(&commission, &servers, item, *width, &mut told).await;
        }
        commission.secretary.post(&format!("/sittings/{sitting}/close"), json!({})).await.expect(200);
    }
    told.report("ballots and closing");
}

/// Two seats have voted, one is recused; three vote while the secretary closes.
async fn ballots_and_closing(commission: &Commission, servers: &Servers, item: Uuid, width: usize, told: &mut Told) {
    commission.recuse(item, 5).await.expect(200);
    commission.votes(item, "yy").await;
    let vote = async |number: usize| {
        let seat = 2 + number % 3;
        let member = servers.of(&commission.members[seat], number);
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
    assert_eq!(number(&commission.house, decided, &item.to_string()).await, 1);
    told.round(&votes);
    told.hear(&closings);
}

/// A body has one sitting at a time: that one has ended.
async fn end(commission: &Commission, sitting: &str) {
    let sitting: Uuid = sitting.parse().unwrap();
    let statement = "UPDATE sittings SET state = 'closed', opened_at = coalesce(opened_at, now()), closed_at = now() WHERE id = $1";
    commission.house.kept_owner().await.execute(statement, &[&sitting]).await.unwrap();
}

#[actix_web::test]
async fn a_sitting_opens_with_its_quorum_or_not_at_all() {
    let (commission, servers) = pair::commission().await;
    let mut told = Told::default();
    for width in rounds() {
        let sitting = commission.call().await;
        for seat in 0..3 {
            commission.arrive(&sitting, seat, &commission.members[seat]).await.expect(200);
        }
        let path = format!("/sittings/{sitting}/open");
        let open = async |number| servers.of(&commission.secretary, number).post(&path, json!({})).await;
        let arrive = join_all((0..width).map(|_| commission.arrive(&sitting, 3, &commission.members[3])));
        let (opened, arrived) = futures::join!(join_all((0..width).map(open)), arrive);
        assert!(successes(&opened) <= 1, "{opened:?}");
        assert_eq!(successes(&arrived), 1, "{arrived:?}");
        let present =
            number(&commission.house, "SELECT count(*) FROM attendances WHERE sitting_id = $1 AND left_at IS NULL", &sitting).await;
        assert_eq!(present, 4);
        if successes(&opened) == 0 {
            commission.secretary.post(&path, json!({})).await.expect(200);
        }
        told.round(&opened);
        end(&commission, &sitting).await;
    }
    told.report("quorum at its edge");
}

#[actix_web::test]
async fn a_seat_is_taken_by_its_member_or_its_alternate() {
    let (commission, servers) = pair::commission().await;
    let mut told = Told::default();
    for width in rounds() {
        let sitting = commission.call().await;
        let arrive = async |number: usize| {
            let who = if number.is_multiple_of(2) { &commission.members[1] } else { &commission.alternate };
            let body = json!({ "seat": commission.seats[1], "membership": who.membership });
            servers.of(&commission.secretary, crossed(number)).post(&format!("/sittings/{sitting}/attendance"), body).await
        };
        let answers = join_all((0..width).map(arrive)).await;
        assert_eq!(successes(&answers), 1, "{answers:?}");
        assert!(answers.iter().filter(|answer| answer.status != 200).all(lost), "{answers:?}");
        assert_eq!(number(&commission.house, "SELECT count(*) FROM attendances WHERE sitting_id = $1", &sitting).await, 1);
        told.round(&answers);
        end(&commission, &sitting).await;
    }
    told.report("member and alternate");
}

/// Each of two sides, which are told by even and odd, at each server in turn.
fn crossed(number: usize) -> usize {
    number ^ (number >> 1)
}

#[actix_web::test]
async fn a_spent_refresh_token_ends_its_family_whoever_else_comes() {
    let (desk, servers) = pair::desk().await;
    let mut told = Told::default();
    let nobody = Caller::nobody(&desk.house.address);
    let cookie = |answer: &Answer| answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    for width in rounds() {
        let body = json!({ "email": desk.officer.email, "password": crate::support::PASSWORD });
        let first = cookie(&servers.of(&nobody, 0).post("/auth/sign-in", body).await.expect(200));
        let refresh = async |number: usize, cookie: &str| {
            let nobody = servers.of(&nobody, number);
            nobody.send(nobody.request(reqwest::Method::POST, "/auth/refresh").header("Cookie", cookie).json(&json!({}))).await
        };
        let next = cookie(&refresh(0, &first).await.expect(200));
        // The thief with the spent token races with its owner, who has the next one.
        let answers = join_all((0..width).map(|number| refresh(crossed(number), if number % 2 == 0 { &first } else { &next }))).await;
        assert!(answers.iter().step_by(2).all(|thief| thief.status == 401), "{answers:?}");
        assert!(successes(&answers) <= 1, "{answers:?}");
        assert_eq!(refresh(1, &next).await.status, 401, "the family has ended");
        let statement = "SELECT count(*) FROM sessions s WHERE revoked_at IS NULL AND family_id = (SELECT family_id FROM sessions WHERE refresh_hash = sha256($1))";
        let live = desk.house.kept_owner().await.query_one(statement, &[&first.split_once('=').unwrap().1.as_bytes()]).await.unwrap();
        assert_eq!(live.get::<_, i64>(0), 0, "nothing of the family is left");
        told.round(&answers);
    }
    told.report("refresh token");
}

/// The deadline at the border passed while nobody looked.
async fn let_pass(house: &House, case: &str) {
    let statement = "UPDATE case_deadlines SET due_at = due_at - interval '73 hours', fires_at = fires_at - interval '73 hours', made_at = made_at - interval '73 hours',
                            due_on = due_on - 4, counted_on = counted_on - 4, starts_on = starts_on - 4 WHERE case_id = $1 AND kind = 'ref.border_notify'";
    let case: Uuid = case.parse().unwrap();
    assert_eq!(house.kept_owner().await.execute(statement, &[&case]).await.unwrap(), 1);
}

/// Something on a case races with the clocks that fire its first deadline.
async fn against_the_clock(kind: &str, act: impl AsyncFn(Caller, &Answer) -> Answer) {
    let (desk, servers) = pair::desk().await;
    let mut told = Told::default();
    for width in rounds() {
        let case = desk.claim(&desk.officer).await;
        let_pass(&desk.house, &case.id()).await;
        let acts = join_all((0..width).map(|number| act(servers.of(&desk.officer, number), &case)));
        let (answers, ()) = futures::join!(acts, servers.fire(&desk.house));
        assert!(successes(&answers) <= 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || lost(answer)), "{answers:?}");
        servers.fire(&desk.house).await;
        let fired = "SELECT count(*) FROM ledger_entries WHERE operation = 'case.deadline_fired' AND case_id = $1 AND change -> 'deadline' ->> 'after' = 'ref.border_notify'";
        let begun = Instant::now();
        while number(&desk.house, fired, &case.id()).await == 0 {
            assert!(begun.elapsed() < Duration::from_secs(30), "the deadline was past before anybody acted: it fires, whoever is first");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        told.round(&answers);
    }
    let twice = "SELECT count(*) FROM (SELECT 1 FROM ledger_entries WHERE operation = 'case.deadline_fired' AND change -> 'deadline' ->> 'after' = 'ref.border_notify'
                                        GROUP BY case_id HAVING count(*) <> 1) AS t";
    assert_eq!(desk.house.owner().await.query_one(twice, &[]).await.unwrap().get::<_, i64>(0), 0, "it fires once");
    told.report(kind);
}

#[actix_web::test]
async fn a_deadline_fires_once_against_a_transition() {
    against_the_clock("deadline and transition", async |caller, case| {
        caller.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), lodging()).await
    })
    .await;
}

#[actix_web::test]
async fn a_deadline_fires_once_against_a_pause() {
    against_the_clock("pause and firing", async |caller, case| {
        let window = deadline(&case.json, "ref.apply_window");
        let path = format!("/cases/{}/deadlines/{}/pause", case.id(), window["id"].as_str().unwrap());
        caller.post_if(&path, &format!("\"{}\"", window["version"]), json!({ "ground": "hospital" })).await
    })
    .await;
}
