//! A case as it stands in the database, and as the rules see it. Everything is read in one statement, after the lock.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::engine::{self, CaseSnapshot};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Ask, IdRow, Tx, sql};
use crate::ids::OrganisationId;
use crate::problem::{Code, Problem};
use crate::programmes::{Ground, House, ground_of, ground_question};

/// What is stored for a case that waits to be opened by a second person.
pub(super) const NEW: &str = "new";

/// The row, with what hangs on it as JSON.
#[derive(Debug, Clone, QueryableByName)]
pub struct CaseRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub programme: String,
    #[diesel(sql_type = Integer)]
    pub programme_version: i32,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub previous_state: Option<String>,
    #[diesel(sql_type = Text)]
    pub phase: String,
    /// 1–4.
    #[diesel(sql_type = SmallInt)]
    pub class: i16,
    #[diesel(sql_type = SqlUuid)]
    pub owner_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    pub owner_name: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub team_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub office_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub parent_id: Option<Uuid>,
    #[diesel(sql_type = Date)]
    pub opened_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub closed_on: Option<NaiveDate>,
    /// `working`, `restricted`, `archive` (programmes.md 4.3).
    #[diesel(sql_type = Text)]
    pub retention: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub retention_since: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    last_task: i32,
    #[diesel(sql_type = Jsonb)]
    state_of_rules: Value,
    #[diesel(sql_type = Array<Nullable<Jsonb>>)]
    parts: Vec<Option<Value>>,
}

/// A case with its parts. The vectors stand beside those of `snapshot`, in the same order.
#[derive(Debug, Clone)]
pub struct Case {
    pub row: CaseRow,
    pub snapshot: CaseSnapshot,
    pub subject_names: Vec<Option<String>>,
    pub sections: Vec<SectionRow>,
    pub deadlines: Vec<RowKey>,
    pub papers: Vec<PaperKey>,
    pub tasks: Vec<TaskKey>,
    /// Open tasks that somebody wrote by hand.
    pub own_tasks: Vec<OwnTask>,
    /// Position of the last task, cancelled ones and those by hand included; -1 for none.
    pub last_task: i32,
}

/// Which row a deadline is.
#[derive(Debug, Clone, Deserialize)]
pub struct RowKey {
    pub id: Uuid,
    pub version: i64,
}

/// Which row a paper is.
#[derive(Debug, Clone, Deserialize)]
pub struct PaperKey {
    pub id: Uuid,
    pub number: String,
}

/// Which row a task of the programme is.
#[derive(Debug, Clone, Deserialize)]
pub struct TaskKey {
    pub id: Uuid,
    pub position: i32,
    pub version: i64,
    pub assigned_to: Option<Uuid>,
}

/// A task that somebody wrote by hand.
#[derive(Debug, Clone, Deserialize)]
pub struct OwnTask {
    pub id: Uuid,
    pub version: i64,
    pub title: String,
    pub for_role: String,
    pub assigned_to: Option<Uuid>,
    pub opened_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
}

/// When a section was last written.
#[derive(Debug, Clone, Deserialize)]
pub struct SectionRow {
    pub section: String,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
    #[serde(default)]
    answers: Value,
}

