//! TOML with places: every value knows its line and column, a table says which of its keys nobody asked for.
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use indexmap::IndexMap;
use serde_json::{Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Place, ScenarioError};
use crate::calendar::TIME_ZONE;
use crate::slips::{nearest, suggest};
use crate::written::{not_a_day, read_date};

/// The hour at which a day begins for a scenario that gives no hour, in Dushanbe.
const MORNING: u32 = 9;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Scalar(Value),
    List(Vec<Node>),
    Table(IndexMap<String, (Place, Node)>),
}

/// Read a whole file.
pub(super) fn parse(text: &str) -> Result<Node, ScenarioError> {
    let places = Places::new(text);
    let document = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let message = in_plain_words(error.message(), text.get(span.clone()).unwrap_or_default());
        ScenarioError { place: places.at(span.start), message }
    })?;
    let start = document.span().start;
    Ok(Node { place: places.at(start), content: places.table(document.into_inner())? })
}

/// The parser's message, where a word more helps who is not used to TOML.
fn in_plain_words(message: &str, at: &str) -> String {
    match message {
        "duplicate key" => format!("`{at}` is written twice here; a further step begins with [[steps]], in the plural"),
        message if message.starts_with("key with no value") => format!("{message}, as in `do = \"lodge\"`"),
        message => message.to_owned(),
    }
}

struct Places<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, line_starts: std::iter::once(0).chain(breaks).collect() }
    }

    fn at(&self, byte: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..byte).map_or(1, |before| before.chars().count() + 1);
        Place { line, column }
    }

    fn node(&self, value: Spanned<DeValue<'_>>) -> Result<Node, ScenarioError> {
        let place = self.at(value.span().start);
        let bad = |message: &str| ScenarioError { place, message: message.to_owned() };
        let content = match value.into_inner() {
            DeValue::String(text) => Content::Scalar(Value::String(text.into_owned())),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                let parsed = i64::from_str_radix(&digits, number.radix()).ok();
                Content::Scalar(Value::from(parsed.ok_or_else(|| bad("this number is too large"))?))
            }
            DeValue::Float(number) => {
                let parsed = number.as_str().replace('_', "").parse().ok().and_then(Number::from_f64);
                Content::Scalar(Value::Number(parsed.ok_or_else(|| bad("this is not a number"))?))
            }
            DeValue::Boolean(yes) => Content::Scalar(Value::Bool(yes)),
            DeValue::Datetime(at) => Content::Scalar(Value::String(at.to_string())),
            DeValue::Array(items) => Content::List(items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?),
            DeValue::Table(table) => self.table(table)?,
        };
        Ok(Node { place, content })
    }

    /// The keys of a table in the order in which they are written.
    fn table(&self, table: DeTable<'_>) -> Result<Content, ScenarioError> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let at = key.span().start;
            entries.push((at, key.into_inner().into_owned(), self.node(value)?));
        }
        entries.sort_by_key(|(at, ..)| *at);
        Ok(Content::Table(entries.into_iter().map(|(at, key, node)| (key, (self.at(at), node))).collect()))
    }
}

impl Node {
    pub(super) fn error(&self, message: impl Into<String>) -> ScenarioError {
        ScenarioError { place: self.place, message: message.into() }
    }

