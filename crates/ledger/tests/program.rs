//! `panoh-verify` as an auditor runs it: what it says and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

/// A directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(directory.join("witness")).unwrap();
    directory
}

fn lines(values: &Value) -> String {
    let line = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned) + "\n";
    values.as_array().unwrap().iter().map(line).collect()
}

fn verify(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_panoh-verify")).args(arguments).output().unwrap()
}

fn json(arguments: &[&Path]) -> (i32, Value) {
    let mut all = arguments.to_vec();
    all.extend([Path::new("--format"), Path::new("json")]);
    let output = verify(&all);
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn each_vector_ends_with_its_code() {
    let directory = directory("vectors");
    for vector in vectors()["bundles"].as_array().unwrap() {
        let (bundle, witness) = (directory.join("bundle"), directory.join("witness"));
        fs::write(&bundle, lines(&vector["lines"])).unwrap();
        fs::write(witness.join("seen.ndjson"), lines(&vector["checkpoints"])).unwrap();
        let (code, answer) = json(&[&bundle, Path::new("--checkpoints"), &witness]);
        let (expected, result) = match vector["fault"]["kind"].as_str() {
            None => (0, "sound"),
            Some("gap" | "truncated") => (2, "incomplete"),
            Some("unreadable") => (3, "unreadable"),
            Some(_) => (1, "altered"),
        };
        assert_eq!((code, answer["result"].as_str()), (expected, Some(result)), "{}", vector["name"]);
        assert_eq!(answer["fault"]["seq"], vector["fault"]["seq"], "{}", vector["name"]);
    }
}

#[test]
fn the_answer_names_the_entry_and_what_to_do() {
    let directory = directory("answer");
    let bundle = directory.join("bundle");
    fs::write(&bundle, lines(&vectors()["bundles"][2]["lines"])).unwrap();
    let output = String::from_utf8(verify(&[&bundle]).stdout).unwrap();
    let tenant = vectors()["genesis"][0]["tenant"].as_str().unwrap().to_owned();
    assert!(output.contains(&format!("organisation {tenant}, entry 3: altered")), "{output}");
    assert!(output.contains("export the range again"), "{output}");
}

#[test]
fn a_sound_bundle_gives_the_checkpoint_for_the_next_time() {
    let directory = directory("next");
    let (bundle, kept) = (directory.join("bundle"), directory.join("kept"));
    fs::write(&bundle, lines(&vectors()["bundles"][0]["lines"])).unwrap();
    let output = String::from_utf8(verify(&[&bundle]).stdout).unwrap();
    assert!(output.starts_with("Sound: 5 entries"), "{output}");
    assert!(output.contains("No checkpoint was met"), "{output}");
    fs::write(&kept, output.lines().last().unwrap()).unwrap();
    let (code, answer) = json(&[&bundle, Path::new("--checkpoints"), &kept]);
    assert_eq!((code, &answer["report"]["checkpoints_agreed"]), (0, &Value::from(1)));
}

#[test]
fn what_cannot_be_read_ends_with_three() {
    let directory = directory("unreadable");
    let (bundle, other) = (directory.join("bundle"), directory.join("other"));
    fs::write(&bundle, lines(&vectors()["bundles"][0]["lines"])).unwrap();
    fs::write(&other, "not a checkpoint\n").unwrap();
    assert_eq!(json(&[&directory.join("absent")]).0, 3);
    assert_eq!(json(&[&other]).0, 3);
    assert_eq!(json(&[&bundle, Path::new("--checkpoints"), &other]).0, 3);
    assert_eq!(json(&[&bundle, Path::new("--checkpoints"), &directory.join("absent")]).0, 3);
    assert_eq!(verify(&[]).status.code(), Some(3));
    assert_eq!(verify(&[&bundle, Path::new("--fast")]).status.code(), Some(3));
    assert_eq!(verify(&[Path::new("--help")]).status.code(), Some(0));
}
