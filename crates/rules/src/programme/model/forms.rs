//! Sections: the forms of a programme.
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Class;
use crate::programme::Expression;

/// A form, or with `repeat` a list of entries of one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// English title.
    pub title: String,
    /// Its class; the case's own when absent.
    pub class: Option<Class>,
    /// Roles that may read it; K3 and K4 must say.
    #[serde(default)]
    pub readers: Vec<String>,
    /// Roles that may write it.
    #[serde(default)]
    pub writers: Vec<String>,
    /// A list of entries.
    #[serde(default)]
    pub repeat: bool,
    /// Its fields.
    #[serde(default)]
    pub fields: IndexMap<String, Field>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// An amount and a currency.
    Money,
    /// Yes or no.
    Boolean,
    /// A day, with `precision` also a month, a year or an estimate.
    Date,
    /// An instant.
    Datetime,
    /// A code of a list.
    Code,
    /// A place of the gazetteer.
    Place,
    /// A subject of the case, by its key.
    Person,
    /// An organisation.
    Organisation,
    /// A country, ISO 3166-1 alpha-3.
    Country,
    /// A language, ISO 639.
    Language,
    /// A file.
    File,
}

/// A least or greatest value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Limit {
    /// For whole numbers.
    Integer(i64),
    /// For numbers with a fraction.
    Decimal(f64),
    /// For days and amounts: `"2024-01-01"`, `"100.00"`.
    Text(String),
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it holds.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// English title.
    pub title: String,
    /// An explanation for people, in English.
    pub help: Option<String>,
    /// The code list, for `code`.
    pub list: Option<String>,
    /// Several codes.
    #[serde(default)]
    pub many: bool,
    /// A date may be known only in part.
    #[serde(default)]
    pub precision: bool,
    /// Must be answered, when shown.
    #[serde(default)]
    pub required: bool,
    /// Must be answered when this holds.
    pub required_when: Option<Expression>,
    /// Is asked only when this holds.
    pub shown_when: Option<Expression>,
    /// Least value.
    pub min: Option<Limit>,
    /// Greatest value.
    pub max: Option<Limit>,
    /// Greatest length in characters.
    pub max_length: Option<usize>,
    /// A day that may not lie in the future.
    #[serde(default)]
    pub not_future: bool,
    /// A regular expression that the whole text must match.
    pub pattern: Option<String>,
    /// Raises the section's class.
    pub class: Option<Class>,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(whole) => write!(f, "{whole}"),
            Self::Decimal(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
