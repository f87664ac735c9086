//! The catalogue and what is enabled here.
use reqwest::Method;
use serde_json::{Value, json};

use crate::organisations::{administered, entries};
use crate::support::{Caller, House};

async fn claim(caller: &Caller) -> Value {
    let listed = caller.get("/programmes").await.expect(200);
    listed.json["data"].as_array().unwrap().iter().find(|programme| programme["id"] == "refugee-claim").unwrap().clone()
}

#[actix_web::test]
async fn a_programme_is_enabled_and_switched_off() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    house.owner().await.execute("DELETE FROM programme_settings", &[]).await.unwrap();
    let shipped = claim(&administrator).await;
    assert_eq!((shipped["enabled"].as_bool(), shipped["enabled_version"].is_null()), (Some(false), true));
    let before = entries(&house, &organisation).await;
    let version = &shipped["version"];
    assert_eq!(
        administrator.put_new("/programmes/refugee-claim", json!({ "version": 999 })).await.expect(422).json["errors"][0]["pointer"],
        "/version"
    );
    let enabled = administrator.put_new("/programmes/refugee-claim", json!({ "version": version })).await.expect(200);
    assert_eq!(enabled.json["enabled"], true);
    administrator.put_new("/programmes/refugee-claim", json!({ "version": version })).await.expect(412);
    administrator
        .send(administrator.request(Method::PUT, "/programmes/refugee-claim").json(&json!({ "version": version })))
        .await
        .expect(428);
    let off =
        administrator.put("/programmes/refugee-claim", &enabled.etag(), json!({ "version": version, "enabled": false })).await.expect(200);
    assert_eq!((off.json["enabled"].as_bool(), claim(&administrator).await["enabled"].as_bool()), (Some(false), Some(false)));
    assert_eq!(entries(&house, &organisation).await, before + 2);
    administrator.put_new("/programmes/no-such", json!({ "version": 1 })).await.expect(404);
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    officer.put("/programmes/refugee-claim", &off.etag(), json!({ "version": version })).await.expect(403);
}

#[actix_web::test]
async fn a_version_says_its_forms_texts_and_picture() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let path = claim(&officer).await["definition"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let english = officer.get(&path).await.expect(200);
    let tajik = officer.send(officer.request(Method::GET, &path).header("Accept-Language", "tg")).await.expect(200);
    assert_ne!(english.json["title"], tajik.json["title"]);
    assert_ne!(english.etag(), tajik.etag());
    officer.send(officer.request(Method::GET, &path).header("If-None-Match", english.etag())).await.expect(304);
    let lodge = &english.json["transitions"]["lodge"];
    assert!(lodge["by"].as_array().unwrap().contains(&json!("registration_officer")) && lodge["guards"].is_array(), "{lodge}");
    let question = &english.json["bodies"]["commission"];
    let yes = question["positive"].as_str().expect("whoever votes must see what a yes means");
    assert!(english.json["transitions"][yes]["title"].is_string() && question["needs_screening"] == json!(true), "{question}");
    // Whoever founds this body types neither its key nor its name.
    assert_eq!((&question["parameters"], &question["titles"]["tg"]), (&json!("com"), &tajik.json["bodies"]["commission"]["title"]));
    let schema = &english.json["sections"]["arrival"]["schema"];
    assert_eq!((schema["type"].as_str(), schema["additionalProperties"].as_bool()), (Some("object"), Some(false)), "{schema}");
    assert!(
        schema["properties"]
            .as_object()
            .is_some_and(|fields| fields.values().all(|field| field["title"].is_string() && field["x-type"].is_string()))
    );
    let drawing = officer.get(english.json["drawing"].as_str().unwrap().strip_prefix("/api/v1").unwrap()).await.expect(200);
    assert!(drawing.headers["content-type"].to_str().unwrap().starts_with("image/svg+xml") && drawing.text.starts_with("<svg"));
    officer.get("/programmes/refugee-claim/versions/999").await.expect(404);
    officer.get("/programmes/refugee-claim/versions/999/drawing").await.expect(404);
}

/// A screen shows no code: what a programme only names has words in each language.
#[actix_web::test]
async fn what_a_programme_only_names_has_words_in_every_language() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    for entry in officer.get("/programmes").await.expect(200).json["data"].as_array().unwrap() {
        let path = entry["definition"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        for language in ["en", "tg", "ru", "fa"] {
            let said = officer.send(officer.request(Method::GET, path).header("Accept-Language", language)).await.expect(200);
            for kind in ["roles", "subject_roles", "reasons"] {
                for (name, words) in said.json["words"][kind].as_object().unwrap() {
                    assert!(words.as_str().is_some_and(|words| words != name), "{path} {language} {kind}: {name}");
                }
            }
            assert!(!said.json["words"]["subject_roles"].as_object().unwrap().is_empty());
        }
    }
}
