//! A case as its page shows it to one member, in one language.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::{self, Answers, DeadlineState, Proposal, possible};
use panoh_rules::programme::Programme;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::apply::{Desk, actor, facts};
use super::case::Case;
use super::words::{class_of_section, does, may_know, may_read, refusal_words, sees_deadline, sees_task, sees_track, words};
use crate::access::{Member, Permission};
use crate::database::Tx;
use crate::http::{Language, Representation};
use crate::problem::Problem;
use crate::programmes::Ground;

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    pub id: Uuid,
    pub number: String,
    pub programme: String,
    pub programme_title: String,
    pub programme_version: i32,
    pub state: String,
    pub state_title: String,
    pub phase: String,
    /// 1 to 4 (K1–K4).
    pub class: i16,
    /// Membership of the owner.
    pub owner: Uuid,
    pub owner_name: Option<String>,
    pub team: Option<Uuid>,
    pub office: Option<Uuid>,
    pub parent: Option<Uuid>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub subjects: Vec<SubjectView>,
    pub tracks: Vec<TrackView>,
    #[schema(value_type = Object)]
    pub flags: BTreeMap<String, Value>,
    /// Sections that this member may know of.
    pub sections: Vec<SectionLine>,
    pub deadlines: Vec<DeadlineView>,
    pub papers: Vec<PaperView>,
    /// Open tasks.
    pub tasks: Vec<TaskView>,
    /// A two-person act that waits for its second person.
    pub proposal: Option<ProposalView>,
    pub allowed_transitions: Vec<AllowedTransition>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Representation for CaseView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/cases/{}", self.id))
    }
}

/// A person in a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectView {
    pub person: String,
    pub role: String,
    pub name: Option<String>,
}

/// A side machine.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackView {
    pub track: String,
    pub title: String,
    pub state: String,
    pub state_title: String,
}

/// A section, without its answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionLine {
    pub section: String,
    pub title: String,
    /// `None`: nothing is written yet.
    pub version: Option<i64>,
    pub updated_at: Option<DateTime<Utc>>,
    /// Whether this member may read the answers.
    pub readable: bool,
}

/// A statutory clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineView {
    pub id: Uuid,
    pub deadline: String,
    pub title: String,
    /// First day of the period.
    pub starts_on: NaiveDate,
    /// Last day, on which an act is still on time.
    pub due_on: NaiveDate,
    /// Instant, for deadlines in clock hours.
    pub due_at: Option<DateTime<Utc>>,
    /// `open`, `met`, `missed`, `waived`, `cancelled`.
    #[schema(value_type = String)]
    pub state: DeadlineState,
    /// Calendar days to the last day, negative when it is past; `None` when it is not open.
    pub days_left: Option<i64>,
    pub paused_days: u32,
    pub paused_since: Option<NaiveDate>,
    pub pause_ground: Option<String>,
    pub waiver_ground: Option<String>,
    pub version: i64,
}

/// A paper that was issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperView {
    pub id: Uuid,
    pub paper: String,
    pub title: String,
    pub number: String,
    pub issued_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub revoked_on: Option<NaiveDate>,
}

/// A thing to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    pub id: Uuid,
    /// The programme's task; `None` for one that was written by hand.
    pub task: Option<String>,
    pub title: String,
    pub for_role: String,
    pub assigned_to: Option<Uuid>,
    pub opened_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub version: i64,
}

/// A two-person act between its two people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    pub transition: String,
    pub title: String,
    pub proposed_by: String,
    pub effective_on: NaiveDate,
    pub reason: Option<String>,
    /// What the first person answered, by section: the second one confirms just this. Only of sections that the member may read.
    #[schema(value_type = Object)]
    pub sections: BTreeMap<String, Answers>,
    /// Highest class of these sections.
    #[serde(skip)]
    pub(super) class: i16,
}

/// Something that can be done next.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedTransition {
    pub transition: String,
    pub title: String,
    pub to: String,
    /// Sections that the act asks for.
    pub asks: Vec<String>,
    /// Nothing speaks against it on what is known now, the asked sections apart.
    pub ready: bool,
    /// `section.field` still to be answered.
    pub missing: Vec<String>,
    /// Guards that do not hold, in words.
    pub failing: Vec<FailingGuard>,
    pub reason_required: bool,
    /// If not empty, the reason is one of these.
    pub reasons: Vec<String>,
    /// A second person must confirm.
    pub needs_second_person: bool,
}

