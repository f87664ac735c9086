//! Who of a batch seems to be there already: among the organisation's people as far as the member may see them, and among the
//! lines of the same file that came before. Candidates are found by the name as it is written, by the day of birth and, in the
//! file, by the keys of names; whether they are the same person is said by names, sex, birth and numbers together.
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::birth::{Birth, Precision};
use panoh_rules::imports::Person;
use panoh_rules::names::{DEFAULT_THRESHOLD, Name, Reading, Reason, keys};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::checking::Candidate;
use super::line::{Judge, Judged, Likeness};
use super::store::{self, ImportRow};
use crate::access::Permission;
use crate::database::{Tx, sql};
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
        Self { names: names.collect(), sex: told.sex.clone(), birth: told.birth }
    }

    fn readings(&self) -> Vec<Reading> {
        self.names.iter().map(Written::reading).collect()
    }

    /// Score and reasons, where they can be one person: the best of their names, unless sex or birth speak against it.
    fn like(&self, readings: &[Reading], other: &Self) -> Option<(f64, Vec<String>)> {
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
    lines: HashMap<i64, Traits>,
    keys: HashMap<u64, Vec<i64>>,
}

/// The keys that pick few people out of many: two words together; of a name of one word, the word.
fn telling_keys(readings: &[Reading]) -> HashSet<u64> {
    let mut found = HashSet::new();
    for reading in readings {
        let all = keys::of(reading);
        let pairs: Vec<&String> = all.iter().filter(|key| key.starts_with("pair ")).collect();
        let telling = if pairs.is_empty() { all.iter().collect() } else { pairs };
        for key in telling {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            found.insert(hasher.finish());
        }
    }
    found
}

impl InFile {
    /// Learn the lines that were judged before, after a restart.
    pub(super) async fn catch_up<P: Permission>(&mut self, tx: &mut Tx<P>, row: &ImportRow, judge: &Judge<'_>) -> Result<(), Problem> {
        while self.through_line < row.through_line {
            let lines = store::next_lines(tx, row.id, self.through_line, super::checking::BATCH).await?;
            let Some(last) = lines.last().map(|line| line.line) else { break };
            for line in lines.iter().filter(|line| line.line <= row.through_line) {
                if let Judged::Somebody(somebody) = judge.judge(line)? {
                    let traits = Traits::of(&somebody.told);
                    let readings = traits.readings();
                    self.learn(line.line, &somebody.told, traits, &readings);
                }
            }
            self.through_line = last.min(row.through_line);
        }
        Ok(())
    }

    fn learn(&mut self, line: i64, told: &Person, traits: Traits, readings: &[Reading]) {
        for number in &told.external_ids {
            self.external_ids.entry(number.clone()).or_insert(line);
        }
        for key in telling_keys(readings) {
            self.keys.entry(key).or_default().push(line);
        }
        self.lines.insert(line, traits);
        self.through_line = self.through_line.max(line);
    }

    fn like(&self, told: &Person, traits: &Traits, readings: &[Reading]) -> Vec<Likeness> {
        let mut found = Vec::new();
        for number in &told.external_ids {
            if let Some(line) = self.external_ids.get(number) {
                found.push(Likeness { person: None, line: Some(*line), score: 1.0, why: vec!["same-number".to_owned()] });
            }
        }
        let mut seen = HashSet::new();
        for key in telling_keys(readings) {
            for line in self.keys.get(&key).into_iter().flatten().rev().take(MOST_OF_A_KEY) {
                let other = self.lines.get(line).filter(|_| seen.insert(*line));
                if let Some((score, why)) = other.and_then(|other| traits.like(readings, other)) {
                    found.push(Likeness { person: None, line: Some(*line), score, why });
                }
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
    let mut there = candidates(tx, &batch).await?;
    for one in &mut batch {
        let told = &one.somebody.told;
        let traits = Traits::of(told);
        let readings = traits.readings();
        for (person, other) in there.remove(&one.line).unwrap_or_default() {
            if let Some((score, why)) = traits.like(&readings, &other) {
                one.alike.push(Likeness { person: Some(person), line: None, score, why });
            }
        }
        one.alike.extend(in_file.like(told, &traits, &readings));
        one.alike.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.person.cmp(&b.person)).then(a.line.cmp(&b.line)));
        one.alike.dedup_by(|a, b| a.person == b.person && a.line == b.line);
        one.alike.truncate(MOST_NAMED);
        in_file.learn(one.line, told, traits, &readings);
    }
    Ok(batch)
}

#[derive(QueryableByName)]
struct There {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = SqlUuid)]
    person_id: Uuid,
    #[diesel(sql_type = Text)]
    sex: String,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    birth_precision: Option<String>,
    #[diesel(sql_type = Jsonb)]
    names: Value,
}

// Whoever was born on the same day, and whoever is written the same; each bounded, since a day that was made up has thousands.
const THERE: &str = "
SELECT f.line, p.id AS person_id, p.sex, p.birth_on, p.birth_precision,
       coalesce((SELECT jsonb_agg(jsonb_build_object('as_written', n.as_written, 'given', n.given, 'family', n.family, 'patronymic', n.patronymic, 'father', n.father))
          FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id), '[]') AS names
  FROM (SELECT b.line, o.id FROM unnest($2, $3) AS b (line, birth_on)
         CROSS JOIN LATERAL (SELECT q.id FROM persons q WHERE q.tenant_id = $1 AND q.birth_on = b.birth_on LIMIT 200) AS o
        UNION
        SELECT w.line, o.id FROM unnest($4, $5) AS w (line, written)
         CROSS JOIN LATERAL (SELECT n.person_id AS id FROM person_names n WHERE n.tenant_id = $1 AND n.as_written = w.written LIMIT 50) AS o) AS f
  JOIN persons p ON p.tenant_id = $1 AND p.id = f.id";

/// Who can be meant by the lines of a batch, by line.
async fn candidates<P: Permission>(tx: &mut Tx<P>, batch: &[Candidate]) -> Result<HashMap<i64, Vec<(Uuid, Traits)>>, Problem> {
    let (mut born, mut days, mut named, mut written) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in batch {
        if let Some(birth) = one.somebody.told.birth {
            born.push(one.line);
            days.push(birth.date);
        }
        for name in &one.somebody.told.names {
            named.push(one.line);
            written.push(name.as_written.clone());
        }
    }
    let tenant = tx.tenant();
    let statement = sql(THERE).uuid(tenant).bind::<Array<BigInt>, Vec<i64>>(born).bind::<Array<Date>, Vec<NaiveDate>>(days);
    let rows: Vec<There> = tx.rows(statement.bind::<Array<BigInt>, Vec<i64>>(named).texts(written)).await?;
    let mut there: HashMap<i64, Vec<(Uuid, Traits)>> = HashMap::new();
    for row in rows {
        let birth = row.birth();
        let names = serde_json::from_value(row.names).map_err(|error| Problem::defect("reading names", error))?;
        there.entry(row.line).or_default().push((row.person_id, Traits { names, sex: row.sex, birth }));
    }
    Ok(there)
}

impl There {
    fn birth(&self) -> Option<Birth> {
        let precision: Precision = serde_json::from_value(Value::String(self.birth_precision.clone()?)).ok()?;
        Some(Birth { date: self.birth_on?, precision })
    }
}
