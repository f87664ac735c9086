//! A line of an import: what is wrong with it, who it is about, and who it became.
use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::imports::{self as rules, Field, Line, Note, Plan, Words};
use panoh_rules::names::Script;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::import::Column;
use crate::http::Language;
use crate::people::{Around, BirthForm, ContactForm, DocumentForm, ExternalId, NameForm, Newcomer, PersonForm, examine};
use crate::problem::{FieldError, Problem};
use crate::programmes::House;

/// Something said about a line, as it is kept: never a value of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remark {
    /// Place of the column, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
    pub(super) code: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) arguments: BTreeMap<String, String>,
}

impl Remark {
    pub(super) fn new(column: Option<usize>, code: &str) -> Self {
        Self { column, code: code.to_owned(), arguments: BTreeMap::new() }
    }
}

impl From<&Note> for Remark {
    fn from(note: &Note) -> Self {
        Self::new(note.column, note.fault.code())
    }
}

/// Somebody, or a line, that looks like the same person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Likeness {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<i64>,
    /// 0 to 1.
    pub(super) score: f64,
    /// Codes of reasons.
    pub(super) why: Vec<String>,
}

macro_rules! line_states {
    ($($variant:ident = $word:literal),+ $(,)?) => {
        /// Where a line stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub(super) enum LineState { $($variant,)+ }

        impl LineState {
            /// The word that is stored.
            pub(super) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

line_states! {
    Read = "read", Ready = "ready", Faulty = "faulty", Duplicate = "duplicate", Written = "written", Skipped = "skipped", Undone = "undone", Kept = "kept",
}

/// A line as it is worked on.
#[derive(Debug, QueryableByName)]
pub(super) struct LineRow {
    #[diesel(sql_type = BigInt)]
    pub(super) line: i64,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub(super) cells: Option<Value>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(super) taken: Option<bool>,
}

/// A line as the report shows it.
#[derive(Debug, QueryableByName)]
pub(super) struct ReportRow {
    #[diesel(sql_type = BigInt)]
    pub(super) line: i64,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Jsonb)]
    notes: Value,
    #[diesel(sql_type = Jsonb)]
    duplicates: Value,
    #[diesel(sql_type = Nullable<Bool>)]
    taken: Option<bool>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person_id: Option<Uuid>,
}

/// What is said of a line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LineNote)]
pub struct NoteView {
    /// Header of the column; absent where it is about the whole line.
    pub column: Option<String>,
    /// What the column holds.
    pub field: Option<String>,
    /// Stable: compare with this.
    pub code: String,
    /// What is wrong and what to do, in the caller's language.
    pub detail: String,
}

/// Somebody, or a line, that looks like the same person.
#[derive(Debug, Serialize, ToSchema)]
pub struct LikenessView {
    /// Somebody who is there already.
    pub person: Option<Uuid>,
    /// An earlier line of the same file.
    pub line: Option<i64>,
    /// 0 to 1.
    pub score: f64,
    /// Reasons, in the caller's language.
    pub why: Vec<String>,
}

/// One line of the report.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    /// As an editor or a spreadsheet counts, from 1.
    pub line: i64,
    /// `read`, `ready`, `faulty`, `duplicate`, `written`, `skipped`, `undone` or `kept`.
    pub state: String,
    pub notes: Vec<NoteView>,
    pub duplicates: Vec<LikenessView>,
    /// Whether a member chose to take it, or to leave it.
    pub taken: Option<bool>,
    /// Whom it became.
    pub person: Option<Uuid>,
}

impl ReportRow {
    pub(super) fn view(self, columns: &[Column], language: Language) -> Result<LineView, Problem> {
        let kept = |error| Problem::defect("reading a line of an import", error);
        let notes: Vec<Remark> = serde_json::from_value(self.notes).map_err(kept)?;
        let duplicates: Vec<Likeness> = serde_json::from_value(self.duplicates).map_err(kept)?;
        let note = |remark: Remark| {
            let column = remark.column.and_then(|at| columns.get(at));
            let mut words = FieldError::new("", remark.code.clone());
            for name in ["min", "max"] {
                if let Some(value) = remark.arguments.get(name) {
                    words = words.with(name, value.clone());
                }
            }
            NoteView {
                column: column.map(|column| column.header.clone()),
                field: column.and_then(|column| column.field.clone()),
                code: remark.code,
                detail: words.detail(language),
            }
        };
        let likeness = |one: Likeness| LikenessView {
            person: one.person,
            line: one.line,
            score: one.score,
            why: one.why.iter().map(|code| crate::problem::say(language, &format!("import-{code}"), &[])).collect(),
        };
        Ok(LineView {
            line: self.line,
            state: self.state,
            notes: notes.into_iter().map(note).collect(),
            duplicates: duplicates.into_iter().map(likeness).collect(),
            taken: self.taken,
            person: self.person_id,
        })
    }
}

/// A line as it was judged.
pub(super) enum Judged {
    /// Nothing stands there after all.
    Empty,
    Faulty(Vec<Remark>),
    Somebody(Box<Somebody>),
}

/// Somebody who can be registered.
pub(super) struct Somebody {
    pub(super) newcomer: Newcomer,
    pub(super) told: rules::Person,
    pub(super) remarks: Vec<Remark>,
}