#[derive(Deserialize)]
struct With<K, T> {
    #[serde(flatten)]
    key: K,
    of: T,
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

const CASE: &str = "
SELECT c.id, c.number, c.programme, c.programme_version, c.state, c.previous_state, c.phase, c.class, c.owner_id, c.team_id, c.office_id, c.parent_id,
       c.opened_on, c.closed_on, c.retention, c.retention_since, c.version, c.created_at, c.updated_at,
       (SELECT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = c.tenant_id AND m.id = c.owner_id) AS owner_name,
       coalesce((SELECT max(t.position) FROM case_tasks t WHERE t.tenant_id = c.tenant_id AND t.case_id = c.id), -1) AS last_task,
       jsonb_build_object('flags', c.flags, 'tracks', c.tracks, 'proposal', c.proposal, 'decisions', c.decisions, 'waiting', c.waiting) AS state_of_rules,
       ARRAY[
  (SELECT jsonb_agg(jsonb_build_object('name', (SELECT n.as_written FROM person_names n
             WHERE n.tenant_id = s.tenant_id AND n.person_id = s.person_id AND n.superseded_at IS NULL ORDER BY n.position LIMIT 1),
           'of', jsonb_build_object('key', s.person_id, 'role', s.role, 'sex', p.sex, 'citizenships', p.citizenships, 'dead', p.death_on IS NOT NULL,
             'birth', CASE WHEN p.birth_on IS NOT NULL THEN jsonb_build_object('date', p.birth_on, 'precision', p.birth_precision) END)) ORDER BY s.position)
     FROM case_subjects s JOIN persons p ON p.tenant_id = s.tenant_id AND p.id = s.person_id
    WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id AND s.left_at IS NULL),
  (SELECT jsonb_agg(jsonb_build_object('section', s.section, 'version', s.version, 'updated_at', s.updated_at, 'answers', s.answers) ORDER BY s.section)
     FROM case_sections s WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id),
  (SELECT jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version, 'of', jsonb_build_object('name', d.kind, 'basis_event', d.basis_event, 'starts_on', d.starts_on,
            'counted_on', d.counted_on, 'due_on', d.due_on, 'due_at', d.due_at, 'fires_at', d.fires_at, 'made_at', d.made_at, 'fired', d.fired, 'state', d.state,
            'paused_days', d.paused_days, 'paused_since', d.paused_since, 'pause_ground', d.pause_ground, 'pauses', d.pauses,
            'waiver_ground', d.waiver_ground, 'rule_version', d.rule_version)) ORDER BY d.position)
     FROM case_deadlines d WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id),
  (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number, 'of', jsonb_build_object('name', p.kind, 'issued_on', p.issued_on, 'valid_until', p.valid_until,
            'counted_until', p.counted_until, 'pauses', p.pauses, 'revoked_on', p.revoked_on, 'lists', p.lists)) ORDER BY p.position)
     FROM case_papers p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id),
  (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'position', t.position, 'version', t.version, 'assigned_to', t.assigned_to,
            'of', jsonb_build_object('name', t.kind, 'for_role', t.for_role, 'opened_on', t.opened_on, 'due_on', t.due_on, 'done', t.state = 'done')) ORDER BY t.position)
     FROM case_tasks t WHERE t.tenant_id = c.tenant_id AND t.case_id = c.id AND t.kind IS NOT NULL AND t.state <> 'cancelled'),
  (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'version', t.version, 'title', t.title, 'for_role', t.for_role, 'assigned_to', t.assigned_to,
            'opened_on', t.opened_on, 'due_on', t.due_on) ORDER BY t.position)
     FROM case_tasks t WHERE t.tenant_id = c.tenant_id AND t.case_id = c.id AND t.kind IS NULL AND t.state = 'open'),
  (SELECT jsonb_agg(jsonb_build_object('transition', s.transition, 'track', s.track, 'effective_on', s.effective_on, 'from', s.from_state, 'to', s.to_state) ORDER BY s.position)
     FROM case_steps s WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id)
       ]::jsonb[] AS parts
  FROM cases c WHERE c.tenant_id = $1 AND c.id = $2";

fn part<T: DeserializeOwned>(parts: &mut std::vec::IntoIter<Option<Value>>) -> Result<Vec<T>, Problem> {
    match parts.next().flatten() {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(value) => serde_json::from_value(value).map_err(|error| Problem::defect("reading a case", error)),
    }
}

fn split<K, T>(rows: Vec<With<K, T>>) -> (Vec<K>, Vec<T>) {
    rows.into_iter().map(|row| (row.key, row.of)).unzip()
}

