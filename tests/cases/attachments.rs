//! Files of a case: what they are is told by their content, who may read the form may read them, and an answer names one that is there.
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;
use crate::support::{Answer, Caller};

const PDF: &[u8] = b"%PDF-1.7\nThe written claim.\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

async fn add(by: &Caller, case: &str, section: &str, media_type: &str, content: &'static [u8]) -> Answer {
    let path = format!("/cases/{case}/attachments?section={section}&file_name=The%20claim.pdf");
    by.send(by.request(Method::POST, &path).header("Content-Type", media_type).body(content)).await
}

async fn answer(by: &Caller, case: &str, written_claim: &Value) -> Answer {
    by.put(&format!("/cases/{case}/sections/claim"), "\"0\"", json!({ "signed": true, "written_claim": written_claim })).await
}

#[actix_web::test]
async fn a_file_answers_a_question_and_comes_back_as_it_was() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await.id();
    // Whatever the sender says, the content decides.
    let added = add(&desk.officer, &case, "claim", "image/jpeg", PDF).await.expect(201);
    assert_eq!((&added.json["media_type"], &added.json["file_name"]), (&json!("application/pdf"), &json!("The claim.pdf")));
    assert_eq!(added.json["size_bytes"], PDF.len());
    let picture = add(&desk.officer, &case, "claim", "image/png", PNG).await.expect(201);
    answer(&desk.officer, &case, &added.json["id"]).await.expect(200);

    let list = desk.officer.get(&format!("/cases/{case}/attachments")).await.expect(200);
    let ids: Vec<_> = list.json["data"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&picture.json["id"]));
    let back = desk.officer.get(&format!("/cases/{case}/attachments/{}", added.id())).await.expect(200);
    assert_eq!(back.text.as_bytes(), PDF);
    assert_eq!(back.headers["content-type"], "application/pdf");
}

#[actix_web::test]
async fn what_is_no_scan_or_is_for_no_question_is_not_taken() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await.id();
    let html = add(&desk.officer, &case, "claim", "application/pdf", b"<html><script>alert(1)</script></html>").await.expect(422);
    assert_eq!(html.json["errors"][0]["code"], "not_a_scan");
    add(&desk.officer, &case, "claim", "text/html", PDF).await.expect(415);
    // Its questions are answered by words.
    let elsewhere = add(&desk.officer, &case, "arrival", "application/pdf", PDF).await.expect(422);
    assert_eq!(elsewhere.json["errors"][0]["code"], "not_in_list");
    assert_eq!(desk.officer.get(&format!("/cases/{case}/attachments")).await.expect(200).json["data"], json!([]));
}

#[actix_web::test]
async fn an_answer_names_a_file_of_this_case_and_form() {
    let desk = Desk::open().await;
    let (case, other) = (desk.claim(&desk.officer).await.id(), desk.claim(&desk.officer).await.id());
    let theirs = add(&desk.officer, &other, "claim", "application/pdf", PDF).await.expect(201);
    for said in [theirs.json["id"].clone(), json!("scan.pdf")] {
        let refused = answer(&desk.officer, &case, &said).await.expect(422);
        assert_eq!(
            (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
            (&json!("/written_claim"), &json!("unknown_reference"))
        );
    }
}

#[actix_web::test]
async fn a_file_is_read_by_whoever_reads_its_form() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await.id();
    let added = add(&desk.officer, &case, "claim", "application/pdf", PDF).await.expect(201);
    let path = format!("/cases/{case}/attachments/{}", added.id());
    let caseworker = desk.employ(&["caseworker"]).await;
    let task = json!({ "title": "Look after this person", "assigned_to": caseworker.membership });
    desk.officer.post(&format!("/cases/{case}/tasks"), task).await.expect(201);
    // The caseworker works on the case, and the claim is none of the forms that they read.
    caseworker.get(&format!("/cases/{case}")).await.expect(200);
    caseworker.get(&path).await.expect(404);
    assert_eq!(caseworker.get(&format!("/cases/{case}/attachments")).await.expect(200).json["data"], json!([]));
    desk.employ(&["supervisor"]).await.get(&path).await.expect(200);

    let owner = desk.house.owner().await;
    let read = "SELECT count(*) FROM ledger_entries WHERE operation = 'attachment.read' AND class = 3";
    assert_eq!(owner.query_one(read, &[]).await.unwrap().get::<_, i64>(0), 1, "who read it stands in the ledger");
}
