//! The translations: every title and every sentence of a guard in every language, and nothing beyond.
use std::collections::BTreeSet;

use super::Checker;
use crate::programme::texts::LANGUAGES;
use crate::programme::typing::did_you_mean;

impl Checker<'_> {
    pub(super) fn wording(&mut self, languages: &BTreeSet<String>) {
        let Some(english) = self.programme.texts.get("en") else { return };
        for language in LANGUAGES {
            if !languages.contains(language) {
                let message = format!("there is no texts.{language}.toml beside the programme file");
                self.at_key("id", message, Some("every text is needed in tg, ru and fa".to_owned()));
                continue;
            }
            let Some(texts) = self.programme.texts.get(language) else { continue };
            let prefix = format!("texts:{language}");
            let missing: Vec<&String> = english.keys().filter(|key| !texts.contains_key(*key)).collect();
            for key in &missing {
                let (table, last) = key.rsplit_once('/').unwrap_or(("", key));
                let words = english.get(*key).map_or("", String::as_str);
                let message = format!("`{}` is not translated into {language}", key.replace('/', "."));
                let quoted = if last.contains('.') { format!("\"{last}\"") } else { last.to_owned() };
                let header = header(table);
                let suggestion = format!("write {quoted} = \"…\"{header}, for “{words}”");
                self.at_key(&format!("{prefix}/{key}"), message, Some(suggestion));
            }
            for (key, words) in texts {
                let path = format!("{prefix}/{key}");
                if !english.contains_key(key) {
                    let last = key.rsplit('/').next().unwrap_or(key);
                    let near = did_you_mean(key, missing.iter().map(|key| key.as_str()));
                    let near = near.map(|near| near.replace('/', "."));
                    let message = format!("`{}` translates nothing", key.replace('/', "."));
                    let gone = format!("the programme has no text `{last}` there; take it out");
                    self.at_key(&path, message, near.or(Some(gone)));
                } else if words.trim().is_empty() {
                    let message = format!("the translation of `{}` is empty", key.replace('/', "."));
                    self.at_value(&path, message, None);
                }
            }
        }
    }
}

/// Where a key is written: " in [states]".
fn header(table: &str) -> String {
    if table.is_empty() {
        return " at the top".to_owned();
    }
    let parts: Vec<String> =
        table.split('/').map(|part| if part.contains('.') { format!("\"{part}\"") } else { part.to_owned() }).collect();
    format!(" in [{}]", parts.join("."))
}
