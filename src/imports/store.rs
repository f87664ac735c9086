//! Rows and statements of imports. A step that finds the import elsewhere than where it left it changes nothing.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::import::{Asked, Duplicates, Failure, Found, FoundView, OperationView, Progress, State, failure_view};
use super::line::{LineRow, ReportRow};
use crate::access::Permission;
use crate::database::{Count, Tx, bulk_row, sql};
use crate::http::Language;
use crate::problem::{Code, Problem};

/// An import's row.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ImportRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    pub(super) dry_run: bool,
    #[diesel(sql_type = Nullable<Text>)]
    file_name: Option<String>,
    #[diesel(sql_type = BigInt)]
    size_bytes: i64,
    #[diesel(sql_type = Jsonb)]
    asked: Value,
    #[diesel(sql_type = Nullable<Jsonb>)]
    found: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    failure: Option<Value>,
    #[diesel(sql_type = BigInt)]
    pub(super) lines: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) through_line: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) lines_done: i64,
    #[diesel(sql_type = Jsonb)]
    counts: Value,
    #[diesel(sql_type = Text)]
    duplicates: String,
    #[diesel(sql_type = SqlUuid)]
    created_by: Uuid,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
    #[diesel(sql_type = Timestamptz)]
    pass_began_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

fn kept<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::defect("reading an import", error))
}

impl ImportRow {
    pub(super) fn state(&self) -> Result<State, Problem> {
        kept(Value::String(self.state.clone()))
    }

    pub(super) fn asked(&self) -> Result<Asked, Problem> {
        kept(self.asked.clone())
    }

    pub(super) fn found(&self) -> Result<Option<Found>, Problem> {
        self.found.clone().map(kept).transpose()
    }

    pub(super) fn counts(&self) -> Result<BTreeMap<String, i64>, Problem> {
        kept(self.counts.clone())
    }

    pub(super) fn duplicates(&self) -> Result<Duplicates, Problem> {
        kept(Value::String(self.duplicates.clone()))
    }

    pub(super) fn view(self, now: DateTime<Utc>, language: Language) -> Result<OperationView, Problem> {
        let (state, counts, duplicates) = (self.state()?, self.counts()?, self.duplicates()?);
        let found = self.found()?;
        let lines = found.as_ref().and_then(|found| i64::try_from(found.lines).ok()).unwrap_or(self.lines);
        let failure: Option<Failure> = self.failure.map(kept).transpose()?;
        Ok(OperationView {
            id: self.id,
            kind: "people-import",
            state,
            dry_run: self.dry_run,
            file_name: self.file_name,
            size_bytes: self.size_bytes,
            progress: Progress::of(lines, self.lines_done, self.pass_began_at, now, state),
            counts,
            duplicates,
            found: found.map(FoundView::of),
            failure: failure.map(|failure| failure_view(&failure, language)),
            created_by: self.created_by,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            finished_at: self.finished_at,
        })
    }
}

macro_rules! import {
    ($tail:literal) => {
        concat!(
            "SELECT i.id, i.state, i.dry_run, i.file_name, i.size_bytes, i.asked, i.found, i.failure, i.lines, i.through_line, i.lines_done, i.counts, i.duplicates,
                    i.created_by, i.version, i.pass_began_at, i.finished_at, i.created_at, i.updated_at FROM imports i WHERE i.tenant_id = $1",
            $tail
        )
    };
}

/// The import, if this member may see it.
pub(super) async fn import<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<ImportRow, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(import!(" AND i.id = $2")).uuid(tenant).uuid(id)).await
}

/// The import to be changed, held until commit. Whoever sees but may not change is told so here.
pub(super) async fn lock<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<ImportRow, Problem> {
    let tenant = tx.tenant();
    let row = tx.one(sql(import!(" AND i.id = $2 FOR NO KEY UPDATE")).uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    Ok(row)
}

/// Imports that this member may see, newest first.
pub(super) async fn imports<P: Permission>(tx: &mut Tx<P>, after: Option<Uuid>, rows: i64) -> Result<Vec<ImportRow>, Problem> {
    let statement = sql(import!(" AND ($2::uuid IS NULL OR i.id < $2) ORDER BY i.id DESC LIMIT $3"));
    tx.rows(statement.uuid(tx.tenant()).opt_uuid(after).big(rows)).await
}

/// An import that something is left to do for, with whoever asked for it.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) asked_by: Uuid,
    /// Absent when the membership is no user's.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) user_id: Option<Uuid>,
}

