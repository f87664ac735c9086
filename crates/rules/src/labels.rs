//! The four languages every shipped word is written in, and how a shipped data file says where it is wrong.
//! A label is complete or the file does not load: a caseworker never meets a screen half in another language.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// A language of the service. `Fa` is Persian as written in Afghanistan (Dari).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// Tajik, in Cyrillic.
    Tg,
    /// Russian.
    Ru,
    /// Dari, in Arabic script.
    Fa,
}

impl Lang {
    /// All four, in the order files write them.
    pub const ALL: [Lang; 4] = [Lang::En, Lang::Tg, Lang::Ru, Lang::Fa];
}

/// One thing named in all four languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// English.
    pub en: String,
    /// Tajik.
    pub tg: String,
    /// Russian.
    pub ru: String,
    /// Dari.
    pub fa: String,
}

impl Labels {
    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Tg => &self.tg,
            Lang::Ru => &self.ru,
            Lang::Fa => &self.fa,
        }
    }

    /// The first language whose words are missing or blank.
    pub fn missing(&self) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| self.get(*lang).trim().is_empty())
    }
}

/// A shipped data file that cannot be used, with the place to look at. Lines and columns count from 1,
/// columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct DataFileError {
    /// The file's name as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// One data file while it is being read: its name for messages and its text for positions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataFile<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl<'a> DataFile<'a> {
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text }
    }

    /// Reads the TOML text into `T`; what `T` does not know is refused.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, DataFileError> {
        toml::from_str(self.text).map_err(|error| self.error(error.span().unwrap_or(0..0), error.message().to_owned()))
    }

    /// An error about the bytes at `span`.
    pub(crate) fn error(&self, span: Range<usize>, message: String) -> DataFileError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
        DataFileError {
            file: self.name.to_owned(),
            line: before.matches('\n').count().saturating_add(1),
            column: before.get(line_start..).unwrap_or_default().chars().count().saturating_add(1),
            message,
        }
    }

    /// Refuses labels with an empty language.
    pub(crate) fn complete(&self, labels: &Labels, span: Range<usize>) -> Result<(), DataFileError> {
        match labels.missing() {
            Some(lang) => {
                let key = format!("{lang:?}").to_lowercase();
                Err(self.error(span, format!("the words for `{key}` are empty; all of en, tg, ru, fa are needed")))
            }
            None => Ok(()),
        }
    }
}
