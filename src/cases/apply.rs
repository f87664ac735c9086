//! A command to a case, in the transaction that holds it: the clock catches up, the rules decide, the outcome is stored, and what
//! follows outside the case (a docket item, a further case) is done in the same transaction.
use std::sync::Arc;

use panoh_rules::calendar::legal_day;
use panoh_rules::engine::{self, Actor, CaseSnapshot, Command, Effect, Facts, Outcome, Refusal, barred_voters, decide, is_urgent};
use panoh_rules::programme::Programme;
use serde_json::{Value, json};
use uuid::Uuid;

use super::case::{Case, CaseRow, load};
use super::open::{NewCase, create, for_new_cases};
use super::save::save;
use super::words;
use crate::access::{Member, Permission};
use crate::database::{IdRow, Tx, sql};
use crate::http::Language;
use crate::ids::ItemId;
use crate::ledger::Act;
use crate::problem::{Problem, rule_words};
use crate::programmes::{Ground, House, ground};

/// More firings than this at once are a programme that goes in circles.
const MOST_FIRINGS: usize = 1_000;

/// What a request brings besides its body.
#[derive(Clone)]
pub struct Desk {
    pub house: Arc<House>,
    pub language: Language,
}

impl Desk {
    /// For the house's own acts.
    pub fn of_house(house: Arc<House>) -> Self {
        Self { house, language: Language::En }
    }

    /// The programme of a case, in the version that the case runs on.
    ///
    /// # Errors
    /// A defect: that version is no longer shipped.
    pub fn programme(&self, case: &CaseRow) -> Result<Arc<Programme>, Problem> {
        self.version(&case.programme, case.programme_version)
            .ok_or_else(|| Problem::defect("finding a case's programme", format!("{} version {}", case.programme, case.programme_version)))
    }

    /// A version of a programme.
    pub fn version(&self, id: &str, version: i32) -> Option<Arc<Programme>> {
        self.house.catalogue.version(id, u32::try_from(version).ok()?).cloned()
    }
}

/// The member as the rules see them.
pub(super) fn actor(member: &Member) -> Actor {
    if member.user.is_none() {
        return Actor::system();
    }
    Actor { person: member.membership.to_string(), roles: member.roles.clone(), training: member.training.clone() }
}

/// Values from outside the case that its rules may name.
pub(super) fn facts(ground: &Ground<'_>) -> Facts {
    Facts { suspensions: ground.suspensions.clone(), ..Facts::default() }
}

/// What a command did.
pub struct Applied {
    /// The case afterwards.
    pub case: Case,
    pub effects: Vec<Effect>,
    /// A second person must confirm.
    pub proposed: bool,
    /// State before the command.
    pub from: String,
}

/// Do something to a case that is held by [`super::lock`].
///
/// # Errors
/// The refusal of a rule, or what the database says; then the transaction must be undone.
pub async fn apply<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    ground: &Ground<'_>,
    case: Case,
    command: &Command,
) -> Result<Applied, Problem> {
    let programme = desk.programme(&case.row)?;
    let case = if is_due(tx, &case) { tx.by_system(async |tx| fire_first(tx, desk, &programme, ground, case).await).await? } else { case };
    let actor = actor(tx.member());
    let named = match command {
        Command::Transition { transition, .. } => Some(transition.as_str()),
        _ => None,
    };
    let decided = decide(&programme, &case.snapshot, command, &actor, &facts(ground), &ground.of_rules(), tx.now());
    let outcome = decided.map_err(|refusal| words::problem(&programme, &refusal, named, tx.member()))?;
    let reason = match command {
        Command::Transition { reason, .. } => {
            reason.clone().or_else(|| case.snapshot.proposal.as_ref().and_then(|proposal| proposal.reason.clone()))
        }
        _ => None,
    };
    let from = case.row.state.clone();
    let case = store(tx, desk, &programme, ground, &case, &outcome, reason.as_deref()).await?;
    Ok(Applied { case, effects: outcome.effects, proposed: outcome.proposed, from })
}

/// The clock's own acts before a member's, each with its entry.
async fn fire_first<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    programme: &Programme,
    ground: &Ground<'_>,
    case: Case,
) -> Result<Case, Problem> {
    let (case, acts) = catch_up(tx, desk, programme, ground, case).await?;
    for act in acts {
        tx.append(act).await?;
    }
    Ok(case)
}

fn is_due<P: Permission>(tx: &Tx<P>, case: &Case) -> bool {
    case.snapshot.deadlines.iter().any(|row| row.fires_at.is_some_and(|at| at <= tx.now()))
}

