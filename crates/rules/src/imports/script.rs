//! The script of a name, from its letters. A name that mixes scripts is named: a Latin `a` among Cyrillic letters looks right
//! and is never found again.

/// A script that names are kept in (ISO 15924).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    Cyrl,
    Latn,
    Arab,
}

impl Script {
    /// The ISO 15924 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cyrl => "Cyrl",
            Self::Latn => "Latn",
            Self::Arab => "Arab",
        }
    }
}

/// The one script of all letters; `Err(true)` where they are of several, `Err(false)` where there is none that is known.
///
/// # Errors
/// As said: mixed, or unknown.
pub fn script_of(text: &str) -> Result<Script, bool> {
    let mut found = None;
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        let script = match letter {
            '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}' => Script::Cyrl,
            'A'..='Z' | 'a'..='z' | '\u{00AA}' | '\u{00BA}' | '\u{00C0}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}' => Script::Latn,
            '\u{0600}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}'
            | '\u{08A0}'..='\u{08FF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}' => Script::Arab,
            // A letter that modifies another (ʻ ʼ ʿ) belongs to whatever stands beside it.
            '\u{02B0}'..='\u{02FF}' => continue,
            _ => return Err(false),
        };
        match found {
            Some(other) if other != script => return Err(true),
            _ => found = Some(script),
        }
    }
    found.ok_or(false)
}
