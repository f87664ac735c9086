//! What an expression gives, as the check sees it.
use std::fmt;
use std::rc::Rc;

/// The kind of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::programme) enum Kind {
    /// Not known, because of a fault that is reported already.
    Any,
    /// The word `null`.
    Null,
    Boolean,
    Integer,
    Decimal,
    Text,
    /// One of a few words that the language itself knows.
    Word(Rc<Words>),
    /// A code, of a list where that is known.
    Code(Option<Rc<str>>),
    /// A day.
    Date,
    /// A day of which only part may be known.
    PartialDate,
    /// An instant.
    Instant,
    Money,
    /// A subject of the case, or the answer of type `person` that names one.
    Person,
    List(Box<Kind>),
    /// Something with members.
    Group(Group),
}

/// Words that may be compared with.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::programme) struct Words {
    /// What they are: "a state of the case".
    pub(in crate::programme) what: &'static str,
    pub(in crate::programme) known: Vec<String>,
}

/// Things with members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::programme) enum Group {
    Case,
    Event,
    Tracks,
    Sections,
    Flags,
    Facts,
    /// The answers of a section, or one entry of a repeating one.
    Entry(Rc<str>),
    Deadline,
    Paper,
    Task,
    Decision,
    Pool,
    Budget,
    Consent,
}

impl Kind {
    pub(in crate::programme) fn words(what: &'static str, known: &[&str]) -> Self {
        Self::Word(Rc::new(Words { what, known: known.iter().map(|word| (*word).to_owned()).collect() }))
    }

    pub(in crate::programme) fn list_of(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Whether it is written as a text.
    pub(super) fn is_textual(&self) -> bool {
        matches!(self, Self::Text | Self::Word(_) | Self::Code(_) | Self::Person)
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    /// The kind that covers both, for the two sides of `? :` and the entries of a list.
    pub(super) fn joined(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Some(Self::Any),
            (Self::Null, kind) | (kind, Self::Null) => Some(kind),
            (one, other) if one == other => Some(one),
            (one, other) if one.is_number() && other.is_number() => Some(Self::Decimal),
            (one, other) if one.is_textual() && other.is_textual() => Some(match (one, other) {
                (Self::Code(list), Self::Text) | (Self::Text, Self::Code(list)) => Self::Code(list),
                (Self::Word(words), Self::Text) | (Self::Text, Self::Word(words)) => Self::Word(words),
                _ => Self::Text,
            }),
            (Self::Date | Self::Instant, Self::Date | Self::Instant) => Some(Self::Date),
            (Self::List(one), Self::List(other)) => one.joined(*other).map(Self::list_of),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "anything",
            Self::Null => "null",
            Self::Boolean => "a yes or no",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Text => "a text",
            Self::Word(words) => words.what,
            Self::Code(Some(list)) => return write!(f, "a code of the list {list}"),
            Self::Code(None) => "a code",
            Self::Date => "a day",
            Self::PartialDate => "a day of which only part may be known",
            Self::Instant => "an instant",
            Self::Money => "an amount of money",
            Self::Person => "a person",
            Self::List(_) => "a list",
            Self::Group(Group::Entry(section)) => return write!(f, "an entry of section {section}"),
            Self::Group(Group::Deadline) => "a deadline",
            Self::Group(Group::Paper) => "a paper",
            Self::Group(Group::Task) => "a task",
            Self::Group(Group::Decision) => "a decision",
            Self::Group(Group::Pool) => "a pool",
            Self::Group(Group::Budget) => "a budget",
            Self::Group(Group::Consent) => "a consent",
            Self::Group(_) => "a group of values",
        })
    }
}