/// What every line of one import is judged with.
pub(super) struct Judge<'a> {
    pub(super) house: &'a House,
    pub(super) words: &'a Words,
    pub(super) plan: &'a Plan,
    pub(super) today: chrono::NaiveDate,
}

impl Judge<'_> {
    /// By what the cells say, and then by every rule that holds for somebody who is typed in.
    ///
    /// # Errors
    /// A defect in what is kept.
    pub(super) fn judge(&self, row: &LineRow) -> Result<Judged, Problem> {
        let Some(cells) = row.cells.clone() else { return Ok(Judged::Empty) };
        let cells: Vec<rules::Cell> = serde_json::from_value(cells).map_err(|error| Problem::defect("reading cells", error))?;
        let (told, notes) = match rules::read(&cells, self.plan, self.words) {
            Line::Empty => return Ok(Judged::Empty),
            Line::Faulty(notes) => return Ok(Judged::Faulty(notes.iter().map(Remark::from).collect())),
            Line::Person(told, notes) => (*told, notes),
        };
        match examine(self.house, self.today, form(&told), around(&told)) {
            Ok(newcomer) => {
                let remarks = notes.iter().map(Remark::from).collect();
                Ok(Judged::Somebody(Box::new(Somebody { newcomer, told, remarks })))
            }
            Err(problem) if !problem.errors.is_empty() => {
                Ok(Judged::Faulty(problem.errors.iter().map(|fault| self.remark(fault, &told)).collect()))
            }
            Err(problem) => Err(problem),
        }
    }

    /// The fault of a form, at the column from which it came.
    fn remark(&self, fault: &FieldError, told: &rules::Person) -> Remark {
        let arguments = fault.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Remark { column: self.column(&fault.pointer, told), code: fault.code.to_string(), arguments }
    }

    fn column(&self, pointer: &str, told: &rules::Person) -> Option<usize> {
        let mut parts = pointer.split('/').skip(1);
        let name = match (parts.next()?, parts.next(), parts.next()) {
            ("names", Some(index), part) => {
                let part = part.filter(|part| *part != "as_written").unwrap_or("name");
                let set = index.parse::<usize>().ok()? + 1;
                let named = |part: &str| Field::named(&if set == 1 { part.to_owned() } else { format!("{part}.{set}") });
                return self.place(&named(part)?).or_else(|| self.place(&named("given")?)).or_else(|| self.place(&named("family")?));
            }
            ("citizenships", ..) => "citizenship",
            ("languages", ..) => "language",
            ("documents", Some(_), Some("issuer")) => "document_issuer",
            ("documents", Some(_), Some("issued_on")) => "document_issued_on",
            ("documents", Some(_), Some("expires_on")) => "document_expires_on",
            ("documents", Some(index), _) => return told.documents.get(index.parse::<usize>().ok()?)?.column,
            ("contacts", Some(index), _) if index.parse::<usize>().is_ok_and(|index| index < told.phones.len()) => "phone",
            ("contacts", ..) => "email",
            ("external_ids", ..) => return self.plan.columns.iter().position(|one| matches!(one.field, Some(Field::ExternalId(_)))),
            (other, ..) => other,
        };
        self.place(&Field::named(name)?)
    }

    fn place(&self, field: &Field) -> Option<usize> {
        self.plan.columns.iter().position(|heading| heading.field.as_ref() == Some(field))
    }
}

/// What comes with a person from a list: documents that nobody has seen, and ways of contact, which are safe only where the list says so.
fn around(told: &rules::Person) -> Around {
    let document = |one: &rules::Document| {
        DocumentForm::listed(one.kind.clone(), one.number.clone(), one.issuer.clone()).dated(one.issued_on, one.expires_on)
    };
    let safe = told.contact_safe.unwrap_or(false);
    let phones = told.phones.iter().map(|phone| ContactForm::listed("phone", phone.clone(), safe));
    let email = told.email.iter().map(|address| ContactForm::listed("email", address.clone(), safe));
    Around { documents: told.documents.iter().map(document).collect(), contacts: phones.chain(email).collect() }
}

fn form(told: &rules::Person) -> PersonForm {
    let language = |script: Script| match (script, told.languages.as_slice()) {
        // A name in Arabic script of somebody who speaks one such language is of that language; else nothing is known.
        (Script::Arab, [one]) if ["prs", "pes", "fas", "pus"].contains(&one.as_str()) => Some(one.clone()),
        _ => None,
    };
    let name = |name: &rules::Name| NameForm {
        kind: "legal".to_owned(),
        script: name.script.code().to_owned(),
        language: language(name.script),
        given: name.given.clone(),
        family: name.family.clone(),
        patronymic: name.patronymic.clone(),
        father: name.father.clone(),
        grandfather: name.grandfather.clone(),
        tribe: name.tribe.clone(),
        title: name.title.clone(),
        as_written: name.as_written.clone(),
        valid_from: None,
        valid_to: None,
    };
    PersonForm {
        looked_at_duplicates: false,
        id: None,
        names: told.names.iter().map(name).collect(),
        sex: told.sex.clone(),
        gender: None,
        birth: told.birth.map(|birth| BirthForm { date: birth.date, precision: birth.precision }),
        death_on: None,
        citizenships: told.citizenships.clone(),
        languages: told.languages.clone(),
        external_ids: told.external_ids.iter().map(|(system, value)| ExternalId { system: system.clone(), value: value.clone() }).collect(),
    }
}