impl Case {
    fn read(mut row: CaseRow) -> Result<Self, Problem> {
        let mut parts = std::mem::take(&mut row.parts).into_iter();
        let (names, subjects) = split::<Named, engine::Subject>(part(&mut parts)?);
        let sections: Vec<SectionRow> = part(&mut parts)?;
        let (deadline_keys, deadlines) = split(part(&mut parts)?);
        let (paper_keys, papers) = split(part(&mut parts)?);
        let (task_keys, tasks) = split(part(&mut parts)?);
        let own_tasks = part(&mut parts)?;
        let history = part(&mut parts)?;
        let of_rules: CaseSnapshot =
            serde_json::from_value(std::mem::take(&mut row.state_of_rules)).map_err(|error| Problem::defect("reading a case", error))?;
        let opened = row.state != NEW;
        let snapshot = CaseSnapshot {
            state: opened.then(|| row.state.clone()),
            previous_state: row.previous_state.clone(),
            opened_on: opened.then_some(row.opened_on),
            subjects,
            sections: sections.iter().map(|section| (section.section.clone(), section.answers.clone())).collect(),
            deadlines,
            papers,
            tasks,
            history,
            ..of_rules
        };
        Ok(Self {
            subject_names: names.into_iter().map(|named| named.name).collect(),
            sections,
            deadlines: deadline_keys,
            papers: paper_keys,
            tasks: task_keys,
            own_tasks,
            last_task: row.last_task,
            snapshot,
            row,
        })
    }

    /// As storing compares with it.
    pub(super) fn earlier(&self) -> Earlier<'_> {
        Earlier {
            id: self.row.id,
            snapshot: &self.snapshot,
            deadlines: &self.deadlines,
            papers: &self.papers,
            tasks: &self.tasks,
            last_task: self.last_task,
        }
    }

    /// The version, or 412 with the present one.
    ///
    /// # Errors
    /// `stale`.
    pub fn seen(&self, version: i64) -> Result<(), Problem> {
        if self.row.version == version { Ok(()) } else { Err(Problem::stale(self.row.version)) }
    }
}

/// The question after one case, to travel with others.
pub fn question(tenant: OrganisationId, id: Uuid) -> Ask<CaseRow> {
    sql(CASE).uuid(tenant).uuid(id).of()
}

/// What [`question`] was answered; `not_found` when there is none that this member may see.
///
/// # Errors
/// `not_found`.
pub fn found(rows: Vec<CaseRow>) -> Result<Case, Problem> {
    Case::read(rows.into_iter().next().ok_or(Code::NotFound)?)
}

/// Read a case; `not_found` when there is none that this member may see.
///
/// # Errors
/// `not_found`, or what the database says.
pub async fn load<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<Case, Problem> {
    found(tx.ask(question(tx.tenant(), id)).await?)
}

/// What storing compares with: the parts of a case as they were read, or nothing for one that is being opened.
pub(super) struct Earlier<'a> {
    pub(super) id: Uuid,
    pub(super) snapshot: &'a CaseSnapshot,
    pub(super) deadlines: &'a [RowKey],
    pub(super) papers: &'a [PaperKey],
    pub(super) tasks: &'a [TaskKey],
    pub(super) last_task: i32,
}

/// A case held by [`lock`], and what stands under every decision on it, in the same flush.
///
/// # Errors
/// As [`lock`].
pub(super) async fn hold<'h, P: Permission>(tx: &mut Tx<P>, house: &'h House, id: Uuid) -> Result<(Case, Ground<'h>), Problem> {
    let (locked, own) = tx.ask((held(tx.tenant(), id), ground_question(tx.tenant()))).await?;
    Ok((admitted(tx, locked)?, ground_of(house, own)?))
}

/// Hold a case until the transaction ends and read it. What is read after the lock is what stands: each statement sees what was
/// committed before it began.
///
/// # Errors
/// `not_found`; `not_permitted` when it is seen but may not be changed.
pub async fn lock<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<Case, Problem> {
    let locked = tx.ask(held(tx.tenant(), id)).await?;
    admitted(tx, locked)
}

fn held(tenant: OrganisationId, id: Uuid) -> (Ask<IdRow>, Ask<CaseRow>) {
    let held = sql("SELECT id FROM cases WHERE tenant_id = $1 AND id = $2 FOR UPDATE").uuid(tenant).uuid(id);
    (held.of(), question(tenant, id))
}

fn admitted<P: Permission>(tx: &Tx<P>, (held, rows): (Vec<IdRow>, Vec<CaseRow>)) -> Result<Case, Problem> {
    held.first().ok_or(Code::NotFound)?;
    tx.require_permission()?;
    found(rows)
}
