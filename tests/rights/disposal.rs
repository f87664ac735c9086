//! Disposal (programmes.md 4.3): by a supervisor and the data-protection officer, never the same person, out of the archive and past no
//! legal hold; nothing personal is left, the certificate is, and the ledger is still whole.
use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cases::retention::{on, withdrawn, years};
use crate::cases::{Desk, signal};
use crate::support::{Answer, Caller, Database, connect};

/// An archived case, and the two people whom its disposal needs.
struct Archive {
    desk: Desk,
    lead: Caller,
    officer: Caller,
    case: Answer,
}

impl Archive {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let (lead, officer) = (desk.employ(&["supervisor"]).await, desk.employ(&["data_protection_officer"]).await);
        let case = withdrawn(&desk).await;
        on(&desk, years(&desk, 10) + chrono::Days::new(1)).await;
        let (lead, officer) = (lead.again().await, officer.again().await);
        Self { desk, lead, officer, case }
    }

    async fn propose(&self) -> Answer {
        self.lead.post("/disposals", json!({ "case": self.case.id() })).await
    }

    async fn carry_out(&self, disposal: &Answer) -> Answer {
        self.officer.post(&format!("/disposals/{}/carry-out", disposal.id()), json!({})).await
    }

    async fn standing(&self) -> panoh::ledger::verify::Standing {
        let sealer = panoh::database::Sealer::new(self.desk.house.app().pools.clone());
        panoh::ledger::verify::verify(&sealer, self.desk.organisation.id.0, "department".to_owned(), &[]).await.unwrap()
    }
}

/// Every text of every row of the organisation that holds a word, by table.
async fn holding(desk: &Desk, word: &str) -> Vec<String> {
    let owner = desk.house.owner().await;
    let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    let mut found = Vec::new();
    for row in owner.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let many: i64 =
            owner.query_one(&format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || $1 || '%'"), &[&word]).await.unwrap().get(0);
        if many > 0 {
            found.push(table);
        }
    }
    found
}

