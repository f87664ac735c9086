//! The words of `words.toml` and of the code lists, by their folded form.
use std::collections::HashMap;

use serde::Deserialize;

use super::cell::fold;
use crate::codes::CodeLists;
use crate::labels::Lang;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    headers: HashMap<String, Vec<String>>,
    scripts: Listed,
    sex: HashMap<String, Vec<String>>,
    country: HashMap<String, Vec<String>>,
    relationship: HashMap<String, Vec<String>>,
    year: Listed,
    months: Months,
    yes: Listed,
    no: Listed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Months {
    gregorian: HashMap<String, Vec<String>>,
    solar: HashMap<String, Vec<String>>,
}

/// What words in files mean.
#[derive(Debug, Clone)]
pub struct Words {
    headers: HashMap<String, String>,
    scripts: Vec<String>,
    years: Vec<String>,
    months: HashMap<String, (u32, bool)>,
    answers: HashMap<String, bool>,
    /// list → folded word → code.
    codes: HashMap<&'static str, HashMap<String, String>>,
}

/// Lists whose labels and codes are read from cells.
const LISTS: [&str; 6] = ["sex", "country", "language", "relationship-type", "document-kind", "birth-precision"];

impl Words {
    /// The shipped words, with the labels of these lists in every language.
    ///
    /// # Errors
    /// The shipped file does not read.
    pub fn new(codes: &CodeLists) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(include_str!("words.toml"))?;
        let mut known: HashMap<&'static str, HashMap<String, String>> = HashMap::new();
        for list in LISTS {
            let words = known.entry(list).or_default();
            for code in codes.get(list).into_iter().flat_map(|list| list.codes()) {
                let alpha2 = (list == "country").then(|| code.htcds.clone()).flatten();
                let labels = Lang::ALL.map(|language| code.label.get(language).to_owned());
                for word in labels.into_iter().chain([code.code.clone()]).chain(alpha2) {
                    words.entry(fold(&word)).or_insert_with(|| code.code.clone());
                }
            }
        }
        for (list, said) in [("sex", file.sex), ("country", file.country), ("relationship-type", file.relationship)] {
            let words = known.entry(list).or_default();
            for (code, said) in said {
                words.extend(said.iter().map(|word| (fold(word), code.clone())));
            }
        }
        let named = |said: HashMap<String, Vec<String>>, solar: bool| {
            let months = said.into_values().flat_map(move |names| (1_u32..).zip(names));
            months.map(move |(month, name)| (fold(&name), (month, solar))).collect::<Vec<_>>()
        };
        let months = named(file.months.gregorian, false).into_iter().chain(named(file.months.solar, true)).collect();
        let headers = file.headers.into_iter().flat_map(|(field, said)| said.into_iter().map(move |word| (fold(&word), field.clone())));
        let answers = [(file.yes, true), (file.no, false)].into_iter();
        let answers = answers.flat_map(|(said, yes)| said.words.into_iter().map(move |word| (fold(&word), yes)));
        Ok(Self {
            answers: answers.collect(),
            headers: headers.collect(),
            scripts: file.scripts.words.iter().map(|word| fold(word)).collect(),
            years: file.year.words.iter().map(|word| fold(word)).collect(),
            months,
            codes: known,
        })
    }

    /// The code that a cell means.
    pub(super) fn code(&self, list: &str, cell: &str) -> Option<&str> {
        self.codes.get(list)?.get(&fold(cell)).map(String::as_str)
    }

    /// The field that a header means.
    pub(super) fn header(&self, folded: &str) -> Option<&str> {
        self.headers.get(folded).map(String::as_str)
    }

    /// A header without the words that say in which script its column is, with those words.
    pub(super) fn without_script<'a>(&'a self, folded: &'a str) -> (String, Option<&'a str>) {
        for word in &self.scripts {
            let rest = folded.strip_suffix(word.as_str()).filter(|rest| rest.ends_with(' '));
            let rest = rest.or_else(|| folded.strip_prefix(word.as_str()).filter(|rest| rest.starts_with(' ')));
            if let Some(rest) = rest {
                return (rest.trim().to_owned(), Some(word));
            }
        }
        (folded.to_owned(), None)
    }

    /// A month's number, and whether it is one of the Solar Hijri calendar.
    pub(super) fn month(&self, folded: &str) -> Option<(u32, bool)> {
        self.months.get(folded).copied()
    }

    /// Whether a cell says yes or no.
    pub(super) fn is_yes(&self, cell: &str) -> Option<bool> {
        self.answers.get(&fold(cell)).copied()
    }

    pub(super) fn stands_beside_a_year(&self, folded: &str) -> bool {
        self.years.iter().any(|word| word == folded)
    }
}
