//! Households and the people in them, as they were when they came.
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use panoh_rules::birth::{Birth, Precision};
use panoh_rules::engine::Subject;
use uuid::Uuid;

use super::chance::Chance;
use super::names::{Family, Names, Writings};

/// Whose passport a household holds: citizenship, languages, out of a thousand.
const ORIGINS: &[(i64, (&str, &[&str]))] = &[
    (22, ("CHN", &["uig"])),
    (20, ("IRQ", &["ara"])),
    (22, ("IRN", &["pes"])),
    (10, ("SYR", &["ara"])),
    (14, ("PAK", &["pus"])),
    (12, ("XXA", &["prs"])),
];

/// Where people live, and how many of a hundred.
const PLACES: &[(i64, &str)] = &[
    (24, "TJ-DU-SINO"),
    (12, "TJ-DU-SOMO"),
    (10, "TJ-DU-SHOM"),
    (8, "TJ-DU-FIRD"),
    (20, "TJ-RA-VAHD"),
    (14, "TJ-RA-RUDA"),
    (6, "TJ-SU-KHUJ"),
    (3, "TJ-RA-HISO"),
    (3, "TJ-KT-BOKH"),
];

/// Somebody.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: Uuid,
    pub woman: bool,
    pub birth: Birth,
    pub citizenship: &'static str,
    pub languages: &'static [&'static str],
    pub given: Writings,
    pub family: Writings,
    pub father: Writings,
    /// Seen from the head of the household; empty for the head.
    pub relationship: &'static str,
}

/// People who live together and came together.
#[derive(Debug, Clone)]
pub struct Household {
    pub id: Uuid,
    pub people: Vec<Person>,
    /// A place of the gazetteer.
    pub place: &'static str,
    pub in_khujand: bool,
    /// The day on which they came.
    pub came_on: NaiveDate,
    /// A child without parent or guardian.
    pub alone: bool,
}

impl Person {
    pub(super) fn subject(&self, role: &str) -> Subject {
        Subject {
            key: self.id.to_string(),
            role: role.to_owned(),
            birth: Some(self.birth),
            sex: if self.woman { "2" } else { "1" }.to_owned(),
            citizenships: vec![self.citizenship.to_owned()],
            dead: false,
        }
    }

    pub(super) fn language(&self) -> &'static str {
        self.languages.first().copied().unwrap_or("prs")
    }

    pub(super) fn precision(&self) -> &'static str {
        match self.birth.precision {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
            Precision::Estimated => "estimated",
        }
    }
}

/// What a household must be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Not more people than this.
    pub(super) at_most: usize,
    pub(super) came_on: NaiveDate,
    /// Until when nobody who came as a child comes of age, so that a claim has the same people from beginning to end.
    pub(super) settled_on: NaiveDate,
    pub(super) kind: Kind,
    /// Of the people with another passport, instead of leaving it to chance.
    pub(super) afghan: Option<bool>,
}

/// What sort of household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One to eight people.
    Family,
    /// One adult.
    Single,
    /// A child alone.
    ChildAlone,
}

/// Makes households.
pub(super) struct Maker<'n> {
    pub(super) names: &'n Names,
    pub(super) chance: Chance,
}

