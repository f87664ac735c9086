//! Code lists: what a form field of type `code` may hold, with its words in four languages.
//! A code is never removed once used; it gets a `valid_to` or `offered = false`, so that old answers keep their label.

use crate::labels::{DataFile, DataFileError, Labels, Lang};
use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

/// One list of codes, as read from one file of `config/codes`.
#[derive(Debug, Clone)]
pub struct CodeList {
    name: String,
    title: Labels,
    source: String,
    codes: IndexMap<String, Code>,
}

/// One code of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The stored value: kebab-case, or as its standard spells it.
    pub code: String,
    /// Words for people.
    pub label: Labels,
    /// First day on which it may be chosen; always, when absent.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it may be chosen; still, when absent.
    pub valid_to: Option<NaiveDate>,
    /// The code of the same list under which it is shown.
    pub parent: Option<String>,
    /// Its value in an HTCDS 2.0 export (programmes.md 5).
    pub htcds: Option<String>,
    /// False for what exists but is switched off as shipped.
    pub offered: bool,
}

impl Code {
    /// Whether the code may be chosen for a fact of this day.
    pub fn offered_on(&self, day: NaiveDate) -> bool {
        self.offered && self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    list: Spanned<String>,
    title: Spanned<Labels>,
    source: Spanned<String>,
    codes: Vec<CodeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeEntry {
    code: Spanned<String>,
    label: Spanned<Labels>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    parent: Option<Spanned<String>>,
    htcds: Option<String>,
    offered: Option<bool>,
}

impl CodeList {
    /// Reads one list; `file` is only named in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self, DataFileError> {
        let file = DataFile::new(file, text);
        let read: ListFile = file.read()?;
        if !is_kebab_case(read.list.get_ref()) {
            return Err(file.error(read.list.span(), "a list's name is lower-case words joined by hyphens".to_owned()));
        }
        if read.source.get_ref().trim().is_empty() {
            return Err(file.error(read.source.span(), "say where the list comes from".to_owned()));
        }
        file.complete(read.title.get_ref(), read.title.span())?;
        let mut codes = IndexMap::with_capacity(read.codes.len());
        let mut parents = Vec::new();
        for entry in read.codes {
            let span = entry.code.span();
            let code = check_code(&file, entry, &mut parents)?;
            let word = code.code.clone();
            if codes.insert(word.clone(), code).is_some() {
                return Err(file.error(span, format!("`{word}` is in this list twice")));
            }
        }
        for parent in parents {
            if !codes.contains_key(parent.get_ref()) {
                let message = format!("the parent `{}` is not in this list", parent.get_ref());
                return Err(file.error(parent.span(), message));
            }
        }
        if codes.is_empty() {
            return Err(file.error(read.list.span(), "a list needs at least one code".to_owned()));
        }
        Ok(Self { name: read.list.into_inner(), title: read.title.into_inner(), source: read.source.into_inner(), codes })
    }

    /// The name by which forms call the list.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The list's title for people.
    pub fn title(&self) -> &Labels {
        &self.title
    }

    /// Where the list comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Every code in the order shown, also those no longer offered.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.codes.values()
    }

    /// One code, offered or not.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.get(code)
    }

    /// The words for a code in one language.
    pub fn label(&self, code: &str, lang: Lang) -> Option<&str> {
        self.codes.get(code).map(|found| found.label.get(lang))
    }
}

fn check_code(file: &DataFile<'_>, entry: CodeEntry, parents: &mut Vec<Spanned<String>>) -> Result<Code, DataFileError> {
    let span = entry.code.span();
    let code = entry.code.into_inner();
    if code.is_empty() || code.chars().any(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_') {
        return Err(file.error(span, "a code is letters, digits and hyphens".to_owned()));
    }
    if let (Some(from), Some(to)) = (entry.valid_from, entry.valid_to)
        && to < from
    {
        return Err(file.error(span, format!("`{code}` ends on {to}, before it begins on {from}")));
    }
    file.complete(entry.label.get_ref(), entry.label.span())?;
    if let Some(parent) = &entry.parent {
        parents.push(parent.clone());
    }
    Ok(Code {
        code,
        label: entry.label.into_inner(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        parent: entry.parent.map(Spanned::into_inner),
        htcds: entry.htcds,
        offered: entry.offered.unwrap_or(true),
    })
}

/// All lists by name. The caller reads the folder; this crate does no I/O.
#[derive(Debug, Clone, Default)]
pub struct CodeLists(IndexMap<String, CodeList>);

impl CodeLists {
    /// Reads every `(file name, text)`; two lists of one name are refused.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, DataFileError> {
        let mut lists = IndexMap::new();
        for (name, text) in files {
            let list = CodeList::parse(name, text)?;
            let taken = lists.insert(list.name.clone(), list);
            if let Some(other) = taken {
                let message = format!("another file already holds the list `{}`", other.name);
                return Err(DataFile::new(name, text).error(0..0, message));
            }
        }
        Ok(Self(lists))
    }

    /// One list by its name.
    pub fn get(&self, name: &str) -> Option<&CodeList> {
        self.0.get(name)
    }

    /// Every list.
    pub fn iter(&self) -> impl Iterator<Item = &CodeList> {
        self.0.values()
    }
}

fn is_kebab_case(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('-')
        && !word.ends_with('-')
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
#[path = "codes_test.rs"]
mod codes_test;
