//! Whether two records are of one person: names, sex, birth, documents, parents and place together, from 0 to 1, with what speaks for
//! it and against it (programmes.md 3.3). The weights are assumptions (A), chosen so that a same name with nothing else known just
//! raises the question, a birth that cannot be the same lays it down, and a same document raises it under almost any name.
use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::birth::{Birth, Precision};

/// From this score on the question is raised.
pub const THRESHOLD: f64 = 0.8;

/// What a same name weighs.
const NAME: f64 = 0.7;
/// Below this, names speak against: no other fact but a document makes up for it.
const NAME_AT_LEAST: f64 = 0.6;

/// What is known of one of the two, beside the names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// ISO 5218.
    pub sex: String,
    pub birth: Option<Birth>,
    /// Issuer, where it is known, and key of the number ([`crate::document_number::number_key`]).
    pub documents: Vec<(Option<String>, String)>,
    /// Code of the place where the person was registered.
    pub place: Option<String>,
}

/// One thing that was seen when two records were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The same document number, and no other issuer.
    SameDocument,
    /// Names that count as the same.
    SameName,
    /// Names that are alike.
    AlikeName,
    /// Born on the same day.
    SameBirth,
    /// What is known of both births leaves room for the same day.
    BirthOverlaps,
    /// Day and month are exchanged.
    BirthExchanged,
    /// The same day and month, a year apart.
    BirthYearApart,
    SameSex,
    /// A parent of the same name.
    SameParent,
    SamePlace,
    /// Names that are not alike.
    OtherName,
    /// Births that cannot be the same.
    OtherBirth,
    OtherSex,
    /// Parents of other names.
    OtherParent,
}

impl Sign {
    /// Every sign there is.
    pub const ALL: [Self; 14] = [
        Self::SameDocument,
        Self::SameName,
        Self::AlikeName,
        Self::SameBirth,
        Self::BirthOverlaps,
        Self::BirthExchanged,
        Self::BirthYearApart,
        Self::SameSex,
        Self::SameParent,
        Self::SamePlace,
        Self::OtherName,
        Self::OtherBirth,
        Self::OtherSex,
        Self::OtherParent,
    ];

    /// The stable code, as it is written in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameDocument => "same_document",
            Self::SameName => "same_name",
            Self::AlikeName => "alike_name",
            Self::SameBirth => "same_birth",
            Self::BirthOverlaps => "birth_overlaps",
            Self::BirthExchanged => "birth_exchanged",
            Self::BirthYearApart => "birth_year_apart",
            Self::SameSex => "same_sex",
            Self::SameParent => "same_parent",
            Self::SamePlace => "same_place",
            Self::OtherName => "other_name",
            Self::OtherBirth => "other_birth",
            Self::OtherSex => "other_sex",
            Self::OtherParent => "other_parent",
        }
    }
}

/// How likely two records are of one person, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// From 0 to 1.
    pub score: f64,
    /// What speaks for it first.
    pub signs: Vec<Sign>,
}

impl Likeness {
    /// Whether somebody should be asked.
    pub fn is_question(&self) -> bool {
        self.score >= THRESHOLD
    }
}

/// Compare two records. `name` is how alike their most alike names are, from 0 to 1, and `parents` how alike their most alike parents
/// of one sex, where both are known; both scores come from the comparing of names. The same for (a, b) and (b, a).
pub fn compare(a: &Known, b: &Known, name: f64, same_name_from: f64, parents: Option<f64>) -> Likeness {
    let mut signs = Vec::new();
    let mut score = NAME * name;
    signs.push(match name {
        name if name >= same_name_from => Sign::SameName,
        name if name >= NAME_AT_LEAST => Sign::AlikeName,
        _ => Sign::OtherName,
    });
    let document = a.documents.iter().any(|one| b.documents.iter().any(|other| same_document(one, other)));
    if name < NAME_AT_LEAST && !document {
        score = score.min(NAME * name * name);
    }
    if document {
        signs.push(Sign::SameDocument);
        score += 0.45;
    }
    score += birth(a.birth, b.birth, &mut signs);
    match (a.sex.as_str(), b.sex.as_str()) {
        ("1", "2") | ("2", "1") => {
            signs.push(Sign::OtherSex);
            score -= 0.4;
        }
        ("1", "1") | ("2", "2") => {
            signs.push(Sign::SameSex);
            score += 0.05;
        }
        _ => score += 0.025,
    }
    match parents {
        Some(alike) if alike >= same_name_from => {
            signs.push(Sign::SameParent);
            score += 0.1;
        }
        Some(_) => {
            signs.push(Sign::OtherParent);
            score -= 0.3;
        }
        None => {}
    }
    if a.place.is_some() && a.place == b.place {
        signs.push(Sign::SamePlace);
        score += 0.02;
    }
    if document {
        // One paper belongs to one person: whatever else differs, somebody must look.
        score = score.max(THRESHOLD);
    }
    signs.sort_unstable();
    Likeness { score: score.clamp(0.0, 1.0), signs }
}