#[actix_web::test]
async fn nothing_personal_is_left_and_the_certificate_and_a_whole_ledger_are() {
    let desk = Desk::open().await;
    let (lead, officer) = (desk.employ(&["supervisor"]).await, desk.employ(&["data_protection_officer"]).await);
    let name = json!({ "kind": "legal", "script": "Latn", "as_written": "Zarnigor Quvvatova" });
    let person = desk
        .officer
        .post("/people", json!({ "names": [name], "sex": "2", "birth": { "date": "1990-03-03", "precision": "day" } }))
        .await
        .expect(201);
    let path = format!("/people/{}", person.id());
    desk.officer
        .post(&format!("{path}/contacts"), json!({ "kind": "phone", "value": "+992935550199", "safe": true, "note": "Quvvatova only" }))
        .await
        .expect(201);
    let opening = desk.opening(person.id().parse().unwrap(), &desk.today());
    let case = desk.officer.post("/cases", opening).await.expect(201);
    desk.officer.post(&format!("/cases/{}/notes", case.id()), json!({ "body": "Quvvatova called." })).await.expect(201);
    let withdrawal = json!({ "signed_on": desk.today(), "signed_by_person": true, "language": "prs", "consequences_explained": true });
    let act = json!({ "transition": "withdraw", "reason": "Quvvatova went home", "sections": { "withdrawal": withdrawal } });
    let seen = desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    desk.officer.post_if(&format!("/cases/{}/transitions", case.id()), &seen.etag(), act).await.expect(200);
    on(&desk, years(&desk, 10) + chrono::Days::new(1)).await;
    let archive = Archive { lead: lead.again().await, officer: officer.again().await, desk, case };
    assert!(holding(&archive.desk, "Quvvatova").await.len() >= 4, "it is there before");

    let done = {
        let proposed = archive.propose().await.expect(201);
        archive.carry_out(&proposed).await.expect(200)
    };
    // The sealer takes what the ledger said a moment later.
    for _ in 0..100 {
        if archive.standing().await.erased > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // An answer that is kept for a retry is forgotten after a week, and that was years ago.
    panoh::cases::jobs::prune(archive.desk.house.app()).await.unwrap();
    assert_eq!(holding(&archive.desk, "Quvvatova").await, Vec::<String>::new());
    assert_eq!(holding(&archive.desk, "935550199").await, Vec::<String>::new());

    let certificate = &done.json["certificate"];
    assert_eq!(
        (&certificate["people"], &certificate["rule"]["value"], &certificate["rule"]["parameter"]),
        (&json!(1), &json!("10 years"), &json!("dat.retention"))
    );
    assert_eq!(
        (&certificate["proposed_by"], &certificate["carried_out_by"]),
        (&json!(archive.lead.membership), &json!(archive.officer.membership))
    );
    assert_eq!(certificate["rows"]["case_notes"], 1);
    assert_eq!(certificate["content_sha256"].as_str().unwrap().len(), 64);
    let mut sorted = certificate.clone();
    sorted.sort_all_objects();
    let hash: String = Sha256::digest(sorted.to_string()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(done.json["certificate_sha256"], hash, "whoever has the certificate can check it");
    for reader in [&archive.lead, &archive.officer, &archive.desk.employ(&["auditor"]).await] {
        let read = reader.get(&format!("/disposals/{}", done.id())).await.expect(200);
        assert_eq!(read.json["certificate_sha256"], done.json["certificate_sha256"]);
    }
    let standing = archive.standing().await;
    assert_eq!((standing.fault, standing.unsealed), (None, 0));
    assert!(standing.erased >= 3, "{}", standing.erased);
    let auditor = archive.desk.employ(&["auditor"]).await;
    let bundle = auditor.get("/ledger/proof").await.expect(200).text;
    assert!(!bundle.contains("Quvvatova"));
    assert_eq!(panoh_ledger::verify_bundle(bundle.as_bytes(), &[]).unwrap().erased, standing.erased);
    assert!(bundle.contains(done.json["certificate_sha256"].as_str().unwrap()), "the certificate's hash stands in the ledger");
}

#[actix_web::test]
async fn what_was_disposed_of_is_there_for_nobody() {
    let archive = Archive::open().await;
    let person = archive.case.json["subjects"][0]["person"].as_str().unwrap().to_owned();
    let proposed = archive.propose().await.expect(201);
    archive.carry_out(&proposed).await.expect(200);
    let unknown = archive.lead.get(&format!("/cases/{}", Uuid::now_v7())).await.expect(404);
    let gone = archive.lead.get(&format!("/cases/{}", archive.case.id())).await.expect(404);
    assert_eq!((gone.code(), &gone.json["detail"]), (unknown.code(), &unknown.json["detail"]));
    archive.lead.get(&format!("/people/{person}")).await.expect(404);
    archive.desk.officer.again().await.get(&format!("/people/{person}")).await.expect(404);
    archive.carry_out(&proposed).await.expect(409);
    assert_eq!(archive.propose().await.expect(422).json["errors"][0]["pointer"], "/case");
}

#[actix_web::test]
async fn two_people_dispose_and_never_the_same() {
    let desk = Desk::open().await;
    let both = desk.employ(&["supervisor", "data_protection_officer"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = withdrawn(&desk).await;
    on(&desk, years(&desk, 10) + chrono::Days::new(1)).await;
    let (both, lead) = (both.again().await, lead.again().await);
    let proposed = both.post("/disposals", json!({ "case": case.id() })).await.expect(201);
    let path = format!("/disposals/{}/carry-out", proposed.id());
    assert_eq!(both.post(&path, json!({})).await.expect(409).json["rule"], "disposal-needs-another");
    lead.post(&path, json!({})).await.expect(403);
    lead.get(&format!("/cases/{}", case.id())).await.expect(200);
    // Nor does the database take it.
    let owner = desk.house.owner().await;
    let statement = "UPDATE disposals SET state = 'done', decided_by = proposed_by, decided_at = now(), certificate = '{}', certificate_hash = sha256('') WHERE state = 'proposed'";
    let refused = owner.execute(statement, &[]).await.unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().constraint(), Some("disposals_two_people_check"));
}

#[actix_web::test]
async fn nothing_leaves_but_the_archive_and_nothing_past_a_hold() {
    let desk = Desk::open().await;
    let (lead, officer) = (desk.employ(&["supervisor"]).await, desk.employ(&["data_protection_officer"]).await);
    let case = withdrawn(&desk).await;
    let wish = json!({ "case": case.id() });
    on(&desk, years(&desk, 10)).await;
    assert_eq!(lead.again().await.post("/disposals", wish.clone()).await.expect(409).json["rule"], "not-in-archive");
    on(&desk, years(&desk, 0) + chrono::Days::new(1)).await;
    let archive = Archive { lead: lead.again().await, officer: officer.again().await, desk, case };
    let proposed = archive.propose().await.expect(201);
    archive.propose().await.expect(409);
    let holds = format!("/cases/{}/holds", archive.case.id());
    let hold = archive.officer.post(&holds, json!({ "reason": "A complaint was filed today" })).await.expect(201);
    assert_eq!(archive.carry_out(&proposed).await.expect(409).json["rule"], "case-on-hold");
    // Whoever asks the database past the service is refused as well.
    let mut owner = archive.desk.house.owner().await;
    let past = owner.transaction().await.unwrap();
    let (tenant, id): (Uuid, Uuid) = (archive.desk.organisation.id.0, archive.case.id().parse().unwrap());
    past.batch_execute(&format!(
        "SET LOCAL ROLE panoh_app; SELECT set_config('app.tenant', '{tenant}', true), set_config('app.reach', '{{system}}', true)"
    ))
    .await
    .unwrap();
    assert_eq!(past.execute("DELETE FROM case_subjects WHERE case_id = $1", &[&id]).await.unwrap(), 0, "no row goes without a disposal");
    let statement =
        "UPDATE disposals SET state = 'done', decided_by = $1, decided_at = now(), certificate = '{}', certificate_hash = sha256('')";
    let refused = past.execute(statement, &[&archive.officer.membership.0]).await.unwrap_err();
    assert!(
        refused.to_string().contains("row-level security") || refused.as_db_error().unwrap().message().contains("row-level security"),
        "{refused:?}"
    );
    past.rollback().await.unwrap();
    archive.lead.post(&format!("{holds}/{}/lift", hold.id()), json!({ "reason": "It was answered today" })).await.expect(200);
    archive.carry_out(&proposed).await.expect(200);
}

#[actix_web::test]
async fn a_declined_disposal_leaves_everything_and_can_be_proposed_anew() {
    let archive = Archive::open().await;
    let proposed = archive.propose().await.expect(201);
    let path = format!("/disposals/{}/decline", proposed.id());
    let declined = archive.officer.post(&path, json!({ "reason": "The family asked for a copy" })).await.expect(200);
    assert_eq!(declined.json["state"], "declined");
    archive.lead.get(&format!("/cases/{}", archive.case.id())).await.expect(200);
    assert_eq!(archive.carry_out(&proposed).await.expect(409).json["rule"], "disposal-decided");
    archive.propose().await.expect(201);
}

#[actix_web::test]
async fn whoever_is_in_another_case_stays() {
    let archive = Archive::open().await;
    let person: Uuid = archive.case.json["subjects"][0]["person"].as_str().unwrap().parse().unwrap();
    let officer = archive.desk.officer.again().await;
    officer.post("/cases", archive.desk.opening(person, &archive.desk.today())).await.expect(201);
    let proposed = archive.propose().await.expect(201);
    let done = archive.carry_out(&proposed).await.expect(200);
    assert_eq!(done.json["certificate"]["people"], 0);
    officer.get(&format!("/people/{person}")).await.expect(200);
}

#[actix_web::test]
async fn a_trafficking_case_is_disposed_of_by_those_on_its_list_alone() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let (officer, other) = (desk.employ(&["data_protection_officer"]).await, desk.employ(&["data_protection_officer"]).await);
    let case = signal(&desk, &caseworker).await;
    let id: Uuid = case.id().parse().unwrap();
    let today: chrono::NaiveDate = desk.today().parse().unwrap();
    desk.house
        .owner()
        .await
        .execute("UPDATE cases SET state = 'not_victim', phase = 'closed', closed_on = $2 WHERE id = $1", &[&id, &today])
        .await
        .unwrap();
    on(&desk, years(&desk, 5) + chrono::Days::new(1)).await;
    let archive = Archive { lead: lead.again().await, officer: officer.again().await, desk, case };
    let proposed = archive.propose().await.expect(201);
    archive.carry_out(&proposed).await.expect(404);
    assert_eq!(archive.officer.get("/disposals").await.expect(200).json["data"], json!([]));
    let named = json!({ "membership": archive.officer.membership, "why": "disposal" });
    archive.lead.post(&format!("/cases/{}/access", archive.case.id()), named).await.expect(201);
    let done = archive.carry_out(&proposed).await.expect(200);
    assert_eq!(done.json["certificate"]["rule"]["parameter"], "dat.retention_trafficking");
    archive.officer.get(&format!("/disposals/{}", done.id())).await.expect(200);
    other.again().await.get(&format!("/disposals/{}", done.id())).await.expect(404);
    archive.desk.employ(&["auditor"]).await.get(&format!("/disposals/{}", done.id())).await.expect(404);
}

/// Tables that refer to a case or a person and hold nothing of them.
const HOLDS_NOTHING: &[(&str, &str)] = &[("disposals", "the certificate is what stays")];

#[actix_web::test]
async fn every_table_that_refers_to_a_case_or_a_person_is_disposed_of() {
    let database = Database::new().await;
    let owner = connect(&database.url).await;
    let statement = "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY (ARRAY['cases'::regclass, 'persons'::regclass, 'docket_items'::regclass, 'person_consents'::regclass])";
    let referring: BTreeSet<String> = owner.query(statement, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let disposed: BTreeSet<String> = panoh::rights::holding_tables().map(str::to_owned).collect();
    let forgotten: Vec<_> = referring.difference(&disposed).filter(|table| !HOLDS_NOTHING.iter().any(|(name, _)| name == table)).collect();
    assert!(forgotten.is_empty(), "nobody disposes of {forgotten:?}");
}
