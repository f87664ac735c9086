//! Finding somebody: in four scripts, with errors, while typing, by numbers; and who is not there to be found.
use serde_json::{Value, json};
use uuid::Uuid;

use super::reach::{open_case, put_on_list};
use super::{entries, name, officer, somebody_with};
use crate::support::{Caller, House};

async fn register(who: &Caller, script: &str, as_written: &str) -> String {
    who.post("/people", somebody_with("names", json!([name(script, as_written)]))).await.expect(201).id()
}

async fn hits(who: &Caller, query: &str) -> Vec<Value> {
    let answer = who.post("/people/search", json!({ "query": query })).await.expect(200);
    answer.json["data"].as_array().unwrap().clone()
}

fn ids(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn one_person_is_found_from_four_scripts_with_the_reason() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let jamshed = register(&officer, "Cyrl", "Ҷамшед Муҳаммадӣ").await;
    let brother = register(&officer, "Cyrl", "Ҷовид Муҳаммадӣ").await;
    for query in ["Ҷамшед Муҳаммадӣ", "Джамшед Мухаммади", "جمشید محمدی", "Mohammadi Jamshed", "Dzhamshed Mukhammadi"]
    {
        let found = hits(&officer, query).await;
        assert_eq!(ids(&found).first(), Some(&jamshed.as_str()), "{query}: {found:#?}");
        assert!(found[0]["score"].as_f64().unwrap() > 0.9, "{query}: {found:#?}");
        let of_brother = found.iter().find(|hit| hit["id"] == *brother).map_or(0.0, |hit| hit["score"].as_f64().unwrap());
        assert!(of_brother < 0.8, "{query}: {found:#?}");
    }
    let request = officer.request(reqwest::Method::POST, "/people/search").header("Accept-Language", "ru");
    let answer = officer.send(request.json(&json!({ "query": "جمشید محمدی" }))).await.expect(200);
    let why = answer.json["data"][0]["why"].as_array().unwrap();
    assert!(why.contains(&json!({ "code": "other_script", "words": "то же имя кириллицей" })), "{why:?}");
}

#[actix_web::test]
async fn an_error_or_two_and_a_beginning_still_find() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = register(&officer, "Arab", "فیروزه حیدری").await;
    register(&officer, "Arab", "پروانه کریمی").await;
    // A letter too many, one too few, another one, two in the other order; in this script and in others.
    for query in [
        "فیروزه حیدرری",
        "فیرزه حیدری",
        "Firuzа Haidari",
        "Firuza Haidri",
        "Firuza Haibari",
        "Фирузза Хадйари",
        "Firuza Hai",
        "Firu",
        "حیدر",
        "Haydari",
    ] {
        let found = hits(&officer, query).await;
        assert_eq!(ids(&found).first(), Some(&person.as_str()), "{query}: {found:#?}");
    }
    assert!(hits(&officer, "Rustam Sohrabi").await.is_empty());
}

#[actix_web::test]
async fn an_earlier_and_a_corrected_name_are_found_and_shown_as_such() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = officer.post("/people", somebody_with("names", json!([name("Latn", "Nargis Qosimova")]))).await.expect(201).json;
    let path = format!("/people/{}/names/{}/correction", person["id"].as_str().unwrap(), person["names"][0]["id"].as_str().unwrap());
    officer.post(&path, json!({ "name": name("Latn", "Nargis Sharifova") })).await.expect(201);
    for query in ["Наргис Қосимова", "Наргис Шарифова"] {
        let found = hits(&officer, query).await;
        assert_eq!(ids(&found), [person["id"].as_str().unwrap()], "{query}");
        assert_eq!(found[0]["names"][0]["earlier"], true);
        assert_eq!(found[0]["names"][1]["earlier"], false);
    }
}

#[actix_web::test]
async fn numbers_are_found_in_the_same_box() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let outside = json!([{ "system": "progres", "value": "893-00C11223" }]);
    let person = officer.post("/people", somebody_with("external_ids", outside)).await.expect(201).id();
    let found = hits(&officer, " 893-00C11223 ").await;
    assert_eq!((ids(&found), &found[0]["why"][0]["code"]), (vec![person.as_str()], &json!("external_id")));
    let case = open_case(&house, &organisation, "refugee-claim", 2, &officer, &person).await;
    let number: String = house.owner().await.query_one("SELECT number FROM cases WHERE id = $1", &[&case]).await.unwrap().get(0);
    let by_case = hits(&officer, &number.to_lowercase()).await;
    assert_eq!((ids(&by_case), &by_case[0]["why"][0]["code"]), (vec![person.as_str()], &json!("case_number")));
    assert!(hits(&officer, "893-00C1122").await.is_empty());
}