impl Waiting {
    pub(super) fn state(&self) -> Result<State, Problem> {
        kept(Value::String(self.state.clone()))
    }
}

/// Imports of the organisation that something is left to do for, the oldest first; dry runs only when they are to be forgotten.
pub(super) async fn waiting<P: Permission>(tx: &mut Tx<P>, forgotten_before: DateTime<Utc>) -> Result<Vec<Waiting>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT i.id, i.state, i.asked_by, m.user_id FROM imports i LEFT JOIN memberships m ON m.tenant_id = i.tenant_id AND m.id = i.asked_by
          WHERE i.tenant_id = $1 AND i.finished_at IS NULL AND (i.state <> 'checked' OR i.updated_at < $2) ORDER BY i.id LIMIT 100");
    tx.rows(statement.uuid(tenant).at(forgotten_before)).await
}

/// One worker at a time on an import, until the transaction ends.
///
/// # Errors
/// `still_running`: another one is at it.
pub(super) async fn hold<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<(), Problem> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Bool)]
        held: bool,
    }
    let lock = format!("import/{}/{id}", tx.tenant());
    let held: Held = tx.one(sql("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held").text(lock)).await?;
    if held.held { Ok(()) } else { Err(Code::StillRunning.into()) }
}

bulk_row! {
    StagedRow: "INSERT INTO import_lines (tenant_id, import_id, line, state, cells) SELECT $1, r.import_id, r.line, 'read', r.cells FROM unnest($2, $3, $4) AS r (import_id, line, cells)" {
        import_id: Uuid, line: i64, cells: Value,
    }
}

/// A new import with what the caller said.
pub(super) async fn insert<P: Permission>(tx: &mut Tx<P>, id: Uuid, asked: &Asked, size_bytes: i64) -> Result<(), Problem> {
    let (tenant, now, member) = (tx.tenant(), tx.now(), tx.member().clone());
    let said = serde_json::to_value(asked).map_err(|error| Problem::defect("writing an import", error))?;
    let statement = sql("INSERT INTO imports (tenant_id, id, state, dry_run, file_name, size_bytes, asked, duplicates, office_id, team_id, created_by, asked_by, pass_began_at, created_at, updated_at)
         VALUES ($1, $2, 'reading', $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $11, $11)");
    let statement = statement.uuid(tenant).uuid(id).boolean(asked.dry_run).opt_text(asked.file_name.clone()).big(size_bytes).json(said);
    let statement = statement.text(word(asked.duplicates)).opt_uuid(member.office).opt_uuid(member.team).uuid(member.membership).at(now);
    tx.execute(statement).await?;
    Ok(())
}

pub(super) const fn word(duplicates: Duplicates) -> &'static str {
    match duplicates {
        Duplicates::Skip => "skip",
        Duplicates::Take => "take",
    }
}

/// Keep a piece of the file.
pub(super) async fn insert_chunk<P: Permission>(tx: &mut Tx<P>, id: Uuid, position: i32, bytes: Vec<u8>) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql("INSERT INTO import_chunks (tenant_id, import_id, position, bytes) VALUES ($1, $2, $3, $4)");
    tx.execute(statement.uuid(tenant).uuid(id).int(position).bytes(bytes)).await?;
    Ok(())
}

/// One piece of the file that was sent in; none behind the last.
pub(super) async fn chunk<P: Permission>(tx: &mut Tx<P>, id: Uuid, position: i32) -> Result<Option<Vec<u8>>, Problem> {
    #[derive(QueryableByName)]
    struct Chunk {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        bytes: Vec<u8>,
    }
    let tenant = tx.tenant();
    let statement = sql("SELECT bytes FROM import_chunks WHERE tenant_id = $1 AND import_id = $2 AND position = $3");
    let chunk: Option<Chunk> = tx.maybe(statement.uuid(tenant).uuid(id).int(position)).await?;
    Ok(chunk.map(|chunk| chunk.bytes))
}

/// The next lines behind one.
pub(super) async fn next_lines<P: Permission>(tx: &mut Tx<P>, id: Uuid, after: i64, most: i64) -> Result<Vec<LineRow>, Problem> {
    let tenant = tx.tenant();
    let statement =
        sql("SELECT line, cells, taken FROM import_lines WHERE tenant_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4");
    tx.rows(statement.uuid(tenant).uuid(id).big(after).big(most)).await
}

