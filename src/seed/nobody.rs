//! Somebody who does not exist, without a story: for measurements that need people by the hundred thousand.
use chrono::{Days, NaiveDate};

use super::chance::Chance;
use super::names::Names;

/// Somebody with one name in three writings, given and family.
#[derive(Debug, Clone)]
pub struct Nobody {
    pub tajik: (String, String),
    pub russian: (String, String),
    pub latin: (String, String),
    pub woman: bool,
    pub birth_on: NaiveDate,
}

impl Nobody {
    /// ISO 5218.
    pub fn sex(&self) -> &'static str {
        if self.woman { "2" } else { "1" }
    }
}

/// One after the other; the same ones each time for the same seed.
pub struct Nobodies {
    names: Names,
    chance: Chance,
}

impl Nobodies {
    pub fn new(seed: u64) -> Self {
        Self { names: Names::read(), chance: Chance::new(seed) }
    }

    /// Somebody born from 1940 on.
    pub fn younger(&mut self) -> Nobody {
        let day = self.chance.between(0, 27_000).unsigned_abs();
        let first = NaiveDate::from_ymd_opt(1940, 1, 1).unwrap_or_default();
        self.born_on(first.checked_add_days(Days::new(day)).unwrap_or(first))
    }

    /// Somebody born in the seven years before 1940.
    pub fn elder(&mut self) -> Nobody {
        let day = self.chance.between(1, 2_500).unsigned_abs();
        let first = NaiveDate::from_ymd_opt(1940, 1, 1).unwrap_or_default();
        self.born_on(first.checked_sub_days(Days::new(day)).unwrap_or(first))
    }

    fn born_on(&mut self, birth_on: NaiveDate) -> Nobody {
        let woman = self.chance.percent(50);
        let family = self.names.family(&mut self.chance);
        let given = self.names.given(&mut self.chance, woman, &family);
        let family = family.of(woman);
        Nobody { tajik: (given.tg, family.tg), russian: (given.ru, family.ru), latin: (given.latin, family.latin), woman, birth_on }
    }
}
