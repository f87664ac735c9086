//! The doors as the source shows them: nothing outside `src/database` knows how to connect, and SQL is a constant.
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Lines of code, without comments, that hold one of the words.
fn lines_with(words: &[&str], except: impl Fn(&str) -> bool) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources are read");
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        if except(&name) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && words.iter().any(|word| code.contains(word)) {
                found.push(format!("src/{name}:{}: {code}", number + 1));
            }
        }
    }
    found
}

#[test]
fn only_the_database_room_can_connect() {
    let words = ["AsyncPgConnection", "PgConnection", "deadpool", "tokio_postgres", "batch_execute", "diesel_async"];
    assert_eq!(lines_with(&words, |file| file.starts_with("database/")), Vec::<String>::new());
}

#[test]
fn only_the_door_sets_what_row_security_reads() {
    let words = ["set_config", "app.tenant", "app.reach", "SET ROLE", "SET LOCAL", "SESSION AUTHORIZATION"];
    assert_eq!(lines_with(&words, |file| file.starts_with("database/")), Vec::<String>::new());
}

#[test]
fn a_statement_is_a_constant() {
    let words = ["sql_query", "sql(&", "sql(format", "Box::leak", ".leak()", "from_utf8_unchecked"];
    assert_eq!(lines_with(&words, |_| false), Vec::<String>::new());
}

#[test]
fn the_clock_is_read_in_one_place() {
    let words = ["Utc::now", "Local::now", "SystemTime::now"];
    assert_eq!(lines_with(&words, |file| file == "clock.rs"), Vec::<String>::new());
}
