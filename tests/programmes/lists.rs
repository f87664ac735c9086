//! Code lists and places.
use reqwest::Method;

use crate::support::House;

#[actix_web::test]
async fn a_code_list_has_words_in_four_languages_and_an_etag() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let lists = officer.get("/codes").await.expect(200);
    assert!(lists.json["data"].as_array().unwrap().iter().any(|list| list["list"] == "sex"));
    let list = officer.get("/codes/arrival-channel").await.expect(200);
    let code = &list.json["codes"][0];
    for language in ["en", "ru", "tg", "fa"] {
        assert!(code["label"][language].as_str().is_some_and(|label| !label.is_empty()));
    }
    officer.send(officer.request(Method::GET, "/codes/arrival-channel").header("If-None-Match", list.etag())).await.expect(304);
    officer.get("/codes/no-such-list").await.expect(404);
}

#[actix_web::test]
async fn a_place_is_found_by_any_name_in_any_script() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let mut ids = Vec::new();
    for name in ["Khujand", "Худжанд", "Хуҷанд", "Leninobod"] {
        let found = officer.get(&format!("/places?q={name}")).await.expect(200);
        ids.push(found.json["data"].as_array().unwrap().iter().map(|place| place["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
    }
    let town = ids[0].first().unwrap();
    assert!(ids.iter().all(|found| found.contains(town)), "{ids:?}");
    for begun in ["Khuj", "Худж", "Ленинаб"] {
        let found = officer.get(&format!("/places?q={begun}")).await.expect(200);
        assert!(found.json["data"].as_array().unwrap().iter().any(|place| place["id"] == town.as_str()), "{begun}: {}", found.text);
    }
    let place = officer.get(&format!("/places/{town}")).await.expect(200);
    let parent = place.json["parent"].as_str().unwrap();
    let inside = officer.get(&format!("/places?parent={parent}")).await.expect(200);
    assert!(inside.json["data"].as_array().unwrap().iter().any(|place| place["id"] == town.as_str()));
    let countries = officer.get("/places").await.expect(200);
    assert!(countries.json["data"].as_array().unwrap().iter().all(|place| place["level"] == 0));
    assert_eq!(officer.get("/places?name=x").await.expect(400).code(), "unknown_parameter");
}
