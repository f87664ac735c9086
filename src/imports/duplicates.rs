//! Who of a batch seems to be there already: among the organisation's people as far as the member may see them, and among the
//! lines of the same file that came before. Candidates are found by the keys of names, as a search finds them, by the day of birth and by
//! documents; whether they are the same person is said by names, sex, birth and numbers together.
mod there;

use std::collections::{HashMap, HashSet};

use panoh_rules::birth::Birth;
use panoh_rules::document_number::number_key;
use panoh_rules::imports::Person;
use panoh_rules::names::{DEFAULT_THRESHOLD, Name, Reading, Reason};
use serde::Deserialize;
use uuid::Uuid;

use super::checking::Candidate;
use super::line::{Judge, Judged, Likeness};
use super::store::{self, ImportRow};
use crate::access::Permission;
use crate::database::Tx;
use crate::people::search;
use crate::problem::Problem;

/// Likenesses that are named for a line.
const MOST_NAMED: usize = 5;
/// Lines that are looked at for one key: a key that more have tells nobody apart.
const MOST_OF_A_KEY: usize = 50;
/// What a likeness loses when one of the births is not known.
const BIRTH_UNKNOWN: f64 = 0.95;

/// A name as it is kept for comparing: read again when it is needed, since a reading is many times as large.
#[derive(Debug, Clone, Deserialize)]
struct Written {
    as_written: String,
    given: Option<String>,
    family: Option<String>,
    patronymic: Option<String>,
    father: Option<String>,
}

impl Written {
    fn reading(&self) -> Reading {
        Reading::of(&Name {
            as_written: &self.as_written,
            given: self.given.as_deref(),
            family: self.family.as_deref(),
            patronymic: self.patronymic.as_deref(),
            father: self.father.as_deref(),
        })
    }
}

/// What tells people apart.
struct Traits {
    names: Vec<Written>,
    sex: String,
    birth: Option<Birth>,
    /// Numbers of documents, as they are compared.
    documents: Vec<String>,
}

impl Traits {
    fn of(told: &Person) -> Self {
        let names = told.names.iter().map(|name| Written {
            as_written: name.as_written.clone(),
            given: name.given.clone(),
            family: name.family.clone(),
            patronymic: name.patronymic.clone(),
            father: name.father.clone(),
        });
        let documents = told.documents.iter().filter_map(|one| one.number.as_deref()).map(number_key).collect();
        Self { names: names.collect(), sex: told.sex.clone(), birth: told.birth, documents }
    }

    fn readings(&self) -> Vec<Reading> {
        self.names.iter().map(Written::reading).collect()
    }

    /// Score and reasons, where they can be one person: a document, or the best of their names, unless sex or birth speak against it.
    fn like(&self, readings: &[Reading], other: &Self) -> Option<(f64, Vec<String>)> {
        if self.documents.iter().any(|number| other.documents.contains(number)) {
            return Some((1.0, vec!["same-document".to_owned()]));
        }
        let known = |sex: &str| ["1", "2"].contains(&sex);
        let same_sex = !known(&self.sex) || !known(&other.sex) || self.sex == other.sex;
        if !same_sex || !may_be_one(self.birth, other.birth) {
            return None;
        }
        let theirs = other.readings();
        let matches = theirs.iter().flat_map(|theirs| readings.iter().map(move |ours| ours.compare(theirs)));
        let best = matches.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|best| best.score >= DEFAULT_THRESHOLD)?;
        let name = if best.reasons.contains(&Reason::OtherScript) {
            "same-name-in-another-script"
        } else if best.reasons.contains(&Reason::SameLetters) {
            "same-name"
        } else {
            "name-spelled-otherwise"
        };
        let both = self.birth.is_some() && other.birth.is_some();
        let (score, birth) = if both { (best.score, "same-birth") } else { (best.score * BIRTH_UNKNOWN, "birth-unknown") };
        Some((score, vec![name.to_owned(), birth.to_owned()]))
    }
}

/// Whether two births can be one.
fn may_be_one(one: Option<Birth>, other: Option<Birth>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.earliest() <= other.latest() && other.earliest() <= one.latest())
}

