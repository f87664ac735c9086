//! A line, read cell by cell into a person, or into the faults that keep it from being one. A line is whole or not at all.
mod names;

use chrono::NaiveDate;

use super::cell::{Cell, looks_like_a_formula};
use super::dates::{DateFault, DateOrder, Serials, birth};
use super::headers::{Field, Heading};
use super::words::Words;
use crate::birth::{Birth, Precision};
use crate::names::Script;

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident = $code:literal;)+) => {
        /// What is wrong with a cell or a line, or worth saying about it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault { $($(#[$doc])* $variant,)+ }

        impl Fault {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name, which has words in every language.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

faults! {
    /// A line about somebody without a name.
    NoName = "name_missing";
    MixedScripts = "mixed_scripts";
    UnknownScript = "unknown_script";
    Formula = "formula";
    SpreadsheetError = "spreadsheet_error";
    TwoDigitYear = "two_digit_year";
    NotADay = "not_a_day";
    NotADate = "not_a_date";
    /// A month or a year, where a document has a day.
    WholeDayWanted = "whole_day_wanted";
    DateOrderUnknown = "date_order_unknown";
    OtherDateOrder = "other_date_order";
    /// A long number that a spreadsheet has rounded (`1.23E+12`).
    RoundedNumber = "rounded_number";
    UnknownWord = "unknown_word";
    /// Bytes that are no letters in the file's encoding.
    Undecodable = "undecodable";
    /// Fewer cells than the header has.
    CutShort = "cut_short";
    /// More cells than the header has.
    TooManyCells = "too_many_cells";
    /// A number of a document, and neither header nor line says of which.
    DocumentKindMissing = "document_kind_missing";
    /// Said, not a fault: nobody has asked whether it is safe to use the number or address, so it is kept as not safe.
    ContactNotAsked = "contact_not_asked";
    /// Said, not a fault: a Solar Hijri year or month is kept as the Gregorian span that holds it.
    KeptAsSpan = "kept_as_span";
}

impl Fault {
    /// Whether it is only said, and the line can be taken all the same.
    pub const fn is_remark(self) -> bool {
        matches!(self, Self::KeptAsSpan | Self::ContactNotAsked)
    }
}

/// A fault with the column in which it stands; none where it is the line's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    pub column: Option<usize>,
    pub fault: Fault,
}

/// A name as the line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub script: Script,
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub father: Option<String>,
    pub grandfather: Option<String>,
    pub tribe: Option<String>,
    pub title: Option<String>,
    /// The whole name: the cell that holds it, or the parts in the order of their columns.
    pub as_written: String,
}

/// An identity document as the line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The column of its number, or of its kind where it has none.
    pub column: Option<usize>,
    /// Of the list `document-kind`.
    pub kind: String,
    pub number: Option<String>,
    /// A country of the list `country`.
    pub issuer: Option<String>,
    pub issued_on: Option<NaiveDate>,
    /// Last day on which it is valid.
    pub expires_on: Option<NaiveDate>,
}

/// Somebody, as a line tells of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub names: Vec<Name>,
    /// ISO 5218; `0` where the line says nothing.
    pub sex: String,
    pub birth: Option<Birth>,
    pub citizenships: Vec<String>,
    pub languages: Vec<String>,
    /// System and number.
    pub external_ids: Vec<(String, String)>,
    pub documents: Vec<Document>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    /// Whether it is safe to use them; none where nobody has asked.
    pub contact_safe: Option<bool>,
    /// What lines of one household have in common.
    pub household: Option<String>,
    /// Of the list `relationship-type`, or `head`.
    pub relationship: Option<String>,
}

/// What the whole file has in common.
#[derive(Debug, Clone)]
pub struct Plan {
    pub columns: Vec<Heading>,
    pub date_order: Option<DateOrder>,
    pub serials: Serials,
    /// Whether a line with fewer cells than the header is one that broke off: in a text file it is, in a spreadsheet the cells
    /// that follow are empty.
    pub pads: bool,
}

/// A line, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Nothing stands there.
    Empty,
    /// It cannot be taken, and every reason.
    Faulty(Vec<Note>),
    /// Somebody, with what is worth saying.
    Person(Box<Person>, Vec<Note>),
}

