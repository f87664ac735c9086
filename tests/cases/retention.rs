//! How long a closed case is kept (programmes.md 4.3): restricted after a year, in the archive after its retention, and a legal hold
//! stops each step.
use chrono::{Months, NaiveDate};
use panoh::cases::jobs::fire_now;
use serde_json::{Value, json};

use super::{Desk, signal};
use crate::support::{Answer, Caller};

/// A claim that its person withdrew today.
pub async fn withdrawn(desk: &Desk) -> Answer {
    let case = desk.claim(&desk.officer).await;
    let withdrawal = json!({ "signed_on": desk.today(), "signed_by_person": true, "language": "prs", "consequences_explained": true });
    let act = json!({ "transition": "withdraw", "sections": { "withdrawal": withdrawal } });
    desk.officer.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), act).await.expect(200)
}

/// Let the clock stand on this day, and fire.
pub async fn on(desk: &Desk, day: NaiveDate) -> usize {
    let today: NaiveDate = desk.today().parse().unwrap();
    desk.house.wait(day - today);
    fire_now(desk.house.app()).await.unwrap()
}

/// The last day that is so many years after today.
pub fn years(desk: &Desk, many: u32) -> NaiveDate {
    let today: NaiveDate = desk.today().parse().unwrap();
    today.checked_add_months(Months::new(12 * many)).unwrap()
}

async fn seen(who: &Caller, case: &Answer) -> Answer {
    who.again().await.get(&format!("/cases/{}", case.id())).await
}

fn ids(list: &Answer) -> Vec<&str> {
    list.json["data"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_closed_case_is_restricted_on_the_day_after_a_year_and_archived_on_the_day_after_ten() {
    let desk = Desk::open().await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = withdrawn(&desk).await;
    let (one, ten) = (years(&desk, 1), years(&desk, 10));
    on(&desk, one).await;
    assert_eq!(seen(&desk.officer, &case).await.expect(200).json["retention"], "working");
    on(&desk, one + chrono::Days::new(1)).await;
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "restricted");
    on(&desk, ten).await;
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "restricted");
    on(&desk, ten + chrono::Days::new(1)).await;
    let archived = seen(&lead, &case).await.expect(200);
    assert_eq!(
        (&archived.json["retention"], &archived.json["retention_since"]),
        (&json!("archive"), &json!((ten + chrono::Days::new(1)).to_string()))
    );
    assert_eq!((desk.entries("case.restrict", &case.id()).await, desk.entries("case.archive", &case.id()).await), (1, 1));
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0, "done twice, it does nothing the second time");
}

#[actix_web::test]
async fn a_restricted_case_is_there_only_for_whoever_answers_for_the_work_and_in_no_list_unless_asked() {
    let desk = Desk::open().await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = withdrawn(&desk).await;
    let person = case.json["subjects"][0]["person"].as_str().unwrap().to_owned();
    on(&desk, years(&desk, 1) + chrono::Days::new(1)).await;
    let unknown = desk.officer.again().await.get(&format!("/cases/{}", uuid::Uuid::now_v7())).await.expect(404);
    let hidden = seen(&desk.officer, &case).await.expect(404);
    assert_eq!((hidden.code(), &hidden.json["detail"]), (unknown.code(), &unknown.json["detail"]));
    let (lead, officer) = (lead.again().await, desk.officer.again().await);
    assert!(ids(&officer.get("/cases?retention=restricted").await.expect(200)).is_empty());
    for (path, there) in [
        ("/cases".to_owned(), false),
        ("/cases?retention=restricted".to_owned(), true),
        ("/cases?retention=archive".to_owned(), false),
        (format!("/people/{person}/cases"), false),
        (format!("/people/{person}/cases?retention=restricted"), true),
    ] {
        let list = lead.get(&path).await.expect(200);
        assert_eq!(ids(&list).contains(&case.id().as_str()), there, "{path}");
    }
    // Somebody else's team lead reads it no more than before.
    let elsewhere = desk.house.employ(&desk.organisation, desk.organisation.offices[1], &["supervisor"]).await;
    elsewhere.get(&format!("/cases/{}", case.id())).await.expect(404);
}

#[actix_web::test]
async fn after_years_of_downtime_one_sweep_takes_both_steps() {
    let desk = Desk::open().await;
    let case = withdrawn(&desk).await;
    on(&desk, years(&desk, 12)).await;
    let owner = desk.house.owner().await;
    let id: uuid::Uuid = case.id().parse().unwrap();
    let rows = owner
        .query(
            "SELECT operation FROM ledger_entries WHERE case_id = $1 AND operation IN ('case.restrict', 'case.archive') ORDER BY id",
            &[&id],
        )
        .await
        .unwrap();
    let acts: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(acts, ["case.restrict", "case.archive"]);
}

#[actix_web::test]
async fn a_legal_hold_stops_each_step_until_it_is_lifted() {
    let desk = Desk::open().await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = withdrawn(&desk).await;
    let path = format!("/cases/{}/holds", case.id());
    let (one, ten) = (years(&desk, 1), years(&desk, 10));
    let hold = lead.post(&path, json!({ "reason": "The court in Dushanbe asked for the file" })).await.expect(201);
    desk.officer.post(&path, json!({ "reason": "I would like to keep it" })).await.expect(404);
    on(&desk, one + chrono::Days::new(1)).await;
    assert_eq!(seen(&desk.officer, &case).await.expect(200).json["retention"], "working");
    let lift = format!("{path}/{}/lift", hold.id());
    let lifted = lead.again().await.post(&lift, json!({ "reason": "The court has decided" })).await.expect(200);
    assert_eq!(lifted.json["lifted_because"], "The court has decided");
    assert_eq!(lead.again().await.post(&lift, json!({ "reason": "The court has decided" })).await.expect(409).json["rule"], "hold-lifted");
    fire_now(desk.house.app()).await.unwrap();
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "restricted");
    let again = lead.again().await.post(&path, json!({ "reason": "Another court asked for it" })).await.expect(201);
    on(&desk, ten + chrono::Days::new(1)).await;
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "restricted");
    lead.again().await.post(&format!("{path}/{}/lift", again.id()), json!({ "reason": "It has decided as well" })).await.expect(200);
    fire_now(desk.house.app()).await.unwrap();
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "archive");
}

