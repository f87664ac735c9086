//! Storing what the rules decided: the difference between two snapshots, one statement for each table that changes.
use panoh_rules::calendar::legal_day;
use panoh_rules::case_number::CaseNumber;
use panoh_rules::engine::{CaseSnapshot, Effect, Outcome};
use panoh_rules::programme::{Phase, Programme};
use rand::RngExt;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use chrono::{DateTime, Datelike, Utc};

use super::case::{Case, Earlier, NEW};
use super::words::class_of_section;
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::ids::{AlertId, DeadlineId, PaperId, TaskId};
use crate::problem::Problem;

/// A number that says nothing: of a case or of a paper.
pub(super) fn new_number(now: DateTime<Utc>) -> String {
    CaseNumber::new(legal_day(now).year(), rand::rng().random()).to_string()
}

/// The word for a phase in the database.
fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Intake => "intake",
        Phase::Active => "active",
        Phase::Waiting => "waiting",
        Phase::Decision => "decision",
        Phase::Closed => "closed",
    }
}

/// Where a state lies. A case that waits to be opened is being taken in.
pub(super) fn phase_of(programme: &Programme, state: Option<&str>) -> &'static str {
    let Some(state) = state.and_then(|name| programme.state(None, name)) else { return phase_word(Phase::Intake) };
    match state.phase {
        _ if state.is_final => phase_word(Phase::Closed),
        Some(phase) => phase_word(phase),
        None => phase_word(Phase::Active),
    }
}

fn written<T: serde::Serialize>(value: &T) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| Problem::defect("writing a case", error))
}

/// A row as JSON with its id and place.
fn placed<T: serde::Serialize>(value: &T, id: Uuid, position: usize) -> Result<Value, Problem> {
    let mut row = match written(value)? {
        Value::Object(row) => row,
        _ => Map::new(),
    };
    row.insert("id".to_owned(), json!(id));
    row.insert("position".to_owned(), json!(position));
    Ok(Value::Object(row))
}

/// Store an outcome over the case that was locked, with its parts. The row moves on by one version.
///
/// # Errors
/// `stale`, or what the database says.
pub(super) fn save<P: Permission>(
    tx: &mut Tx<P>,
    programme: &Programme,
    before: &Case,
    outcome: &Outcome,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let after = &outcome.case;
    let closed = after.state.as_deref().is_some_and(|state| programme.is_final(None, state));
    let closed_on = closed
        .then(|| before.row.closed_on.or_else(|| after.history.last().map(|step| step.effective_on)).unwrap_or_else(|| legal_day(now)));
    let statement = sql(
        "UPDATE cases SET state = $4, previous_state = $5, phase = $6, opened_on = $7, closed_on = $8, flags = $9, tracks = $10, proposal = $11,
                decisions = $12, waiting = $13, version = version + 1, updated_at = $14,
                -- A case that goes on is worked with again.
                retention = CASE WHEN $6 = 'closed' THEN retention ELSE 'working' END,
                retention_since = CASE WHEN $6 = 'closed' THEN retention_since END
          WHERE tenant_id = $1 AND id = $2 AND version = $3",
    );
    let statement = statement.uuid(tenant).uuid(before.row.id).big(before.row.version).text(after.state.as_deref().unwrap_or(NEW));
    let statement = statement.opt_text(after.previous_state.clone()).text(phase_of(programme, after.state.as_deref()));
    let statement = statement
        .day(after.opened_on.unwrap_or(before.row.opened_on))
        .opt_day(closed_on)
        .json(written(&after.flags)?)
        .json(written(&after.tracks)?);
    let proposal = after.proposal.as_ref().map(written).transpose()?;
    let statement = statement.opt_json(proposal).json(written(&after.decisions)?).json(written(&after.waiting)?).at(now);
    tx.later(statement);
    save_parts(tx, programme, &before.earlier(), outcome, reason)
}