/// A rule that speaks against an act.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailingGuard {
    pub rule: String,
    pub says: String,
}

impl CaseView {
    /// The case for this transaction's member.
    ///
    /// # Errors
    /// A defect: the programme is no longer shipped.
    pub(super) fn of<P: Permission>(tx: &Tx<P>, desk: &Desk, ground: &Ground<'_>, case: Case) -> Result<Self, Problem> {
        let programme = desk.programme(&case.row)?;
        let (member, language, today) = (tx.member(), desk.language, legal_day(tx.now()));
        let say = |key: String| words(&programme, language, &key);
        let snapshot = &case.snapshot;
        let actor = actor(member);
        let possible = possible(&programme, snapshot, &actor, &facts(ground), &ground.of_rules(), tx.now());
        let whole = member.sees_whole();
        let tracks = snapshot.tracks.iter().filter(|(track, _)| sees_track(&programme, track, member)).map(|(track, state)| TrackView {
            title: say(format!("tracks/{track}/title")),
            state_title: say(format!("tracks/{track}/states/{state}")),
            track: track.clone(),
            state: state.clone(),
        });
        let known = |act: &str| whole || programme.transition(act).is_some_and(|act| does(act, member));
        let proposal = snapshot.proposal.as_ref().filter(|proposal| known(&proposal.transition));
        let proposal = proposal.map(|proposal| ProposalView::of(&programme, proposal, member, language));
        Ok(Self {
            programme_title: say("title".to_owned()),
            state_title: say(format!("states/{}", case.row.state)),
            subjects: subjects(&case),
            tracks: tracks.collect(),
            flags: if whole { snapshot.flags.clone() } else { BTreeMap::new() },
            sections: sections(&programme, &case, member, language),
            deadlines: deadlines(&programme, &case, member, language, today),
            papers: if whole { papers(&programme, &case, language) } else { Vec::new() },
            tasks: tasks(&programme, &case, member, language),
            proposal,
            allowed_transitions: possible.into_iter().map(|one| allowed(&programme, one, member, language)).collect(),
            id: case.row.id,
            number: case.row.number,
            programme: case.row.programme,
            programme_version: case.row.programme_version,
            state: case.row.state,
            phase: case.row.phase,
            class: case.row.class,
            owner: case.row.owner_id,
            owner_name: case.row.owner_name,
            team: case.row.team_id,
            office: case.row.office_id,
            parent: case.row.parent_id,
            opened_on: case.row.opened_on,
            closed_on: case.row.closed_on,
            version: case.row.version,
            created_at: case.row.created_at,
            updated_at: case.row.updated_at,
        })
    }
}

impl ProposalView {
    fn of(programme: &Programme, proposal: &Proposal, member: &Member, language: Language) -> Self {
        let shown = proposal.sections.iter().filter(|(name, _)| may_read(programme, name, member));
        let sections: BTreeMap<String, Answers> = shown.map(|(name, answers)| (name.clone(), answers.clone())).collect();
        Self {
            title: words(programme, language, &format!("transitions/{}/title", proposal.transition)),
            transition: proposal.transition.clone(),
            proposed_by: proposal.proposed_by.clone(),
            effective_on: proposal.effective_on,
            reason: proposal.reason.clone(),
            class: sections.keys().map(|name| class_of_section(programme, name)).max().unwrap_or_default(),
            sections,
        }
    }
}

fn subjects(case: &Case) -> Vec<SubjectView> {
    let named = case.snapshot.subjects.iter().zip(&case.subject_names);
    named.map(|(subject, name)| SubjectView { person: subject.key.clone(), role: subject.role.clone(), name: name.clone() }).collect()
}

