//! What is kept of an import, how it is asked for, and how the operation is shown.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use panoh_rules::imports::{DateOrder, Heading, Plan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::file::{Format, Hints, Manner};
use crate::http::{Language, Representation};
use crate::problem::FieldError;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ImportState)]
pub enum State {
    /// The file is taken apart into lines.
    Reading,
    /// Lines are judged; nothing is written yet.
    Checking,
    /// The dry run is over, and waits to be committed or to be forgotten.
    Checked,
    Writing,
    Done,
    Cancelled,
    Failed,
    /// A dry run that nobody committed.
    Expired,
    Undoing,
    Undone,
}

impl State {
    /// The word that is stored.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Writing => "writing",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether somebody is working on it, or will at once.
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Reading | Self::Checking | Self::Writing | Self::Undoing)
    }
}

/// What to do with lines about somebody who is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Leave them out, and name them.
    #[default]
    Skip,
    /// Register them all the same.
    Take,
}

/// What the caller says about a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Check only; `commit` writes.
    #[serde(default)]
    pub dry_run: bool,
    /// Header → field as a JSON object, before what is recognised.
    #[validate(length(max = 8000))]
    pub columns: Option<String>,
    pub date_order: Option<DateOrder>,
    /// Of a text, where it is not found out rightly: a WHATWG label.
    #[validate(length(min = 1, max = 40))]
    pub encoding: Option<String>,
    /// Of a spreadsheet; else the first.
    #[validate(length(min = 1, max = 100))]
    pub sheet: Option<String>,
    #[serde(default)]
    pub duplicates: Duplicates,
    #[validate(length(min = 1, max = 200))]
    pub file_name: Option<String>,
}

impl Asked {
    /// # Errors
    /// It is no JSON object of texts.
    pub(super) fn mapping(&self) -> Result<BTreeMap<String, String>, serde_json::Error> {
        self.columns.as_deref().map_or_else(|| Ok(BTreeMap::new()), serde_json::from_str)
    }

    pub(super) fn hints(&self) -> Hints {
        Hints { encoding: self.encoding.clone(), sheet: self.sheet.clone() }
    }
}

/// A column, as it was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    pub header: String,
    /// What it holds; absent where that is not known, and the column is left alone.
    pub field: Option<String>,
}

/// What was found out about a file; kept, so that every later step reads it the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) manner: Manner,
    pub(super) header_line: u64,
    pub(super) columns: Vec<Column>,
    pub(super) date_order: Option<DateOrder>,
    /// Lines that say something.
    pub(super) lines: u64,
}

impl Found {
    /// How its lines are to be understood.
    pub(super) fn plan(&self) -> Plan {
        let heading = |column: &Column| Heading {
            header: column.header.clone(),
            field: column.field.as_deref().and_then(panoh_rules::imports::Field::named),
        };
        Plan {
            columns: self.columns.iter().map(heading).collect(),
            date_order: self.date_order,
            serials: self.manner.serials,
            pads: self.manner.format == Format::Xlsx,
        }
    }
}

/// Why a file as a whole cannot be taken, or the work on it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failure {
    pub(super) code: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) arguments: BTreeMap<String, String>,
}

/// What the sentences about a failure may name.
const NAMED: [&str; 5] = ["line", "other_line", "header", "other_header", "max"];

impl Failure {
    pub(super) fn new(code: &str) -> Self {
        Self { code: code.to_owned(), arguments: BTreeMap::new() }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.insert(name.to_owned(), value.to_string());
        self
    }

    fn view(&self, language: Language) -> FailureView {
        let mut fault = FieldError::new("", self.code.clone());
        for name in NAMED {
            if let Some(value) = self.arguments.get(name) {
                fault = fault.with(name, value.clone());
            }
        }
        let line = self.arguments.get("line").and_then(|line| line.parse().ok());
        FailureView { code: self.code.clone(), detail: fault.detail(language), line }
    }
}