/// Read a line.
pub fn read(cells: &[Cell], plan: &Plan, words: &Words) -> Line {
    let telling = |(at, cell): (usize, &Cell)| !cell.is_blank() && plan.columns.get(at).is_none_or(|one| one.field != Some(Field::Ignore));
    if !cells.iter().enumerate().any(telling) {
        return Line::Empty;
    }
    let mut reading = Reading { cells, plan, words, notes: Vec::new() };
    reading.shape();
    let person = Person {
        names: reading.names(),
        sex: reading.code(&Field::Sex, "sex").unwrap_or_else(|| "0".to_owned()),
        birth: reading.birth(),
        citizenships: reading.codes(&Field::Citizenship, "country"),
        languages: reading.codes(&Field::Language, "language"),
        external_ids: reading.external_ids(),
        documents: reading.documents(),
        phones: reading.phones(),
        email: reading.email(),
        contact_safe: reading.contact_safe(),
        household: reading.number(&Field::Household),
        relationship: reading.code(&Field::Relationship, "relationship-type"),
    };
    reading.notes.sort_by_key(|note| note.column);
    reading.notes.dedup();
    if reading.notes.iter().any(|note| !note.fault.is_remark()) {
        reading.notes.retain(|note| !note.fault.is_remark());
        Line::Faulty(reading.notes)
    } else {
        Line::Person(Box::new(person), reading.notes)
    }
}

struct Reading<'a> {
    cells: &'a [Cell],
    plan: &'a Plan,
    words: &'a Words,
    notes: Vec<Note>,
}

