//! A batch is taken back as a whole, as far as nothing else hangs on the people.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{count, import, lines, sample, watch, work};
use crate::people::{entries, officer};
use crate::support::{Caller, House};

async fn undo(house: &House, caller: &Caller, operation: &Value) -> Value {
    let id = operation["id"].as_str().unwrap();
    let begun = caller.post(&format!("/imports/{id}/undo"), json!({ "reason": "The wrong list" })).await.expect(202);
    assert_eq!(begun.json["state"], "undoing");
    work(house).await;
    watch(caller, id).await
}

#[actix_web::test]
async fn everybody_whom_a_file_brought_goes_with_it() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let kept = officer.post("/people", crate::people::somebody()).await.expect(201).id();
    let done = import(&house, &officer, "", sample("families.csv")).await;
    let person = lines(&officer, &done, "written").await[0]["person"].as_str().unwrap().to_owned();
    let undone = undo(&house, &officer, &done).await;
    assert_eq!((&undone["state"], &undone["counts"]), (&json!("undone"), &json!({ "undone": 5 })), "{undone}");
    officer.get(&format!("/people/{person}")).await.expect(404);
    officer.get(&format!("/people/{kept}")).await.expect(200);
    for table in ["households", "household_members", "import_households"] {
        assert_eq!(count(&house, &format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 1);
    // The ledger still knows that they came and went.
    assert_eq!((entries(&house, "person.create", &person).await, entries(&house, "person.take_back", &person).await), (1, 1));
    let again = officer.post(&format!("/imports/{}/undo", done["id"].as_str().unwrap()), json!({})).await.expect(409);
    assert_eq!(again.json["rule"], "import-nothing-to-undo");
    // And the file can come again.
    assert_eq!(import(&house, &officer, "", sample("families.csv")).await["counts"], json!({ "written": 5 }));
}

#[actix_web::test]
async fn whoever_was_changed_or_used_since_stays_and_is_named() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "", sample("families.csv")).await;
    let written = lines(&officer, &done, "written").await;
    let person = |at: usize| written[at]["person"].as_str().unwrap().to_owned();
    officer.patch(&format!("/people/{}", person(1)), "\"1\"", json!({ "languages": ["tgk"] })).await.expect(200);
    let arrival = json!({ "declared_at": "2026-10-01T08:00:00Z", "declared_place": "TJ-DU", "channel": "inland", "entry_on": "2026-10-01", "entry_lawful": true, "language": "prs" });
    let case = json!({ "programme": "refugee-claim", "subjects": [{ "person": person(3), "role": "principal" }], "transition": "declare_intent", "sections": { "arrival": arrival } });
    officer.post("/cases", case).await.expect(201);
    let other = json!({ "kind": "shelter-unit", "members": [{ "person": person(4), "relationship": "other", "joined_on": "2026-01-01" }] });
    officer.post("/households", other).await.expect(201);
    let undone = undo(&house, &officer, &done).await;
    assert_eq!(undone["counts"], json!({ "undone": 2, "kept": 3 }), "{undone}");
    let kept: Vec<(i64, String)> = lines(&officer, &undone, "kept")
        .await
        .iter()
        .map(|line| (line["line"].as_i64().unwrap(), line["notes"][0]["code"].as_str().unwrap().to_owned()))
        .collect();
    let wanted = [(3, "edited_since"), (5, "used_since"), (6, "used_since")].map(|(line, code)| (line, code.to_owned()));
    assert_eq!(kept, wanted);
    for at in [1, 3, 4] {
        officer.get(&format!("/people/{}", person(at))).await.expect(200);
    }
    for at in [0, 2] {
        officer.get(&format!("/people/{}", person(at))).await.expect(404);
    }
}

#[actix_web::test]
async fn documents_and_contacts_that_came_go_too_and_later_ones_keep_their_person() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Name,Passport,Phone\nKarim Nazarov,A1,935550101\nZarina Kholova,A2,935550102\nSaid Murodov,A3,\n".as_bytes().to_vec();
    let done = import(&house, &officer, "", table).await;
    let written = lines(&officer, &done, "written").await;
    let person = |at: usize| written[at]["person"].as_str().unwrap().to_owned();
    let permit = json!({ "kind": "residence-permit", "number": "R1", "authenticity": "seen" });
    officer.post(&format!("/people/{}/documents", person(1)), permit).await.expect(201);
    let listed = officer.get(&format!("/people/{}/documents", person(2))).await.expect(200).json["data"][0].clone();
    let path = format!("/people/{}/documents/{}", person(2), listed["id"].as_str().unwrap());
    officer.send(officer.request(reqwest::Method::DELETE, &path).header("If-Match", "\"1\"")).await.expect(200);
    let undone = undo(&house, &officer, &done).await;
    assert_eq!(undone["counts"], json!({ "undone": 1, "kept": 2 }), "{undone}");
    for table in ["person_documents", "person_contacts"] {
        assert_eq!(count(&house, &format!("SELECT count(*) FROM {table} WHERE person_id = '{}'", person(0))).await, 0, "{table}");
    }
    assert_eq!(count(&house, "SELECT count(*) FROM person_documents").await, 3);
    officer.get(&format!("/people/{}", person(2))).await.expect(200);
}

#[actix_web::test]
async fn the_database_lets_nobody_go_who_did_not_come_with_a_file_that_is_taken_back() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    officer.post("/people", crate::people::somebody()).await.expect(201);
    import(&house, &officer, "", sample("families.csv")).await;
    let mut owner = house.owner().await;
    for table in ["household_members", "person_names", "person_documents", "person_contacts", "households", "persons"] {
        let tx = owner.transaction().await.unwrap();
        let door = format!(
            "SET LOCAL ROLE panoh_app; SELECT set_config('app.tenant', '{}', true), set_config('app.reach', '{{organisation}}', true)",
            organisation.id
        );
        tx.batch_execute(&door).await.unwrap();
        assert_eq!(tx.execute(&format!("DELETE FROM {table}"), &[]).await.unwrap(), 0, "{table}");
        tx.rollback().await.unwrap();
    }
}

/// Every table that hangs on a person either goes with them or is a use that keeps them; and the statement asks for each use.
#[actix_web::test]
async fn whatever_hangs_on_a_person_is_known_to_the_undo() {
    let house = House::open().await;
    let statement =
        "SELECT DISTINCT k.conrelid::regclass::text FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = 'persons'::regclass";
    let hanging: BTreeSet<String> = house.owner().await.query(statement, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let known: BTreeSet<String> = panoh::imports::USES.iter().chain(panoh::imports::OWN).map(|table| (*table).to_owned()).collect();
    assert_eq!(hanging, known);
}
