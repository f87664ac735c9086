//! A dry run judges and writes nobody; committed, it does what it said.
use reqwest::Method;
use serde_json::json;

use super::{count, import, lines, sample, send, watch, work};
use crate::people::{entries, officer};
use crate::support::House;

#[actix_web::test]
async fn a_dry_run_writes_nobody_and_the_commit_does_what_it_said() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let checked = import(&house, &officer, "?dry_run=true", sample("faults.csv")).await;
    assert_eq!((&checked["state"], &checked["counts"]), (&json!("checked"), &json!({ "ready": 2, "faulty": 6 })), "{checked}");
    assert_eq!(checked["progress"], json!({ "lines": 8, "lines_done": 8, "percent": 100, "eta_seconds": null }));
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 0);
    let id = checked["id"].as_str().unwrap();
    let begun = officer.post(&format!("/operations/{id}/commit"), json!({})).await.expect(202);
    assert_eq!(begun.json["state"], "writing");
    work(&house).await;
    let done = watch(&officer, id).await;
    assert_eq!((&done["state"], &done["counts"]), (&json!("done"), &json!({ "written": 2, "faulty": 6 })));
    assert!(done["finished_at"].is_string());
    // One entry for each person, as for one who was typed in, with the field names and the request's own for the rest.
    for line in lines(&officer, &done, "written").await {
        assert_eq!(entries(&house, "person.create", line["person"].as_str().unwrap()).await, 1);
    }
    for operation in ["import.create", "import.commit", "import.check", "import.write"] {
        assert!(entries(&house, operation, id).await >= 1, "{operation}");
    }
    // Committed once: nothing is left to commit, and of the file nothing is kept.
    let again = officer.post(&format!("/operations/{id}/commit"), json!({})).await.expect(409);
    assert_eq!(again.json["rule"], "import-not-checked");
    work(&house).await;
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 2);
    assert_eq!(count(&house, "SELECT count(*) FROM import_chunks").await, 0);
    assert_eq!(count(&house, "SELECT count(*) FROM import_lines WHERE cells IS NOT NULL").await, 0);
}

#[actix_web::test]
async fn the_report_speaks_the_callers_language_and_repeats_no_value() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let checked = import(&house, &officer, "?dry_run=true", sample("faults.csv")).await;
    let path = format!("/operations/{}/lines?state=faulty", checked["id"].as_str().unwrap());
    for (language, words) in [
        ("en", "The year has two digits only"),
        ("ru", "В годе только две цифры"),
        ("tg", "Сол танҳо ду рақам дорад"),
        ("fa", "سال تنها دو رقم دارد"),
    ] {
        let report = officer.send(officer.request(Method::GET, &path).header("Accept-Language", language)).await.expect(200);
        let said = report.json["data"][2]["notes"][0]["detail"].as_str().unwrap();
        assert!(said.starts_with(words), "{language}: {said}");
        for value in ["Murodov", "12.05.72", "Atlantis", "=1+1"] {
            assert!(!report.text.contains(value), "{value} is repeated");
        }
    }
}

#[actix_web::test]
async fn the_report_is_paged() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let checked = import(&house, &officer, "?dry_run=true", sample("faults.csv")).await;
    let path = format!("/operations/{}/lines?limit=3", checked["id"].as_str().unwrap());
    let (mut seen, mut next) = (Vec::new(), path.clone());
    loop {
        let page = officer.get(&next).await.expect(200).json;
        seen.extend(page["data"].as_array().unwrap().iter().map(|line| line["line"].as_i64().unwrap()));
        let Some(cursor) = page["page"]["next_cursor"].as_str() else { break };
        next = format!("{path}&cursor={cursor}");
    }
    assert_eq!(seen, [2, 3, 4, 5, 6, 7, 8, 10]);
}

#[actix_web::test]
async fn a_cancelled_import_stops_and_can_be_sent_in_again() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let sent = send(&officer, "", sample("windows-1251.csv")).await.expect(202);
    let path = format!("/operations/{}/cancel", sent.id());
    let cancelled = officer.post(&path, json!({ "reason": "The wrong list" })).await.expect(200);
    assert_eq!(cancelled.json["state"], "cancelled");
    assert_eq!(officer.post(&path, json!({})).await.expect(409).json["rule"], "import-not-running");
    work(&house).await;
    let done = watch(&officer, &sent.id()).await;
    assert_eq!((&done["state"], done["finished_at"].is_string()), (&json!("cancelled"), true));
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 0);
    assert_eq!(count(&house, "SELECT count(*) FROM import_chunks").await, 0);
    assert_eq!(import(&house, &officer, "", sample("windows-1251.csv")).await["counts"], json!({ "written": 2 }));
}

#[actix_web::test]
async fn a_dry_run_that_nobody_commits_is_forgotten_after_a_day() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let checked = import(&house, &officer, "?dry_run=true", sample("windows-1251.csv")).await;
    house.wait(chrono::TimeDelta::hours(25));
    work(&house).await;
    let officer = officer.again().await;
    let forgotten = watch(&officer, checked["id"].as_str().unwrap()).await;
    assert_eq!(forgotten["state"], "expired");
    assert_eq!(count(&house, "SELECT count(*) FROM import_lines WHERE cells IS NOT NULL").await, 0);
    assert_eq!(
        officer.post(&format!("/operations/{}/commit", checked["id"].as_str().unwrap()), json!({})).await.expect(409).json["rule"],
        "import-not-checked"
    );
}

#[actix_web::test]
async fn a_retry_sends_the_file_in_once() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let request = || {
        officer
            .request(Method::POST, "/imports")
            .header("Content-Type", "text/csv")
            .header("Idempotency-Key", "once")
            .body(sample("windows-1251.csv"))
    };
    let first = officer.send(request()).await.expect(202);
    assert_eq!(officer.send(request()).await.expect(202).text, first.text);
    let other = officer
        .request(Method::POST, "/imports")
        .header("Content-Type", "text/csv")
        .header("Idempotency-Key", "once")
        .body(sample("solar.csv"));
    assert_eq!(officer.send(other).await.expect(422).code(), "idempotency_key_reused");
    assert_eq!(officer.get("/imports").await.expect(200).json["data"].as_array().unwrap().len(), 1);
}
