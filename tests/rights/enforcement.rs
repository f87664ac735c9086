//! What law enforcement asks (programmes.md 3.4 rules 4 and 5): decided by a supervisor and a lawyer, answered by a document, and never
//! told to the country that was fled.
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cases::Desk;
use crate::support::{Answer, Caller};

struct Two {
    desk: Desk,
    lead: Caller,
    lawyer: Caller,
    person: Uuid,
}

impl Two {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let (lead, lawyer) = (desk.employ(&["supervisor"]).await, desk.employ(&["lawyer"]).await);
        let case = desk.claim(&desk.officer).await;
        let person = case.json["subjects"][0]["person"].as_str().unwrap().parse().unwrap();
        Self { desk, lead, lawyer, person }
    }

    async fn asked(&self, country: &str) -> Answer {
        let form = json!({ "authority": "Criminal police", "authority_country": country, "reference": format!("{country}/7"), "asked": "Where does he live?", "person": self.person });
        self.lead.post("/enforcement-requests", form).await.expect(201)
    }
}

fn decision(outcome: &str) -> Value {
    json!({ "outcome": outcome, "legal_basis": "Criminal Procedure Code, art. 168", "reasons": "A court order is shown." })
}

fn document() -> Value {
    json!({ "document_number": "12/2026", "document": "He is registered in Dushanbe." })
}

#[actix_web::test]
async fn a_supervisor_and_a_lawyer_decide_together_and_the_answer_is_a_document() {
    let two = Two::open().await;
    let asked = two.asked("TJK").await;
    let path = format!("/enforcement-requests/{}", asked.id());
    let answer = format!("{path}/answer");
    assert_eq!(two.lead.post(&answer, document()).await.expect(409).json["rule"], "enforcement-not-decided");
    let bare = json!({ "outcome": "granted", "reasons": "Because they asked" });
    two.lead.post(&format!("{path}/decision"), bare).await.expect(422);
    two.lead.post(&format!("{path}/decision"), decision("granted")).await.expect(200);
    assert_eq!(two.lead.post(&format!("{path}/confirmation"), json!({})).await.expect(409).json["rule"], "enforcement-needs-both");
    let other_lead = two.desk.employ(&["supervisor"]).await;
    assert_eq!(other_lead.post(&format!("{path}/confirmation"), json!({})).await.expect(409).json["rule"], "enforcement-needs-both");
    assert_eq!(two.lead.post(&answer, document()).await.expect(409).json["rule"], "enforcement-not-decided");
    two.lawyer.post(&format!("{path}/confirmation"), json!({})).await.expect(200);
    assert_eq!(two.lawyer.post(&format!("{path}/decision"), decision("refused")).await.expect(409).json["rule"], "enforcement-decided");
    let answered = two.lead.post(&answer, document()).await.expect(200);
    assert_eq!(answered.json["document_number"], "12/2026");
    assert_eq!(two.lead.post(&answer, document()).await.expect(409).json["rule"], "enforcement-answered");
    // Nor does the database take one person for two.
    let owner = two.desk.house.owner().await;
    let refused =
        owner.execute("UPDATE enforcement_requests SET confirmed_by = decided_by, confirmed_as = decided_as", &[]).await.unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().constraint(), Some("enforcement_requests_two_people_check"));
}

#[actix_web::test]
async fn the_register_is_for_those_who_decide_and_the_officer_who_watches() {
    let two = Two::open().await;
    let asked = two.asked("TJK").await;
    let path = format!("/enforcement-requests/{}", asked.id());
    let officer = two.desk.employ(&["data_protection_officer"]).await;
    for reader in [&two.lead, &two.lawyer, &officer] {
        reader.get(&path).await.expect(200);
    }
    officer.post(&format!("{path}/decision"), decision("granted")).await.expect(403);
    let caseworker = two.desk.employ(&["caseworker"]).await;
    caseworker.get(&path).await.expect(404);
    caseworker.get("/enforcement-requests").await.expect(403);
}

#[actix_web::test]
async fn nothing_of_a_refugee_is_told_to_the_country_of_origin_or_former_residence() {
    let two = Two::open().await;
    let owner = two.desk.house.owner().await;
    let statement = "UPDATE case_sections SET answers = answers || '{\"former_residence\": \"IRN\"}'";
    owner.execute(statement, &[]).await.unwrap();
    for (country, leaves) in [("AFG", false), ("IRN", false), ("TJK", true)] {
        let path = format!("/enforcement-requests/{}", two.asked(country).await.id());
        let decided = two.lead.post(&format!("{path}/decision"), decision("granted")).await;
        if leaves {
            decided.expect(200);
            continue;
        }
        assert_eq!(decided.expect(409).json["rule"], "never-to-the-state-of-origin", "{country}");
        // A refusal tells nothing, and may be sent.
        two.lead.post(&format!("{path}/decision"), decision("refused")).await.expect(200);
        two.lawyer.post(&format!("{path}/confirmation"), json!({})).await.expect(200);
        two.lead.post(&format!("{path}/answer"), json!({ "document_number": "1", "document": "No." })).await.expect(200);
    }
}

#[actix_web::test]
async fn what_may_leave_is_asked_again_when_it_leaves() {
    let two = Two::open().await;
    let consent =
        json!({ "purpose": "police-cooperation", "fields": ["*"], "recipient": "Criminal police", "given_by": "self", "form": "written" });
    let consents = format!("/people/{}/consents", two.person);
    let given = two.desk.officer.post(&consents, consent).await.expect(201);
    let path = format!("/enforcement-requests/{}", two.asked("AFG").await.id());
    two.lead.post(&format!("{path}/decision"), decision("granted")).await.expect(200);
    two.lawyer.post(&format!("{path}/confirmation"), json!({})).await.expect(200);
    two.desk.officer.post(&format!("{consents}/{}/withdrawal", given.id()), json!({ "reason": "He is afraid" })).await.expect(200);
    assert_eq!(two.lead.post(&format!("{path}/answer"), document()).await.expect(409).json["rule"], "never-to-the-state-of-origin");
}
