//! What the server registers, what it describes and what roles grant are the same list; there is no list of exceptions.
use std::collections::{BTreeMap, BTreeSet};

use actix_web::introspection::IntrospectionTree;
use actix_web::{test, web};
use panoh::access::permission::ALL;
use serde_json::Value;

use super::operations::{Operation, operations};
use crate::support::House;

/// (method, path) of everything that a running server answers below `/api/v1`.
async fn registered() -> BTreeSet<(String, String)> {
    let tree = async |tree: web::Data<IntrospectionTree>| tree.report_as_json();
    let app = test::init_service(actix_web::App::new().configure(panoh::routes::everything).route("/__routes", web::get().to(tree))).await;
    let report = test::call_and_read_body(&app, test::TestRequest::get().uri("/__routes").to_request()).await;
    let report: Value = serde_json::from_slice(&report).unwrap();
    let mut routes = BTreeSet::new();
    for item in report.as_array().unwrap() {
        let path = item["full_path"].as_str().unwrap();
        assert_eq!(item["potentially_unreachable"], Value::Null, "{path} is shadowed: {item}");
        for method in item["methods"].as_array().unwrap() {
            if path.starts_with("/api/v1/") {
                routes.insert((method.as_str().unwrap().to_owned(), path.to_owned()));
            }
        }
    }
    routes
}

#[actix_web::test]
async fn what_is_registered_is_described_and_the_reverse() {
    let described: BTreeSet<_> = operations().into_iter().map(|operation| (operation.method, operation.path)).collect();
    let registered = registered().await;
    assert!(registered.len() > 30, "the routes are read: {registered:?}");
    let undescribed: Vec<_> = registered.difference(&described).collect();
    let unregistered: Vec<_> = described.difference(&registered).collect();
    assert!(
        undescribed.is_empty() && unregistered.is_empty(),
        "registered and not described: {undescribed:?}; described and not registered: {unregistered:?}"
    );
}

fn permission_names() -> BTreeSet<String> {
    ALL.iter().map(|(_, resource, action)| format!("{resource}.{action}")).collect()
}

#[actix_web::test]
async fn every_operation_says_what_it_needs() {
    let known = permission_names();
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for operation in operations() {
        let Operation { method, path, id, .. } = &operation;
        if id.is_empty() || !ids.insert(id.clone()) {
            faults.push(format!("{method} {path}: operation_id {id:?} is empty or taken"));
        }
        if operation.json["tags"].as_array().is_none_or(Vec::is_empty) {
            faults.push(format!("{id}: no tag"));
        }
        if operation.json["summary"].as_str().unwrap_or_default().len() < 5 {
            faults.push(format!("{id}: no summary"));
        }
        match (&operation.permission, operation.public) {
            (None, true) => {}
            (Some(name), false) if known.contains(name) => {}
            (name, public) => faults.push(format!("{id}: public is {public} and its permission is {name:?}")),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What an operation of a shape can always answer.
#[actix_web::test]
async fn every_operation_declares_what_it_can_answer() {
    let mut faults = Vec::new();
    for operation in operations() {
        let mut needed = vec!["400", "503"];
        if !operation.public {
            needed.extend(["401", "403"]);
        }
        if operation.path.contains('{') {
            needed.push("404");
        }
        if operation.takes_body {
            needed.extend(["413", "415", "422"]);
        }
        if operation.needs_version {
            needed.extend(["412", "428"]);
        }
        let answers = operation.json["responses"].as_object().unwrap();
        faults.extend(
            needed
                .iter()
                .filter(|status| !answers.contains_key(**status))
                .map(|status| format!("{}: {status} is not declared", operation.id)),
        );
        if !answers.keys().any(|status| status.starts_with('2') || status.starts_with('3')) {
            faults.push(format!("{}: no success is declared", operation.id));
        }
        for (status, answer) in answers {
            let problem = status.starts_with('4') || status.starts_with('5');
            if problem && answer["content"]["application/problem+json"].is_null() {
                faults.push(format!("{}: {status} is no problem+json", operation.id));
            }
        }
        // Parameters of the path are described, and none that is not there.
        let named: BTreeSet<&str> = operation.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        let told: BTreeSet<&str> = operation.parameters("path").collect();
        if named != told {
            faults.push(format!("{}: the path names {named:?} and {told:?} is described", operation.id));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Permissions that no operation asks for, with who does. The test fails when one is asked for after all.
const OF_JOBS: &[(&str, &str)] = &[];

#[actix_web::test]
async fn every_permission_is_asked_for_and_granted() {
    let asked: BTreeSet<String> = operations().into_iter().filter_map(|operation| operation.permission).collect();
    let of_jobs: BTreeSet<String> = OF_JOBS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let known = permission_names();
    let unasked: Vec<_> = known.difference(&asked).filter(|name| !of_jobs.contains(*name)).collect();
    assert!(unasked.is_empty(), "no operation asks for {unasked:?}");
    assert!(of_jobs.is_disjoint(&asked), "an operation asks for a permission of jobs");

    let house = House::open().await;
    house.organisation("department").await;
    house.platform().await;
    let rows = house.owner().await.query("SELECT DISTINCT g.resource || '.' || g.action, r.key FROM role_grants g JOIN roles r ON r.tenant_id = g.tenant_id AND r.id = g.role_id", &[]).await.unwrap();
    let mut granted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        granted.entry(row.get(0)).or_default().push(row.get(1));
    }
    let ungranted: Vec<_> = known.iter().filter(|name| !granted.contains_key(*name)).collect();
    assert!(ungranted.is_empty(), "no role is granted {ungranted:?}");
}

/// Two types of one name would stand in the description as one of them, whichever comes last, and a client typed by it would be wrong.
#[actix_web::test]
async fn no_two_types_of_the_description_share_a_name() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut alias = None;
        let mut described = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[derive(") {
                (described, alias) = (line.contains("ToSchema"), None);
            } else if let Some(rest) = line.strip_prefix("#[schema(as = ") {
                alias = rest.split([')', ',']).next().map(str::to_owned);
            } else if described && let Some(name) = type_name(line) {
                named.entry(alias.take().unwrap_or(name)).or_default().push(path.display().to_string());
                described = false;
            }
        }
    }
    assert!(named.len() > 100, "the types of the description are not found any more");
    let shared: Vec<_> = named.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "give all but one of them a name of its own, #[schema(as = …)]: {shared:?}");
}

fn type_name(line: &str) -> Option<String> {
    let rest = line.split_once("struct ").or_else(|| line.split_once("enum ")).map(|(before, rest)| (before.trim(), rest));
    let (before, rest) = rest?;
    (before.is_empty() || before.starts_with("pub")).then(|| rest.chars().take_while(|c| c.is_alphanumeric()).collect())
}

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect()
}

/// `openapi.json` at the repository's root is what the operations say; `UPDATE=1` writes it.
#[actix_web::test]
async fn the_openapi_file_is_the_generated_one() {
    let generated = panoh::routes::description().to_pretty_json().unwrap() + "\n";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, &generated).unwrap();
    }
    let checked_in = std::fs::read_to_string(file).unwrap_or_default();
    assert!(checked_in == generated, "openapi.json is not what the operations say; write it: UPDATE=1 cargo test --test main openapi");
}