#[actix_web::test]
async fn a_programme_says_how_long_its_cases_are_kept() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = signal(&desk, &caseworker).await;
    let owner = desk.house.owner().await;
    let id: uuid::Uuid = case.id().parse().unwrap();
    let today: NaiveDate = desk.today().parse().unwrap();
    owner.execute("UPDATE cases SET state = 'not_victim', phase = 'closed', closed_on = $2 WHERE id = $1", &[&id, &today]).await.unwrap();
    let five = years(&desk, 5);
    on(&desk, five).await;
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "restricted");
    // K4 stays K4: the caseworker on its list reads it no longer, the supervisor on it does, another supervisor never did.
    seen(&caseworker, &case).await.expect(404);
    desk.employ(&["supervisor"]).await.get(&format!("/cases/{}", case.id())).await.expect(404);
    on(&desk, five + chrono::Days::new(1)).await;
    assert_eq!(seen(&lead, &case).await.expect(200).json["retention"], "archive");
    let change: Option<Value> = owner
        .query_one("SELECT change FROM ledger_entries WHERE case_id = $1 AND operation = 'case.archive'", &[&id])
        .await
        .unwrap()
        .get(0);
    assert_eq!(change, None);
}

#[actix_web::test]
async fn a_restricted_case_that_goes_on_is_worked_with_again() {
    let desk = Desk::open().await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = withdrawn(&desk).await;
    on(&desk, years(&desk, 1) + chrono::Days::new(1)).await;
    let restricted = seen(&lead, &case).await.expect(200);
    let act = json!({ "transition": "reopen", "reason": "new_evidence" });
    let reopened = lead.again().await.post_if(&format!("/cases/{}/transitions", case.id()), &restricted.etag(), act).await.expect(200);
    assert_eq!(reopened.json["retention"], "working");
    seen(&desk.officer, &case).await.expect(200);
}

#[actix_web::test]
async fn the_organisations_own_value_counts() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let case = withdrawn(&desk).await;
    let value = json!({ "value": "30 days", "source": "Order 7", "valid_from": desk.today() });
    administrator.put("/parameters/dat.restrict_after", "\"0\"", value).await.expect(200);
    let today: NaiveDate = desk.today().parse().unwrap();
    on(&desk, today + chrono::Days::new(30)).await;
    seen(&desk.officer, &case).await.expect(200);
    on(&desk, today + chrono::Days::new(31)).await;
    seen(&desk.officer, &case).await.expect(404);
}

#[actix_web::test]
async fn what_falls_due_is_listed_with_its_last_day_its_holds_and_its_disposal_for_whoever_keeps_it() {
    let desk = Desk::open().await;
    let (lead, officer) = (desk.employ(&["supervisor"]).await, desk.employ(&["data_protection_officer"]).await);
    let (case, running) = (withdrawn(&desk).await, desk.claim(&desk.officer).await);
    let (one, ten) = (years(&desk, 1), years(&desk, 10));
    let listed =
        async |who: &Caller, asked: &str| who.again().await.get(&format!("/retention{asked}")).await.expect(200).json["data"].clone();
    for who in [&lead, &officer] {
        let lines = listed(who, "").await;
        assert_eq!(lines.as_array().unwrap().len(), 1, "a case that runs is kept by nobody's clock: {}", running.id());
        assert_eq!(
            (&lines[0]["case"], &lines[0]["stage"], &lines[0]["until"]),
            (&case.json["id"], &json!("working"), &json!(one.to_string()))
        );
        assert_eq!(listed(who, "?stage=restricted").await, json!([]));
    }
    on(&desk, one + chrono::Days::new(1)).await;
    assert_eq!(listed(&officer, "?stage=restricted").await[0]["until"], ten.to_string());
    on(&desk, ten + chrono::Days::new(1)).await;
    let archived = listed(&officer, "?stage=archive").await;
    assert_eq!((&archived[0]["until"], &archived[0]["holds"], &archived[0]["disposal"]), (&Value::Null, &json!(0), &Value::Null));
    assert_eq!(listed(&lead, "?stage=archive&held=true").await, json!([]));
    let hold = json!({ "reason": "The court in Dushanbe asked for the file" });
    let hold = officer.again().await.post(&format!("/cases/{}/holds", case.id()), hold).await.expect(201);
    assert!(hold.json["placed_by_name"].is_string());
    assert_eq!(listed(&lead, "?stage=archive&held=true").await[0]["holds"], 1);
    let lift = format!("/cases/{}/holds/{}/lift", case.id(), hold.id());
    officer.again().await.post(&lift, json!({ "reason": "The court has decided" })).await.expect(200);
    let disposal = lead.again().await.post("/disposals", json!({ "case": case.id() })).await.expect(201);
    assert_eq!(listed(&officer, "?stage=archive&programme=refugee-claim").await[0]["disposal"], disposal.json["id"]);
    assert_eq!(listed(&officer, "?stage=archive&programme=voluntary-return").await, json!([]));
    desk.officer.again().await.get("/retention").await.expect(403);
}
