//! The rules that a value alone can break, each fault with its pointer: codes of a list, days, text.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use panoh_rules::codes::CodeLists;
use serde::Deserialize;
use validator::Validate;

use crate::cases::Retention;
use crate::problem::{Code, FieldError, Problem};

/// Days before or after these years are mistakes of typing, and the database could not hold the farthest of them.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2200;

/// Characters of a text that may have lines.
const LONGEST_LINES: usize = 2000;

/// Where to go on in a list, and how far.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PageAsked {
    #[validate(range(min = 1, max = 200))]
    pub(super) limit: Option<i64>,
    #[validate(length(min = 1, max = 500))]
    pub(super) cursor: Option<String>,
}

/// Which cases of a person, and where to go on.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CasesAsked {
    #[serde(default)]
    pub(super) retention: Retention,
    #[validate(range(min = 1, max = 200))]
    pub(super) limit: Option<i64>,
    #[validate(length(min = 1, max = 500))]
    pub(super) cursor: Option<String>,
}

/// Of an operation without parameters: any is unknown.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct NoParameters {}

/// Collects faults, so that all are said at once.
pub(super) struct Checking<'a> {
    codes: &'a CodeLists,
    /// The legal day of the act (programmes.md 0.1 C1).
    pub(super) today: NaiveDate,
    faults: Vec<FieldError>,
}

impl<'a> Checking<'a> {
    pub(super) fn new(codes: &'a CodeLists, today: NaiveDate) -> Self {
        Self { codes, today, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, pointer: impl Into<String>, code: &'static str) {
        self.faults.push(FieldError::new(pointer, code));
    }

    /// Outside the limits of a `range` or `length`.
    pub(super) fn limits(&mut self, pointer: impl Into<String>, code: &'static str, min: impl ToString, max: impl ToString) {
        self.faults.push(FieldError::new(pointer, code).with("min", min.to_string()).with("max", max.to_string()));
    }

    /// The value is a code that may be chosen today.
    pub(super) fn code(&mut self, list: &str, value: &str, pointer: impl Into<String>) {
        let code = self.codes.get(list).and_then(|list| list.get(value));
        if !code.is_some_and(|code| code.offered_on(self.today)) {
            self.fault(pointer, "not_in_list");
        }
    }

    /// Each value is a code, and none stands there twice.
    pub(super) fn codes(&mut self, list: &str, values: &[String], most: usize, pointer: &str) {
        if values.len() > most {
            self.fault(pointer, "too_many");
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            self.code(list, value, format!("{pointer}/{index}"));
            if !seen.insert(value) {
                self.fault(format!("{pointer}/{index}"), "duplicate");
            }
        }
    }

    /// A day that somebody can have meant.
    pub(super) fn day(&mut self, day: Option<NaiveDate>, pointer: &str) -> bool {
        use chrono::Datelike;
        let meant = day.is_none_or(|day| YEARS.contains(&day.year()));
        if !meant {
            self.limits(pointer, "range", format!("{}-01-01", YEARS.start()), format!("{}-12-31", YEARS.end()));
        }
        meant
    }

    /// A day that has come.
    pub(super) fn past_day(&mut self, day: Option<NaiveDate>, pointer: &str) -> bool {
        if !self.day(day, pointer) {
            return false;
        }
        let come = day.is_none_or(|day| day <= self.today);
        if !come {
            self.fault(pointer, "in_future");
        }
        come
    }

    /// Two days in their order; the fault stands at the later one.
    pub(super) fn order(&mut self, earlier: Option<NaiveDate>, later: Option<NaiveDate>, pointer: impl Into<String>) {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && later < earlier
        {
            self.fault(pointer, "order");
        }
    }

    /// Text of a name or number: not blank, and nothing in it that steers a screen or a printer.
    pub(super) fn text(&mut self, text: Option<&str>, pointer: impl Into<String>) {
        let Some(text) = text else { return };
        if text.trim().is_empty() {
            self.fault(pointer, "required");
        } else if text.chars().any(steers) {
            self.fault(pointer, "control_character");
        }
    }

    /// Text that may have lines, and nothing else that steers.
    pub(super) fn lines(&mut self, text: Option<&str>, pointer: &str) {
        let lines = text.map(|text| text.replace(['\n', '\r', '\t'], " "));
        self.text(lines.as_deref(), pointer);
        if text.is_some_and(|text| text.chars().count() > LONGEST_LINES) {
            self.limits(pointer, "length", 1, LONGEST_LINES);
        }
    }

    /// # Errors
    /// All faults that were found.
    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid(self.faults)) }
    }
}

/// Control characters, and the marks that turn the direction of what follows: they make a name look like another. The joiners
/// that Persian spelling needs are none of them.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// An id that the client chose orders by time, as ours do.
///
/// # Errors
/// `uuid_version`.
pub(super) fn chosen_id(id: Option<uuid::Uuid>) -> Result<uuid::Uuid, Problem> {
    match id {
        None => Ok(uuid::Uuid::now_v7()),
        Some(id) if id.get_version_num() == 7 => Ok(id),
        Some(_) => Err(Problem::field("/id", "uuid_version")),
    }
}

/// The fault of a household or person that is not there, or not to be seen, named in a body.
pub(super) fn at(problem: Problem, pointer: &str) -> Problem {
    if problem.code == Code::NotFound { Problem::field(pointer, "unknown_reference") } else { problem }
}

/// A rule of the house about what is there already.
pub(super) fn rule_says_no(rule: &'static str) -> Problem {
    Problem::house_rule(rule, &[])
}
