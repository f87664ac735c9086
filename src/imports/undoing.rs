//! Taking a batch back: whoever the file brought goes, with names and stays in households, unless something was done with them
//! since. What was used stays whole and is named.
use std::collections::HashMap;

use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use serde_json::json;
use uuid::Uuid;

use super::checking::{BATCH, tally};
use super::import::State;
use super::jobs::Desk;
use super::line::Remark;
use super::store::{self, ImportRow, Outcome, Step};
use crate::access::permission::UpdateImport;
use crate::database::{Asker, Tx, sql};
use crate::ledger::Act;
use crate::people::search;
use crate::problem::{Code, Problem};

/// Tables that hang on a person: a row in one of them is a use. A test compares them with the catalogue.
pub const USES: &[&str] = &[
    "case_subjects",
    "duplicates",
    "enforcement_requests",
    "merges",
    "person_consent_withdrawals",
    "person_consents",
    "person_relationships",
    "persons",
    "shielded_persons",
    "subject_requests",
];

/// Tables that hang on a person and go with them.
pub const OWN: &[&str] =
    &["person_names", "person_external_ids", "person_documents", "person_contacts", "household_members", "households", "import_lines"];

// People of the batch that can be seen, each with the first use that was made of them since. The shield is asked for without
// saying so: whoever is hidden is not found at all.
const BROUGHT: &str = "
SELECT l.line, p.id, CASE
    WHEN p.version > 1 OR EXISTS (SELECT 1 FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id AND n.created_at > p.created_at) THEN 'edited_since'
    WHEN EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = $1 AND s.person_id = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM shielded_persons s WHERE s.tenant_id = $1 AND s.person_id = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM duplicates d WHERE d.tenant_id = $1 AND p.id IN (d.one_id, d.other_id)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM merges m WHERE m.tenant_id = $1 AND p.id IN (m.merged_id, m.survivor_id)) THEN 'used_since'
    WHEN p.merged_into IS NOT NULL OR EXISTS (SELECT 1 FROM persons m WHERE m.tenant_id = $1 AND m.merged_into = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM person_documents d WHERE d.tenant_id = $1 AND d.person_id = p.id AND (d.created_at > p.created_at OR d.version > 1)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM person_contacts c WHERE c.tenant_id = $1 AND c.person_id = p.id AND (c.created_at > p.created_at OR c.version > 1)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM person_relationships r WHERE r.tenant_id = $1 AND p.id IN (r.person_id, r.related_id)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM person_consents c WHERE c.tenant_id = $1 AND p.id IN (c.person_id, c.guardian_id)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM person_consent_withdrawals c WHERE c.tenant_id = $1 AND c.person_id = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM subject_requests r WHERE r.tenant_id = $1 AND r.person_id = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM enforcement_requests r WHERE r.tenant_id = $1 AND r.person_id = p.id) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM household_members m WHERE m.tenant_id = $1 AND m.person_id = p.id AND NOT EXISTS (
           SELECT 1 FROM import_households g WHERE g.tenant_id = $1 AND g.import_id = $2 AND g.household_id = m.household_id)) THEN 'used_since'
    WHEN EXISTS (SELECT 1 FROM households h WHERE h.tenant_id = $1 AND h.head_id = p.id AND NOT EXISTS (
           SELECT 1 FROM import_households g WHERE g.tenant_id = $1 AND g.import_id = $2 AND g.household_id = h.id)) THEN 'used_since'
    ELSE '' END AS use
  FROM import_lines l JOIN persons p ON p.tenant_id = l.tenant_id AND p.id = l.person_id
 WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.line = ANY ($3)";

#[derive(QueryableByName)]
struct Brought {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    line: i64,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    r#use: String,
}

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    line: i64,
    #[diesel(sql_type = diesel::sql_types::Nullable<SqlUuid>)]
    person_id: Option<Uuid>,
}

/// Take the next lines back.
///
/// # Errors
/// `still_running` when it is elsewhere; then nothing has changed.
pub(super) async fn batch(desk: &Desk<'_>, asker: Asker, id: Uuid) -> Result<(), Problem> {
    desk.write::<UpdateImport, _>(asker, async |tx| {
        store::hold(tx, id).await?;
        let row = store::import(tx, id).await?;
        if row.state()? != State::Undoing {
            return Err(Code::StillRunning.into());
        }
        let statement = sql("SELECT line, person_id FROM import_lines WHERE tenant_id = $1 AND import_id = $2 AND line > $3 AND state IN ('written', 'kept') ORDER BY line LIMIT $4");
        let tenant = tx.tenant();
        let written: Vec<Written> = tx.rows(statement.uuid(tenant).uuid(id).big(row.through_line).big(BATCH)).await?;
        match written.last().map(|one| one.line) {
            Some(last) => take_back(tx, &row, written, last).await?,
            None => finish(tx, &row).await?,
        }
        tx.record(Act::new("import.take_back").on("import", id).class(2).fields(["lines"]), ()).await
    })
    .await
}

