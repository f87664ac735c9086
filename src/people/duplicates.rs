//! Records that may be of one person: looked for whenever somebody is registered or their names, birth, sex or documents change, among
//! everybody in the organisation; asked about until decided, and again when what was compared has changed. Whoever is the subject of
//! a K4 case takes no part, on either side (programmes.md 3.3, 3.4 rule 2).
use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Date, Double, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::birth::Birth;
use panoh_rules::duplicates::{Known, Likeness, Sign, THRESHOLD, compare};
use panoh_rules::names::{DEFAULT_THRESHOLD, Name, Reading};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::pairs::{Why, in_words};
use super::{candidates, store};
use crate::access::Permission;
use crate::database::{IdRow, Tx, sql};
use crate::http::Language;
use crate::ledger::Act;
use crate::problem::Problem;

/// Pairs that one change may raise.
const MOST_RAISED: usize = 20;

/// Somebody whom a record may be of, too. Who they are is read from their own file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PossibleDuplicate {
    /// The pair, to be decided about.
    pub duplicate: Uuid,
    pub person: Uuid,
    /// From 0 to 1.
    pub score: f64,
    pub why: Vec<Why>,
}

/// What is compared of a person.
#[derive(Debug, QueryableByName)]
struct Side {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    sex: String,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    birth_precision: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    place: Option<String>,
    #[diesel(sql_type = Jsonb)]
    names: Value,
    #[diesel(sql_type = Jsonb)]
    documents: Value,
    #[diesel(sql_type = Jsonb)]
    parents: Value,
}

// Whoever is shielded or was merged away is nobody here.
const SIDES: &str = "
WITH borne AS (
  SELECT n.person_id, jsonb_agg(jsonb_build_object('as_written', n.as_written, 'given', n.given, 'family', n.family, 'patronymic', n.patronymic,
           'father', n.father) ORDER BY n.id) AS names
    FROM person_names n WHERE n.tenant_id = $1 AND n.superseded_at IS NULL
     AND (n.person_id = ANY ($2) OR n.person_id IN (
           SELECT r.person_id FROM person_relationships r
            WHERE r.tenant_id = $1 AND r.kind = 'parent' AND r.related_id = ANY ($2) AND r.removed_at IS NULL))
   GROUP BY n.person_id)
SELECT p.id, p.sex, p.birth_on, p.birth_precision, o.place, coalesce(b.names, '[]') AS names,
       coalesce((SELECT jsonb_agg(jsonb_build_array(d.issuer, d.number_key) ORDER BY d.number_key, d.id) FROM person_documents d
                  WHERE d.tenant_id = $1 AND d.person_id = p.id AND d.number_key IS NOT NULL AND d.removed_at IS NULL), '[]') AS documents,
       coalesce((SELECT jsonb_agg(jsonb_build_object('sex', q.sex, 'names', f.names) ORDER BY q.id)
                   FROM person_relationships r JOIN persons q ON q.tenant_id = $1 AND q.id = r.person_id JOIN borne f ON f.person_id = q.id
                  WHERE r.tenant_id = $1 AND r.kind = 'parent' AND r.related_id = p.id AND r.removed_at IS NULL), '[]') AS parents
  FROM persons p LEFT JOIN borne b ON b.person_id = p.id LEFT JOIN offices o ON o.tenant_id = p.tenant_id AND o.id = p.office_id
 WHERE p.tenant_id = $1 AND p.id = ANY ($2) AND p.merged_into IS NULL
   AND NOT EXISTS (SELECT 1 FROM shielded_persons s WHERE s.tenant_id = $1 AND s.person_id = p.id)";

#[derive(Deserialize)]
struct Written {
    as_written: String,
    given: Option<String>,
    family: Option<String>,
    patronymic: Option<String>,
    father: Option<String>,
}

#[derive(Deserialize)]
struct Parent {
    sex: String,
    names: Vec<Written>,
}

/// A side whose names have been read.
struct Read {
    known: Known,
    names: Vec<Reading>,
    parents: Vec<(String, Vec<Reading>)>,
    /// What was compared, as bytes.
    facts: Vec<u8>,
}

fn readings(names: Vec<Written>) -> Vec<Reading> {
    let read = |name: &Written| {
        Reading::of(&Name {
            as_written: &name.as_written,
            given: name.given.as_deref(),
            family: name.family.as_deref(),
            patronymic: name.patronymic.as_deref(),
            father: name.father.as_deref(),
        })
    };
    names.iter().map(read).collect()
}

