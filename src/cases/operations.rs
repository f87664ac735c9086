//! What caseworkers do with a case.
use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::{Answers, Command, Effect, Opening, Subject};
use panoh_rules::programme::{AnswerContext, Origin, Programme};
use serde_json::{Value, json};
use uuid::Uuid;

use super::api::known_files;
use super::apply::{Applied, Desk, apply, effective_day};
use super::case::{Case, hold};
use super::open::{ChosenVersion, NewCase, create, enabled_here, opened};
use super::view::CaseView;
use super::words::{class_number, does, may_know};
use crate::access::permission::ReadPerson;
use crate::access::{Member, Permission};
use crate::database::{Ask, JsonRow, Recorded, Tx, sql};
use crate::ids::OrganisationId;
use crate::ledger::Act;
use crate::problem::{FieldError, Problem};
use crate::programmes::{Ground, ground, ground_of, ground_question};

/// What comes with an opening or a transition.
pub(super) struct Wish {
    pub(super) transition: Option<String>,
    pub(super) effective_at: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) sections: IndexMap<String, Value>,
}

/// Open a case for these people (id and role).
///
/// # Errors
/// A programme that is not enabled here or not granted, an unknown person, answers that the form does not take, a rule.
pub(super) async fn open<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    programme: &str,
    people: &[(Uuid, String)],
    team: Option<Uuid>,
    wish: Wish,
) -> Result<Recorded<CaseView>, Problem> {
    let (chosen, rows, own) =
        tx.ask((enabled_here(tx.tenant(), programme), known_people(tx.tenant(), people), ground_question(tx.tenant()))).await?;
    let programme = enabled(desk, tx.member(), programme, chosen)?;
    let ground = ground_of(&desk.house, own)?;
    let subjects = subjects(tx, &programme, people, rows).await?;
    let keys: Vec<String> = subjects.iter().map(|subject| subject.key.clone()).collect();
    check_answers(tx, desk, &programme, &keys, &wish.sections)?;
    known_files(tx, &programme, None, &wish.sections).await?;
    let transition = match wish.transition {
        Some(transition) => transition,
        None => first_transition(&programme, tx.member()).ok_or_else(|| Problem::field("/transition", "required"))?,
    };
    if !programme.transition(&transition).is_some_and(|known| known.from.contains(&Origin::New) && known.track.is_none()) {
        return Err(Problem::field("/transition", "not_in_list"));
    }
    let effective_on = effective_day(wish.effective_at.as_deref())?;
    let mut fields = vec!["programme".to_owned(), "subjects".to_owned()];
    fields.extend(wish.sections.keys().cloned());
    let opening = Opening {
        transition: transition.clone(),
        effective_on,
        reason: wish.reason.clone(),
        sections: wish.sections,
        subjects,
        ..Opening::default()
    };
    let member = tx.member();
    let (owner, office) = (member.membership.0, member.office.map(|office| office.0));
    let team = team.or(member.team.map(|team| team.0));
    let id = Uuid::now_v7();
    let done = create(tx, &ground, NewCase { id, programme, opening, owner, team, office, parent: None })?;
    let case = opened(tx, id).await?;
    let act = Act::new("case.create").on("case", id).case(id).class(done.class).fields(fields).reason(wish.reason);
    let act = if done.class < 4 {
        act.change(json!({ "transition": { "after": transition }, "state": { "after": case.row.state }, "proposed": done.proposed }))
    } else {
        act
    };
    let view = CaseView::of(tx, desk, &ground, case)?;
    tx.record(act, view).await
}

/// The first act in the programme's file that opens a case and that one of the member's roles may do.
fn first_transition(programme: &Programme, member: &Member) -> Option<String> {
    let mut opening = programme.transitions_from(None, None);
    opening.find(|(_, transition)| transition.by.iter().any(|role| member.holds(role))).map(|(name, _)| name.to_owned())
}

/// The programme, if the organisation has enabled it and the member's grants cover it; otherwise it is not known here.
fn enabled(desk: &Desk, member: &Member, id: &str, chosen: Vec<ChosenVersion>) -> Result<Arc<Programme>, Problem> {
    let unknown = || Problem::field("/programme", "unknown_reference");
    desk.house.catalogue.programme(id).ok_or_else(unknown)?;
    let programme = chosen.into_iter().next().ok_or_else(unknown)?.of(desk, id)?;
    if member.covers(id, class_number(programme.class)) { Ok(programme) } else { Err(unknown()) }
}

const SUBJECTS: &str = "SELECT jsonb_build_object('key', p.id, 'role', '', 'sex', p.sex, 'citizenships', p.citizenships, 'dead', p.death_on IS NOT NULL,
                'birth', CASE WHEN p.birth_on IS NOT NULL THEN jsonb_build_object('date', p.birth_on, 'precision', p.birth_precision) END) AS value
           FROM persons p WHERE p.tenant_id = $1 AND p.id = ANY ($2) AND p.merged_into IS NULL
          -- Held, so that nobody is merged away while a case is opened for them.
          ORDER BY p.id FOR SHARE OF p";

fn known_people(tenant: OrganisationId, people: &[(Uuid, String)]) -> Ask<JsonRow> {
    sql(SUBJECTS).uuid(tenant).uuids(people.iter().map(|(id, _)| *id).collect()).of()
}

