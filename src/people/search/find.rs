//! The search itself: step by step through the index until enough people fit well, each name scored once.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Date, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::birth::Birth;
use panoh_rules::calendar::legal_day;
use panoh_rules::names::{Match, Reason, Typed};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::super::person::BirthForm;
use super::hit::{Found, FoundBecause, FoundName, Hit};
use super::{keys, numbers};
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::http::Language;
use crate::problem::Problem;

/// Writings that one step takes from the index.
const LOOKED_AT: i64 = 3_000;
/// Of these, how many are compared as a whole, and asked who bears them: the nearest word by word.
const COMPARED: usize = 40;
/// What is meant, whatever else is near: letter for letter, or nearly.
const MEANT: f64 = 0.97;
/// What fits so well that no wider net is cast once there are enough: what is meant after the first, and with one letter wrong after the second.
const FITS: [f64; 2] = [MEANT, 0.75];
/// Where nothing is surely meant, so many bearers of one writing stand together; so many more as if they fitted worse by so much, lest a common
/// name that is near takes all places of the one that was looked for.
const TOGETHER: usize = 2;
const WORSE_BY: f64 = 0.05;
/// People who are looked at for one writing that is not surely meant, where there are many such writings.
const BEARERS_OF_ONE: i64 = 4;
/// Below this nobody is shown.
const LEAST: f64 = 0.6;

/// What is looked for.
pub(super) struct Wanted {
    pub(super) query: String,
    pub(super) birth: Option<Birth>,
    /// ISO 5218; those whose sex is not known are found too.
    pub(super) sex: Option<String>,
    pub(super) limit: usize,
}

/// A name that may be the one.
#[derive(Debug, QueryableByName)]
struct Candidate {
    #[diesel(sql_type = SqlUuid)]
    person_id: Uuid,
    #[diesel(sql_type = Text)]
    script: String,
    #[diesel(sql_type = Text)]
    as_written: String,
}

/// A writing of a name in the index.
#[derive(Debug, QueryableByName)]
struct WritingRow {
    #[diesel(sql_type = Text)]
    written: String,
}

/// A person as a hit shows them.
#[derive(Debug, QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    sex: String,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    birth_precision: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    death_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    fits: bool,
    #[diesel(sql_type = Jsonb)]
    names: Value,
}

#[derive(Deserialize)]
struct NameRow {
    kind: String,
    script: String,
    as_written: String,
    valid_to: Option<NaiveDate>,
    superseded_at: Option<DateTime<Utc>>,
}

/// Why somebody was found, and how well it fits.
struct Fit {
    score: f64,
    reasons: Vec<Reason>,
    script: String,
    number: Option<&'static str>,
    /// How many of the same writing come before.
    turn: usize,
}

impl Fit {
    /// Where it stands among the others.
    fn place(&self) -> f64 {
        let together = u32::try_from(self.turn / TOGETHER).map_or(0.0, f64::from);
        if self.score >= MEANT { self.score } else { self.score - WORSE_BY * together }
    }
}

/// Whether a person can be of this sex and born then: unknown facts hide nobody. `$3` sex, `$4` and `$5` the days of birth.
macro_rules! narrowed {
    () => {
        "($3::text IS NULL OR p.sex IN ('0', '9', $3)) AND ($4::date IS NULL OR p.birth_on IS NULL OR (
            CASE p.birth_precision WHEN 'day' THEN p.birth_on WHEN 'month' THEN date_trunc('month', p.birth_on::timestamp)::date
              WHEN 'year' THEN date_trunc('year', p.birth_on::timestamp)::date
              ELSE (date_trunc('year', p.birth_on::timestamp) - interval '2 years')::date END <= $5
            AND CASE p.birth_precision WHEN 'day' THEN p.birth_on
              WHEN 'month' THEN (date_trunc('month', p.birth_on::timestamp) + interval '1 month - 1 day')::date
              WHEN 'year' THEN (date_trunc('year', p.birth_on::timestamp) + interval '1 year - 1 day')::date
              ELSE (date_trunc('year', p.birth_on::timestamp) + interval '3 years - 1 day')::date END >= $4))"
    };
}

/// Writings that the index picks, as far as it is looked at.
const WRITINGS: &str = "SELECT w.written FROM name_writings w WHERE w.tenant_id = $1 LIMIT $2";

