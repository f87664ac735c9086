//! `panoh programme check` and `draw` as somebody types them: what they print and how they exit.
#![allow(clippy::unwrap_used, clippy::expect_used)]
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn panoh(arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    Command::new(env!("CARGO_BIN_EXE_panoh")).arg("programme").args(arguments).current_dir(root).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A copy of a shipped programme in which a piece of the file is replaced.
fn copy(name: &str, piece: &str, other: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/programmes/refugee-claim");
    let to = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&to).unwrap();
    for file in ["programme.toml", "texts.tg.toml", "texts.ru.toml", "texts.fa.toml"] {
        let text = fs::read_to_string(from.join(file)).unwrap();
        fs::write(to.join(file), text.replacen(piece, other, 1)).unwrap();
    }
    to
}

#[test]
fn the_shipped_programmes_are_clean() {
    let output = panoh(&["check", "config/programmes"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
}

#[test]
fn a_fault_is_quoted_with_a_caret_and_exits_with_1() {
    let folder = copy("faulty", "by    = [\"supervisor\"]", "by    = [\"supervsor\"]");
    let output = panoh(&["check", &folder.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    let text = printed(&output);
    for part in ["error: there is no role `supervsor`", "programme.toml:", "| by    = [\"supervsor\"]", "^", "= did you mean `supervisor`?"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let output = panoh(&["check", &folder.display().to_string(), "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&printed(&output)).unwrap();
    let fault = answer.pointer("/programmes/0/faults/0").unwrap();
    assert_eq!(fault.get("suggestion").unwrap(), "did you mean `supervisor`?");
    assert_eq!(answer.get("errors").unwrap(), 1);
}

#[test]
fn what_is_not_there_exits_with_2() {
    let output = panoh(&["check", "no/such/folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(printed(&output).is_empty());
}

#[test]
fn a_shipped_programme_is_drawn_by_its_id() {
    let output = panoh(&["draw", "refugee-claim", "--format", "svg", "--language", "tg"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(printed(&output).starts_with("<svg "));
    assert!(printed(&panoh(&["draw", "refugee-claim"])).starts_with("stateDiagram-v2\n"));
    assert_eq!(panoh(&["draw", "refugee-claim", "--state", "nowhere"]).status.code(), Some(2));
}