impl Side {
    fn read(self) -> Result<Read, Problem> {
        let defect = |error: serde_json::Error| Problem::defect("reading what is compared of a person", error);
        let birth = match (self.birth_on, self.birth_precision) {
            (Some(date), Some(precision)) => {
                Some(Birth { date, precision: serde_json::from_value(Value::String(precision)).map_err(defect)? })
            }
            _ => None,
        };
        let facts = json!([self.sex, birth, self.names, self.documents, self.parents]).to_string().into_bytes();
        let parents: Vec<Parent> = serde_json::from_value(self.parents).map_err(defect)?;
        Ok(Read {
            known: Known { sex: self.sex, birth, documents: serde_json::from_value(self.documents).map_err(defect)?, place: self.place },
            names: readings(serde_json::from_value(self.names).map_err(defect)?),
            parents: parents.into_iter().map(|parent| (parent.sex, readings(parent.names))).collect(),
            facts,
        })
    }
}

/// How alike the most alike names are; nothing where there are none.
fn most_alike(ours: &[Reading], theirs: &[Reading]) -> Option<f64> {
    let scores = ours.iter().flat_map(|one| theirs.iter().map(|other| one.compare(other).score));
    scores.max_by(f64::total_cmp)
}

/// How alike parents of one sex are: the mean of what can be compared.
fn parents_alike(ours: &Read, theirs: &Read) -> Option<f64> {
    let of = |read: &Read, sex: &str| -> Vec<Reading> {
        read.parents.iter().filter(|(of, _)| of == sex).flat_map(|(_, names)| names.clone()).collect()
    };
    let scores: Vec<f64> = ["1", "2"].iter().filter_map(|sex| most_alike(&of(ours, sex), &of(theirs, sex))).collect();
    let count = u32::try_from(scores.len()).ok().filter(|count| *count > 0)?;
    Some(scores.iter().sum::<f64>() / f64::from(count))
}

fn likeness(ours: &Read, theirs: &Read) -> Likeness {
    let name = most_alike(&ours.names, &theirs.names).unwrap_or(0.0);
    compare(&ours.known, &theirs.known, name, DEFAULT_THRESHOLD, parents_alike(ours, theirs))
}

/// A pair that was compared.
struct Compared {
    other: Uuid,
    likeness: Likeness,
    facts: Vec<u8>,
}

/// Compare a person with everybody who may be the same, raise or lower the pairs, and say which of them this member may see, the
/// likeliest first.
///
/// # Errors
/// What the database says.
pub(super) async fn look<P: Permission>(tx: &mut Tx<P>, person: Uuid, language: Language) -> Result<Vec<PossibleDuplicate>, Problem> {
    let raised = tx.by_system(async |tx| raise(tx, person).await).await?;
    visible(tx, person, raised, language).await
}

/// Compare a person anew, since something that is compared has changed.
///
/// # Errors
/// What the database says.
pub async fn look_again<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<(), Problem> {
    tx.by_system(async |tx| raise(tx, person).await).await?;
    Ok(())
}

#[derive(Debug, QueryableByName)]
struct Pair {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    other: Uuid,
    #[diesel(sql_type = Double)]
    score: f64,
    #[diesel(sql_type = Array<Text>)]
    signs: Vec<String>,
    /// Whether it is asked anew by this very comparison.
    #[diesel(sql_type = Bool)]
    raised: bool,
}

async fn raise<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Vec<Pair>, Problem> {
    let mut others = candidates::of(tx, person).await?;
    let (tenant, pairs) = (tx.tenant(), sql(PAIRED));
    let paired: Vec<IdRow> = tx.rows(pairs.uuid(tenant).uuid(person)).await?;
    let known: Vec<Uuid> = paired.into_iter().map(|row| row.id).collect();
    others.extend(known.iter().filter(|id| !others.contains(id)).copied().collect::<Vec<_>>());
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let ids = others.iter().copied().chain([person]).collect();
    let sides: Vec<Side> = tx.rows(sql(SIDES).uuid(tenant).uuids(ids)).await?;
    let mut read = BTreeMap::new();
    for side in sides {
        read.insert(side.id, side.read()?);
    }
    let Some(ours) = read.remove(&person) else { return Ok(Vec::new()) };
    let mut compared: Vec<Compared> = read
        .iter()
        .map(|(other, theirs)| Compared { other: *other, likeness: likeness(&ours, theirs), facts: digest(person, &ours, *other, theirs) })
        .filter(|pair| pair.likeness.is_question() || known.contains(&pair.other))
        .collect();
    compared.sort_by(|one, other| other.likeness.score.total_cmp(&one.likeness.score));
    let kept = compared.iter().enumerate().filter(|(at, pair)| *at < MOST_RAISED || known.contains(&pair.other));
    keep(tx, person, kept.map(|(_, pair)| pair).collect()).await
}

