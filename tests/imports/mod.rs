//! People from a file: what each trap in a file becomes, that a dry run says what the real one does, that a crash loses and
//! doubles nothing, and that a batch can be taken back.
mod command;
mod crash;
mod dry_run;
mod duplicates;
mod files;
mod households;
mod undo;
mod walls;

use reqwest::Method;
use serde_json::Value;

use crate::support::{Answer, Caller, House};

/// The bytes of a file that stands beside the tests.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/imports/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Send a file in.
pub async fn send(caller: &Caller, query: &str, bytes: Vec<u8>) -> Answer {
    let request = caller.request(Method::POST, &format!("/imports{query}")).header("Content-Type", "text/csv");
    caller.send(request.body(bytes)).await
}

/// Send a file in, let the work be done, and see how it ended.
pub async fn import(house: &House, caller: &Caller, query: &str, bytes: Vec<u8>) -> Value {
    let operation = send(caller, query, bytes).await.expect(202);
    assert_eq!(operation.headers["location"].to_str().unwrap(), format!("/api/v1/operations/{}", operation.id()));
    work(house).await;
    watch(caller, &operation.id()).await
}

/// Do what there is to do with files.
pub async fn work(house: &House) {
    panoh::imports::jobs::work(house.app()).await.unwrap();
}

/// How an operation stands.
pub async fn watch(caller: &Caller, operation: &str) -> Value {
    caller.get(&format!("/operations/{operation}")).await.expect(200).json
}

/// The report of an operation, in some state.
pub async fn lines(caller: &Caller, operation: &Value, state: &str) -> Vec<Value> {
    let path = format!("/operations/{}/lines?limit=200&state={state}", operation["id"].as_str().unwrap());
    caller.get(&path).await.expect(200).json["data"].as_array().unwrap().clone()
}

/// Line, column and code of everything that is said of faulty lines.
pub async fn faults(caller: &Caller, operation: &Value) -> Vec<(i64, String, String)> {
    let mut found = Vec::new();
    for line in lines(caller, operation, "faulty").await {
        for note in line["notes"].as_array().unwrap() {
            let word = |name: &str| note[name].as_str().unwrap_or_default().to_owned();
            found.push((line["line"].as_i64().unwrap(), word("column"), word("code")));
        }
    }
    found
}

/// A number of the database.
pub async fn count(house: &House, statement: &str) -> i64 {
    house.owner().await.query_one(statement, &[]).await.unwrap().get(0)
}
