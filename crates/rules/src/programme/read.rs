//! Reads a programme file item by item, so that one misspelt key does not hide the others.
use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::fault::{Fault, Severity};
use super::model::{Class, Field, Programme, Section, State, Track};
use super::places::{Places, Spot, join};
use crate::slips::nearest;

/// What stands at the top of a programme file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    id: String,
    version: u32,
    title: String,
    class: Class,
    source: String,
    #[serde(default = "person")]
    subject: String,
    #[serde(default)]
    subject_roles: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default = "retention")]
    retention: String,
}

fn retention() -> String {
    "dat.retention".to_owned()
}

fn person() -> String {
    "person".to_owned()
}

/// The tables of a programme file that hold named things.
pub(super) const GROUPS: [&str; 14] = [
    "states",
    "tracks",
    "sections",
    "transitions",
    "deadlines",
    "papers",
    "tasks",
    "alerts",
    "flags",
    "facts",
    "bodies",
    "pools",
    "budgets",
    "consents",
];

const HEAD: [&str; 9] = ["id", "version", "title", "class", "source", "subject", "subject_roles", "without", "retention"];

/// Reads files and collects what is wrong in them.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) places: Places,
    pub(super) faults: Vec<Fault>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl Reader {
    /// Notes a fault at a spot.
    pub(super) fn fault(&mut self, spot: &Spot, message: String, suggestion: Option<String>) {
        let file = self.places.files.get(spot.file).map(|file| file.path.clone()).unwrap_or_default();
        let (line, column) = (spot.line, spot.column);
        self.faults.push(Fault { file, line, column, severity: Severity::Error, message, suggestion });
    }

    fn toml_fault(&mut self, file: usize, around: usize, error: &toml::de::Error) {
        let start = error.span().map_or(around, |span| span.start);
        let spot = self.places.spot(file, start);
        let (message, suggestion) = in_plain_words(error.message());
        self.fault(&spot, message, suggestion);
    }

    /// The table of a file, as far as it is TOML, with its places noted below `prefix`.
    pub(super) fn table<'t>(&mut self, path: &str, text: &'t str, prefix: &str) -> DeTable<'t> {
        let file = self.places.add_file(path, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            self.toml_fault(file, 0, error);
        }
        let table = table.into_inner();
        self.places.note(file, prefix, &table);
        table
    }

    /// A programme file. `None` when its head cannot be read.
    pub(super) fn programme(&mut self, path: &str, text: &str) -> Option<Programme> {
        let mut table = self.table(path, text, "");
        let file = self.places.files.len().saturating_sub(1);
        let mut programme = self.groups(file, &mut table);
        self.refuse_unknown(file, &mut table, &HEAD);
        let header: Header = self.item(file, Spanned::new(0..0, DeValue::Table(table)))?;
        let Header { id, version, title, class, source, subject, subject_roles, without, retention } = header;
        programme.id = id;
        programme.version = version;
        programme.title = title;
        programme.class = class;
        programme.source = source;
        programme.subject = subject;
        programme.subject_roles = subject_roles;
        programme.without = without;
        programme.retention = retention;
        Some(programme)
    }

    /// A file that has no head, only named things: what is common to all programmes.
    pub(super) fn fragment(&mut self, path: &str, text: &str) -> Programme {
        let mut table = self.table(path, text, "");
        let file = self.places.files.len().saturating_sub(1);
        let programme = self.groups(file, &mut table);
        self.refuse_unknown(file, &mut table, &[]);
        programme
    }

    /// Takes out of the top table what is neither a group nor part of the head.
    fn refuse_unknown(&mut self, file: usize, table: &mut DeTable<'_>, head: &[&str]) {
        let unknown: Vec<(String, usize)> = table
            .keys()
            .filter(|key| !head.contains(&key.get_ref().as_ref()))
            .map(|key| (key.get_ref().clone().into_owned(), key.span().start))
            .collect();
        for (name, at) in unknown {
            let near = nearest(&name, head.iter().copied().chain(GROUPS));
            let spot = self.places.spot(file, at);
            let suggestion = near.map(|near| format!("did you mean `{near}`?"));
            self.fault(&spot, format!("`{name}` is not known here"), suggestion);
            table.remove(name.as_str());
        }
    }

    fn groups(&mut self, file: usize, table: &mut DeTable<'_>) -> Programme {
        Programme {
            id: String::new(),
            version: 1,
            title: String::new(),
            class: Class::K4,
            source: String::new(),
            subject: person(),
            subject_roles: Vec::new(),
            without: Vec::new(),
            retention: retention(),
            states: self.group(file, table, "states"),
            tracks: self.tracks(file, table),
            sections: self.sections(file, table),
            transitions: self.group(file, table, "transitions"),
            deadlines: self.group(file, table, "deadlines"),
            papers: self.group(file, table, "papers"),
            tasks: self.group(file, table, "tasks"),
            alerts: self.group(file, table, "alerts"),
            flags: self.group(file, table, "flags"),
            facts: self.group(file, table, "facts"),
            bodies: self.group(file, table, "bodies"),
            pools: self.group(file, table, "pools"),
            budgets: self.group(file, table, "budgets"),
            consents: self.group(file, table, "consents"),
            texts: BTreeMap::new(),
        }
    }

    fn item<T: DeserializeOwned>(&mut self, file: usize, value: Value<'_>) -> Option<T> {
        let around = value.span().start;
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(item) => Some(item),
            Err(error) => {
                self.toml_fault(file, around, &error);
                None
            }
        }
    }

    fn group<T: DeserializeOwned>(&mut self, file: usize, table: &mut DeTable<'_>, name: &str) -> IndexMap<String, T> {
        let mut items = IndexMap::new();
        for (key, value) in self.entries(file, table, name) {
            if let Some(item) = self.item(file, value) {
                items.insert(key, item);
            }
        }
        items
    }

    /// The entries of a table in a table, taken out of it, in the order of the file.
    fn entries<'t>(&mut self, file: usize, table: &mut DeTable<'t>, name: &str) -> Vec<(String, Value<'t>)> {
        let Some(value) = table.remove(name) else {
            return Vec::new();
        };
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(entries) => entries.into_iter().map(|(key, value)| (key.into_inner().into_owned(), value)).collect(),
            _ => {
                let spot = self.places.spot(file, span.start);
                self.fault(&spot, format!("`{name}` is a table"), Some(format!("write [{name}.<name>]")));
                Vec::new()
            }
        }
    }

    fn sections(&mut self, file: usize, table: &mut DeTable<'_>) -> IndexMap<String, Section> {
        let mut sections = IndexMap::new();
        for (name, mut value) in self.entries(file, table, "sections") {
            let fields: IndexMap<String, Field> = match value.get_mut() {
                DeValue::Table(section) => self.group(file, section, "fields"),
                _ => IndexMap::new(),
            };
            if let Some(section) = self.item::<Section>(file, value) {
                sections.insert(name, Section { fields, ..section });
            }
        }
        sections
    }

    fn tracks(&mut self, file: usize, table: &mut DeTable<'_>) -> IndexMap<String, Track> {
        let mut tracks = IndexMap::new();
        for (name, mut value) in self.entries(file, table, "tracks") {
            let states: IndexMap<String, State> = match value.get_mut() {
                DeValue::Table(track) => self.group(file, track, "states"),
                _ => IndexMap::new(),
            };
            if let Some(track) = self.item::<Track>(file, value) {
                tracks.insert(name, Track { states, ..track });
            }
        }
        tracks
    }

    /// A file of translations, flattened: path → words.
    pub(super) fn texts(&mut self, language: &str, path: &str, text: &str) -> BTreeMap<String, String> {
        let prefix = format!("texts:{language}");
        let table = self.table(path, text, &prefix);
        self.places.note_file(self.places.files.len().saturating_sub(1), &prefix);
        let mut texts = BTreeMap::new();
        self.flatten(&prefix, "", &table, &mut texts);
        texts
    }

    fn flatten(&mut self, prefix: &str, path: &str, table: &DeTable<'_>, texts: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            let path = join(path, key.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.flatten(prefix, &path, inner, texts),
                DeValue::String(words) => {
                    texts.insert(path, words.clone().into_owned());
                }
                _ => {
                    let spot = self.places.value(&join(prefix, &path));
                    self.fault(&spot, "a translation is a text in quotes".to_owned(), None);
                }
            }
        }
    }
}

/// The parser's message, with the nearest of the words that it would have taken.
fn in_plain_words(message: &str) -> (String, Option<String>) {
    if let Some(given) = message.strip_prefix("invalid type: ").and_then(|rest| rest.strip_suffix(", expected a sequence")) {
        let one = given.strip_prefix("string ").map(|word| format!("write [{word}]"));
        return ("a list is needed here".to_owned(), one);
    }
    if message.starts_with("invalid type: ") && message.ends_with(", expected u32") {
        return ("a whole number is needed here".to_owned(), None);
    }
    let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, quoted(expected)),
        None => return (message.to_owned(), None),
    };
    let (kind, word) = match (what.split_once('`'), quoted(what).pop()) {
        (Some((kind, _)), Some(word)) => (kind.trim(), word),
        _ => return (message.to_owned(), None),
    };
    let known = match kind {
        "unknown field" => format!("`{word}` is not known here"),
        "unknown variant" => format!("`{word}` is not one of the words that may stand here"),
        _ => return (message.to_owned(), None),
    };
    let suggestion = match nearest(&word, expected.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if expected.is_empty() => return (known, None),
        None => format!("known are {}", expected.join(", ")),
    };
    (known, Some(suggestion))
}
