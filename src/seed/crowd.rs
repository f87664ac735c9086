//! Very many people of one organisation, for measuring: names as skewed as real ones, each written in one of four scripts.
use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::chance::Chance;
use super::names::{Names, Writings};
use super::tables::{NameRow, PersonRow};
use crate::access::Permission;
use crate::database::Tx;
use crate::people::search;
use crate::problem::Problem;

/// Where and by whom they are registered.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    pub office: Uuid,
    pub team: Uuid,
    pub membership: Uuid,
}

/// The source of the crowd; the same seed makes the same people.
pub struct Crowd {
    names: Names,
    chance: Chance,
}

/// Some of the crowd, to be registered.
pub struct Comers {
    persons: Vec<PersonRow>,
    names: Vec<NameRow>,
}

impl Comers {
    /// Register them; the microseconds that the index of names alone took, a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn join<P: Permission>(self, tx: &mut Tx<P>) -> Result<f64, Problem> {
        let people = u32::try_from(self.names.len().max(1)).map_or(1.0, f64::from);
        let writings = search::Writings::of(tx.tenant().into(), self.names.iter().map(|name| name.as_written.as_str()));
        tx.insert_all(self.persons).await?;
        tx.insert_all(self.names).await?;
        let began = std::time::Instant::now();
        writings.index(tx).await?;
        Ok(began.elapsed().as_secs_f64() * 1e6 / people)
    }
}

/// A name that somebody has, as it is stored and in another script.
#[derive(Debug, Clone)]
pub struct Remembered {
    pub stored: String,
    pub elsewhere: String,
    /// The same name in all four writings.
    pub writings: [String; 4],
}

/// Scripts and languages in the order of [`Writings`].
const SCRIPTS: [(&str, &str); 4] = [("Cyrl", "tgk"), ("Cyrl", "rus"), ("Latn", "eng"), ("Arab", "prs")];

fn nth(writings: &Writings, script: usize) -> &str {
    match script {
        0 => &writings.tg,
        1 => &writings.ru,
        2 => &writings.latin,
        _ => &writings.fa,
    }
}

impl Crowd {
    /// A crowd of this seed.
    pub fn new(seed: u64) -> Self {
        Self { names: Names::read(), chance: Chance::new(seed) }
    }

    /// A number from 0 to `last`.
    pub fn any(&mut self, last: i64) -> i64 {
        self.chance.between(0, last)
    }

    /// So many more, who are registered nowhere yet; every so many-th is told, to be looked for.
    pub fn more(&mut self, desk: Desk, now: DateTime<Utc>, people: usize, told: usize) -> (Comers, Vec<Remembered>) {
        let (mut persons, mut names, mut known) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..people {
            let (person, name, other) = self.somebody(desk, now);
            if number.is_multiple_of(told) {
                known.push(other);
            }
            persons.push(person);
            names.push(name);
        }
        (Comers { persons, names }, known)
    }

    fn somebody(&mut self, desk: Desk, now: DateTime<Utc>) -> (PersonRow, NameRow, Remembered) {
        let woman = self.chance.percent(45);
        let family = self.names.family(&mut self.chance);
        let given = self.names.given(&mut self.chance, woman, &family);
        let family = family.of(woman);
        let script = usize::try_from(self.chance.between(0, 3)).unwrap_or_default();
        // Another script than the stored one: Russian and Tajik are one.
        let elsewhere = match (script, self.chance.percent(50)) {
            (0 | 1, true) => 2,
            (0 | 1, false) => 3,
            (2, true) => 3,
            (3, true) => 2,
            _ => usize::from(self.chance.percent(50)),
        };
        let written = |script: usize| format!("{} {}", nth(&given, script), nth(&family, script));
        let (code, language) = SCRIPTS.get(script).copied().unwrap_or(("Arab", "prs"));
        let (id, name) = (self.chance.id(now), self.chance.id(now));
        let born = u64::try_from(self.chance.between(0, 25_000)).unwrap_or_default();
        let person = PersonRow {
            id,
            sex: if woman { "2" } else { "1" },
            birth_on: NaiveDate::from_ymd_opt(1955, 1, 1).and_then(|first| first.checked_add_days(Days::new(born))).unwrap_or_default(),
            birth_precision: "day",
            death_on: None,
            citizenships: "AFG".to_owned(),
            languages: "prs".to_owned(),
            office_id: desk.office,
            team_id: desk.team,
            created_by: desk.membership,
            created_at: now,
        };
        let name = NameRow {
            id: name,
            person_id: id,
            position: 0,
            kind: "legal",
            script: code,
            language,
            given: nth(&given, script).to_owned(),
            family: nth(&family, script).to_owned(),
            patronymic: None,
            father: None,
            as_written: written(script),
            created_at: now,
        };
        let writings = [0, 1, 2, 3].map(written);
        (person, name, Remembered { stored: written(script), elsewhere: written(elsewhere), writings })
    }
}