/// Store what hangs on a case: sections, steps, deadlines, papers, tasks, alerts.
///
/// # Errors
/// What the database says.
pub(super) fn save_parts<P: Permission>(
    tx: &mut Tx<P>,
    programme: &Programme,
    before: &Earlier<'_>,
    outcome: &Outcome,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let after = &outcome.case;
    save_sections(tx, programme, before, after)?;
    save_steps(tx, before, after, reason)?;
    save_deadlines(tx, before, after)?;
    save_papers(tx, before, after)?;
    save_tasks(tx, before, after)?;
    save_alerts(tx, before.id, &outcome.effects);
    Ok(())
}

fn save_sections<P: Permission>(tx: &mut Tx<P>, programme: &Programme, before: &Earlier<'_>, after: &CaseSnapshot) -> Result<(), Problem> {
    let changed = after.sections.iter().filter(|(name, answers)| before.snapshot.sections.get(*name) != Some(*answers));
    let rows: Vec<Value> =
        changed.map(|(name, answers)| json!({ "section": name, "class": class_of_section(programme, name), "answers": answers })).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    save_corrections(tx, programme, before, after);
    let statement = sql(
        "INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, updated_by, updated_at)
         SELECT $1, $2, r.section, r.class, r.answers, $3, $4, $5 FROM jsonb_to_recordset($6) AS r (section text, class smallint, answers jsonb)
         ON CONFLICT (tenant_id, case_id, section) DO UPDATE SET answers = excluded.answers, class = excluded.class,
           programme_version = excluded.programme_version, version = case_sections.version + 1, updated_by = excluded.updated_by, updated_at = excluded.updated_at",
    );
    let version = i32::try_from(programme.version).unwrap_or(i32::MAX);
    tx.later(statement.uuid(tenant).uuid(before.id).int(version).uuid(by).at(now).json(Value::Array(rows)));
    Ok(())
}