/// The people of a new case, as the rules see them. One whom the member may not see is not known.
async fn subjects<P: Permission>(
    tx: &mut Tx<P>,
    programme: &Programme,
    people: &[(Uuid, String)],
    mut rows: Vec<JsonRow>,
) -> Result<Vec<Subject>, Problem> {
    let mut faults = Vec::new();
    for (at, (id, role)) in people.iter().enumerate() {
        if !programme.subject_roles.contains(role) {
            faults.push(FieldError::new(format!("/subjects/{at}/role"), "not_in_list"));
        }
        if people.iter().take(at).any(|(other, _)| other == id) {
            faults.push(FieldError::new(format!("/subjects/{at}/person"), "duplicate"));
        }
    }
    if rows.len() < people.len() && tx.member().user.is_some() {
        // A case is opened for whomever the member may see; here for those beside whom they registered.
        rows.extend(tx.seeing::<ReadPerson, _>(async |tx| tx.ask(known_people(tx.tenant(), people)).await).await?);
    }
    let mut known: HashMap<String, Subject> = HashMap::new();
    for row in rows {
        let subject: Subject = serde_json::from_value(row.value).map_err(|error| Problem::defect("reading a person", error))?;
        known.insert(subject.key.clone(), subject);
    }
    let mut subjects = Vec::new();
    for (at, (id, role)) in people.iter().enumerate() {
        match known.get(&id.to_string()) {
            Some(subject) => subjects.push(Subject { role: role.clone(), ..subject.clone() }),
            None => faults.push(FieldError::new(format!("/subjects/{at}/person"), "unknown_reference")),
        }
    }
    if faults.is_empty() { Ok(subjects) } else { Err(Problem::invalid(faults)) }
}

/// What the forms do not take, each with its pointer. A section that the member may not know of is not known.
pub(super) fn check_answers<P: Permission>(
    tx: &Tx<P>,
    desk: &Desk,
    programme: &Programme,
    subjects: &[String],
    sections: &IndexMap<String, Answers>,
) -> Result<(), Problem> {
    let context = AnswerContext { codes: Some(&desk.house.codes), today: legal_day(tx.now()), subjects: Some(subjects) };
    let mut faults = Vec::new();
    for (name, answers) in sections {
        if !programme.sections.contains_key(name) || !asked_or_known(programme, name, tx.member()) {
            faults.push(FieldError::new(format!("/sections/{name}"), "unknown_field"));
            continue;
        }
        for fault in programme.validate_answers(name, answers, context) {
            faults.push(FieldError::new(format!("/sections/{name}{}", fault.pointer), fault.rule.replace('-', "_")));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}

/// A section may be named by those who may know of it, and by those whose acts ask for it.
fn asked_or_known(programme: &Programme, name: &str, member: &Member) -> bool {
    may_know(programme, name, member) || is_asked(programme, name, member)
}

/// Whether an act that one of the member's roles does asks for this section.
pub(super) fn is_asked(programme: &Programme, name: &str, member: &Member) -> bool {
    programme.transitions.values().any(|act| does(act, member) && act.asks.iter().any(|section| section == name))
}

/// Do an act to a case.
///
/// # Errors
/// `not_found`, `stale`, answers that the form does not take, the refusal of a rule.
pub(super) async fn transition<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    id: Uuid,
    seen: i64,
    wish: Wish,
) -> Result<Recorded<CaseView>, Problem> {
    let (case, ground) = hold(tx, &desk.house, id).await?;
    case.seen(seen)?;
    let programme = desk.programme(&case.row)?;
    let keys: Vec<String> = case.snapshot.subjects.iter().map(|subject| subject.key.clone()).collect();
    check_answers(tx, desk, &programme, &keys, &wish.sections)?;
    known_files(tx, &programme, Some(id), &wish.sections).await?;
    let transition = wish.transition.unwrap_or_default();
    let fields: Vec<String> = std::iter::once("state".to_owned()).chain(wish.sections.keys().cloned()).collect();
    let effective_on = effective_day(wish.effective_at.as_deref())?;
    let command =
        Command::Transition { transition: transition.clone(), effective_on, reason: wish.reason.clone(), sections: wish.sections };
    let applied = apply(tx, desk, &ground, case, &command).await?;
    let operation = if applied.proposed { "case.propose" } else { "case.transition" };
    let act = moved(Act::new(operation), &applied, &transition).fields(fields).reason(wish.reason);
    answered(tx, desk, &ground, applied, act).await
}

/// The case in the ledger; a K4 case without its states.
pub(super) fn moved(act: Act, applied: &Applied, transition: &str) -> Act {
    let row = &applied.case.row;
    let act = act.on("case", row.id).case(row.id).class(row.class);
    if row.class >= 4 {
        return act;
    }
    let track = applied.effects.iter().find_map(|effect| match effect {
        Effect::Moved { track, transition: moved, .. } if moved == transition => track.clone(),
        _ => None,
    });
    act.change(json!({ "transition": { "after": transition }, "track": track, "state": { "before": applied.from, "after": row.state } }))
}

/// Record the act and answer the case.
///
/// # Errors
/// What the database says.
pub(super) async fn answered<P: Permission>(
    tx: &mut Tx<P>,
    desk: &Desk,
    ground: &Ground<'_>,
    applied: Applied,
    act: Act,
) -> Result<Recorded<CaseView>, Problem> {
    let view = CaseView::of(tx, desk, ground, applied.case)?;
    tx.record(act, view).await
}

/// A case for this member.
///
/// # Errors
/// What the database says.
pub(super) async fn view<P: Permission>(tx: &mut Tx<P>, desk: &Desk, case: Case) -> Result<CaseView, Problem> {
    let ground = ground(tx, &desk.house).await?;
    CaseView::of(tx, desk, &ground, case)
}