#[actix_web::test]
async fn a_document_and_a_telephone_are_found_however_they_are_typed_and_not_once_they_are_removed() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = register(&officer, "Latn", "Zebo Halimova").await;
    let document = json!({ "kind": "passport", "issuer": "AFG", "number": "P 123-456", "authenticity": "seen" });
    let contact = json!({ "kind": "phone", "value": "93 555 01 01", "safe": true });
    let document = officer.post(&format!("/people/{person}/documents"), document).await.expect(201);
    let contact = officer.post(&format!("/people/{person}/contacts"), contact).await.expect(201);
    for (query, why) in [
        ("p123456", "document"),
        ("Р-123 456", "document"),
        ("+992935550101", "contact"),
        ("00992 93 555-01-01", "contact"),
        ("935550101", "contact"),
    ] {
        let found = hits(&officer, query).await;
        assert_eq!((ids(&found), &found[0]["why"][0]["code"]), (vec![person.as_str()], &json!(why)), "{query}");
    }
    for (what, made) in [("documents", document), ("contacts", contact)] {
        let path = format!("/people/{person}/{what}/{}", made.json["id"].as_str().unwrap());
        officer.delete(&path, "\"1\"").await.expect(200);
    }
    assert!(hits(&officer, "p123456").await.is_empty() && hits(&officer, "935550101").await.is_empty());
}

#[actix_web::test]
async fn a_name_is_found_with_a_slip_in_each_of_its_words_or_in_the_ending_of_the_family() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = register(&officer, "Cyrl", "Гулчеҳра Каримзода").await;
    for other in ["Гулнора Каримзода", "Гулчеҳра Назарзода", "Гулбаҳор Раҳимӣ", "Фирӯза Каримова"]
    {
        register(&officer, "Cyrl", other).await;
    }
    for query in
        ["Gulchera Karimzada", "Gulchehra Karimzdoa", "Гулчехда Каримзда", "Kulchehra Karimzoda", "گلچهره کریزاده", "Gulchehra Sarimzoda"]
    {
        let found = hits(&officer, query).await;
        assert_eq!(ids(&found).first(), Some(&person.as_str()), "{query}: {found:#?}");
    }
}

#[actix_web::test]
async fn a_common_name_that_is_near_leaves_room_for_another_and_whoever_is_meant_comes_first() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    for written in ["Нигина Каримова", "Нигора Каримова"] {
        for _ in 0..11 {
            register(&officer, "Cyrl", written).await;
        }
    }
    let named = |found: &[Value], written: &str| found.iter().filter(|hit| hit["names"][0]["as_written"] == written).count();
    let slip = hits(&officer, "Нигира Каримова").await;
    assert!(named(&slip, "Нигина Каримова") >= 3 && named(&slip, "Нигора Каримова") >= 3, "{slip:#?}");
    let meant = hits(&officer, "Нигора Каримова").await;
    assert_eq!(named(&meant, "Нигора Каримова"), 10, "{meant:#?}");
}

#[actix_web::test]
async fn birth_and_sex_narrow_and_unknown_ones_hide_nobody() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let known = officer.post("/people", somebody_with("names", json!([name("Latn", "Said Rahimi")]))).await.expect(201).id();
    let mut body = somebody_with("names", json!([name("Latn", "Said Rahimi")]));
    body["sex"] = json!("0");
    body["birth"] = Value::Null;
    let unknown = officer.post("/people", body).await.expect(201).id();
    let narrowed = async |more: Value| {
        let mut asked = json!({ "query": "Саид Рахими" });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = officer.post("/people/search", asked).await.expect(200);
        let mut found: Vec<String> = ids(answer.json["data"].as_array().unwrap()).into_iter().map(str::to_owned).collect();
        found.sort();
        found
    };
    let both = vec![known.clone(), unknown.clone()];
    assert_eq!(narrowed(json!({})).await, both);
    assert_eq!(narrowed(json!({ "sex": "1", "birth": { "date": "1990-07-01", "precision": "year" } })).await, both);
    assert_eq!(narrowed(json!({ "sex": "2" })).await, std::slice::from_ref(&unknown));
    assert_eq!(narrowed(json!({ "birth": { "date": "1990-05-11", "precision": "day" } })).await, std::slice::from_ref(&unknown));
    assert_eq!(narrowed(json!({ "limit": 1 })).await.len(), 1);
}

