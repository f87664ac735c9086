//! Whoever is there already is found before anything is written: among the organisation's people and within the file.
use serde_json::{Value, json};

use super::{count, faults, import, lines, sample, watch, work};
use crate::people::officer;
use crate::support::House;

fn likeness(line: &Value) -> (i64, &Value, &Value) {
    (line["line"].as_i64().unwrap(), &line["duplicates"][0]["person"], &line["duplicates"][0]["line"])
}

#[actix_web::test]
async fn whoever_stands_in_the_file_twice_is_named_and_taken_once() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let checked = import(&house, &officer, "?dry_run=true", sample("twice.csv")).await;
    assert_eq!(checked["counts"], json!({ "ready": 2, "duplicate": 2 }), "{checked}");
    let named = lines(&officer, &checked, "duplicate").await;
    assert_eq!(likeness(&named[0]), (4, &Value::Null, &json!(2)));
    assert_eq!(likeness(&named[1]), (5, &Value::Null, &json!(3)));
    assert!(named[0]["duplicates"][0]["score"].as_f64().unwrap() > 0.5);
    assert!(!named[0]["duplicates"][0]["why"][0].as_str().unwrap().is_empty());
}

#[actix_web::test]
async fn whoever_is_registered_already_is_skipped_or_taken_as_the_member_chooses() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let known = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": "Karim Nazarov" }], "sex": "1", "birth": { "date": "1972-01-01", "precision": "year" } });
    let known = officer.post("/people", known).await.expect(201).id();
    let table = "Name,Sex,Birth\nKarim Nazarov,M,1972-05-12\nZarina Kholova,F,1985\nKarim Nazarov,M,1999\n".as_bytes().to_vec();
    let checked = import(&house, &officer, "?dry_run=true", table.clone()).await;
    // Born 1999 is another man of the same name.
    assert_eq!(checked["counts"], json!({ "ready": 2, "duplicate": 1 }), "{checked}");
    let named = lines(&officer, &checked, "duplicate").await;
    assert_eq!(likeness(&named[0]), (2, &json!(known), &Value::Null));
    let id = checked["id"].as_str().unwrap();
    let refused = officer.post(&format!("/operations/{id}/commit"), json!({ "take": [3] })).await.expect(422);
    assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!("/take"), &json!("not_a_duplicate")));
    officer.post(&format!("/operations/{id}/commit"), json!({})).await.expect(202);
    work(&house).await;
    assert_eq!(watch(&officer, id).await["counts"], json!({ "written": 2, "skipped": 1 }));
    // The same list again brings nobody, unless a member takes a line all the same.
    let again = import(&house, &officer, "?dry_run=true", table).await;
    assert_eq!(again["counts"], json!({ "duplicate": 3 }));
    let id = again["id"].as_str().unwrap();
    officer.post(&format!("/operations/{id}/commit"), json!({ "take": [3] })).await.expect(202);
    work(&house).await;
    assert_eq!(watch(&officer, id).await["counts"], json!({ "written": 1, "skipped": 2 }));
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 4);
}

#[actix_web::test]
async fn whoever_is_there_in_another_script_is_recognised_and_their_namesake_is_not() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let mut known = crate::people::somebody();
    known["names"] =
        json!([{ "kind": "legal", "script": "Cyrl", "given": "Карим", "family": "Муҳаммадӣ", "as_written": "Карим Муҳаммадӣ" }]);
    let known = officer.post("/people", known).await.expect(201).id();
    let table = "Given,Family,Sex,Birth\nKarim,Mohammadi,M,1990-05-10\nکریم,محمدی,M,1990\nKarim,Mohammadi,M,1991-05-10\nRahim,Mohammadi,M,1990-05-10\nKarima,Mohammadi,F,1990-05-10\n";
    let checked = import(&house, &officer, "?dry_run=true", table.as_bytes().to_vec()).await;
    let named = lines(&officer, &checked, "duplicate").await;
    assert_eq!(named.iter().map(|line| line["line"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 3], "{named:?}");
    assert_eq!(likeness(&named[0]), (2, &json!(known), &Value::Null));
    assert_eq!(named[0]["duplicates"][0]["why"], json!(["the same name in another script", "the births can be one"]));
    // Of the second only the year is known: the keys of the name find both.
    let alike: Vec<_> = named[1]["duplicates"].as_array().unwrap().iter().map(|one| (&one["person"], &one["line"])).collect();
    assert!(alike.contains(&(&json!(known), &Value::Null)) && alike.contains(&(&Value::Null, &json!(2))), "{alike:?}");
}