/// Whoever bears these writings, in their order: `$6` the writings, `$7` how many people of one, `$2` how many of all.
macro_rules! bearers {
    ($join:literal, $where:expr) => {
        concat!(
            "SELECT b.person_id, b.script, w.written AS as_written FROM unnest($6) WITH ORDINALITY AS w (written, place)
              CROSS JOIN LATERAL (SELECT n.person_id, n.script FROM person_names n ",
            $join,
            " WHERE n.tenant_id = $1 AND n.as_written = w.written AND ",
            $where,
            " LIMIT $7) AS b ORDER BY w.place LIMIT $2"
        )
    };
}

/// The name alone says whether its person may be seen: where nothing narrows, the person's own row and its policies are not asked again.
const BEARERS: &str = bearers!("", "$3::text IS NULL AND $4::date IS NULL AND $5::date IS NULL");
const BEARERS_NARROWED: &str = bearers!("JOIN persons p ON p.tenant_id = $1 AND p.id = n.person_id", narrowed!());

const PEOPLE: &str = concat!(
    "SELECT p.id, p.sex, p.birth_on, p.birth_precision, p.death_on, ",
    narrowed!(),
    " AS fits,
            coalesce((SELECT jsonb_agg(jsonb_build_object('kind', n.kind, 'script', n.script, 'as_written', n.as_written, 'valid_to', n.valid_to,
                                                          'superseded_at', n.superseded_at) ORDER BY n.position, n.id)
                        FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id), '[]') AS names
       FROM persons p WHERE p.tenant_id = $1 AND p.id = ANY ($2) AND p.merged_into IS NULL"
);

/// Whoever may be meant and may be seen, the likeliest first.
pub(super) async fn find<P: Permission>(tx: &mut Tx<P>, wanted: &Wanted, language: Language) -> Result<Found, Problem> {
    let mut fits: HashMap<Uuid, Fit> = HashMap::new();
    for (person, why) in numbers::people_of(tx, &wanted.query).await? {
        fits.entry(person).or_insert(Fit { score: 1.0, reasons: Vec::new(), script: String::new(), number: Some(why), turn: 0 });
    }
    let mut typed = Typed::of(&wanted.query);
    if typed.reading().folded().chars().any(char::is_alphabetic) {
        by_name(tx, wanted, &mut typed, &mut fits).await?;
    }
    let mut best: Vec<(Uuid, Fit)> = fits.into_iter().filter(|(_, fit)| fit.score >= LEAST).collect();
    best.sort_by(|(one, a), (other, b)| b.place().total_cmp(&a.place()).then(one.cmp(other)));
    // Numbers are not narrowed in the index: enough to choose from where some fall away.
    best.truncate(wanted.limit.saturating_mul(2));
    show(tx, wanted, best, language).await
}

async fn by_name<P: Permission>(tx: &mut Tx<P>, wanted: &Wanted, typed: &mut Typed, fits: &mut HashMap<Uuid, Fit>) -> Result<(), Problem> {
    let mut seen: HashSet<String> = HashSet::new();
    for (at, step) in keys::steps(tx.tenant().into(), typed.reading()).into_iter().enumerate() {
        step.ask(tx);
        let mut scored: Vec<(String, Match)> = Vec::new();
        for written in nearest(tx, typed, &mut seen).await? {
            let found = typed.compare(&written);
            if found.score >= LEAST {
                scored.push((written, found));
            }
        }
        scored.sort_by(|(one, a), (other, b)| b.score.total_cmp(&a.score).then_with(|| one.cmp(other)));
        let mut turns: HashMap<String, usize> = HashMap::new();
        for Candidate { person_id, script, as_written } in bearers(tx, wanted, &scored).await? {
            let Some((_, found)) = scored.iter().find(|(written, _)| *written == as_written) else { continue };
            let turn = turns.entry(as_written).or_default();
            let known = fits.get(&person_id).is_some_and(|fit| fit.score >= found.score);
            if !known {
                fits.insert(person_id, Fit { score: found.score, reasons: found.reasons.clone(), script, number: None, turn: *turn });
            }
            *turn += 1;
        }
        let enough = if at == 0 { FITS[0] } else { FITS[1] };
        if fits.values().filter(|fit| fit.score >= enough).count() >= wanted.limit {
            break;
        }
    }
    Ok(())
}

/// Of the writings that the step shows and that were not seen yet, those that are nearest to what was typed.
async fn nearest<P: Permission>(tx: &mut Tx<P>, typed: &mut Typed, seen: &mut HashSet<String>) -> Result<Vec<String>, Problem> {
    let tenant = tx.tenant();
    let rows: Vec<WritingRow> = tx.rows(sql(WRITINGS).uuid(tenant).big(LOOKED_AT)).await?;
    let mut near: Vec<(f64, String)> = Vec::with_capacity(rows.len());
    for WritingRow { written } in rows {
        if seen.insert(written.clone()) {
            near.push((typed.nearness(&written), written));
        }
    }
    near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
    near.truncate(COMPARED);
    Ok(near.into_iter().map(|(_, written)| written).collect())
}

/// Whoever bears one of these, as far as the member may see them.
async fn bearers<P: Permission>(tx: &mut Tx<P>, wanted: &Wanted, scored: &[(String, Match)]) -> Result<Vec<Candidate>, Problem> {
    if scored.is_empty() {
        return Ok(Vec::new());
    }
    let narrows = wanted.sex.is_some() || wanted.birth.is_some();
    let most = i64::try_from(wanted.limit.saturating_mul(2)).unwrap_or(i64::MAX);
    let meant = scored.first().is_some_and(|(_, best)| best.score >= MEANT);
    let writings = i64::try_from(scored.len()).unwrap_or(i64::MAX);
    let of_one = if meant { most } else { BEARERS_OF_ONE.max(most / writings) };
    let of_all = most.saturating_mul(2);
    let statement = sql(if narrows { BEARERS_NARROWED } else { BEARERS }).uuid(tx.tenant()).big(of_all).opt_text(wanted.sex.clone());
    let statement = statement.opt_day(wanted.birth.map(Birth::earliest)).opt_day(wanted.birth.map(Birth::latest));
    tx.rows(statement.texts(scored.iter().map(|(written, _)| written.clone()).collect()).big(of_one)).await
}

/// The people with their names, as far as the member may see them.
async fn show<P: Permission>(tx: &mut Tx<P>, wanted: &Wanted, best: Vec<(Uuid, Fit)>, language: Language) -> Result<Found, Problem> {
    let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
    let ids: Vec<Uuid> = best.iter().map(|(person, _)| *person).collect();
    if ids.is_empty() {
        return Ok(Found { data: Vec::new() });
    }
    let statement = sql(PEOPLE).uuid(tenant).uuids(ids).opt_text(wanted.sex.clone());
    let rows: Vec<PersonRow> =
        tx.rows(statement.opt_day(wanted.birth.map(Birth::earliest)).opt_day(wanted.birth.map(Birth::latest))).await?;
    let mut people: HashMap<Uuid, PersonRow> = rows.into_iter().filter(|row| row.fits).map(|row| (row.id, row)).collect();
    let mut data = Vec::new();
    for (person, fit) in best {
        if let Some(row) = people.remove(&person).filter(|_| data.len() < wanted.limit) {
            data.push(row.hit(fit, today, language)?);
        }
    }
    Ok(Found { data })
}

impl PersonRow {
    fn hit(self, fit: Fit, today: NaiveDate, language: Language) -> Result<Hit, Problem> {
        let names: Vec<NameRow> = serde_json::from_value(self.names).map_err(|error| Problem::defect("reading names", error))?;
        let birth = match (self.birth_on, self.birth_precision) {
            (Some(date), Some(precision)) => {
                let precision =
                    serde_json::from_value(Value::String(precision)).map_err(|error| Problem::defect("reading a birth", error))?;
                Some(BirthForm { date, precision })
            }
            _ => None,
        };
        let until = self.death_on.unwrap_or(today);
        let why = match fit.number {
            Some(number) => vec![FoundBecause::of(number, language)],
            None => FoundBecause::all(&fit.reasons, &fit.script, language),
        };
        let name = |name: NameRow| FoundName {
            earlier: name.superseded_at.is_some() || name.valid_to.is_some_and(|last| last < today),
            kind: name.kind,
            script: name.script,
            as_written: name.as_written,
        };
        Ok(Hit {
            id: self.id,
            score: fit.score,
            why,
            names: names.into_iter().map(name).collect(),
            sex: self.sex,
            birth,
            age_min: birth.map(|birth| birth.rule().age_min(until)),
            age_max: birth.map(|birth| birth.rule().age_max(until)),
        })
    }
}
