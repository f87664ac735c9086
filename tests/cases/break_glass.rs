//! Emergency access to a trafficking case: two people, a reason, 24 hours, notices, a review (programmes.md 3.4).
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Desk, signal};
use crate::support::{Answer, Caller};

struct Night {
    desk: Desk,
    caseworker: Caller,
    /// Of another team: on no list.
    asks: Caller,
    signs: Caller,
    auditor: Caller,
    case: Answer,
}

impl Night {
    async fn falls() -> Self {
        let desk = Desk::open().await;
        let caseworker = desk.employ(&["caseworker"]).await;
        let branch = desk.organisation.offices[1];
        let asks = desk.house.employ(&desk.organisation, branch, &["supervisor"]).await;
        let signs = desk.house.employ(&desk.organisation, branch, &["supervisor"]).await;
        let auditor = desk.employ(&["auditor"]).await;
        let case = signal(&desk, &caseworker).await;
        Self { desk, caseworker, asks, signs, auditor, case }
    }

    async fn ask(&self, number: &Value) -> Answer {
        self.asks.post("/break-glass", json!({ "case_number": number, "reason": "She called: he is at the door" })).await
    }

    fn path(&self) -> String {
        format!("/cases/{}", self.case.id())
    }
}

async fn sign(who: &Caller, asked: &Answer) -> Answer {
    who.post(&format!("/break-glass/{}/sign", asked.id()), json!({})).await
}

#[actix_web::test]
async fn two_people_open_a_case_for_a_day_and_owner_and_auditor_know() {
    let night = Night::falls().await;
    night.asks.get(&night.path()).await.expect(404);
    let asked = night.ask(&night.case.json["number"]).await.expect(201);
    assert_eq!(asked.json["state"], "requested");
    assert_eq!(sign(&night.asks, &asked).await.expect(409).json["rule"], "break-glass-needs-another");
    night.asks.get(&night.path()).await.expect(404);
    assert_eq!(sign(&night.signs, &asked).await.expect(200).json["state"], "open");
    night.asks.get(&night.path()).await.expect(200);
    night.signs.get(&night.path()).await.expect(404);
    let alerts = night.caseworker.get(&format!("{}/alerts", night.path())).await.expect(200);
    let told = alerts.json["data"].as_array().unwrap().iter().find(|alert| alert["alert"] == "glass_broken").unwrap().clone();
    assert_eq!(told["title"], "Emergency access to this case was opened");
    assert_eq!(night.auditor.get("/break-glass").await.expect(200).json["data"][0]["id"], asked.json["id"]);
    assert_eq!(night.desk.entries("break_glass.open", &night.case.id()).await, 1);
    night.desk.house.wait(TimeDelta::hours(24));
    night.asks.again().await.get(&night.path()).await.expect(404);
}

#[actix_web::test]
async fn asking_says_nothing_of_whether_there_is_such_a_case() {
    let night = Night::falls().await;
    let (there, nowhere) = (night.ask(&night.case.json["number"]).await.expect(201), night.ask(&json!("26-ZZZZZZZZ-0")).await.expect(201));
    assert_eq!((&there.json["state"], there.text.len()), (&nowhere.json["state"], nowhere.text.len()));
    assert_eq!(sign(&night.signs, &nowhere).await.expect(409).json["rule"], "break-glass-no-such-case");
    night.caseworker.post("/break-glass", json!({ "case_number": "26-ZZZZZZZZ-0", "reason": "Nobody asked me to" })).await.expect(403);
}

#[actix_web::test]
async fn a_request_lapses_after_a_quarter_of_an_hour() {
    let night = Night::falls().await;
    let asked = night.ask(&night.case.json["number"]).await.expect(201);
    night.desk.house.wait(TimeDelta::minutes(16));
    assert_eq!(sign(&night.signs.again().await, &asked).await.expect(409).json["rule"], "break-glass-not-requested");
}

#[actix_web::test]
async fn it_is_closed_early_and_reviewed_by_the_auditor() {
    let night = Night::falls().await;
    let asked = night.ask(&night.case.json["number"]).await.expect(201);
    sign(&night.signs, &asked).await.expect(200);
    let path = format!("/break-glass/{}", asked.id());
    assert_eq!(night.asks.post(&format!("{path}/close"), json!({})).await.expect(200).json["state"], "closed");
    night.asks.get(&night.path()).await.expect(404);
    let review = json!({ "verdict": "in_order", "remark": "The call is in the log of the line." });
    night.signs.post(&format!("{path}/review"), review.clone()).await.expect(403);
    assert_eq!(night.auditor.post(&format!("{path}/review"), review.clone()).await.expect(200).json["state"], "reviewed");
    night.auditor.post(&format!("{path}/review"), review).await.expect(409);
}

#[actix_web::test]
async fn whoever_was_not_reviewed_in_time_asks_for_no_more() {
    let night = Night::falls().await;
    let asked = night.ask(&night.case.json["number"]).await.expect(201);
    sign(&night.signs, &asked).await.expect(200);
    night.desk.house.wait(TimeDelta::hours(24 + 73));
    let again = Night { asks: night.asks.again().await, auditor: night.auditor.again().await, ..night };
    assert_eq!(again.ask(&again.case.json["number"]).await.expect(409).json["rule"], "break-glass-not-in-order");
    let review = json!({ "verdict": "in_order", "remark": "Late, and in order." });
    again.auditor.post(&format!("/break-glass/{}/review", asked.id()), review).await.expect(200);
    again.ask(&again.case.json["number"]).await.expect(201);
}