#[actix_web::test]
async fn whoever_is_there_is_recognised_by_the_keys_of_the_name_whatever_is_known_of_their_birth() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let register = async |name: &str, birth: Value| {
        let known = json!({ "names": [{ "kind": "legal", "script": "Cyrl", "as_written": name }], "sex": "1", "birth": birth });
        officer.post("/people", known).await.expect(201).id()
    };
    let unknown = register("Ҷамшед Муҳаммадӣ", Value::Null).await;
    let year = register("Фаррух Раҳимзода", json!({ "date": "1990-01-01", "precision": "year" })).await;
    let later = register("Сӯҳроб Назаров", json!({ "date": "2001-03-04", "precision": "day" })).await;
    let table =
        "Name,Sex,Birth\nجمشید محمدی,M,1990-05-10\nFarrukh Rahimzoda,M,1990-05-10\nSuhrob Nazarov,M,\nSuhrob Nazarov,M,1999-03-04\n";
    let checked = import(&house, &officer, "?dry_run=true", table.as_bytes().to_vec()).await;
    let named: Vec<_> =
        lines(&officer, &checked, "duplicate").await.iter().map(|line| (likeness(line).0, likeness(line).1.clone())).collect();
    // The fifth line is about another man of the name of the fourth, of whom no birth is known: it names the line.
    assert_eq!(named, [(2, json!(unknown)), (3, json!(year)), (4, json!(later)), (5, Value::Null)]);
}

#[actix_web::test]
async fn a_document_of_the_same_number_is_enough_also_within_the_file() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let known = officer.post("/people", crate::people::somebody()).await.expect(201).id();
    let passport = json!({ "kind": "passport", "number": "AB 123", "authenticity": "seen" });
    officer.post(&format!("/people/{known}/documents"), passport).await.expect(201);
    let table = "Name,Sex,Birth,Passport\nKarim Nazarov,M,1972,ab-123\nSaid Murodov,M,1980,X 9\nRustam Aliev,M,1990,x9\n";
    let checked = import(&house, &officer, "?dry_run=true", table.as_bytes().to_vec()).await;
    let named = lines(&officer, &checked, "duplicate").await;
    assert_eq!(named.iter().map(likeness).collect::<Vec<_>>(), [(2, &json!(known), &Value::Null), (4, &Value::Null, &json!(3))]);
    assert_eq!(
        (&named[0]["duplicates"][0]["score"], &named[0]["duplicates"][0]["why"]),
        (&json!(1.0), &json!(["a document of the same number"]))
    );
}

#[actix_web::test]
async fn an_outside_number_stays_with_whom_it_belongs_to() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Name,external_ids.progres\nKarim Nazarov,100\nZarina Kholova,100\nSaid Murodov,7\n".as_bytes().to_vec();
    let numbered = json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": "Laylo Rahimova" }], "sex": "2", "external_ids": [{ "system": "progres", "value": "7" }] });
    officer.post("/people", numbered).await.expect(201);
    let done = import(&house, &officer, "?duplicates=take", table).await;
    let taken: Vec<_> = faults(&officer, &done).await.into_iter().map(|(line, _, code)| (line, code)).collect();
    assert_eq!(taken, [(3, "number_taken".to_owned()), (4, "number_taken".to_owned())]);
    assert_eq!(done["counts"], json!({ "written": 1, "faulty": 2 }));
}