/// What the lines of a file that came before say, as far as it tells people apart. Bounded by the most lines of a file.
#[derive(Default)]
pub(super) struct InFile {
    through_line: i64,
    external_ids: HashMap<(String, String), i64>,
    documents: HashMap<String, i64>,
    lines: HashMap<i64, Traits>,
    keys: HashMap<i64, Vec<i64>>,
}

/// A line with what is compared of it.
struct Looked {
    traits: Traits,
    readings: Vec<Reading>,
    keys: Vec<i64>,
}

impl Looked {
    fn at(tenant: Uuid, told: &Person) -> Self {
        let traits = Traits::of(told);
        let readings = traits.readings();
        let mut keys: Vec<i64> = readings.iter().flat_map(|reading| search::telling_keys_of(tenant, reading)).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { traits, readings, keys }
    }
}

impl InFile {
    /// Learn the lines that were judged before, after a restart.
    pub(super) async fn catch_up<P: Permission>(&mut self, tx: &mut Tx<P>, row: &ImportRow, judge: &Judge<'_>) -> Result<(), Problem> {
        while self.through_line < row.through_line {
            let lines = store::next_lines(tx, row.id, self.through_line, super::checking::BATCH).await?;
            let Some(last) = lines.last().map(|line| line.line) else { break };
            for line in lines.iter().filter(|line| line.line <= row.through_line) {
                if let Judged::Somebody(somebody) = judge.judge(line)? {
                    self.learn(line.line, &somebody.told, Looked::at(tx.tenant().into(), &somebody.told));
                }
            }
            self.through_line = last.min(row.through_line);
        }
        Ok(())
    }

    fn learn(&mut self, line: i64, told: &Person, looked: Looked) {
        for number in &told.external_ids {
            self.external_ids.entry(number.clone()).or_insert(line);
        }
        for number in &looked.traits.documents {
            self.documents.entry(number.clone()).or_insert(line);
        }
        for key in looked.keys {
            self.keys.entry(key).or_default().push(line);
        }
        self.lines.insert(line, looked.traits);
        self.through_line = self.through_line.max(line);
    }

    fn like(&self, told: &Person, looked: &Looked) -> Vec<Likeness> {
        let mut found = Vec::new();
        for number in &told.external_ids {
            if let Some(line) = self.external_ids.get(number) {
                found.push(Likeness { person: None, line: Some(*line), score: 1.0, why: vec!["same-number".to_owned()] });
            }
        }
        let of_keys = looked.keys.iter().flat_map(|key| self.keys.get(key).into_iter().flatten().rev().take(MOST_OF_A_KEY));
        let of_documents = looked.traits.documents.iter().filter_map(|number| self.documents.get(number));
        let mut seen = HashSet::new();
        for line in of_documents.chain(of_keys) {
            let other = self.lines.get(line).filter(|_| seen.insert(*line));
            if let Some((score, why)) = other.and_then(|other| looked.traits.like(&looked.readings, other)) {
                found.push(Likeness { person: None, line: Some(*line), score, why });
            }
        }
        found
    }
}

/// Name for each of a batch whoever looks like the same person.
///
/// # Errors
/// What the database says.
pub(super) async fn find<P: Permission>(
    tx: &mut Tx<P>,
    in_file: &mut InFile,
    mut batch: Vec<Candidate>,
) -> Result<Vec<Candidate>, Problem> {
    let tenant = tx.tenant().into();
    let looked: Vec<Looked> = batch.iter().map(|one| Looked::at(tenant, &one.somebody.told)).collect();
    let mut there = there::candidates(tx, batch.iter().map(|one| one.line).zip(&looked).collect()).await?;
    for (one, looked) in batch.iter_mut().zip(looked) {
        let told = &one.somebody.told;
        for (person, other) in there.remove(&one.line).unwrap_or_default() {
            if let Some((score, why)) = looked.traits.like(&looked.readings, &other) {
                one.alike.push(Likeness { person: Some(person), line: None, score, why });
            }
        }
        one.alike.extend(in_file.like(told, &looked));
        one.alike.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.person.cmp(&b.person)).then(a.line.cmp(&b.line)));
        one.alike.dedup_by(|a, b| a.person == b.person && a.line == b.line);
        one.alike.truncate(MOST_NAMED);
        in_file.learn(one.line, told, looked);
    }
    Ok(batch)
}