fn same_document(one: &(Option<String>, String), other: &(Option<String>, String)) -> bool {
    one.1 == other.1 && one.0.as_ref().zip(other.0.as_ref()).is_none_or(|(one, other)| one == other)
}

/// What two births say. A birth that is not known says little; one of day precision on the same day much.
fn birth(a: Option<Birth>, b: Option<Birth>, signs: &mut Vec<Sign>) -> f64 {
    let Some((a, b)) = a.zip(b) else { return 0.05 };
    let (sign, weight) = if a.latest() >= b.earliest() && b.latest() >= a.earliest() {
        match (a.precision, b.precision) {
            (Precision::Day, Precision::Day) => (Sign::SameBirth, 0.25),
            (Precision::Day | Precision::Month, Precision::Day | Precision::Month) => (Sign::BirthOverlaps, 0.2),
            (Precision::Estimated, _) | (_, Precision::Estimated) => (Sign::BirthOverlaps, 0.1),
            _ => (Sign::BirthOverlaps, 0.15),
        }
    } else if a.precision == Precision::Day && b.precision == Precision::Day {
        let (one, other) = (a.date, b.date);
        if one.year() == other.year() && one.month() == other.day() && one.day() == other.month() {
            (Sign::BirthExchanged, 0.15)
        } else if one.month() == other.month() && one.day() == other.day() && one.year().abs_diff(other.year()) == 1 {
            (Sign::BirthYearApart, 0.05)
        } else {
            (Sign::OtherBirth, -0.4)
        }
    } else {
        (Sign::OtherBirth, -0.4)
    };
    signs.push(sign);
    weight
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn known(sex: &str, birth: Option<(&str, Precision)>) -> Known {
        let birth = birth.map(|(date, precision)| Birth { date: date.parse::<NaiveDate>().unwrap_or_default(), precision });
        Known { sex: sex.to_owned(), birth, ..Known::default() }
    }

    fn of(a: &Known, b: &Known, name: f64, parents: Option<f64>) -> Likeness {
        let likeness = compare(a, b, name, 0.8, parents);
        assert_eq!(likeness, compare(b, a, name, 0.8, parents), "it does not matter who is compared with whom");
        likeness
    }

    #[test]
    fn a_same_name_is_a_question_and_another_birth_or_sex_is_its_answer() {
        let (day, other_day) = (Some(("1990-05-10", Precision::Day)), Some(("1971-05-10", Precision::Day)));
        assert!(of(&known("1", None), &known("1", None), 1.0, None).is_question());
        assert!(of(&known("1", day), &known("1", day), 0.8, None).is_question());
        assert!(of(&known("1", day), &known("1", Some(("1990-01-01", Precision::Year))), 1.0, None).is_question());
        assert!(!of(&known("1", day), &known("1", other_day), 1.0, None).is_question());
        assert!(!of(&known("1", day), &known("2", day), 1.0, None).is_question());
        assert!(!of(&known("1", None), &known("1", None), 0.9, None).is_question());
        assert!(!of(&known("1", day), &known("1", day), 0.3, None).is_question(), "two who were born on one day");
    }

    #[test]
    fn an_exchanged_day_and_month_is_a_question() {
        let likeness = of(&known("2", Some(("1990-05-10", Precision::Day))), &known("2", Some(("1990-10-05", Precision::Day))), 0.95, None);
        assert!(likeness.is_question() && likeness.signs.contains(&Sign::BirthExchanged));
    }

    #[test]
    fn a_same_document_is_a_question_unless_another_state_issued_it() {
        let with = |issuer: Option<&str>| Known { documents: vec![(issuer.map(str::to_owned), "A1".to_owned())], ..known("1", None) };
        assert!(of(&with(Some("AFG")), &with(None), 0.5, None).is_question());
        assert!(!of(&with(Some("AFG")), &with(Some("TJK")), 0.5, None).is_question());
    }

    #[test]
    fn other_parents_are_other_people() {
        let day = Some(("1990-05-10", Precision::Day));
        assert!(!of(&known("1", day), &known("1", day), 1.0, Some(0.2)).is_question());
        assert!(of(&known("1", None), &known("1", None), 0.9, Some(1.0)).is_question());
    }

    #[test]
    fn a_same_place_speaks_for_it_and_another_one_against_nothing() {
        let day = Some(("1990-05-10", Precision::Day));
        let at = |place: Option<&str>| Known { place: place.map(str::to_owned), ..known("1", day) };
        let here = of(&at(Some("TJ-DU-SINO")), &at(Some("TJ-DU-SINO")), 0.6, None);
        let there = of(&at(Some("TJ-DU-SINO")), &at(Some("TJ-SU-KHUJ")), 0.6, None);
        assert!(here.signs.contains(&Sign::SamePlace) && here.score > there.score);
        assert_eq!(there, of(&at(None), &at(None), 0.6, None));
    }

    #[test]
    fn every_code_is_how_it_is_written() {
        for sign in Sign::ALL {
            assert_eq!(serde_json::to_value(sign).ok(), Some(serde_json::Value::String(sign.code().to_owned())));
        }
    }
}
