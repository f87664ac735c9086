//! Who of a batch seems to be there already: among the organisation's people as far as the member may see them, and among the
//! lines of the same file that came before.
use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Date, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::birth::{Birth, Precision};
use uuid::Uuid;

use super::checking::Candidate;
use super::line::{Judge, Judged, Likeness, Somebody};
use super::store::{self, ImportRow};
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::problem::Problem;

/// Likenesses that are named for a line.
const MOST_NAMED: usize = 5;

/// What the lines of a file that came before say, as far as it tells people apart. Bounded by the most lines of a file.
#[derive(Default)]
pub(super) struct InFile {
    through_line: i64,
    external_ids: HashMap<(String, String), i64>,
    names: HashMap<String, Vec<(i64, Option<Birth>)>>,
}

impl InFile {
    /// Learn the lines that were judged before, after a restart.
    pub(super) async fn catch_up<P: Permission>(&mut self, tx: &mut Tx<P>, row: &ImportRow, judge: &Judge<'_>) -> Result<(), Problem> {
        while self.through_line < row.through_line {
            let lines = store::next_lines(tx, row.id, self.through_line, super::checking::BATCH).await?;
            let Some(last) = lines.last().map(|line| line.line) else { break };
            for line in lines.iter().filter(|line| line.line <= row.through_line) {
                if let Judged::Somebody(somebody) = judge.judge(line)? {
                    self.learn(line.line, &somebody);
                }
            }
            self.through_line = last.min(row.through_line);
        }
        Ok(())
    }

    fn learn(&mut self, line: i64, somebody: &Somebody) {
        for (system, value) in &somebody.told.external_ids {
            self.external_ids.entry((system.clone(), value.clone())).or_insert(line);
        }
        for name in &somebody.told.names {
            self.names.entry(name.as_written.to_lowercase()).or_default().push((line, somebody.told.birth));
        }
        self.through_line = self.through_line.max(line);
    }

    fn like(&self, somebody: &Somebody) -> Vec<Likeness> {
        let mut found = Vec::new();
        for (system, value) in &somebody.told.external_ids {
            if let Some(line) = self.external_ids.get(&(system.clone(), value.clone())) {
                found.push(of_line(*line, "same-number"));
            }
        }
        for name in &somebody.told.names {
            let lines = self.names.get(&name.as_written.to_lowercase()).into_iter().flatten();
            found.extend(lines.filter(|(_, birth)| may_be_one(*birth, somebody.told.birth)).map(|(line, _)| of_line(*line, "same-name")));
        }
        found
    }
}

fn of_line(line: i64, why: &str) -> Likeness {
    Likeness { person: None, line: Some(line), score: 1.0, why: vec![why.to_owned()] }
}

/// Whether two births can be one.
fn may_be_one(one: Option<Birth>, other: Option<Birth>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.earliest() <= other.latest() && other.earliest() <= one.latest())
}

#[derive(QueryableByName)]
struct Alike {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = SqlUuid)]
    person_id: Uuid,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    birth_precision: Option<String>,
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
    let written: Vec<String> =
        batch.iter().flat_map(|one| one.somebody.told.names.iter().map(|name| name.as_written.to_lowercase())).collect();
    let mut there: HashMap<String, Vec<(Uuid, Option<Birth>)>> = HashMap::new();
    for row in same_names(tx, written).await? {
        let birth = row.birth();
        there.entry(row.key).or_default().push((row.person_id, birth));
    }
    for one in &mut batch {
        let told = &one.somebody.told;
        for name in &told.names {
            let people = there.get(&name.as_written.to_lowercase()).into_iter().flatten();
            let people = people.filter(|(_, birth)| may_be_one(*birth, told.birth));
            one.alike.extend(people.map(|(person, _)| Likeness {
                person: Some(*person),
                line: None,
                score: 1.0,
                why: vec!["same-name".to_owned()],
            }));
        }
        one.alike.extend(in_file.like(&one.somebody));
        one.alike.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.person.cmp(&b.person)).then(a.line.cmp(&b.line)));
        one.alike.dedup_by(|a, b| a.person == b.person && a.line == b.line);
        one.alike.truncate(MOST_NAMED);
        in_file.learn(one.line, &one.somebody);
    }
    Ok(batch)
}

async fn same_names<P: Permission>(tx: &mut Tx<P>, written: Vec<String>) -> Result<Vec<Alike>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT w.key, f.person_id, f.birth_on, f.birth_precision FROM (SELECT DISTINCT unnest($2) AS key) AS w
          CROSS JOIN LATERAL (SELECT n.person_id, p.birth_on, p.birth_precision FROM person_names n JOIN persons p ON p.tenant_id = n.tenant_id AND p.id = n.person_id
                               WHERE n.tenant_id = $1 AND lower(n.as_written) = w.key AND n.superseded_at IS NULL LIMIT 20) AS f");
    tx.rows(statement.uuid(tenant).texts(written)).await
}

impl Alike {
    fn birth(&self) -> Option<Birth> {
        let precision: Precision = serde_json::from_value(serde_json::Value::String(self.birth_precision.clone()?)).ok()?;
        Some(Birth { date: self.birth_on?, precision })
    }
}
