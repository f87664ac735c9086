//! Opening a case: by a member, or by another case.
use std::sync::Arc;

use diesel::QueryableByName;
use diesel::sql_types::Integer;
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::{CaseSnapshot, Opening, open_case};
use panoh_rules::programme::Programme;
use serde_json::{Value, json};
use uuid::Uuid;

use super::apply::{Desk, actor, facts};
use super::case::{Case, Earlier, NEW, load};
use super::save::{new_number, phase_of, save_parts};
use super::words::{self, class_number};
use crate::access::Permission;
use crate::database::{Ask, Tx, sql};
use crate::ids::OrganisationId;
use crate::problem::Problem;
use crate::programmes::Ground;

/// A case to be opened.
pub(super) struct NewCase {
    pub(super) id: Uuid,
    pub(super) programme: Arc<Programme>,
    pub(super) opening: Opening,
    /// Membership that owns it.
    pub(super) owner: Uuid,
    pub(super) team: Option<Uuid>,
    pub(super) office: Option<Uuid>,
    pub(super) parent: Option<Uuid>,
}

/// What was opened.
pub(super) struct Opened {
    pub(super) class: i16,
    pub(super) proposed: bool,
}

/// The version of a programme on which new cases run in an organisation.
#[derive(QueryableByName)]
pub(super) struct ChosenVersion {
    #[diesel(sql_type = Integer)]
    programme_version: i32,
}

impl ChosenVersion {
    /// The programme in this version.
    ///
    /// # Errors
    /// A defect: it is no longer shipped.
    pub(super) fn of(&self, desk: &Desk, id: &str) -> Result<Arc<Programme>, Problem> {
        desk.version(id, self.programme_version).ok_or_else(|| Problem::defect("finding a programme for a new case", id))
    }
}

/// The version in which a programme is enabled, to travel with other questions.
pub(super) fn enabled_here(tenant: OrganisationId, id: &str) -> Ask<ChosenVersion> {
    sql("SELECT programme_version FROM programme_settings WHERE tenant_id = $1 AND programme = $2 AND enabled").uuid(tenant).text(id).of()
}

/// The version of a programme on which a case opens another here: the one that is chosen, enabled or not, else the newest.
///
/// # Errors
/// A defect: there is no such programme or version, or what the database says.
pub(super) async fn for_new_cases<P: Permission>(tx: &mut Tx<P>, desk: &Desk, id: &str) -> Result<Arc<Programme>, Problem> {
    let statement = sql("SELECT programme_version FROM programme_settings WHERE tenant_id = $1 AND programme = $2");
    let chosen: Option<ChosenVersion> = tx.maybe(statement.uuid(tx.tenant()).text(id)).await?;
    match chosen {
        Some(chosen) => chosen.of(desk, id),
        None => desk.house.catalogue.programme(id).cloned().ok_or_else(|| Problem::defect("finding a programme for a new case", id)),
    }
}

/// Open a case by this transaction's member. Nothing is recorded yet.
///
/// # Errors
/// The refusal of a rule, or what the database says.
pub(super) fn create<P: Permission>(tx: &mut Tx<P>, ground: &Ground<'_>, new: NewCase) -> Result<Opened, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let programme = &new.programme;
    let outcome = open_case(programme, &new.opening, &actor(tx.member()), &facts(ground), &ground.of_rules(), now)
        .map_err(|refusal| words::problem(programme, &refusal, Some(&new.opening.transition), tx.member()))?;
    let class = class_number(programme.class).max(1);
    if class == 4 {
        give_access(tx, &new);
    }
    let after = &outcome.case;
    let statement = sql(
        "INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, previous_state, phase, class, owner_id, team_id, office_id, parent_id,
           opened_on, flags, tracks, proposal, waiting, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)",
    );
    let version = i32::try_from(programme.version).unwrap_or(i32::MAX);
    let statement = statement.uuid(tenant).uuid(new.id).text(new_number(now)).text(programme.id.clone()).int(version);
    let statement = statement.text(after.state.as_deref().unwrap_or(NEW)).opt_text(after.previous_state.clone());
    let statement =
        statement.text(phase_of(programme, after.state.as_deref())).small(class).uuid(new.owner).opt_uuid(new.team).opt_uuid(new.office);
    let statement = statement.opt_uuid(new.parent).day(after.opened_on.unwrap_or_else(|| legal_day(now)));
    let proposal = after.proposal.as_ref().map(|proposal| json!(proposal));
    tx.later(statement.json(json!(after.flags)).json(json!(after.tracks)).opt_json(proposal).json(json!(after.waiting)).at(now));
    add_subjects(tx, &new);
    if class == 4 {
        shield(tx, &new);
    }
    let nothing = CaseSnapshot::default();
    let before = Earlier { id: new.id, snapshot: &nothing, deadlines: &[], papers: &[], tasks: &[], last_task: -1 };
    save_parts(tx, programme, &before, &outcome, new.opening.reason.as_deref())?;
    Ok(Opened { class, proposed: outcome.proposed })
}

fn add_subjects<P: Permission>(tx: &mut Tx<P>, new: &NewCase) {
    let (tenant, now) = (tx.tenant(), tx.now());
    let rows = new.opening.subjects.iter().enumerate();
    let rows: Vec<Value> =
        rows.map(|(position, subject)| json!({ "person": subject.key, "role": subject.role, "position": position })).collect();
    let statement = sql("INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at)
         SELECT $1, $2, r.person, r.role, r.position, $3 FROM jsonb_to_recordset($4) AS r (person uuid, role text, position smallint)");
    tx.later(statement.uuid(tenant).uuid(new.id).at(now).json(Value::Array(rows)));
}

/// Whoever is a subject of a K4 case is no longer found by where they were registered.
fn shield<P: Permission>(tx: &mut Tx<P>, new: &NewCase) {
    let statement =
        sql("INSERT INTO shielded_persons (tenant_id, person_id, case_id) SELECT s.tenant_id, s.person_id, s.case_id FROM case_subjects s
          WHERE s.tenant_id = $1 AND s.case_id = $2 ON CONFLICT DO NOTHING");
    tx.later(statement.uuid(tx.tenant()).uuid(new.id));
}

/// A K4 case is seen by those on its list: at first its owner, who leads the owner's team, and whoever is on the list of the case
/// from which it comes (programmes.md 3.4). The list stands before the case, which could not be written unseen.
fn give_access<P: Permission>(tx: &mut Tx<P>, new: &NewCase) {
    let (tenant, now, by) = (tx.tenant(), tx.now(), tx.member().membership);
    let statement = sql("INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at)
         SELECT $1, $2, who.id, min(who.why), $3, $4
           FROM (SELECT $5::uuid AS id, 'owner' AS why
                 UNION ALL
                 SELECT m.id, 'team lead' FROM memberships m
                   JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
                   JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
                  WHERE m.tenant_id = $1 AND m.team_id = $6 AND r.key = 'supervisor' AND m.deactivated_at IS NULL
                 UNION ALL
                 SELECT a.membership_id, 'parent case' FROM case_access a
                  WHERE a.tenant_id = $1 AND a.case_id = $7 AND a.from_at <= $4 AND (a.until_at IS NULL OR a.until_at > $4)) AS who
          GROUP BY who.id");
    tx.later(statement.uuid(tenant).uuid(new.id).uuid(by).at(now).uuid(new.owner).opt_uuid(new.team).opt_uuid(new.parent));
}

/// The case that was opened.
///
/// # Errors
/// What the database says.
pub(super) async fn opened<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<Case, Problem> {
    load(tx, id).await
}
