//! Which column is which: by the header's words in four languages, by the API's own names, or as the caller says.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use super::cell::fold;
use super::words::Words;

/// A part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The whole name in one cell.
    Whole,
    Given,
    Family,
    Patronymic,
    Father,
    Grandfather,
    Tribe,
    Title,
}

impl Part {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Whole, "name"),
        (Self::Given, "given"),
        (Self::Family, "family"),
        (Self::Patronymic, "patronymic"),
        (Self::Father, "father"),
        (Self::Grandfather, "grandfather"),
        (Self::Tribe, "tribe"),
        (Self::Title, "title"),
    ];
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// A part of the first, second, … name.
    Name(Part, usize),
    Sex,
    Birth,
    BirthPrecision,
    Citizenship,
    Language,
    DocumentKind,
    /// The number of a document whose kind another column says.
    DocumentNumber,
    /// The number of a document of this kind.
    Document(String),
    DocumentIssuer,
    DocumentIssued,
    DocumentExpires,
    Phone,
    Email,
    /// Whether it is safe to use the telephones and the address of the line.
    ContactSafe,
    /// Lines with the same value live together.
    Household,
    /// What the person is to the head of the household.
    Relationship,
    /// A number that this other system gave the person.
    ExternalId(String),
    /// Looked at and left alone.
    Ignore,
}

const SINGLE: &[(Field, &str)] = &[
    (Field::Sex, "sex"),
    (Field::Birth, "birth"),
    (Field::BirthPrecision, "birth_precision"),
    (Field::Citizenship, "citizenship"),
    (Field::Language, "language"),
    (Field::DocumentKind, "document_kind"),
    (Field::DocumentNumber, "document_number"),
    (Field::DocumentIssuer, "document_issuer"),
    (Field::DocumentIssued, "document_issued_on"),
    (Field::DocumentExpires, "document_expires_on"),
    (Field::Phone, "phone"),
    (Field::Email, "email"),
    (Field::ContactSafe, "contact_safe"),
    (Field::Household, "household"),
    (Field::Relationship, "relationship"),
    (Field::Ignore, "ignore"),
];

impl Field {
    /// Whether it is a date, whose order of day and month the file has to prove.
    pub const fn is_date(&self) -> bool {
        matches!(self, Self::Birth | Self::DocumentIssued | Self::DocumentExpires)
    }

    /// The field of an API name: `given`, `given.2`, `external_ids.progres`, `documents.passport`, `ignore`.
    pub fn named(name: &str) -> Option<Self> {
        let of = |start: &str| name.strip_prefix(start).map(|rest| rest.trim().to_owned());
        if let Some(system) = of("external_ids.") {
            return (!system.is_empty()).then_some(Self::ExternalId(system));
        }
        if let Some(kind) = of("documents.") {
            return (!kind.is_empty()).then_some(Self::Document(kind));
        }
        let (stem, set) = match name.rsplit_once('.') {
            Some((stem, number)) => (stem, number.parse::<usize>().ok().filter(|number| (1..=9).contains(number))? - 1),
            None => (name, 0),
        };
        if let Some((part, _)) = Part::ALL.iter().find(|(_, word)| *word == stem) {
            return Some(Self::Name(*part, set));
        }
        SINGLE.iter().find(|(_, word)| *word == name).map(|(field, _)| field.clone())
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(part, set) => {
                let word = Part::ALL.iter().find(|(one, _)| one == part).map_or("name", |(_, word)| word);
                if *set == 0 { f.write_str(word) } else { write!(f, "{word}.{}", set + 1) }
            }
            Self::ExternalId(system) => write!(f, "external_ids.{system}"),
            Self::Document(kind) => write!(f, "documents.{kind}"),
            other => f.write_str(SINGLE.iter().find(|(field, _)| field == other).map_or("ignore", |(_, word)| word)),
        }
    }
}

/// A column: its header, and what it holds as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub header: String,
    pub field: Option<Field>,
}

/// Why the columns of a file cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldError {
    /// No column holds a name.
    NoName,
    /// Two columns hold the same.
    Twice { first: String, second: String },
    /// The mapping names a field that there is not.
    NoSuchField(String),
    /// The mapping names a header that the file does not have.
    NoSuchHeader(String),
}

/// What each column holds. `mapping` is header → field as the caller says it, and goes before what is recognised.
///
/// # Errors
/// Columns that cannot be told.
pub fn headings(headers: &[String], mapping: &BTreeMap<String, String>, words: &Words) -> Result<Vec<Heading>, FieldError> {
    let mut said: HashMap<String, Field> = HashMap::new();
    for (header, name) in mapping {
        let field = Field::named(name).ok_or_else(|| FieldError::NoSuchField(name.clone()))?;
        if !headers.iter().any(|one| fold(one) == fold(header)) {
            return Err(FieldError::NoSuchHeader(header.clone()));
        }
        said.insert(fold(header), field);
    }
    let mut sets: Vec<Option<String>> = Vec::new();
    let mut taken: HashSet<Field> = HashSet::new();
    let mut found: Vec<Heading> = Vec::new();
    for header in headers {
        let asked = said.get(&fold(header)).cloned();
        let field = match asked.clone().or_else(|| Field::named(header.trim())) {
            Some(field) => Some(field),
            None => recognised(header, words, &mut sets, &taken),
        };
        if let Some(field) = &field
            && *field != Field::Ignore
            && !taken.insert(field.clone())
        {
            let first = found.iter().find(|heading| heading.field.as_ref() == Some(field)).map(|heading| heading.header.clone());
            return Err(FieldError::Twice { first: first.unwrap_or_default(), second: header.clone() });
        }
        found.push(Heading { header: header.trim().to_owned(), field });
    }
    let named = |heading: &Heading| matches!(heading.field, Some(Field::Name(Part::Whole | Part::Given | Part::Family, _)));
    if found.iter().any(named) { Ok(found) } else { Err(FieldError::NoName) }
}

/// By the header's words. Columns of names that say another script, or stand there again, are another name.
fn recognised(header: &str, words: &Words, sets: &mut Vec<Option<String>>, taken: &HashSet<Field>) -> Option<Field> {
    let folded = fold(header);
    let (stem, script) = match words.header(&folded) {
        Some(field) => (field, None),
        None => {
            let (stem, script) = words.without_script(&folded);
            (words.header(&stem)?, script)
        }
    };
    let Some(Field::Name(part, _)) = Field::named(stem) else { return Field::named(stem) };
    let script = script.map(str::to_owned);
    let set = sets.iter().position(|known| *known == script).unwrap_or_else(|| {
        sets.push(script);
        sets.len() - 1
    });
    let free = (set..9).find(|set| !taken.contains(&Field::Name(part, *set)))?;
    Some(Field::Name(part, free))
}