fn sections(programme: &Programme, case: &Case, member: &Member, language: Language) -> Vec<SectionLine> {
    let known = programme.sections.keys().filter(|name| may_know(programme, name, member));
    known
        .map(|name| {
            let readable = may_read(programme, name, member);
            let row = case.sections.iter().find(|row| row.section == *name);
            SectionLine {
                section: name.clone(),
                title: words(programme, language, &format!("sections/{name}/title")),
                version: row.map(|row| row.version),
                updated_at: row.map(|row| row.updated_at),
                readable,
            }
        })
        .collect()
}

/// The deadlines of a case that a member sees, in the order in which they were started.
pub(super) fn deadlines(programme: &Programme, case: &Case, member: &Member, language: Language, today: NaiveDate) -> Vec<DeadlineView> {
    let rows = case.snapshot.deadlines.iter().zip(&case.deadlines);
    rows.filter(|(row, _)| sees_deadline(programme, &row.name, member))
        .map(|(row, key)| DeadlineView {
            id: key.id,
            title: words(programme, language, &format!("deadlines/{}", row.name)),
            deadline: row.name.clone(),
            starts_on: row.starts_on,
            due_on: row.due_on,
            due_at: row.due_at,
            state: row.state,
            days_left: (row.state == DeadlineState::Open).then(|| (row.due_on - today).num_days()),
            paused_days: row.paused_days,
            paused_since: row.paused_since,
            pause_ground: row.pause_ground.clone(),
            waiver_ground: row.waiver_ground.clone(),
            version: key.version,
        })
        .collect()
}

fn papers(programme: &Programme, case: &Case, language: Language) -> Vec<PaperView> {
    let rows = case.snapshot.papers.iter().zip(&case.papers);
    rows.map(|(paper, key)| PaperView {
        id: key.id,
        title: words(programme, language, &format!("papers/{}", paper.name)),
        paper: paper.name.clone(),
        number: key.number.clone(),
        issued_on: paper.issued_on,
        valid_until: paper.valid_until,
        revoked_on: paper.revoked_on,
    })
    .collect()
}

/// Title of a task; an approval has the title of the act that it approves.
pub(super) fn task_title(programme: &Programme, name: &str, language: Language) -> String {
    match name.strip_prefix("approve:") {
        Some(transition) => words(programme, language, &format!("transitions/{transition}/title")),
        None => words(programme, language, &format!("tasks/{name}")),
    }
}

/// Open tasks that a member sees: the programme's, then those written by hand.
pub(super) fn tasks(programme: &Programme, case: &Case, member: &Member, language: Language) -> Vec<TaskView> {
    let of_programme = case.snapshot.tasks.iter().zip(&case.tasks).filter(|(task, _)| !task.done);
    let of_programme = of_programme.map(|(task, key)| TaskView {
        id: key.id,
        title: task_title(programme, &task.name, language),
        task: Some(task.name.clone()),
        for_role: task.for_role.clone(),
        assigned_to: key.assigned_to,
        opened_on: task.opened_on,
        due_on: task.due_on,
        version: key.version,
    });
    let by_hand = case.own_tasks.iter().map(|task| TaskView {
        id: task.id,
        task: None,
        title: task.title.clone(),
        for_role: task.for_role.clone(),
        assigned_to: task.assigned_to,
        opened_on: task.opened_on,
        due_on: task.due_on,
        version: task.version,
    });
    of_programme.chain(by_hand).filter(|task| sees_task(&task.for_role, task.assigned_to, member)).collect()
}

fn allowed(programme: &Programme, one: engine::Possible, member: &Member, language: Language) -> AllowedTransition {
    let act = programme.transition(&one.transition);
    let known = |path: &String| may_know(programme, path.split('.').next().unwrap_or_default(), member);
    AllowedTransition {
        title: words(programme, language, &format!("transitions/{}/title", one.transition)),
        missing: one.missing.into_iter().filter(known).collect(),
        failing: one
            .refusals
            .iter()
            .map(|refusal| FailingGuard { rule: refusal.rule.clone(), says: refusal_words(programme, refusal, &one.transition, language) })
            .collect(),
        reason_required: act.is_some_and(|act| act.reason_required),
        reasons: act.map(|act| act.reasons.clone()).unwrap_or_default(),
        needs_second_person: act.is_some_and(|act| !act.approved_by.is_empty()),
        transition: one.transition,
        to: one.to,
        asks: one.asks,
        ready: one.ready,
    }
}