impl Reading<'_> {
    fn say(&mut self, column: Option<usize>, fault: Fault) {
        self.notes.push(Note { column, fault });
    }

    /// What is wrong with cells whatever they mean.
    fn shape(&mut self) {
        let (cells, columns) = (self.cells, self.plan.columns.len());
        if cells.len() < columns && !self.plan.pads {
            self.say(None, Fault::CutShort);
        }
        if cells.iter().skip(columns).any(|cell| !cell.is_blank()) {
            self.say(None, Fault::TooManyCells);
        }
        for (at, cell) in cells.iter().enumerate().take(columns) {
            match cell {
                Cell::Formula { .. } => self.say(Some(at), Fault::Formula),
                Cell::Error { .. } => self.say(Some(at), Fault::SpreadsheetError),
                Cell::Text(text) if looks_like_a_formula(text) => self.say(Some(at), Fault::Formula),
                Cell::Text(text) if text.contains('\u{fffd}') => self.say(Some(at), Fault::Undecodable),
                _ => {}
            }
        }
    }

    fn column(&self, field: &Field) -> Option<usize> {
        self.plan.columns.iter().position(|heading| heading.field.as_ref() == Some(field))
    }

    fn cell(&self, at: usize) -> Option<&Cell> {
        self.cells.get(at).filter(|cell| !cell.is_blank())
    }

    fn at(&self, field: &Field) -> Option<(usize, String)> {
        let at = self.column(field)?;
        Some((at, self.cell(at)?.text()?))
    }

    /// A number that is no quantity: rounded, it is another number.
    fn number(&mut self, field: &Field) -> Option<String> {
        let (at, text) = self.at(field)?;
        let exact = match self.cell(at) {
            Some(Cell::Number(number)) => number.fract() == 0.0 && number.abs() < 1e15,
            _ => !is_rounded(&text),
        };
        if !exact {
            self.say(Some(at), Fault::RoundedNumber);
        }
        exact.then_some(text)
    }

    fn code(&mut self, field: &Field, list: &str) -> Option<String> {
        let (at, text) = self.at(field)?;
        let code = self.words.code(list, &text).map(str::to_owned);
        if code.is_none() {
            self.say(Some(at), Fault::UnknownWord);
        }
        code
    }

    /// Several words in one cell.
    fn codes(&mut self, field: &Field, list: &str) -> Vec<String> {
        let Some((at, text)) = self.at(field) else { return Vec::new() };
        // A word of the list may have such a sign in it itself.
        if let Some(code) = self.words.code(list, &text) {
            return vec![code.to_owned()];
        }
        let mut codes: Vec<String> = Vec::new();
        for word in text.split([';', ',', '،', '/', '+']).filter(|word| !word.trim().is_empty()) {
            match self.words.code(list, word) {
                Some(code) if codes.iter().any(|known| known == code) => {}
                Some(code) => codes.push(code.to_owned()),
                None => self.say(Some(at), Fault::UnknownWord),
            }
        }
        codes
    }

    fn birth(&mut self) -> Option<Birth> {
        let (at, birth) = self.date(&Field::Birth)?;
        if birth.precision != Precision::Day && self.cell(at).and_then(Cell::text).is_some_and(|text| names_a_solar_year(&text)) {
            self.say(Some(at), Fault::KeptAsSpan);
        }
        Some(self.as_precise(birth))
    }

    /// A date with its column, as far as the cell says it.
    fn date(&mut self, field: &Field) -> Option<(usize, Birth)> {
        let at = self.column(field)?;
        match birth(self.cell(at)?, self.plan.date_order, self.plan.serials, self.words) {
            Ok(read) => Some((at, read)),
            Err(fault) => {
                let fault = match fault {
                    DateFault::TwoDigitYear => Fault::TwoDigitYear,
                    DateFault::NotADay => Fault::NotADay,
                    DateFault::NotADate => Fault::NotADate,
                    DateFault::OrderUnknown => Fault::DateOrderUnknown,
                    DateFault::OtherOrder => Fault::OtherDateOrder,
                };
                self.say(Some(at), fault);
                None
            }
        }
    }

    fn day(&mut self, field: &Field) -> Option<NaiveDate> {
        let (at, read) = self.date(field)?;
        if read.precision != Precision::Day {
            self.say(Some(at), Fault::WholeDayWanted);
            return None;
        }
        Some(read.date)
    }

    /// As precise as the column for it says, if that is less than the date itself says.
    fn as_precise(&mut self, birth: Birth) -> Birth {
        let said = self.code(&Field::BirthPrecision, "birth-precision");
        let rank = |precision: Precision| match precision {
            Precision::Day => 0,
            Precision::Month => 1,
            Precision::Year => 2,
            Precision::Estimated => 3,
        };
        let said = said.and_then(|word| serde_json::from_value::<Precision>(serde_json::Value::String(word)).ok());
        match said {
            Some(precision) if rank(precision) > rank(birth.precision) => Birth { precision, ..birth },
            _ => birth,
        }
    }

    fn external_ids(&mut self) -> Vec<(String, String)> {
        let systems: Vec<String> = self
            .plan
            .columns
            .iter()
            .filter_map(|heading| match &heading.field {
                Some(Field::ExternalId(system)) => Some(system.clone()),
                _ => None,
            })
            .collect();
        systems.into_iter().filter_map(|system| Some((system.clone(), self.number(&Field::ExternalId(system))?))).collect()
    }

    /// One for each column that holds a number. What the line says of its only document goes before what the header says.
    fn documents(&mut self) -> Vec<Document> {
        let said = self.code(&Field::DocumentKind, "document-kind");
        let issuer = self.code(&Field::DocumentIssuer, "country");
        let (issued_on, expires_on) = (self.day(&Field::DocumentIssued), self.day(&Field::DocumentExpires));
        let document = |column, kind, number| Document { column, kind, number, issuer: issuer.clone(), issued_on, expires_on };
        let fields = self.plan.columns.iter().filter_map(|heading| heading.field.clone());
        let fields: Vec<Field> = fields.filter(|field| matches!(field, Field::DocumentNumber | Field::Document(_))).collect();
        let mut found = Vec::new();
        for field in &fields {
            let Some(number) = self.number(field) else { continue };
            let of_header = if let Field::Document(kind) = field { Some(kind.clone()) } else { None };
            let of_line = said.clone().filter(|_| of_header.is_none() || fields.len() == 1);
            match of_line.or(of_header) {
                Some(kind) => found.push(document(self.column(field), kind, Some(number))),
                None => self.say(self.column(field), Fault::DocumentKindMissing),
            }
        }
        // A document without a number, or the word that there is none.
        match said.filter(|_| found.is_empty()) {
            Some(kind) => vec![document(self.column(&Field::DocumentKind), kind, None)],
            None => found,
        }
    }

    /// Several numbers may stand in one cell.
    fn phones(&mut self) -> Vec<String> {
        let Some(cell) = self.number(&Field::Phone) else { return Vec::new() };
        let phones = cell.split([';', ',', '،', '/', '\n']).map(str::trim).filter(|phone| !phone.is_empty());
        let mut phones: Vec<String> = phones.map(str::to_owned).collect();
        phones.dedup();
        phones
    }

    fn email(&mut self) -> Option<String> {
        self.at(&Field::Email).map(|(_, address)| address)
    }

    /// What the line says of its contacts; where it says nothing, that is said.
    fn contact_safe(&mut self) -> Option<bool> {
        let said = self.at(&Field::ContactSafe);
        if let Some((at, text)) = &said {
            let safe = self.words.is_yes(text);
            if safe.is_none() {
                self.say(Some(*at), Fault::UnknownWord);
            }
            return safe;
        }
        for field in [Field::Phone, Field::Email] {
            if let Some((at, _)) = self.at(&field) {
                self.say(Some(at), Fault::ContactNotAsked);
            }
        }
        None
    }
}

/// `1.23457E+12`, as spreadsheets write a number that does not fit their column.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    digits(mantissa) && exponent.strip_prefix('+').is_some_and(digits)
}

fn names_a_solar_year(text: &str) -> bool {
    let digits = super::cell::european_digits(text);
    let numbers = digits.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<i32>().ok());
    numbers.into_iter().any(|number| crate::solar::YEARS.contains(&number))
}