struct Kin<'a> {
    family: &'a Family,
    origin: (&'static str, &'static [&'static str]),
    at: DateTime<Utc>,
}

impl Maker<'_> {
    pub(super) fn household(&mut self, wanted: Wanted, at: DateTime<Utc>) -> Household {
        let family = self.names.family(&mut self.chance);
        let afghan = wanted.afghan.unwrap_or_else(|| self.chance.percent(90));
        let origin = if afghan {
            ("AFG", if self.chance.percent(72) { &["prs", "pus"][..1] } else { &["pus", "prs"][..] })
        } else {
            self.chance.weighted(ORIGINS).unwrap_or(("IRN", &["pes"]))
        };
        let kin = Kin { family: &family, origin, at };
        let mut people = match wanted.kind {
            Kind::ChildAlone => vec![self.child_alone(&kin, &wanted)],
            Kind::Single => vec![self.adult(&kin, &wanted, None, (19, 58), "")],
            Kind::Family => self.family(&kin, &wanted),
        };
        people.truncate(wanted.at_most.max(1));
        let place = self.chance.weighted(PLACES).unwrap_or("TJ-RA-VAHD");
        Household {
            id: self.chance.id(at),
            people,
            place,
            in_khujand: place.starts_with("TJ-SU"),
            came_on: wanted.came_on,
            alone: wanted.kind == Kind::ChildAlone,
        }
    }

    fn family(&mut self, kin: &Kin<'_>, wanted: &Wanted) -> Vec<Person> {
        let woman = self.chance.percent(24);
        let (youngest, oldest) = if self.chance.percent(12) { (50, 78) } else { (20, 49) };
        let head = self.adult(kin, wanted, Some(woman), (youngest, oldest), "");
        let age = i64::from(head.birth.age_min(wanted.came_on));
        let father = head.given.clone();
        let head_is_woman = head.woman;
        let mut people = vec![head];
        let married = if head_is_woman { 15 } else { 78 };
        if self.chance.percent(married) {
            let years = (age - 6).max(19);
            people.push(self.adult(kin, wanted, Some(!head_is_woman), (years, years + 7), "spouse"));
        }
        let most = if people.len() == 2 {
            self.chance.weighted(&[(14, 0), (16, 1), (20, 2), (20, 3), (16, 4), (9, 5), (5, 6)])
        } else {
            self.chance.weighted(&[(55, 0), (20, 1), (15, 2), (10, 3)])
        };
        for _ in 0..most.unwrap_or(0) {
            let oldest = (age - 19).clamp(0, 24);
            people.push(self.offspring(kin, wanted, oldest, &father));
        }
        if people.len() < 8 && age < 50 && self.chance.percent(9) {
            let woman = self.chance.percent(62);
            people.push(self.adult(kin, wanted, Some(woman), (age + 19, age + 30), "parent"));
        }
        people
    }

    fn offspring(&mut self, kin: &Kin<'_>, wanted: &Wanted, oldest: i64, father: &Writings) -> Person {
        let woman = self.chance.percent(49);
        let years = self.chance.between(0, oldest);
        let birth = self.birth(wanted, years);
        self.person(kin, woman, birth, Some(father.clone()), "child")
    }

    fn child_alone(&mut self, kin: &Kin<'_>, wanted: &Wanted) -> Person {
        let woman = self.chance.percent(22);
        let years = self.chance.between(13, 15);
        let birth = self.birth(wanted, years);
        self.person(kin, woman, birth, None, "")
    }

    fn adult(&mut self, kin: &Kin<'_>, wanted: &Wanted, woman: Option<bool>, ages: (i64, i64), relationship: &'static str) -> Person {
        let woman = woman.unwrap_or_else(|| self.chance.percent(36));
        let years = self.chance.between(ages.0.max(19), ages.1.max(19)).min(90);
        let birth = self.birth(wanted, years);
        self.person(kin, woman, birth, None, relationship)
    }

    /// Born so many years before they came. Who would come of age while the claim is examined is younger.
    fn birth(&mut self, wanted: &Wanted, years: i64) -> Birth {
        let days = years.saturating_mul(365).saturating_add(self.chance.between(12, 360));
        let born = wanted.came_on.checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(wanted.came_on);
        let precision = self
            .chance
            .weighted(&[(55, Precision::Day), (8, Precision::Month), (25, Precision::Year), (12, Precision::Estimated)])
            .unwrap_or(Precision::Day);
        // A year alone is told of adults; the papers of small children name the day.
        let precision = if years < 4 { Precision::Day } else { precision };
        let birth = |born: NaiveDate| Birth {
            date: match precision {
                Precision::Day => born,
                Precision::Month => born.with_day(1).unwrap_or(born),
                Precision::Year | Precision::Estimated => NaiveDate::from_ymd_opt(born.year(), 1, 1).unwrap_or(born),
            },
            precision,
        };
        let mut made = birth(born);
        let minor = |birth: &Birth, on: NaiveDate| birth.age_min(on) < 18;
        for _ in 0..6 {
            let crosses = minor(&made, wanted.came_on) != minor(&made, wanted.settled_on) || (years >= 18) == minor(&made, wanted.came_on);
            if !crosses {
                break;
            }
            let moved = if years >= 18 { made.date.checked_sub_days(Days::new(500)) } else { made.date.checked_add_days(Days::new(500)) };
            made = birth(moved.unwrap_or(made.date));
        }
        made
    }

    fn person(&mut self, kin: &Kin<'_>, woman: bool, birth: Birth, father: Option<Writings>, relationship: &'static str) -> Person {
        let given = self.names.given(&mut self.chance, woman, kin.family);
        let father = father.unwrap_or_else(|| self.names.given(&mut self.chance, false, kin.family));
        let (citizenship, languages) = kin.origin;
        Person {
            id: self.chance.id(kin.at),
            woman,
            birth,
            citizenship,
            languages,
            given,
            family: kin.family.of(woman),
            father,
            relationship,
        }
    }
}