/// Those with whom the person is paired already.
const PAIRED: &str = "SELECT CASE WHEN d.one_id = $2 THEN d.other_id ELSE d.one_id END AS id FROM duplicates d
 WHERE d.tenant_id = $1 AND (d.one_id = $2 OR d.other_id = $2) AND d.state <> 'merged'";

fn digest(person: Uuid, ours: &Read, other: Uuid, theirs: &Read) -> Vec<u8> {
    let (first, second) = if person < other { (ours, theirs) } else { (theirs, ours) };
    let mut hash = Sha256::new();
    hash.update(&first.facts);
    hash.update([0]);
    hash.update(&second.facts);
    hash.finalize().to_vec()
}

// What was decided stays decided while what was compared is the same.
const KEEP: &str = "
WITH compared AS (
  SELECT least($2, c.other) AS one_id, greatest($2, c.other) AS other_id, c.other, c.id, c.score, c.signs, decode(c.facts, 'hex') AS facts
    FROM jsonb_to_recordset($3) AS c (other uuid, id uuid, score double precision, signs text[], facts text)
), before AS (
  SELECT d.id, d.facts, d.state, d.score FROM duplicates d JOIN compared c ON d.one_id = c.one_id AND d.other_id = c.other_id WHERE d.tenant_id = $1
), kept AS (
  INSERT INTO duplicates AS d (tenant_id, id, one_id, other_id, score, signs, facts, state, raised_at)
  SELECT $1, c.id, c.one_id, c.other_id, c.score, c.signs, c.facts, 'open', $4 FROM compared c
  ON CONFLICT ON CONSTRAINT duplicates_pair_key DO UPDATE
     SET score = excluded.score, signs = excluded.signs, facts = excluded.facts, version = d.version + 1, raised_at = excluded.raised_at,
         state = 'open', decided_by = NULL, decided_at = NULL, reason = NULL
   WHERE d.facts <> excluded.facts AND d.state <> 'merged'
  RETURNING d.id, d.one_id, d.other_id, d.score, d.signs, d.state
)
SELECT k.id, CASE WHEN k.one_id = $2 THEN k.other_id ELSE k.one_id END AS other, k.score, k.signs,
       k.score >= $5 AND NOT EXISTS (SELECT 1 FROM before b WHERE b.id = k.id AND b.state = 'open' AND b.score >= $5) AS raised
  FROM kept k
UNION ALL
SELECT d.id, CASE WHEN d.one_id = $2 THEN d.other_id ELSE d.one_id END, d.score, d.signs, false
  FROM duplicates d JOIN compared c ON d.one_id = c.one_id AND d.other_id = c.other_id
 WHERE d.tenant_id = $1 AND d.facts = c.facts AND d.state IN ('open', 'later', 'same')";

async fn keep<P: Permission>(tx: &mut Tx<P>, person: Uuid, compared: Vec<&Compared>) -> Result<Vec<Pair>, Problem> {
    let rows: Vec<Value> = compared
        .iter()
        .map(|pair| {
            let signs: Vec<&str> = pair.likeness.signs.iter().map(|sign: &Sign| sign.code()).collect();
            let facts: String = pair.facts.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "other": pair.other, "id": Uuid::now_v7(), "score": pair.likeness.score, "signs": signs, "facts": facts })
        })
        .collect();
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql(KEEP).uuid(tenant).uuid(person).json(Value::Array(rows)).at(now).bind::<Double, f64>(THRESHOLD);
    let mut pairs: Vec<Pair> = tx.rows(statement).await?;
    for pair in pairs.iter().filter(|pair| pair.raised) {
        tx.append(Act::new("duplicate.raise").on("duplicate", pair.id).class(2).fields(["score", "signs"])).await?;
        crate::cases::alert_about(tx, &[person, pair.other], "duplicate").await?;
    }
    pairs.retain(|pair| pair.score >= THRESHOLD);
    pairs.sort_by(|one, other| other.score.total_cmp(&one.score));
    Ok(pairs)
}

/// Of these pairs those whose other person the member may see.
async fn visible<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    pairs: Vec<Pair>,
    language: Language,
) -> Result<Vec<PossibleDuplicate>, Problem> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    store::see_person(tx, person).await?;
    let (tenant, ids) = (tx.tenant(), pairs.iter().map(|pair| pair.other).collect());
    let seen: Vec<IdRow> =
        tx.rows(sql("SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = ANY ($2)").uuid(tenant).uuids(ids)).await?;
    let shown = pairs.into_iter().filter(|pair| seen.iter().any(|row| row.id == pair.other));
    let show =
        |pair: Pair| PossibleDuplicate { duplicate: pair.id, person: pair.other, score: pair.score, why: in_words(&pair.signs, language) };
    Ok(shown.map(show).collect())
}