async fn take_back(tx: &mut Tx<UpdateImport>, row: &ImportRow, written: Vec<Written>, last: i64) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let lines: Vec<i64> = written.iter().map(|one| one.line).collect();
    let statement = sql(BROUGHT).uuid(tenant).uuid(row.id).bind::<diesel::sql_types::Array<diesel::sql_types::BigInt>, Vec<i64>>(lines);
    let brought: Vec<Brought> = tx.rows(statement).await?;
    let going: Vec<Uuid> = brought.iter().filter(|one| one.r#use.is_empty()).map(|one| one.id).collect();
    let uses: HashMap<i64, String> = brought.into_iter().map(|one| (one.line, one.r#use)).collect();
    remove(tx, &going).await?;
    tx.append_all(going.iter().map(|id| Act::new("person.take_back").on("person", *id).person(*id).class(2).fields(["person"])).collect())
        .await?;
    let mut counts = row.counts()?;
    let outcomes: Vec<Outcome> = written
        .into_iter()
        .map(|one| {
            // Whoever cannot be seen any more is kept, and nothing else is said.
            let kept = uses.get(&one.line).map_or("used_since", String::as_str);
            let (state, notes) = if kept.is_empty() { ("undone", json!([])) } else { ("kept", json!([Remark::new(None, kept)])) };
            Outcome { line: one.line, state, notes, duplicates: json!([]), person: one.person_id.filter(|_| state == "kept") }
        })
        .collect();
    // What was written is no longer counted as such.
    for state in ["written", "kept"] {
        counts.remove(state);
    }
    if row.lines_done > 0 {
        counts = row.counts()?;
    }
    tally(&mut counts, &outcomes);
    let done = row.lines_done + i64::try_from(outcomes.len()).unwrap_or(0);
    store::settle(tx, row.id, outcomes, true).await?;
    store::step(tx, row, Step { from: State::Undoing, to: State::Undoing, through_line: last, lines_done: done, counts }).await
}

/// Whoever goes, with everything that came with them. The database lets nobody else go.
async fn remove(tx: &mut Tx<UpdateImport>, going: &[Uuid]) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let headless =
        sql("UPDATE households SET head_id = NULL, version = version + 1, updated_at = $3 WHERE tenant_id = $1 AND head_id = ANY ($2)");
    tx.execute(headless.uuid(tenant).uuids(going.to_vec()).at(now)).await?;
    let writings = search::writings_of(tx, going).await?;
    for statement in [
        "DELETE FROM household_members WHERE tenant_id = $1 AND person_id = ANY ($2)",
        "DELETE FROM person_documents WHERE tenant_id = $1 AND person_id = ANY ($2)",
        "DELETE FROM person_contacts WHERE tenant_id = $1 AND person_id = ANY ($2)",
        "DELETE FROM person_external_ids WHERE tenant_id = $1 AND person_id = ANY ($2)",
        "DELETE FROM person_names WHERE tenant_id = $1 AND person_id = ANY ($2)",
    ] {
        tx.execute(sql(statement).uuid(tenant).uuids(going.to_vec())).await?;
    }
    // Whether somebody else bears a name is for those to know who see everybody.
    tx.by_system(async |tx| search::forget_writings(tx, writings).await).await?;
    let gone = tx.execute(sql("DELETE FROM persons WHERE tenant_id = $1 AND id = ANY ($2)").uuid(tenant).uuids(going.to_vec())).await?;
    if gone == going.len() { Ok(()) } else { Err(Problem::defect("taking people back", "not all of them went")) }
}

/// Households that nobody is left in go too.
async fn finish(tx: &mut Tx<UpdateImport>, row: &ImportRow) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql("DELETE FROM households h USING import_households g WHERE h.tenant_id = $1 AND g.tenant_id = $1 AND g.import_id = $2 AND g.household_id = h.id
            AND h.head_id IS NULL AND NOT EXISTS (SELECT 1 FROM household_members m WHERE m.tenant_id = $1 AND m.household_id = h.id)");
    tx.execute(statement.uuid(tenant).uuid(row.id)).await?;
    let step =
        Step { from: State::Undoing, to: State::Undone, through_line: row.through_line, lines_done: row.lines_done, counts: row.counts()? };
    store::step(tx, row, step).await
}
