//! Somebody who was found, and why, in the caller's language.
use panoh_rules::names::Reason;
#[cfg(test)]
use panoh_rules::names::Script;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::person::BirthForm;
use crate::http::{Language, Representation};
use crate::problem::say;

/// Who was found, the likeliest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    pub(super) data: Vec<Hit>,
}

impl Representation for Found {}

/// Somebody who may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Hit {
    pub(super) id: Uuid,
    /// From 0 to 1; a number that was typed in full is 1.
    #[schema(minimum = 0, maximum = 1)]
    pub(super) score: f64,
    /// Why, what speaks for it first.
    pub(super) why: Vec<FoundBecause>,
    /// All names, earlier ones too, in the order in which they were added.
    pub(super) names: Vec<FoundName>,
    /// ISO 5218.
    pub(super) sex: String,
    pub(super) birth: Option<BirthForm>,
    /// The youngest that the person can be today, or could be at death: completed years.
    pub(super) age_min: Option<u32>,
    /// The oldest.
    pub(super) age_max: Option<u32>,
}

/// A name of somebody who was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundName {
    pub(super) kind: String,
    /// ISO 15924.
    pub(super) script: String,
    pub(super) as_written: String,
    /// No longer borne, or corrected.
    pub(super) earlier: bool,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct FoundBecause {
    /// Stable.
    #[schema(example = "other_script")]
    pub(super) code: String,
    /// In the caller's language.
    #[schema(example = "the same name in Persian script")]
    pub(super) words: String,
}

impl FoundBecause {
    /// A reason from the words `why-<code>` of the locales.
    pub(super) fn of(code: &str, language: Language) -> Self {
        Self { code: code.to_owned(), words: say(language, &format!("why-{code}"), &[]) }
    }

    /// Reasons of names; the name that was found is in this script.
    pub(super) fn all(reasons: &[Reason], script: &str, language: Language) -> Vec<Self> {
        let why = |reason: &Reason| match reason {
            Reason::OtherScript => {
                Self { code: reason.code().to_owned(), words: say(language, &format!("why-other_script-{script}"), &[]) }
            }
            _ => Self::of(reason.code(), language),
        };
        reasons.iter().map(why).collect()
    }
}

/// Every key of the locales that a reason may need; for the test that no language lacks one.
#[cfg(test)]
fn every_key() -> Vec<String> {
    let names = Reason::ALL.iter().filter(|reason| **reason != Reason::OtherScript).map(|reason| reason.code().to_owned());
    let scripts = [Script::Cyrl, Script::Latn, Script::Arab].map(|script| format!("other_script-{}", script.code()));
    let numbers = super::numbers::KINDS.iter().map(|kind| kind.why.to_owned());
    names.chain(scripts).chain(numbers).map(|code| format!("why-{code}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_four_languages() {
        for key in every_key() {
            for language in Language::ALL {
                assert!(crate::problem::has_words(language, &key, &[]), "{key} in {language:?}");
            }
        }
    }
}
