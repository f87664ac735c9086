//! What every operation does alike, asked of every operation: wrong method, path, parameter, field, media type and size; HEAD;
//! the headers that each answer carries; problems in four languages.
use std::collections::{BTreeMap, BTreeSet};

use actix_web::dev::ResourceDef;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::operations::{Operation, operations};
use crate::support::{Answer, Caller, House};

async fn house() -> (House, Caller) {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["caseworker"]).await;
    (house, officer)
}

/// A path with an unknown id in each place, below `/api/v1`.
fn somewhere(operation: &Operation) -> String {
    let mut path = operation.path.trim_start_matches("/api/v1").to_owned();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, &Uuid::now_v7().to_string());
    }
    path
}

fn method(operation: &Operation) -> Method {
    operation.method.parse().unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Every answer's own: its id, the headers of the frame, and of a problem its shape.
fn well_framed(answer: &Answer) {
    for name in [
        "x-request-id",
        "content-security-policy",
        "strict-transport-security",
        "x-content-type-options",
        "referrer-policy",
        "cache-control",
    ] {
        assert!(!header(answer, name).is_empty(), "{name} is missing on {}: {}", answer.status, answer.text);
    }
    if answer.status >= 400 {
        assert_eq!(header(answer, "content-type"), "application/problem+json", "{}", answer.text);
        assert_eq!(answer.json["status"], answer.status);
        assert_eq!(answer.json["instance"], header(answer, "x-request-id"));
        assert!(
            ["type", "title", "detail", "code"].iter().all(|member| answer.json[member].as_str().is_some_and(|text| !text.is_empty())),
            "{}",
            answer.text
        );
    }
}

#[actix_web::test]
async fn an_unknown_parameter_is_refused_everywhere() {
    let (_house, officer) = house().await;
    let mut faults = Vec::new();
    for operation in operations().into_iter().filter(|operation| operation.reads() && !operation.public) {
        let answer = officer.get(&format!("{}?no_such_parameter=1", somewhere(&operation))).await;
        well_framed(&answer);
        if (answer.status, answer.code()) != (400, "unknown_parameter") {
            faults.push(format!("{}: {} {}", operation.id, answer.status, answer.code()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[actix_web::test]
async fn the_zero_character_in_a_parameter_is_a_fault_everywhere() {
    let (_house, officer) = house().await;
    let mut faults = Vec::new();
    for operation in operations().into_iter().filter(|operation| operation.reads() && !operation.public) {
        for name in operation.parameters("query") {
            let answer = officer.get(&format!("{}?{name}=a%00b", somewhere(&operation))).await;
            if (answer.status, answer.code(), &answer.json["errors"][0]["pointer"]) != (400, "parameter_invalid", &json!(name)) {
                faults.push(format!("{}: {}", operation.id, answer.text));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[actix_web::test]
async fn an_unknown_field_and_a_wrong_media_type_are_refused_everywhere() {
    let (_house, officer) = house().await;
    let mut faults = Vec::new();
    for operation in operations().into_iter().filter(|operation| operation.takes_json) {
        let request = || officer.request(method(&operation), &somewhere(&operation)).header("If-Match", "\"1\"");
        let field = officer.send(request().json(&json!({ "no_such_field": 1 }))).await;
        let media = officer.send(request().header("Content-Type", "text/plain").body("{}")).await;
        let shape = officer.send(request().header("Content-Type", "application/json").body("{")).await;
        // A programme's form is judged when its case is found: here there is none.
        let refusal = if operation.has_shape { (422, "invalid") } else { (404, "not_found") };
        for (answer, status, code) in
            [(&field, refusal.0, refusal.1), (&media, 415, "media_type_unsupported"), (&shape, 400, "body_invalid")]
        {
            well_framed(answer);
            if (answer.status, answer.code()) != (status, code) {
                faults.push(format!("{}: {} {} instead of {code}", operation.id, answer.status, answer.code()));
            }
        }
        if field.status == 422 && field.json["errors"][0]["pointer"] != "/no_such_field" {
            faults.push(format!("{}: {}", operation.id, field.text));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[actix_web::test]
async fn a_body_that_is_too_large_is_refused() {
    let (_house, officer) = house().await;
    let body = format!("{{\"note\":\"{}\"}}", "x".repeat(2_000_000));
    let answer = officer.send(officer.request(Method::POST, "/people").header("Content-Type", "application/json").body(body)).await;
    well_framed(&answer);
    assert_eq!((answer.status, answer.code()), (413, "body_too_large"));
}

#[actix_web::test]
async fn a_missing_version_is_asked_for_everywhere() {
    let (_house, officer) = house().await;
    let mut faults = Vec::new();
    for operation in operations()
        .into_iter()
        .filter(|operation| operation.needs_version && !operation.parameters("header").any(|name| name == "If-None-Match"))
    {
        let request = officer.request(method(&operation), &somewhere(&operation));
        let answer = officer.send(if operation.takes_body { request.json(&json!({})) } else { request }).await;
        well_framed(&answer);
        if answer.status != 428 {
            faults.push(format!("{}: {} {}", operation.id, answer.status, answer.code()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_there_are() {
    let (_house, officer) = house().await;
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let all = operations();
    for operation in &all {
        paths.entry(operation.path.clone()).or_default().insert(operation.method.clone());
    }
    for (path, methods) in paths {
        let operation = all.iter().find(|operation| operation.path == path).unwrap();
        for wrong in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let place = somewhere(operation);
            // `/calendar/suspensions` is a day of `/calendar/{day}` too, though none that there is.
            let elsewhere =
                all.iter().any(|other| other.method == wrong && ResourceDef::new(other.path.as_str()).is_match(&format!("/api/v1{place}")));
            if methods.contains(wrong) || elsewhere {
                continue;
            }
            let answer = officer.send(officer.request(wrong.parse().unwrap(), &place)).await;
            well_framed(&answer);
            assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{wrong} {path}");
            let allowed: BTreeSet<String> =
                header(&answer, "allow").split(", ").filter(|method| *method != "HEAD").map(str::to_owned).collect();
            assert_eq!(allowed, methods, "{wrong} {path}");
            assert_eq!(header(&answer, "allow").contains("HEAD"), methods.contains("GET"));
        }
    }
    let unknown = officer.get("/no/such/place").await;
    well_framed(&unknown);
    assert_eq!((unknown.status, unknown.code()), (404, "not_found"));
}

#[actix_web::test]
async fn head_is_get_without_the_body() {
    let (_house, officer) = house().await;
    for path in ["/me", "/no/such/place", "/people/0198a0a0-0000-7000-8000-000000000000"] {
        let get = officer.get(path).await;
        let head = officer.send(officer.request(Method::HEAD, path)).await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.text, "", "{path}");
        assert_eq!(header(&head, "etag"), header(&get, "etag"), "{path}");
        assert_eq!(header(&head, "content-type"), header(&get, "content-type"), "{path}");
    }
}

#[actix_web::test]
async fn problems_speak_four_languages() {
    let (house, officer) = house().await;
    let nobody = Caller::nobody(&house.address);
    type Call<'a> = (&'a str, &'a Caller, Method, &'a str, Option<Value>, u16);
    let calls: &[Call<'_>] = &[
        ("400", &officer, Method::GET, "/me?x=1", None, 400),
        ("401", &nobody, Method::GET, "/me", None, 401),
        ("404", &officer, Method::GET, "/no/such/place", None, 404),
        ("405", &officer, Method::DELETE, "/me", None, 405),
        ("422", &officer, Method::POST, "/people", Some(json!({ "x": 1 })), 422),
        ("428", &officer, Method::PATCH, "/me", Some(json!({})), 428),
    ];
    for (name, caller, method, path, body, status) in calls {
        let mut titles = BTreeSet::new();
        for language in ["en", "tg", "ru", "fa"] {
            let request = caller.request(method.clone(), path).header("Accept-Language", format!("{language}, en;q=0.5"));
            let answer = caller.send(match body {
                Some(body) => request.json(body),
                None => request,
            });
            let answer = answer.await.expect(*status);
            well_framed(&answer);
            assert_eq!(header(&answer, "content-language"), language, "{name}");
            titles.insert(answer.json["title"].as_str().unwrap().to_owned());
        }
        assert_eq!(titles.len(), 4, "{name}: {titles:?}");
    }
}