/// A page of the report. Whoever a line became, or is like, is shown where the member may see them.
pub(super) async fn report<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    state: Option<String>,
    after: Option<i64>,
    rows: i64,
) -> Result<Vec<ReportRow>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT l.line, l.state, l.notes, l.taken, (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = l.person_id) AS person_id,
                (SELECT coalesce(jsonb_agg(d.one ORDER BY d.place), '[]') FROM jsonb_array_elements(l.duplicates) WITH ORDINALITY AS d (one, place)
                  WHERE NOT d.one ? 'person' OR EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = $1 AND p.id = (d.one ->> 'person')::uuid)) AS duplicates
           FROM import_lines l WHERE l.tenant_id = $1 AND l.import_id = $2 AND ($3::text IS NULL OR l.state = $3) AND l.line > $4 ORDER BY l.line LIMIT $5");
    tx.rows(statement.uuid(tenant).uuid(id).opt_text(state).big(after.unwrap_or(0)).big(rows)).await
}

/// Numbers of all lines in a state.
pub(super) async fn lines_in<P: Permission>(tx: &mut Tx<P>, id: Uuid, state: &str) -> Result<Vec<i64>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT line AS count FROM import_lines WHERE tenant_id = $1 AND import_id = $2 AND state = $3 ORDER BY line");
    let rows: Vec<Count> = tx.rows(statement.uuid(tenant).uuid(id).text(state)).await?;
    Ok(rows.into_iter().map(|row| row.count).collect())
}

/// What a step leaves behind in a line.
pub(super) struct Outcome {
    pub(super) line: i64,
    pub(super) state: &'static str,
    pub(super) notes: Value,
    pub(super) duplicates: Value,
    pub(super) person: Option<Uuid>,
}

/// Write what became of lines; their cells go where they are not needed any more.
pub(super) async fn settle<P: Permission>(tx: &mut Tx<P>, id: Uuid, outcomes: Vec<Outcome>, forget: bool) -> Result<(), Problem> {
    use diesel::sql_types::{Array, Nullable as N};
    let tenant = tx.tenant();
    let (mut lines, mut states, mut notes, mut duplicates, mut persons) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for outcome in outcomes {
        lines.push(outcome.line);
        states.push(outcome.state.to_owned());
        notes.push(outcome.notes);
        duplicates.push(outcome.duplicates);
        persons.push(outcome.person);
    }
    let statement = sql("UPDATE import_lines l SET state = r.state, notes = r.notes, duplicates = r.duplicates, person_id = r.person_id,
                cells = CASE WHEN $3 THEN NULL ELSE l.cells END
           FROM unnest($4, $5, $6, $7, $8) AS r (line, state, notes, duplicates, person_id)
          WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.line = r.line");
    let statement = statement.uuid(tenant).uuid(id).boolean(forget).bind::<Array<BigInt>, Vec<i64>>(lines).texts(states);
    let statement = statement.bind::<Array<Jsonb>, Vec<Value>>(notes).bind::<Array<Jsonb>, Vec<Value>>(duplicates);
    tx.execute(statement.bind::<Array<N<SqlUuid>>, Vec<Option<Uuid>>>(persons)).await?;
    Ok(())
}

/// Where a step came to.
pub(super) struct Step {
    pub(super) from: State,
    pub(super) to: State,
    pub(super) through_line: i64,
    pub(super) lines_done: i64,
    pub(super) counts: BTreeMap<String, i64>,
}

/// Move on, unless somebody moved it meanwhile: a member who cancels does not wait for the step that is running.
///
/// # Errors
/// `still_running`: it is elsewhere.
pub(super) async fn step<P: Permission>(tx: &mut Tx<P>, row: &ImportRow, step: Step) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let counts = serde_json::to_value(&step.counts).map_err(|error| Problem::defect("writing an import", error))?;
    let statement =
        sql("UPDATE imports SET state = $3, through_line = $4, lines_done = $5, counts = $6, version = version + 1, updated_at = $7,
                pass_began_at = CASE WHEN $3 <> state THEN $7 ELSE pass_began_at END,
                finished_at = CASE WHEN $3 IN ('done', 'undone') THEN $7 END
          WHERE tenant_id = $1 AND id = $2 AND state = $8 AND through_line = $9 AND lines_done = $10");
    let statement =
        statement.uuid(tenant).uuid(row.id).text(step.to.word()).big(step.through_line).big(step.lines_done).json(counts).at(now);
    let moved = tx.execute(statement.text(step.from.word()).big(row.through_line).big(row.lines_done)).await?;
    if moved == 1 { Ok(()) } else { Err(Code::StillRunning.into()) }
}

/// What was found out about the file.
pub(super) async fn keep_found<P: Permission>(tx: &mut Tx<P>, id: Uuid, found: &Found) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let found = serde_json::to_value(found).map_err(|error| Problem::defect("writing an import", error))?;
    let statement =
        sql("UPDATE imports SET found = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2 AND state = 'reading'");
    let kept = tx.execute(statement.uuid(tenant).uuid(id).json(found).at(now)).await?;
    if kept == 1 { Ok(()) } else { Err(Code::StillRunning.into()) }
}

