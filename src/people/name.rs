//! One name of a person in one script (programmes.md 3.1). What was written is kept to the letter; only comparing normalises.
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::checking::Checking;
use crate::http::Representation;

/// A name as it is written somewhere.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameForm {
    /// Of the list `name-kind`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "legal")]
    pub kind: String,
    /// ISO 15924: `Cyrl`, `Latn` or `Arab`; most letters of `as_written` are of it.
    #[validate(length(min = 4, max = 4))]
    #[schema(min_length = 4, max_length = 4, example = "Cyrl")]
    pub script: String,
    /// ISO 639-3, of the list `language`.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3, example = "tgk")]
    pub language: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub given: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub family: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub patronymic: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub father: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub grandfather: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub tribe: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub title: Option<String>,
    /// The whole name, as it is written.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub as_written: String,
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it is borne.
    pub valid_to: Option<NaiveDate>,
}

/// A corrected name, which takes the place of an earlier one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NameCorrection {
    #[validate(nested)]
    pub(super) name: NameForm,
    /// Why, for the ledger.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub(super) reason: Option<String>,
}

/// A name as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameView {
    pub id: Uuid,
    pub kind: String,
    pub script: String,
    pub language: Option<String>,
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub father: Option<String>,
    pub grandfather: Option<String>,
    pub tribe: Option<String>,
    pub title: Option<String>,
    pub as_written: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// The name that this one corrects.
    pub corrects: Option<Uuid>,
    /// When it was corrected; then another name has taken its place.
    pub superseded_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// A name that was added, with the person whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddedName {
    pub(super) person: Uuid,
    #[serde(flatten)]
    pub(super) name: NameView,
}

impl Representation for AddedName {
    fn location(&self) -> Option<String> {
        Some(format!("/people/{}/names", self.person))
    }
}

impl NameView {
    /// Whether it is borne on a day.
    pub(super) fn borne_on(&self, day: NaiveDate) -> bool {
        self.superseded_at.is_none() && self.valid_to.is_none_or(|last| day <= last)
    }
}

impl NameForm {
    /// Without blanks around what was typed; what stands between is left as it is.
    pub(super) fn trimmed(mut self) -> Self {
        let parts = [
            &mut self.given,
            &mut self.family,
            &mut self.patronymic,
            &mut self.father,
            &mut self.grandfather,
            &mut self.tribe,
            &mut self.title,
        ];
        for text in parts.into_iter().flatten().chain([&mut self.as_written]) {
            *text = text.trim().to_owned();
        }
        self
    }

    /// The rules of one name; `base` points at it.
    pub(super) fn check(&self, checking: &mut Checking<'_>, base: &str) {
        checking.code("name-kind", &self.kind, format!("{base}/kind"));
        checking.code("script", &self.script, format!("{base}/script"));
        if let Some(language) = &self.language {
            checking.code("language", language, format!("{base}/language"));
        }
        let parts = [
            ("given", &self.given),
            ("family", &self.family),
            ("patronymic", &self.patronymic),
            ("father", &self.father),
            ("grandfather", &self.grandfather),
            ("tribe", &self.tribe),
            ("title", &self.title),
        ];
        for (part, text) in parts {
            checking.text(text.as_deref(), format!("{base}/{part}"));
        }
        checking.text(Some(&self.as_written), format!("{base}/as_written"));
        if !self.as_written.trim().is_empty() && !is_written_in(&self.as_written, &self.script) {
            checking.fault(format!("{base}/as_written"), "script_mismatch");
        }
        let bounded =
            checking.past_day(self.valid_from, &format!("{base}/valid_from")) && checking.day(self.valid_to, &format!("{base}/valid_to"));
        if bounded {
            checking.order(self.valid_from, self.valid_to, format!("{base}/valid_to"));
        }
    }

    /// Whether both are the same name: kind, script and, however it is encoded, the same letters.
    pub(super) fn is_same(&self, kind: &str, script: &str, as_written: &str) -> bool {
        self.kind == kind && self.script == script && self.as_written.nfc().eq(as_written.nfc())
    }
}

/// Whether most letters are of the script.
fn is_written_in(text: &str, script: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (of_it, all) = letters.fold((0_usize, 0_usize), |(of_it, all), c| (of_it + usize::from(script_of(c) == Some(script)), all + 1));
    of_it * 2 > all
}

/// The script of a letter, for the scripts that names are kept in (Unicode's blocks; ISO 15924).
fn script_of(letter: char) -> Option<&'static str> {
    match letter {
        '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}' => Some("Cyrl"),
        'A'..='Z' | 'a'..='z' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}' => {
            Some("Latn")
        }
        '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{0870}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' => {
            Some("Arab")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_written_in;

    #[test]
    fn a_name_is_in_the_script_of_most_of_its_letters() {
        assert!(is_written_in("Ҷамшед Раҳимӣ", "Cyrl"));
        assert!(is_written_in("Şirin O‘ktam-Əliyeva", "Latn"));
        assert!(is_written_in("محمّد‌رضا کریمی", "Arab"));
        assert!(is_written_in("Карим (Karim) Назаров", "Cyrl"));
        assert!(!is_written_in("Karim", "Cyrl"));
        assert!(!is_written_in("Карим", "Latn"));
        // Half is not most, and a number is in no script.
        assert!(!is_written_in("Али Ali", "Cyrl"));
        assert!(!is_written_in("1978", "Latn"));
    }

    #[test]
    fn a_decomposed_letter_is_still_of_its_script() {
        assert!(is_written_in("И\u{306}о\u{304}д", "Cyrl"));
    }
}
