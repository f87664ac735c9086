//! The script of a name, from its letters. A name that mixes scripts is named: a Latin `a` among Cyrillic letters looks right
//! and is never found again.
use crate::names::Script;

/// The one script of all letters; `Err(true)` where they are of several, `Err(false)` where there is none that is known.
///
/// # Errors
/// As said: mixed, or unknown.
pub fn script_of(text: &str) -> Result<Script, bool> {
    // A letter that modifies another (ʻ ʼ ʿ) belongs to whatever stands beside it.
    let letters = text.chars().filter(|letter| letter.is_alphabetic() && !matches!(letter, '\u{02B0}'..='\u{02FF}'));
    let mut found = None;
    for letter in letters {
        let script = Script::of(letter).ok_or(false)?;
        match found {
            Some(other) if other != script => return Err(true),
            _ => found = Some(script),
        }
    }
    found.ok_or(false)
}