/// Save an outcome, do what follows outside the case, and read the case anew.
async fn store<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    programme: &Programme,
    ground: &Ground<'_>,
    before: &Case,
    outcome: &Outcome,
    reason: Option<&str>,
) -> Result<Case, Problem> {
    save(tx, programme, before, outcome, reason)?;
    for effect in &outcome.effects {
        match effect {
            Effect::PlacedBefore { body } => place_before(tx, programme, ground, before, outcome, body).await?,
            Effect::CaseOpened { programme, transition, subjects, flags } => {
                let opening = engine::Opening {
                    transition: transition.clone(),
                    subjects: subjects.clone(),
                    flags: flags.clone(),
                    ..engine::Opening::default()
                };
                let new = NewCase {
                    id: Uuid::now_v7(),
                    programme: for_new_cases(tx, desk, programme).await?,
                    opening,
                    owner: before.row.owner_id,
                    team: before.row.team_id,
                    office: before.row.office_id,
                    parent: Some(before.row.id),
                };
                tx.by_system(async |tx| open_further(tx, ground, new).await).await?;
            }
            _ => {}
        }
    }
    hurry(tx, programme, ground, before, outcome);
    let after = load(tx, before.row.id).await?;
    // The case is held, so its version is the one that was read; were it not, nothing of this may stand.
    if after.row.version == before.row.version {
        return Err(Problem::stale(after.row.version));
    }
    if before.tasks.iter().any(|task| task.assigned_to.is_some()) {
        follow_assignments(tx, &[before.row.id]).await?;
    }
    Ok(after)
}

/// Keep who works on a case beside its owner: whoever has an open task of their own there (programmes.md 3.1). Whoever finished
/// their last one no longer reaches it, so this comes after everything that reads the case.
///
/// # Errors
/// What the database says.
pub(super) async fn follow_assignments<P: Permission>(tx: &mut Tx<P>, cases: &[Uuid]) -> Result<(), Problem> {
    let (tenant, cases) = (tx.tenant(), cases.to_vec());
    tx.by_system(async |tx| {
        let statement = sql("UPDATE cases c
               SET workers = ARRAY(SELECT DISTINCT t.assigned_to FROM case_tasks t
                                    WHERE t.tenant_id = $1 AND t.case_id = c.id AND t.state = 'open' AND t.assigned_to IS NOT NULL ORDER BY 1)
             WHERE c.tenant_id = $1 AND c.id = ANY ($2)");
        tx.execute(statement.uuid(tenant).uuids(cases)).await
    })
    .await?;
    Ok(())
}

/// An item that became urgent by this act heads the next docket (0.3, ref.commission_decide).
fn hurry<P: Permission>(tx: &mut Tx<P>, programme: &Programme, ground: &Ground<'_>, before: &Case, outcome: &Outcome) {
    let (tenant, now, ground) = (tx.tenant(), tx.now(), (facts(ground), ground.of_rules()));
    let urgent = |case: &CaseSnapshot, question: &str| is_urgent(programme, case, question, &ground.0, &ground.1, now);
    for question in programme.bodies.keys().filter(|question| urgent(&outcome.case, question) && !urgent(&before.snapshot, question)) {
        let statement = sql("UPDATE docket_items SET urgent = true, version = version + 1
              WHERE tenant_id = $1 AND case_id = $2 AND question = $3 AND state IN ('waiting', 'listed') AND NOT urgent");
        tx.later(statement.uuid(tenant).uuid(before.row.id).text(question.clone()));
    }
}

/// A case that a case opens, with its own entry. What it opens or places in turn would need a member's decision first.
async fn open_further<P: Permission>(tx: &mut Tx<P>, ground: &Ground<'_>, new: NewCase) -> Result<(), Problem> {
    let (id, parent) = (new.id, new.parent);
    let opened = create(tx, ground, new)?;
    let act = Act::new("case.create").on("case", id).case(id).class(opened.class).fields(["programme", "subjects", "flags"]);
    tx.append(act.change(json!({ "parent": parent }))).await?;
    Ok(())
}

/// Put the case before a body: a docket item that waits for a sitting. What the body reads is frozen when it is convened.
async fn place_before<P: Permission>(
    tx: &mut Tx<P>,
    programme: &Programme,
    ground: &Ground<'_>,
    before: &Case,
    outcome: &Outcome,
    body: &str,
) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    // Several questions of a programme may go to one body: the item keeps the question.
    let convener = programme.bodies.get(body).and_then(|spec| spec.convened_by.as_deref()).unwrap_or(body);
    let found: Option<IdRow> = tx.maybe(sql("SELECT id FROM bodies WHERE tenant_id = $1 AND key = $2").uuid(tenant).text(convener)).await?;
    let Some(found) = found else { return Err(Problem::refused("body-missing", rule_words("body-missing"))) };
    let barred = barred_voters(programme, &outcome.case, body, &facts(ground), &ground.of_rules(), now);
    let barred = barred.map_err(|refusal| words::problem(programme, &refusal, None, tx.member()))?;
    // An expression names members by their ids; what is no id names nobody who could vote.
    let barred: Vec<Uuid> = barred.iter().filter_map(|person| person.parse().ok()).collect();
    // What still waits from an earlier placing, which the case left by another act, is not decided on.
    let left = sql(
        "UPDATE docket_items SET state = 'withdrawn', version = version + 1 WHERE tenant_id = $1 AND case_id = $2 AND body_id = $3 AND state IN ('waiting', 'listed')",
    );
    tx.later(left.uuid(tenant).uuid(before.row.id).uuid(found.id));
    let statement = sql("INSERT INTO docket_items (tenant_id, id, body_id, case_id, case_number, question, state, barred, placed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8)");
    let statement = statement.uuid(tenant).uuid(ItemId::new()).uuid(found.id).uuid(before.row.id).text(before.row.number.clone());
    tx.later(statement.text(body).uuids(barred).at(now));
    Ok(())
}

/// Fire what is due on a case, in order; one act for each firing, to be recorded. Stands as the system member.
///
/// # Errors
/// What the rules or the database say.
pub(super) async fn catch_up<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    programme: &Programme,
    ground: &Ground<'_>,
    case: Case,
) -> Result<(Case, Vec<Act>), Problem> {
    let mut case = case;
    let mut acts = Vec::new();
    for _ in 0..MOST_FIRINGS {
        let due =
            case.snapshot.deadlines.iter().enumerate().filter_map(|(index, row)| Some((row.fires_at.filter(|at| *at <= tx.now())?, index)));
        let Some((at, index)) = due.min() else { return Ok((case, acts)) };
        let name = case.snapshot.deadlines.get(index).map(|row| row.name.clone()).unwrap_or_default();
        let outcome = tick(tx, programme, ground, &case).map_err(|refusal| Problem::defect("letting the clock fire", refusal))?;
        let from = case.row.state.clone();
        let fires = outcome
            .case
            .deadlines
            .get(index)
            .zip(case.snapshot.deadlines.get(index))
            .is_some_and(|(after, before)| after.fired > before.fired);
        if outcome.case == case.snapshot {
            return Err(Problem::defect("letting the clock fire", format!("{name} of case {} does not move", case.row.id)));
        }
        case = store(tx, desk, programme, ground, &case, &outcome, None).await?;
        let act = Act::new(if fires { "case.deadline_fired" } else { "case.deadline_reckoned" })
            .on("case", case.row.id)
            .case(case.row.id)
            .class(case.row.class);
        acts.push(act.fields(["deadlines"]).change(fired_change(&name, at.to_rfc3339(), &from, &case)));
    }
    Err(Problem::defect("letting the clock fire", format!("case {} fires without end", case.row.id)))
}

