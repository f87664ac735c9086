//! Every problem has words in every language.
use std::path::Path;

use panoh::http::Language;
use panoh::problem::{Code, has_words};

/// Every file of the service's source.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn all_sources() -> Vec<String> {
    let mut texts = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut texts);
    texts
}

/// The literal at the end of a call's arguments: `name(…, "literal"`.
fn literals(text: &str, call: &str, argument: usize) -> Vec<String> {
    text.split(call)
        .skip(1)
        .filter_map(|rest| {
            let (mut depth, mut quoted, mut at, mut current) = (0_usize, false, 0_usize, String::new());
            for letter in rest.chars() {
                match letter {
                    '"' => quoted = !quoted,
                    '(' | '[' | '{' if !quoted => depth += 1,
                    ')' | ']' | '}' if !quoted && depth == 0 => break,
                    ')' | ']' | '}' if !quoted => depth -= 1,
                    ',' if !quoted && depth == 0 => {
                        if at == argument {
                            break;
                        }
                        at += 1;
                        current.clear();
                        continue;
                    }
                    _ => {}
                }
                current.push(letter);
            }
            let literal = current.trim().strip_prefix('"')?.strip_suffix('"')?;
            (at == argument).then(|| literal.to_owned())
        })
        .collect()
}

/// What sentences may name.
const NAMES: &[&str] = &[
    "min",
    "max",
    "line",
    "other_line",
    "header",
    "other_header",
    "column",
    "one",
    "other",
    "role",
    "key",
    "limit",
    "actions",
    "resource",
    "reach",
];

#[track_caller]
fn in_every_language(keys: impl IntoIterator<Item = String>) {
    let missing: Vec<String> = keys
        .into_iter()
        .flat_map(|key| Language::ALL.map(|language| (language, key.clone())))
        .filter(|(language, key)| !has_words(*language, key, NAMES))
        .map(|(language, key)| format!("{}: {key}", language.tag()))
        .collect();
    assert!(missing.is_empty(), "words are missing: {missing:#?}");
}

#[test]
fn every_code_has_a_title_and_a_detail_in_four_languages() {
    in_every_language(Code::ALL.iter().flat_map(|code| [code.as_str().to_owned(), format!("{}-detail", code.as_str())]));
}

#[test]
fn every_field_code_has_words_in_four_languages() {
    let texts = all_sources();
    let calls = [("FieldError::new(", 1), ("Problem::field(", 1), ("body_fault(", 1)];
    let mut codes: Vec<String> =
        texts.iter().flat_map(|text| calls.iter().flat_map(|(call, argument)| literals(text, call, *argument))).collect();
    // What the validation attributes say.
    codes.extend(["length", "range", "email"].map(str::to_owned));
    codes.sort();
    codes.dedup();
    assert!(
        codes.contains(&"unknown_reference".to_owned()) && codes.contains(&"not_in_list".to_owned()),
        "the look through the sources finds nothing: {codes:?}"
    );
    in_every_language(codes.into_iter().filter(|code| !code.is_empty()).map(|code| format!("field-{code}")));
}

/// What is said of files and their lines: codes of the reader, and those that stand in the code as they are.
#[test]
fn everything_that_is_said_of_a_file_has_words_in_four_languages() {
    let texts = all_sources().join("\n");
    let mut codes: Vec<String> = panoh_rules::imports::Fault::ALL.iter().map(|fault| format!("field-{}", fault.code())).collect();
    let said = texts.split('"').filter(|word| {
        ["file_", "import_asker", "import_defect", "number_", "edited_since", "used_since"].iter().any(|start| word.starts_with(start))
    });
    let columns = ["file_name", "file_limit", "file_index", "number_key"];
    codes.extend(
        said.filter(|word| !columns.contains(word) && word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .map(|word| format!("field-{word}")),
    );
    assert!(codes.contains(&"field-file_broken".to_owned()) && codes.contains(&"field-number_taken".to_owned()), "{codes:?}");
    let reasons = ["same-number", "same-name", "same-name-in-another-script", "name-spelled-otherwise", "same-birth", "birth-unknown"];
    in_every_language(codes.into_iter().chain(reasons.map(|reason| format!("import-{reason}"))));
}

#[test]
fn every_rule_of_the_house_has_words_in_four_languages() {
    let texts = all_sources();
    let calls = ["house_rule(", "house_rule_with(", "rule_words(", "rule_says_no("];
    let rules: Vec<String> = texts.iter().flat_map(|text| calls.iter().flat_map(|call| literals(text, call, 0))).collect();
    assert!(rules.contains(&"own-rights".to_owned()) && rules.contains(&"roles-conflict".to_owned()));
    in_every_language(rules.into_iter().map(|rule| format!("rule-{rule}")));
}

#[test]
fn every_action_and_reach_has_words_in_four_languages() {
    let roles = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/roles.toml")).unwrap();
    let templates = panoh_rules::roles::RoleTemplates::parse("roles.toml", &roles).unwrap();
    let grants = templates.roles.values().flat_map(|role| &role.grants);
    let word = |value: serde_json::Value| value.as_str().unwrap().to_owned();
    let keys: std::collections::BTreeSet<String> = grants
        .flat_map(|grant| {
            let reach = format!("reach-{}", word(serde_json::to_value(grant.reach).unwrap()));
            grant.actions.iter().map(move |action| format!("action-{}", word(serde_json::to_value(action).unwrap()))).chain([reach])
        })
        .collect();
    in_every_language(keys);
}