    pub(super) fn table(&self) -> Result<Table<'_>, ScenarioError> {
        match &self.content {
            Content::Table(entries) => Ok(Table { node: self, entries, asked: Vec::new() }),
            _ => Err(self.error("a table is expected here, as in `{ name = \"value\" }`")),
        }
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.content, Content::Table(_))
    }

    pub(super) fn list(&self) -> Result<&[Node], ScenarioError> {
        match &self.content {
            Content::List(items) => Ok(items),
            _ => Err(self.error("a list is expected here, as in `[\"one\", \"two\"]`")),
        }
    }

    pub(super) fn text(&self) -> Result<String, ScenarioError> {
        match &self.content {
            Content::Scalar(Value::String(text)) => Ok(text.clone()),
            _ => Err(self.error("a text in quotes is expected here")),
        }
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, ScenarioError> {
        self.list()?.iter().map(Self::text).collect()
    }

    pub(super) fn boolean(&self) -> Result<bool, ScenarioError> {
        match &self.content {
            Content::Scalar(Value::Bool(yes)) => Ok(*yes),
            _ => Err(self.error("`true` or `false` is expected here")),
        }
    }

    pub(super) fn integer(&self) -> Result<i64, ScenarioError> {
        match &self.content {
            Content::Scalar(value) => value.as_i64(),
            _ => None,
        }
        .ok_or_else(|| self.error("a whole number is expected here"))
    }

    pub(super) fn date(&self) -> Result<NaiveDate, ScenarioError> {
        let text = self.text()?;
        read_date(&text).ok_or_else(|| self.error(not_a_day(&text)))
    }

    /// An instant in local time, `2024-01-10T09:00`; a day alone is its morning.
    pub(super) fn instant(&self) -> Result<DateTime<Utc>, ScenarioError> {
        let text = self.text()?;
        let local = read_date(&text)
            .map(|day| day.and_time(NaiveTime::from_hms_opt(MORNING, 0, 0).unwrap_or(NaiveTime::MIN)))
            .or_else(|| NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok())
            .or_else(|| NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S").ok());
        local
            .and_then(|local| TIME_ZONE.from_local_datetime(&local).earliest())
            .map(|at| at.with_timezone(&Utc))
            .ok_or_else(|| self.error(format!("`{text}` is not a time in Dushanbe such as 2024-01-10T09:00, nor a day")))
    }

    /// Money in minor units, written `"120.00"` or as a whole number.
    pub(super) fn minor_units(&self) -> Result<i64, ScenarioError> {
        let text = match &self.content {
            Content::Scalar(Value::String(text)) => text.clone(),
            Content::Scalar(Value::Number(number)) => number.to_string(),
            _ => return Err(self.error("an amount such as \"120.00\" is expected here")),
        };
        crate::programme::minor_units(&text, "").ok_or_else(|| self.error(format!("`{text}` is not an amount such as \"120.00\"")))
    }

    /// The value as the rules see answers.
    pub(super) fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => Value::Array(items.iter().map(Self::value).collect()),
            Content::Table(entries) => Value::Object(entries.iter().map(|(key, (_, node))| (key.clone(), node.value())).collect()),
        }
    }
}

/// A table that remembers what it was asked for, so that the rest can be refused.
pub(super) struct Table<'a> {
    node: &'a Node,
    entries: &'a IndexMap<String, (Place, Node)>,
    asked: Vec<&'static str>,
}

impl<'a> Table<'a> {
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.entries.get(key).map(|(_, node)| node)
    }

    pub(super) fn need(&mut self, key: &'static str) -> Result<&'a Node, ScenarioError> {
        let (node, entries) = (self.node, self.entries);
        self.get(key).ok_or_else(|| {
            // Probably the key is there, misspelt.
            let near = entries.iter().find(|(written, _)| nearest(written, std::iter::once(key)).is_some());
            match near {
                Some((written, (place, _))) => {
                    let message = format!("`{written}` is not known here; did you mean `{key}`?");
                    ScenarioError { place: *place, message }
                }
                None => node.error(format!("`{key}` is missing here")),
            }
        })
    }

    /// Read a key that need not be there.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Node) -> Result<T, ScenarioError>,
    ) -> Result<Option<T>, ScenarioError> {
        self.get(key).map(read).transpose()
    }

    /// All entries of a table whose keys are names.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Place, &'a Node)> + use<'a> {
        self.entries.iter().map(|(key, (place, node))| (key.as_str(), *place, node))
    }

    /// Refuse the keys that nobody asked for.
    pub(super) fn finish(self) -> Result<(), ScenarioError> {
        let Some((key, (place, _))) = self.entries.iter().find(|(key, _)| !self.asked.contains(&key.as_str())) else {
            return Ok(());
        };
        Err(ScenarioError { place: *place, message: format!("`{key}` is not known here{}", suggest(key, &self.asked)) })
    }
}
