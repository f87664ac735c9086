//! What must hold for every shipped code list, and what a bad one is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::{CodeList, CodeLists, is_kebab_case};
use crate::labels::Lang;
use std::collections::BTreeSet;
use std::path::Path;

/// Lists whose codes keep the spelling of their standard.
const STANDARD_CODES: &[&str] =
    &["cefr-level", "country", "currency", "education-level", "gender", "industry", "language", "script", "sex", "specific-need"];

pub(crate) fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c))
}

pub(crate) fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}

fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/codes");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

fn lists() -> CodeLists {
    CodeLists::parse(shipped().iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

#[test]
fn every_shipped_list_loads_and_is_named_like_its_file() {
    for (file, text) in shipped() {
        let list = CodeList::parse(&file, &text).unwrap();
        assert_eq!(file, format!("{}.toml", list.name()));
    }
    assert!(lists().iter().count() >= 70);
}

#[test]
fn every_label_is_in_its_own_script() {
    for list in lists().iter() {
        let labels = list.codes().map(|code| (code.code.as_str(), &code.label));
        for (code, label) in labels.chain([("title", list.title())]) {
            let place = format!("{} {code}", list.name());
            assert!(is_cyrillic(&label.tg), "{place}: {}", label.tg);
            assert!(is_cyrillic(&label.ru), "{place}: {}", label.ru);
            assert!(is_arabic(&label.fa), "{place}: {}", label.fa);
            assert!(!is_cyrillic(&label.en) && !is_arabic(&label.en), "{place}: {}", label.en);
            assert!(!label.ru.contains(['ӣ', 'ӯ', 'ҷ', 'ҳ', 'қ', 'ғ']), "{place}: {}", label.ru);
            assert!(!label.tg.contains(['щ', 'ы', 'ц', 'Ц', 'Щ']), "{place}: {}", label.tg);
            assert!(!label.fa.contains(['ي', 'ك', 'ى']), "{place}: Arabic letters in {}", label.fa);
            for lang in Lang::ALL {
                let words = label.get(lang);
                assert_eq!(words, words.trim(), "{place}");
            }
        }
    }
}

#[test]
fn codes_are_kebab_case_unless_a_standard_spells_them() {
    for list in lists().iter().filter(|list| !STANDARD_CODES.contains(&list.name())) {
        for code in list.codes() {
            assert!(is_kebab_case(&code.code), "{} {}", list.name(), code.code);
        }
    }
}

#[test]
fn countries_are_complete() {
    let lists = lists();
    let countries = lists.get("country").unwrap();
    let iso = countries.codes().filter(|code| code.htcds.is_some()).count();
    assert_eq!(iso, 249, "ISO 3166-1 has 249 officially assigned codes");
    for code in ["TJK", "AFG", "XXA", "XXB", "XXC", "XXX"] {
        assert!(countries.get(code).is_some(), "{code}");
    }
    assert_eq!(countries.label("TJK", Lang::Tg), Some("Тоҷикистон"));
    assert_eq!(countries.label("AFG", Lang::Fa), Some("افغانستان"));
}

#[test]
fn the_standards_have_their_sizes() {
    let lists = lists();
    for (name, size) in [("sex", 4), ("gender", 6), ("industry", 21), ("education-level", 9), ("survey-indicator", 15)] {
        assert_eq!(lists.get(name).unwrap().codes().count(), size, "{name}");
    }
    for (name, size) in [("method-of-control", 16), ("recruitment-method", 10), ("exploitation-purpose", 11)] {
        let list = lists.get(name).unwrap();
        let mapped: BTreeSet<_> = list.codes().filter_map(|code| code.htcds.as_deref()).collect();
        let mapped = mapped.len();
        assert_eq!(mapped, size, "{name}");
    }
    let families = lists.get("specific-need").unwrap().codes().filter(|code| code.parent.is_none());
    let families: Vec<&str> = families.map(|code| code.code.as_str()).collect();
    assert_eq!(families, ["CR", "DS", "ER", "FU", "LP", "PG", "SC", "SM", "SP", "SV", "TR", "WR"]);
}

#[test]
fn resettlement_is_known_and_off() {
    let lists = lists();
    let resettled = lists.get("solution-kind").unwrap().get("resettled").unwrap();
    assert!(!resettled.offered_on("2026-01-01".parse().unwrap()));
}

const GOOD: &str = r#"list = "colour"
title = { en = "Colour", tg = "Ранг", ru = "Цвет", fa = "رنگ" }
source = "A"
[[codes]]
code = "red"
label = { en = "Red", tg = "Сурх", ru = "Красный", fa = "سرخ" }
valid_from = "2024-01-01"
valid_to = "2024-12-31"
"#;

#[test]
fn a_good_list_answers() {
    let list = CodeList::parse("colour.toml", GOOD).unwrap();
    assert_eq!(list.label("red", Lang::Tg), Some("Сурх"));
    assert_eq!(list.label("blue", Lang::Tg), None);
    let red = list.get("red").unwrap();
    assert!(red.offered_on("2024-12-31".parse().unwrap()));
    assert!(!red.offered_on("2025-01-01".parse().unwrap()));
    assert!(!red.offered_on("2023-12-31".parse().unwrap()));
}

#[test]
fn a_bad_list_is_told_where() {
    let twice = format!("{GOOD}[[codes]]\ncode = \"red\"\nlabel = {{ en = \"R\", tg = \"С\", ru = \"К\", fa = \"س\" }}\n");
    let unknown = format!("{GOOD}colour = 1\n");
    let orphan = format!("{GOOD}parent = \"pink\"\n");
    let backwards = GOOD.replace("2024-12-31", "2023-12-31");
    let blank = GOOD.replace("سرخ", " ");
    let cases = [
        (twice.as_str(), 10, 8, "twice"),
        (unknown.as_str(), 9, 1, "unknown field `colour`"),
        (orphan.as_str(), 9, 10, "parent `pink`"),
        (backwards.as_str(), 5, 8, "before it begins"),
        (blank.as_str(), 6, 9, "`fa` are empty"),
        ("list = ", 1, 8, ""),
    ];
    for (text, line, column, words) in cases {
        let error = CodeList::parse("colour.toml", text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{error}");
        assert!(error.message.contains(words), "{error}");
        assert!(error.to_string().starts_with("colour.toml:"));
    }
    let both = [("a.toml", GOOD), ("b.toml", GOOD)];
    assert!(CodeLists::parse(both).unwrap_err().message.contains("another file"));
}
