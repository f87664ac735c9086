//! Who of the organisation may be meant by the lines of a batch, as far as the member may see them: one question to the index of names and
//! one to the tables, however many lines there are. Sex and birth narrow in the database, so that few names need to be compared.
use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::birth::{Birth, Precision};
use serde_json::Value;
use uuid::Uuid;

use super::{Looked, Traits};
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::people::search;
use crate::problem::Problem;

/// Rows of the index of names that are looked at for one batch.
const MOST_NAMES: i64 = 20_000;
/// Writings that are looked at for one line: what more have tells nobody apart, and who was born on the same day is found by that.
const MOST_OF_A_LINE: usize = 50;
/// How far the day that is kept of a birth can lie from the birth, where it is not known to the day.
const DAYS_ASIDE: u64 = 1_100;

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
    #[diesel(sql_type = Array<Text>)]
    documents: Vec<String>,
}

// Whoever was born on the same day, whoever the keys name, whoever has the document; days and numbers bounded, since one that was made up
// has thousands.
const THERE: &str = "
SELECT f.line, p.id AS person_id, p.sex, p.birth_on, p.birth_precision,
       coalesce((SELECT jsonb_agg(jsonb_build_object('as_written', n.as_written, 'given', n.given, 'family', n.family, 'patronymic', n.patronymic, 'father', n.father))
          FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id), '[]') AS names,
       ARRAY(SELECT d.number_key FROM person_documents d WHERE d.tenant_id = $1 AND d.person_id = p.id AND d.number_key IS NOT NULL AND d.removed_at IS NULL) AS documents
  FROM (SELECT b.line, o.id, false AS sure FROM unnest($2, $4, $5) AS b (line, earliest, latest)
         CROSS JOIN LATERAL (SELECT q.id FROM persons q WHERE q.tenant_id = $1 AND q.birth_on = b.earliest LIMIT 200) AS o WHERE b.earliest = b.latest
        UNION
        SELECT w.line, o.person_id, false FROM unnest($8, $9) AS w (line, written)
         CROSS JOIN LATERAL (SELECT n.person_id FROM person_names n WHERE n.tenant_id = $1 AND n.as_written = w.written LIMIT 50) AS o
        UNION
        SELECT w.line, o.person_id, true FROM unnest($10, $11) AS w (line, number)
         CROSS JOIN LATERAL (SELECT d.person_id FROM person_documents d
                              WHERE d.tenant_id = $1 AND d.number_key = w.number AND d.removed_at IS NULL LIMIT 20) AS o) AS f
  JOIN unnest($2, $3, $4, $5, $6, $7) AS b (line, sex, earliest, latest, wide_from, wide_until) ON b.line = f.line
  JOIN persons p ON p.tenant_id = $1 AND p.id = f.id
 WHERE p.merged_into IS NULL AND (f.sure OR (
        (b.sex IN ('0', '9') OR p.sex IN ('0', '9', b.sex))
        AND (b.earliest IS NULL OR p.birth_on IS NULL OR p.birth_on BETWEEN b.earliest AND b.latest
             OR (p.birth_precision <> 'day' AND p.birth_on BETWEEN b.wide_from AND b.wide_until))))";

/// Who can be meant by the lines of a batch, by line.
pub(super) async fn candidates<P: Permission>(
    tx: &mut Tx<P>,
    batch: Vec<(i64, &Looked)>,
) -> Result<HashMap<i64, Vec<(Uuid, Traits)>>, Problem> {
    let (named, writings) = by_keys(tx, &batch).await?;
    let births: Vec<Option<Birth>> = batch.iter().map(|(_, looked)| looked.traits.birth).collect();
    let days = |of: fn(Birth) -> Option<NaiveDate>| -> Vec<Option<NaiveDate>> { births.iter().map(|birth| birth.and_then(of)).collect() };
    let documents = batch.iter().flat_map(|(line, looked)| looked.traits.documents.iter().map(|number| (*line, number.clone())));
    let (holders, numbers): (Vec<i64>, Vec<String>) = documents.unzip();
    let statement = sql(THERE)
        .uuid(tx.tenant())
        .bind::<Array<BigInt>, Vec<i64>>(batch.iter().map(|(line, _)| *line).collect())
        .texts(batch.iter().map(|(_, looked)| looked.traits.sex.clone()).collect())
        .bind::<Array<Nullable<Date>>, Vec<Option<NaiveDate>>>(days(|birth| Some(birth.earliest())))
        .bind::<Array<Nullable<Date>>, Vec<Option<NaiveDate>>>(days(|birth| Some(birth.latest())))
        .bind::<Array<Nullable<Date>>, Vec<Option<NaiveDate>>>(days(|birth| birth.earliest().checked_sub_days(Days::new(DAYS_ASIDE))))
        .bind::<Array<Nullable<Date>>, Vec<Option<NaiveDate>>>(days(|birth| birth.latest().checked_add_days(Days::new(DAYS_ASIDE))))
        .bind::<Array<BigInt>, Vec<i64>>(named)
        .texts(writings)
        .bind::<Array<BigInt>, Vec<i64>>(holders)
        .texts(numbers);
    let rows: Vec<There> = tx.rows(statement).await?;
    let mut there: HashMap<i64, Vec<(Uuid, Traits)>> = HashMap::new();
    for row in rows {
        let (line, person, traits) = row.read()?;
        there.entry(line).or_default().push((person, traits));
    }
    Ok(there)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    written: String,
    #[diesel(sql_type = Array<BigInt>)]
    keys: Vec<i64>,
}

/// Lines, and beside each a writing that shares one of its telling keys.
async fn by_keys<P: Permission>(tx: &mut Tx<P>, batch: &[(i64, &Looked)]) -> Result<(Vec<i64>, Vec<String>), Problem> {
    let mut lines_of: HashMap<i64, Vec<i64>> = HashMap::new();
    for (line, looked) in batch {
        for key in &looked.keys {
            lines_of.entry(*key).or_default().push(*line);
        }
    }
    let mut asked: Vec<i64> = lines_of.keys().copied().collect();
    asked.sort_unstable();
    tx.look_under_names(format!("{{{}}}", search::written(&asked)), "{}".to_owned());
    let tenant = tx.tenant();
    let rows: Vec<Named> =
        tx.rows(sql("SELECT w.written, w.keys FROM name_writings w WHERE w.tenant_id = $1 LIMIT $2").uuid(tenant).big(MOST_NAMES)).await?;
    let mut named: HashMap<i64, Vec<String>> = HashMap::new();
    for row in rows {
        for line in row.keys.iter().filter_map(|key| lines_of.get(key)).flatten() {
            let names = named.entry(*line).or_default();
            if names.len() < MOST_OF_A_LINE && names.last() != Some(&row.written) {
                names.push(row.written.clone());
            }
        }
    }
    Ok(named.into_iter().flat_map(|(line, names)| names.into_iter().map(move |name| (line, name))).unzip())
}

impl There {
    fn read(self) -> Result<(i64, Uuid, Traits), Problem> {
        let defect = |error| Problem::defect("reading who is there", error);
        let birth = match (self.birth_on, self.birth_precision) {
            (Some(date), Some(precision)) => {
                let precision: Precision = serde_json::from_value(Value::String(precision)).map_err(defect)?;
                Some(Birth { date, precision })
            }
            _ => None,
        };
        let names = serde_json::from_value(self.names).map_err(defect)?;
        Ok((self.line, self.person_id, Traits { names, sex: self.sex, birth, documents: self.documents }))
    }
}