/// Why the file as a whole cannot be taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailureView {
    /// Stable: compare with this.
    pub code: String,
    /// What is wrong and what to do, in the caller's language.
    pub detail: String,
    pub line: Option<u64>,
}

/// How far it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Progress {
    /// Lines that say something, as far as that is known.
    pub lines: i64,
    /// Lines of them that this pass has done.
    pub lines_done: i64,
    /// 0 to 100.
    pub percent: Option<i64>,
    /// Seconds that are left, by the pace of this pass.
    pub eta_seconds: Option<i64>,
}

/// What was found out about the file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundView {
    /// `csv` or `xlsx`.
    #[schema(value_type = String)]
    format: Format,
    /// Encoding of a text.
    pub encoding: Option<String>,
    pub separator: Option<char>,
    pub sheet: Option<String>,
    pub other_sheets: Vec<String>,
    /// The line that names the columns.
    pub header_line: u64,
    /// `day_first` or `month_first`, where a date needs one.
    #[schema(value_type = Option<String>)]
    pub date_order: Option<DateOrder>,
    pub columns: Vec<Column>,
    /// Headers of columns that are left alone because it is not known what they hold.
    pub unknown_columns: Vec<String>,
}

/// Work that goes on after the request that asked for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OperationView {
    pub id: Uuid,
    /// `people-import`.
    pub kind: &'static str,
    pub state: State,
    pub dry_run: bool,
    pub file_name: Option<String>,
    pub size_bytes: i64,
    pub progress: Progress,
    /// State of a line → how many lines are in it: `ready`, `faulty`, `duplicate`, `written`, `skipped`, `undone`, `kept`.
    pub counts: BTreeMap<String, i64>,
    /// What to do with lines about somebody who is there already.
    pub duplicates: Duplicates,
    pub found: Option<FoundView>,
    pub failure: Option<FailureView>,
    pub created_by: Uuid,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl Representation for OperationView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/operations/{}", self.id))
    }
}

impl FoundView {
    pub(super) fn of(found: Found) -> Self {
        let unknown = found.columns.iter().filter(|column| column.field.is_none() && !column.header.is_empty());
        Self {
            unknown_columns: unknown.map(|column| column.header.clone()).collect(),
            format: found.manner.format,
            encoding: found.manner.encoding,
            separator: found.manner.separator,
            sheet: found.manner.sheet,
            other_sheets: found.manner.other_sheets,
            header_line: found.header_line,
            date_order: found.date_order,
            columns: found.columns,
        }
    }
}

pub(super) fn failure_view(failure: &Failure, language: Language) -> FailureView {
    failure.view(language)
}

impl Progress {
    /// By the pace since the pass began.
    pub(super) fn of(lines: i64, done: i64, began: DateTime<Utc>, now: DateTime<Utc>, state: State) -> Self {
        let percent = (lines > 0).then(|| (done * 100 / lines).clamp(0, 100));
        let passed = (now - began).num_milliseconds().max(1);
        let left = (lines - done).max(0);
        let eta = (state.is_at_work() && done > 0).then(|| (left.saturating_mul(passed) / done + 999) / 1000);
        Self { lines, lines_done: done, percent, eta_seconds: eta }
    }
}

/// Which lines to take although, or not to take because, they are about somebody who is there already.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// For every line of which nothing else is said.
    pub duplicates: Option<Duplicates>,
    #[serde(default)]
    #[validate(length(max = 10_000))]
    #[schema(max_items = 10_000)]
    pub take: Vec<i64>,
    #[serde(default)]
    #[validate(length(max = 10_000))]
    #[schema(max_items = 10_000)]
    pub skip: Vec<i64>,
}

/// Why work is stopped or taken back.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportWhy)]
pub struct Why {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// The legal day on which people of an import enter their households.
pub(super) fn legal_day(now: DateTime<Utc>) -> NaiveDate {
    panoh_rules::calendar::legal_day(now)
}