/// What answers said that are said otherwise now (programmes.md 4.3). A first answer corrects nothing, nor does a further entry of a list.
/// Goes before the sections themselves: it moves on from the version that they have.
fn save_corrections<P: Permission>(tx: &mut Tx<P>, programme: &Programme, before: &Earlier<'_>, after: &CaseSnapshot) {
    let rows: Vec<Value> = after
        .sections
        .iter()
        .filter_map(|(name, now)| {
            let (was, is) = corrected(before.snapshot.sections.get(name)?, now)?;
            Some(json!({ "section": name, "class": class_of_section(programme, name), "before": was, "after": is }))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement =
        sql("INSERT INTO case_corrections (tenant_id, case_id, section, version, class, before, after, corrected_by, corrected_at)
         SELECT $1, $2, r.section, s.version + 1, r.class, r.before, r.after, $3, $4
           FROM jsonb_to_recordset($5) AS r (section text, class smallint, before jsonb, after jsonb)
           JOIN case_sections s ON s.tenant_id = $1 AND s.case_id = $2 AND s.section = r.section");
    tx.later(statement.uuid(tenant).uuid(before.id).uuid(by).at(now).json(Value::Array(rows)));
}

/// Answers that had been given and were changed, as they were and as they became; of a repeating section the whole lists.
fn corrected(was: &Value, is: &Value) -> Option<(Value, Value)> {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            let changed: Map<String, Value> = was
                .iter()
                .filter(|(field, said)| !said.is_null() && is.get(*field) != Some(*said))
                .map(|(field, said)| (field.clone(), said.clone()))
                .collect();
            let became = changed.keys().filter_map(|field| Some((field.clone(), is.get(field)?.clone()))).collect();
            (!changed.is_empty()).then(|| (Value::Object(changed), Value::Object(became)))
        }
        (Value::Array(entries), Value::Array(now)) if !now.starts_with(entries) => Some((was.clone(), is.clone())),
        _ => None,
    }
}

fn save_steps<P: Permission>(tx: &mut Tx<P>, before: &Earlier<'_>, after: &CaseSnapshot, reason: Option<&str>) -> Result<(), Problem> {
    let known = before.snapshot.history.len();
    let mut rows = Vec::new();
    for (position, step) in after.history.iter().enumerate().skip(known) {
        rows.push(placed(step, Uuid::now_v7(), position)?);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "INSERT INTO case_steps (tenant_id, id, case_id, position, transition, track, effective_on, from_state, to_state, reason, done_by, done_at)
         SELECT $1, r.id, $2, r.position, r.transition, r.track, r.effective_on, r.\"from\", r.\"to\", $3, $4, $5
           FROM jsonb_to_recordset($6) AS r (id uuid, position integer, transition text, track text, effective_on date, \"from\" text, \"to\" text)",
    );
    let statement = statement.uuid(tenant).uuid(before.id).opt_text(reason.map(str::to_owned)).uuid(by).at(now);
    tx.later(statement.json(Value::Array(rows)));
    Ok(())
}

fn save_deadlines<P: Permission>(tx: &mut Tx<P>, before: &Earlier<'_>, after: &CaseSnapshot) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for (position, row) in after.deadlines.iter().enumerate() {
        if before.snapshot.deadlines.get(position) != Some(row) {
            let id = before.deadlines.get(position).map_or_else(|| DeadlineId::new().0, |key| key.id);
            rows.push(placed(row, id, position)?);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let (tenant, now) = (tx.tenant(), tx.now());
    // A row keeps its basis for ever (0.1 C5); what may move is its last day by pauses, and what became of it.
    let statement = sql(
        "INSERT INTO case_deadlines (tenant_id, id, case_id, position, kind, basis_event, starts_on, counted_on, due_on, due_at, fires_at, made_at, fired, state,
           paused_days, paused_since, pause_ground, pauses, waiver_ground, rule_version, created_at, updated_at)
         SELECT $1, r.id, $2, r.position, r.name, r.basis_event, r.starts_on, r.counted_on, r.due_on, r.due_at, r.fires_at, r.made_at, r.fired, r.state,
           r.paused_days, r.paused_since, r.pause_ground, r.pauses, r.waiver_ground, r.rule_version, $3, $3
           FROM jsonb_to_recordset($4) AS r (id uuid, position integer, name text, basis_event text, starts_on date, counted_on date, due_on date, due_at timestamptz,
             fires_at timestamptz, made_at timestamptz, fired integer, state text, paused_days integer, paused_since date, pause_ground text, pauses jsonb,
             waiver_ground text, rule_version integer)
         ON CONFLICT (tenant_id, id) DO UPDATE SET due_on = excluded.due_on, due_at = excluded.due_at, fires_at = excluded.fires_at, fired = excluded.fired,
           state = excluded.state, paused_days = excluded.paused_days, paused_since = excluded.paused_since, pause_ground = excluded.pause_ground,
           pauses = excluded.pauses, waiver_ground = excluded.waiver_ground, version = case_deadlines.version + 1, updated_at = excluded.updated_at",
    );
    tx.later(statement.uuid(tenant).uuid(before.id).at(now).json(Value::Array(rows)));
    Ok(())
}

fn save_papers<P: Permission>(tx: &mut Tx<P>, before: &Earlier<'_>, after: &CaseSnapshot) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let mut rows = Vec::new();
    for (position, paper) in after.papers.iter().enumerate() {
        if before.snapshot.papers.get(position) == Some(paper) {
            continue;
        }
        let known = before.papers.get(position);
        let mut row = placed(paper, known.map_or_else(|| PaperId::new().0, |key| key.id), position)?;
        if let Some(row) = row.as_object_mut() {
            row.insert("number".to_owned(), json!(known.map_or_else(|| new_number(now), |key| key.number.clone())));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let statement = sql(
        "INSERT INTO case_papers (tenant_id, id, case_id, position, kind, number, issued_on, valid_until, counted_until, pauses, revoked_on, lists, created_at)
         SELECT $1, r.id, $2, r.position, r.name, r.number, r.issued_on, r.valid_until, r.counted_until, r.pauses, r.revoked_on,
                ARRAY(SELECT jsonb_array_elements_text(r.lists)::uuid), $3
           FROM jsonb_to_recordset($4) AS r (id uuid, position integer, name text, number text, issued_on date, valid_until date, counted_until date, pauses jsonb,
             revoked_on date, lists jsonb)
         ON CONFLICT (tenant_id, id) DO UPDATE SET valid_until = excluded.valid_until, counted_until = excluded.counted_until, pauses = excluded.pauses,
           revoked_on = excluded.revoked_on, lists = excluded.lists, version = case_papers.version + 1",
    );
    tx.later(statement.uuid(tenant).uuid(before.id).at(now).json(Value::Array(rows)));
    Ok(())
}

/// The rules leave a cancelled task out; here it stays as cancelled. Both lists are in the order in which tasks were opened.
fn save_tasks<P: Permission>(tx: &mut Tx<P>, before: &Earlier<'_>, after: &CaseSnapshot) -> Result<(), Problem> {
    let mut rows = Vec::new();
    let mut left = after.tasks.iter().peekable();
    for (task, key) in before.snapshot.tasks.iter().zip(before.tasks) {
        let same = |now: &&panoh_rules::engine::Task| {
            now.name == task.name
                && now.for_role == task.for_role
                && now.opened_on == task.opened_on
                && now.due_on == task.due_on
                && (now.done || !task.done)
        };
        let state = match left.next_if(same) {
            Some(now) if now.done == task.done => continue,
            Some(_) => "done",
            None => "cancelled",
        };
        rows.push(task_row(task, key.id, key.position, state));
    }
    let mut position = before.last_task;
    for task in left {
        position = position.saturating_add(1);
        rows.push(task_row(task, TaskId::new().0, position, if task.done { "done" } else { "open" }));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "INSERT INTO case_tasks (tenant_id, id, case_id, position, kind, for_role, opened_on, due_on, state, done_by, done_at, created_at)
         SELECT $1, r.id, $2, r.position, r.name, r.for_role, r.opened_on, r.due_on, r.state,
                CASE WHEN r.state = 'done' THEN $3::uuid END, CASE WHEN r.state = 'done' THEN $4::timestamptz END, $4
           FROM jsonb_to_recordset($5) AS r (id uuid, position integer, name text, for_role text, opened_on date, due_on date, state text)
         ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, done_by = excluded.done_by, done_at = excluded.done_at, version = case_tasks.version + 1",
    );
    tx.later(statement.uuid(tenant).uuid(before.id).uuid(by).at(now).json(Value::Array(rows)));
    Ok(())
}

fn task_row(task: &panoh_rules::engine::Task, id: Uuid, position: i32, state: &str) -> Value {
    json!({ "id": id, "position": position, "name": task.name, "for_role": task.for_role, "opened_on": task.opened_on, "due_on": task.due_on, "state": state })
}

fn save_alerts<P: Permission>(tx: &mut Tx<P>, case: Uuid, effects: &[Effect]) {
    let raised = effects.iter().filter_map(|effect| match effect {
        Effect::AlertRaised { alert, to, alert_kind } => {
            Some(json!({ "id": AlertId::new(), "alert": alert, "to": to, "kind": alert_kind }))
        }
        _ => None,
    });
    let rows: Vec<Value> = raised.collect();
    if rows.is_empty() {
        return;
    }
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at)
         SELECT $1, r.id, $2, r.alert, r.kind, ARRAY(SELECT jsonb_array_elements_text(r.\"to\")), $3
           FROM jsonb_to_recordset($4) AS r (id uuid, alert text, kind text, \"to\" jsonb)");
    tx.later(statement.uuid(tenant).uuid(case).at(now).json(Value::Array(rows)));
}
