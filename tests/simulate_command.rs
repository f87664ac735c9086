//! `panoh programme simulate`: exit codes, places of what is wrong, the JSON that others read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const HEAD: &str = "scenario = \"A claim\"\nprogramme = \"refugee-claim\"\n[given]\nnow = \"2024-01-10\"\n[[steps]]\nwait = true\n";

fn simulate(arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(env!("CARGO_BIN_EXE_panoh"));
    command.args(["programme", "simulate"]).args(arguments).args(["--config", &format!("{root}/config")]);
    command.output().unwrap()
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("panoh-simulate-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn run(name: &str, text: &str) -> (i32, Value) {
    let path = file(name, text);
    let output = simulate(&[path.to_str().unwrap(), "--format", "json"]);
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn all_met_is_exit_0() {
    let (code, json) = run("met.toml", HEAD);
    assert_eq!((code, &json["met"], &json["not_met"], &json["unreadable"]), (0, &1.into(), &0.into(), &0.into()));
    let step = &json["scenarios"][0]["steps"][0];
    assert_eq!((&step["step"], &step["line"], &step["did"], &step["state"]), (&1.into(), &5.into(), &"wait".into(), &"new".into()));
}

#[test]
fn not_met_is_exit_1_and_names_the_line() {
    let (code, json) = run("not-met.toml", &format!("{HEAD}[steps.expect]\nstate = \"lodged\"\n"));
    assert_eq!((code, &json["not_met"]), (1, &1.into()));
    let failure = &json["scenarios"][0]["steps"][0]["failures"][0];
    let expected = serde_json::json!({ "line": 8, "what": "state", "expected": "lodged", "got": "new" });
    assert_eq!(failure, &expected);
}

#[test]
fn what_cannot_be_run_is_exit_2_with_its_place_and_a_suggestion() {
    for (name, text, said) in [
        ("key.toml", HEAD.replace("now", "nwo"), ":4:1: `nwo`"),
        (
            "programme.toml",
            HEAD.replace("refugee-claim", "refugee-clam"),
            ":2:13: there is no programme `refugee-clam`; did you mean `refugee-claim`?",
        ),
        (
            "parameter.toml",
            HEAD.replace("[[steps]]", "parameters = { \"ref.apeal\" = \"1 month\" }\n[[steps]]"),
            "did you mean `ref.appeal`?",
        ),
        ("not-toml.toml", "scenario = ".to_owned(), ":1:"),
    ] {
        let (code, json) = run(name, &text);
        let error = json["scenarios"][0]["error"].as_str().unwrap();
        assert_eq!((code, &json["unreadable"]), (2, &1.into()), "{name}");
        assert!(error.contains(said), "{name}: {error}");
    }
    assert_eq!(simulate(&["there/is/no/such.toml"]).status.code(), Some(2));
}

#[test]
fn a_programme_may_be_named_by_its_folder() {
    let folder = format!("{}/config/programmes/refugee-claim", env!("CARGO_MANIFEST_DIR"));
    let (code, json) = run("folder.toml", &HEAD.replace("refugee-claim", &folder));
    assert_eq!((code, &json["scenarios"][0]["programme"]), (0, &"refugee-claim".into()));
}

#[test]
fn coverage_names_what_no_scenario_exercises() {
    let text = format!("{HEAD}[[steps]]\nby = \"registration_officer\"\ndo = \"withdraw\"\nexpect = {{ refused = \"wrong-state\" }}\n");
    let path = file("coverage.toml", &text);
    let output = simulate(&[path.to_str().unwrap(), "--coverage"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("never in state lodged") && said.contains("never done: lodge"), "{said}");
}
