//! One person's name in four scripts (programmes.md 3.3): Муҳаммадӣ = محمدی = Mohammadi = Мухаммади, and why. Pure: a name is read into
//! words and sounds once ([`Reading`]), two readings are scored from 0 to 1, and [`keys`] find candidates in an index.
//!
//! What must stay true: the score of (a, b) is that of (b, a), and the same every time; no text makes it panic; long texts cost no
//! more than long names do.
mod align;
mod arabic;
mod assign;
mod cyrillic;
pub mod keys;
mod latin;
mod reason;
mod score;
mod sound;
mod token;
mod typed;
mod words;

pub use reason::Reason;
pub use score::{Match, score};
pub use typed::Typed;

use token::Token;

/// From this score on two names count as the same. Chosen on the labelled pairs of `tests/names`: one certain difference in one
/// word falls below it, the ways in which scripts and offices spell one name stay above.
pub const DEFAULT_THRESHOLD: f64 = 0.8;

/// A script that names are kept in (ISO 15924).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Tajik, Russian.
    Cyrl,
    /// Passports, visas.
    Latn,
    /// Persian, Dari.
    Arab,
}

impl Script {
    /// The script of a letter, if it is one of the three.
    pub const fn of(letter: char) -> Option<Self> {
        match letter {
            '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}' => Some(Self::Cyrl),
            'A'..='Z'
            | 'a'..='z'
            | '\u{00C0}'..='\u{024F}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A720}'..='\u{A7FF}' => Some(Self::Latn),
            '\u{0600}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}'
            | '\u{0870}'..='\u{08FF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFE}' => Some(Self::Arab),
            _ => None,
        }
    }

    /// The code of ISO 15924.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cyrl => "Cyrl",
            Self::Latn => "Latn",
            Self::Arab => "Arab",
        }
    }
}

/// A name as it is recorded: the whole, and the parts as far as they are told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name<'a> {
    /// The whole name as it is written.
    pub as_written: &'a str,
    pub given: Option<&'a str>,
    pub family: Option<&'a str>,
    pub patronymic: Option<&'a str>,
    pub father: Option<&'a str>,
}

impl<'a> Name<'a> {
    /// A name whose parts nobody has told apart.
    pub const fn whole(as_written: &'a str) -> Self {
        Self { as_written, given: None, family: None, patronymic: None, father: None }
    }
}

/// A name that has been read; keep it where one name is compared with many.
#[derive(Debug, Clone)]
pub struct Reading {
    folded: String,
    whole: Vec<Token>,
    given: Vec<Token>,
    family: Vec<Token>,
    /// Patronymic or, where there is none, father.
    father: Vec<Token>,
}

impl Reading {
    /// Reads a name.
    pub fn of(name: &Name<'_>) -> Self {
        let folded = token::fold(name.as_written);
        let part = |text: Option<&str>| text.map(|text| token::read(text, &folded)).unwrap_or_default();
        Self {
            whole: token::read(name.as_written, &folded),
            given: part(name.given),
            family: part(name.family),
            father: part(name.patronymic.or(name.father)),
            folded,
        }
    }

    /// Whether there is anything to compare.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The name in small letters, one code point for each letter whichever keyboard typed it.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How alike two names are, and why.
    pub fn compare(&self, other: &Self) -> Match {
        score::compare(self, other)
    }

    /// How well what was typed so far fits this name: its words may stand anywhere in the name, and the last may be a beginning.
    pub fn compare_typed(&self, typed: &Self) -> Match {
        score::compare_typed(typed, self)
    }
}