fn fired_change(name: &str, due_at: String, from: &str, case: &Case) -> Value {
    let mut change = json!({ "deadline": { "after": name }, "due_at": { "after": due_at } });
    if let Some(change) = change.as_object_mut().filter(|_| from != case.row.state && case.row.class < 4) {
        change.insert("state".to_owned(), json!({ "before": from, "after": case.row.state }));
    }
    change
}

/// Take over what changed around a case when nothing is due: a national suspension. `None`: nothing changed.
///
/// # Errors
/// What the rules or the database say.
pub(super) async fn take_over<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    programme: &Programme,
    ground: &Ground<'_>,
    case: &Case,
) -> Result<Option<Case>, Problem> {
    let outcome = tick(tx, programme, ground, case).map_err(|refusal| Problem::defect("taking over a suspension", refusal))?;
    if outcome.case == case.snapshot {
        return Ok(None);
    }
    store(tx, desk, programme, ground, case, &outcome, None).await.map(Some)
}

fn tick<P: Permission>(tx: &Tx<P>, programme: &Programme, ground: &Ground<'_>, case: &Case) -> Result<Outcome, Refusal> {
    decide(programme, &case.snapshot, &Command::Tick, &Actor::system(), &facts(ground), &ground.of_rules(), tx.now())
}

/// A body closed its item on this case: what the programme names for this outcome, done and recorded as the house's own act in the
/// ballot's transaction. Hold the case by [`super::lock`] before.
///
/// # Errors
/// The refusal of a rule, or what the database says; then the ballot's transaction must be undone.
pub async fn decided<P: Permission>(tx: &mut Tx<P>, desk: &Desk, case: Case, body: &str, outcome: &str) -> Result<Applied, Problem> {
    let command = Command::Decided { body: body.to_owned(), outcome: outcome.to_owned() };
    tx.by_system(async |tx| {
        let ground = ground(tx, &desk.house).await?;
        let applied = apply(tx, desk, &ground, case, &command).await?;
        let row = &applied.case.row;
        let act = Act::new("case.decided").on("case", row.id).case(row.id).class(row.class).fields(["state", "decisions"]);
        let act = if row.class < 4 { act.change(json!({ "state": { "before": applied.from, "after": row.state } })) } else { act };
        tx.append(act).await?;
        Ok(applied)
    })
    .await
}

/// A day of an act, given as a day or an instant: its legal day (C1).
pub(super) fn effective_day(at: Option<&str>) -> Result<Option<chrono::NaiveDate>, Problem> {
    let Some(text) = at else { return Ok(None) };
    let day = text.parse().ok();
    let instant = || chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| legal_day(at.to_utc()));
    day.or_else(instant).map(Some).ok_or_else(|| Problem::field("/effective_at", "wrong_type"))
}