/// So many more lines are taken from the file; `done` is the state that follows the last.
pub(super) async fn staged<P: Permission>(tx: &mut Tx<P>, id: Uuid, before: i64, more: i64, next: Option<State>) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("UPDATE imports SET lines = lines + $4, lines_done = CASE WHEN $5::text IS NULL THEN lines + $4 ELSE 0 END, state = coalesce($5, state),
                pass_began_at = CASE WHEN $5::text IS NULL THEN pass_began_at ELSE $6 END, version = version + 1, updated_at = $6
          WHERE tenant_id = $1 AND id = $2 AND state = 'reading' AND lines = $3");
    let statement = statement.uuid(tenant).uuid(id).big(before).big(more).opt_text(next.map(|state| state.word().to_owned())).at(now);
    if tx.execute(statement).await? != 1 {
        return Err(Code::StillRunning.into());
    }
    if next.is_some() {
        tx.execute(sql("DELETE FROM import_chunks WHERE tenant_id = $1 AND import_id = $2").uuid(tenant).uuid(id)).await?;
    }
    Ok(())
}

/// Begin another pass, for this member.
pub(super) async fn begin_pass<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    state: State,
    duplicates: Option<Duplicates>,
) -> Result<(), Problem> {
    let (tenant, now, member) = (tx.tenant(), tx.now(), tx.member().membership);
    let statement = sql("UPDATE imports SET state = $3, through_line = 0, lines_done = 0, counts = CASE WHEN $3 = 'undoing' THEN counts ELSE '{}' END, duplicates = coalesce($4, duplicates), asked_by = $5,
                pass_began_at = $6, finished_at = NULL, version = version + 1, updated_at = $6 WHERE tenant_id = $1 AND id = $2");
    let duplicates = duplicates.map(|duplicates| word(duplicates).to_owned());
    tx.execute(statement.uuid(tenant).uuid(id).text(state.word()).opt_text(duplicates).uuid(member).at(now)).await?;
    Ok(())
}

/// End the work; what is kept of the file goes a little later.
pub(super) async fn end<P: Permission>(tx: &mut Tx<P>, id: Uuid, state: State, failure: Option<&Failure>) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let failure = failure.map(serde_json::to_value).transpose().map_err(|error| Problem::defect("writing an import", error))?;
    let statement =
        sql("UPDATE imports SET state = $3, failure = $4, version = version + 1, updated_at = $5 WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).text(state.word()).opt_json(failure).at(now)).await?;
    Ok(())
}

/// Choose for single lines that are duplicates; how many there are of them.
pub(super) async fn choose<P: Permission>(tx: &mut Tx<P>, id: Uuid, lines: &[i64], taken: bool) -> Result<usize, Problem> {
    if lines.is_empty() {
        return Ok(0);
    }
    let tenant = tx.tenant();
    let statement =
        sql("UPDATE import_lines SET taken = $4 WHERE tenant_id = $1 AND import_id = $2 AND line = ANY ($3) AND state = 'duplicate'");
    let lines = lines.to_vec();
    tx.execute(statement.uuid(tenant).uuid(id).bind::<diesel::sql_types::Array<BigInt>, Vec<i64>>(lines).boolean(taken)).await
}

/// Forget what is left of a file that nobody works on any more, a few thousand lines at a time; whether something was left.
pub(super) async fn forget<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<bool, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let chunks = tx.execute(sql("DELETE FROM import_chunks WHERE tenant_id = $1 AND import_id = $2").uuid(tenant).uuid(id)).await?;
    let statement = sql("UPDATE import_lines SET cells = NULL WHERE tenant_id = $1 AND import_id = $2 AND line IN (
                SELECT l.line FROM import_lines l WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.cells IS NOT NULL LIMIT 5000)");
    let lines = tx.execute(statement.uuid(tenant).uuid(id)).await?;
    if chunks + lines == 0 {
        tx.execute(
            sql("UPDATE imports SET finished_at = $3 WHERE tenant_id = $1 AND id = $2 AND finished_at IS NULL")
                .uuid(tenant)
                .uuid(id)
                .at(now),
        )
        .await?;
    }
    Ok(chunks + lines > 0)
}