#[actix_web::test]
async fn whoever_is_known_through_a_k4_case_is_not_there_for_anyone_off_its_list() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let supervisor = house.employ(&organisation, organisation.offices[0], &["supervisor"]).await;
    let outside = json!([{ "system": "partner", "value": "77-7" }]);
    let person = officer.post("/people", somebody_with("external_ids", outside)).await.expect(201).id();
    assert_eq!(ids(&hits(&supervisor, "Каримов Раҳмон").await), [person.as_str()]);
    let case = open_case(&house, &organisation, "trafficking-victim", 4, &officer, &person).await;
    for query in ["Каримов Раҳмон", "رحمان کریمی", "Rahmon", "77-7"] {
        assert!(hits(&supervisor, query).await.is_empty(), "{query}");
        assert!(hits(&officer, query).await.is_empty(), "{query}");
    }
    put_on_list(&house, &organisation, case, &supervisor).await;
    assert_eq!(ids(&hits(&supervisor, "Каримов Раҳмон").await), [person.as_str()]);
    assert!(hits(&officer, "Каримов Раҳмон").await.is_empty());
}

#[actix_web::test]
async fn reach_and_the_wall_between_organisations_hold() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let trainer = house.employ(&organisation, organisation.offices[0], &["trainer"]).await;
    let elsewhere = house.organisation("elsewhere").await;
    let stranger = house.employ(&elsewhere, elsewhere.offices[0], &["registration_officer"]).await;
    let person = register(&officer, "Latn", "Farhod Nazarov").await;
    assert_eq!(ids(&hits(&officer, "Фарҳод Назаров").await), [person.as_str()]);
    // A caseworker looks among those of the team.
    assert!(hits(&caseworker, "Фарҳод Назаров").await.is_empty());
    assert!(hits(&stranger, "Фарҳод Назаров").await.is_empty());
    trainer.post("/people/search", json!({ "query": "Фарҳод Назаров" })).await.expect(403);
}

#[actix_web::test]
async fn what_is_shown_is_disclosed_and_what_is_unknown_is_refused() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let person = register(&officer, "Latn", "Umed Azizov").await;
    hits(&officer, "Умед Азизов").await;
    let row = house
        .owner()
        .await
        .query_one("SELECT change, class FROM ledger_entries WHERE operation = 'person.search' AND tenant_id = $1", &[&organisation.id.0])
        .await
        .unwrap();
    assert_eq!((row.get::<_, Value>(0), row.get::<_, i16>(1)), (json!({ "shown": [person] }), 2));
    assert_eq!(entries(&house, "person.search", &Uuid::nil().to_string()).await, 0);
    for (body, pointer, code) in [
        (json!({ "query": "x", "name": "y" }), "/name", "unknown_field"),
        (json!({ "query": " " }), "/query", "required"),
        (json!({ "query": "" }), "/query", "length"),
        (json!({ "query": "x", "limit": 51 }), "/limit", "range"),
        (json!({ "query": "x", "sex": "7" }), "/sex", "not_in_list"),
    ] {
        let answer = officer.post("/people/search", body).await;
        assert!(answer.status == 422 || answer.status == 400, "{pointer}: {}", answer.text);
        let errors = answer.json["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code), "{pointer}: {}", answer.text);
    }
}

#[actix_web::test]
async fn names_without_keys_are_found_after_the_index_is_made_again() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = register(&officer, "Latn", "Davlat Usmonov").await;
    house.owner().await.execute("TRUNCATE name_writings", &[]).await.unwrap();
    assert!(hits(&officer, "Давлат Усмонов").await.is_empty());
    let indexed =
        async |again: bool| panoh::database::index_names(&house.database.url, again, panoh::people::search::keys_of).await.unwrap();
    assert_eq!((indexed(false).await, indexed(false).await, indexed(true).await), (1, 0, 1));
    assert_eq!(ids(&hits(&officer, "Давлат Усмонов").await), [person.as_str()]);
}
