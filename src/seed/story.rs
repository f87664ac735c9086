//! The life of one case, told to the rules act by act with a moving clock. Nothing here writes a state: whatever a case becomes is
//! what the engine made of it, and every act leaves the ledger entry that the service would have written.
mod following;

use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use indexmap::IndexMap;
use panoh_rules::calendar::legal_day;
use panoh_rules::case_number::CaseNumber;
use panoh_rules::engine::{self, Actor, CaseSnapshot, Command, Facts, Opening, Outcome, Refusal, Subject, decide, open_case};
use panoh_rules::programme::Programme;
use serde_json::{Value, json};
use uuid::Uuid;

use super::chance::Chance;
use super::tables::{AlertRow, EntryRow};

/// More firings than this of one case are a programme that goes in circles.
const MOST_FIRINGS: usize = 1_000;

/// Somebody who works there, or the organisation's system member.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub(super) membership: Uuid,
    pub(super) user: Option<Uuid>,
    pub(super) office: Uuid,
    pub(super) team: Uuid,
    pub(super) actor: Actor,
}

/// What every case of an organisation stands on.
pub(super) struct Ground<'w> {
    pub(super) rules: engine::Ground<'w>,
    pub(super) system: &'w Worker,
}

/// Who did something, when and why.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) id: Uuid,
    pub(super) by: Uuid,
    pub(super) at: DateTime<Utc>,
    /// When it was last changed.
    pub(super) changed_at: DateTime<Utc>,
    pub(super) reason: Option<String>,
    /// Of the row.
    pub(super) version: i64,
}

/// A task that was opened, what became of it, and by whom. The rules forget a cancelled one.
#[derive(Debug, Clone)]
pub(super) struct TaskMark {
    pub(super) task: engine::Task,
    pub(super) mark: Mark,
    pub(super) cancelled: bool,
    pub(super) done_by: Option<(Uuid, DateTime<Utc>)>,
}

/// A case that a case opens.
#[derive(Debug, Clone)]
pub(super) struct Follower {
    pub(super) programme: String,
    pub(super) transition: String,
    pub(super) subjects: Vec<Subject>,
    pub(super) flags: std::collections::BTreeMap<String, Value>,
    pub(super) at: DateTime<Utc>,
}

/// One case and its life so far.
pub(super) struct Story<'w> {
    pub(super) ground: &'w Ground<'w>,
    pub(super) programme: &'w Programme,
    pub(super) chance: Chance,
    pub(super) id: Uuid,
    pub(super) number: String,
    pub(super) parent: Option<Uuid>,
    pub(super) owner: Worker,
    pub(super) case: CaseSnapshot,
    pub(super) facts: Facts,
    pub(super) opened_at: DateTime<Utc>,
    /// Instant of the last act.
    pub(super) at: DateTime<Utc>,
    pub(super) version: i64,
    pub(super) steps: Vec<Mark>,
    pub(super) sections: IndexMap<String, Mark>,
    pub(super) deadlines: Vec<Mark>,
    pub(super) papers: Vec<(Mark, String)>,
    pub(super) tasks: Vec<TaskMark>,
    pub(super) alerts: Vec<AlertRow>,
    pub(super) entries: Vec<EntryRow>,
    /// Bodies before which the case was placed, and when.
    pub(super) placed: Vec<(String, DateTime<Utc>)>,
    pub(super) followers: Vec<Follower>,
}

/// How a case begins.
pub(super) struct Beginning<'a> {
    pub(super) transition: &'a str,
    pub(super) subjects: Vec<Subject>,
    pub(super) sections: Value,
    pub(super) flags: std::collections::BTreeMap<String, Value>,
    pub(super) parent: Option<Uuid>,
    pub(super) at: DateTime<Utc>,
}

pub(super) fn sections_of(value: Value) -> IndexMap<String, Value> {
    match value {
        Value::Object(map) => map.into_iter().collect(),
        _ => IndexMap::new(),
    }
}

impl<'w> Story<'w> {
    /// Open a case.
    ///
    /// # Errors
    /// The refusal of a rule: the tale does not fit the programme.
    pub(super) fn open(
        ground: &'w Ground<'w>,
        programme: &'w Programme,
        by: &Worker,
        owner: &Worker,
        beginning: Beginning<'_>,
        mut chance: Chance,
    ) -> anyhow::Result<Self> {
        let Beginning { transition, subjects, sections, flags, parent, at } = beginning;
        let sections = sections_of(sections);
        let fields = std::iter::once("subjects".to_owned()).chain(sections.keys().cloned()).collect::<Vec<_>>();
        let opening = Opening { transition: transition.to_owned(), sections, subjects, flags, ..Opening::default() };
        let facts = Facts::default();
        let outcome = open_case(programme, &opening, &by.actor, &facts, &ground.rules, at);
        let outcome = outcome.map_err(|refusal| told(programme, &CaseSnapshot::default(), transition, at, refusal))?;
        let (id, number) = (chance.id(at), number(&mut chance, at));
        let mut story = Self {
            ground,
            programme,
            chance,
            id,
            number,
            parent,
            owner: owner.clone(),
            case: CaseSnapshot::default(),
            facts,
            opened_at: at,
            at,
            version: 0,
            steps: Vec::new(),
            sections: IndexMap::new(),
            deadlines: Vec::new(),
            papers: Vec::new(),
            tasks: Vec::new(),
            alerts: Vec::new(),
            entries: Vec::new(),
            placed: Vec::new(),
            followers: Vec::new(),
        };
        let proposed = outcome.proposed;
        story.take(outcome, by, None);
        let change = json!({ "transition": { "after": transition }, "state": { "after": story.case.state }, "proposed": proposed });
        story.record(by, "case.create", fields, Some(change), None);
        Ok(story)
    }

    /// The state in which it is; `new` while it waits to be opened.
    pub(super) fn state(&self) -> &str {
        self.case.state.as_deref().unwrap_or("new")
    }

    pub(super) fn today(&self) -> NaiveDate {
        legal_day(self.at)
    }

    /// The last row of a deadline.
    pub(super) fn deadline(&self, name: &str) -> Option<&engine::Deadline> {
        self.case.deadlines.iter().rev().find(|row| row.name == name)
    }

    /// Let the clock fire what falls due up to an instant.
    ///
    /// # Errors
    /// The clock is refused, or does not come to rest.
    pub(super) fn until(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        for _ in 0..MOST_FIRINGS {
            let due =
                self.case.deadlines.iter().enumerate().filter_map(|(index, row)| Some((row.fires_at.filter(|fires| *fires <= at)?, index)));
            let Some((fires, index)) = due.min() else {
                self.at = self.at.max(at);
                return Ok(());
            };
            let name = self.case.deadlines.get(index).map(|row| row.name.clone()).unwrap_or_default();
            let before = self.state().to_owned();
            self.at = self.at.max(fires);
            self.command(&Command::Tick, &self.ground.system.clone(), None).with_context(|| format!("the clock fires {name}"))?;
            let mut change = json!({ "deadline": { "after": name }, "due_at": { "after": fires.to_rfc3339() } });
            if before != self.state() && self.class() < 4 {
                also(&mut change, "state", json!({ "before": before, "after": self.state() }));
            }
            self.record(&self.ground.system.clone(), "case.deadline_fired", vec!["deadlines".to_owned()], Some(change), None);
        }
        anyhow::bail!("case {} fires without end", self.number)
    }

    /// Do a transition. It happens not before the last act.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn act(&mut self, by: &Worker, at: DateTime<Utc>, transition: &str, sections: Value) -> anyhow::Result<()> {
        self.act_because(by, at, transition, sections, None)
    }

    /// Do a transition with a reason.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn act_because(
        &mut self,
        by: &Worker,
        at: DateTime<Utc>,
        transition: &str,
        sections: Value,
        reason: Option<&str>,
    ) -> anyhow::Result<()> {
        self.until(at.max(self.at + TimeDelta::minutes(2)))?;
        let before = self.state().to_owned();
        let sections = sections_of(sections);
        let fields = std::iter::once("state".to_owned()).chain(sections.keys().cloned()).collect();
        let reason = reason.map(str::to_owned);
        let command = Command::Transition { transition: transition.to_owned(), effective_on: None, reason: reason.clone(), sections };
        let kept = reason.clone().or_else(|| self.case.proposal.as_ref().and_then(|proposal| proposal.reason.clone()));
        let proposed = self.command(&command, by, kept.as_deref())?;
        let change = json!({ "transition": { "after": transition }, "track": null, "state": { "before": before, "after": self.state() } });
        self.record(by, if proposed { "case.propose" } else { "case.transition" }, fields, Some(change), reason);
        Ok(())
    }

    /// Change an entry (from 1) of a repeating section.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn change(&mut self, by: &Worker, at: DateTime<Utc>, section: &str, entry: usize, answers: Value) -> anyhow::Result<()> {
        self.until(at.max(self.at + TimeDelta::minutes(2)))?;
        self.command(&Command::Change { section: section.to_owned(), entry: Some(entry), answers }, by, None)?;
        self.record(by, "case.section_write", vec![section.to_owned()], None, None);
        Ok(())
    }

    /// A body closed its item.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn decided(&mut self, at: DateTime<Utc>, body: &str, outcome: &str) -> anyhow::Result<()> {
        self.until(at)?;
        let before = self.state().to_owned();
        let system = self.ground.system.clone();
        self.command(&Command::Decided { body: body.to_owned(), outcome: outcome.to_owned() }, &system, None)?;
        let change = json!({ "state": { "before": before, "after": self.state() } });
        self.record(&system, "case.decided", vec!["state".to_owned(), "decisions".to_owned()], Some(change), None);
        Ok(())
    }

    /// True: it was proposed and waits for a second person.
    fn command(&mut self, command: &Command, by: &Worker, reason: Option<&str>) -> anyhow::Result<bool> {
        let outcome = decide(self.programme, &self.case, command, &by.actor, &self.facts, &self.ground.rules, self.at);
        let outcome = outcome.map_err(|refusal| told(self.programme, &self.case, &format!("{command:?}"), self.at, refusal))?;
        let proposed = outcome.proposed;
        self.take(outcome, by, reason);
        Ok(proposed)
    }

    fn class(&self) -> i16 {
        super::rows::class_number(self.programme.class)
    }

    fn mark(&mut self, by: &Worker, reason: Option<&str>) -> Mark {
        Mark {
            id: self.chance.id(self.at),
            by: by.membership,
            at: self.at,
            changed_at: self.at,
            reason: reason.map(str::to_owned),
            version: 1,
        }
    }

    fn take(&mut self, outcome: Outcome, by: &Worker, reason: Option<&str>) {
        let before = std::mem::replace(&mut self.case, outcome.case);
        self.version += 1;
        for _ in before.history.len()..self.case.history.len() {
            let mark = self.mark(by, reason);
            self.steps.push(mark);
        }
        for position in 0..self.case.deadlines.len() {
            let now = self.case.deadlines.get(position);
            if before.deadlines.get(position) != now {
                let fresh = self.mark(by, None);
                touch(&mut self.deadlines, position, fresh);
            }
        }
        for position in 0..self.case.papers.len() {
            if before.papers.get(position) != self.case.papers.get(position) {
                let (fresh, number) = (self.mark(by, None), number(&mut self.chance, self.at));
                match self.papers.get_mut(position) {
                    Some((mark, _)) => mark.version += 1,
                    None => self.papers.push((fresh, number)),
                }
            }
        }
        self.follow_tasks(by);
        for effect in outcome.effects {
            self.follow(effect, by);
        }
    }

    /// Both lists are in the order in which tasks were opened; what is missing from the new one was cancelled.
    fn follow_tasks(&mut self, by: &Worker) {
        let (at, who) = (self.at, by.membership);
        let mut left = self.case.tasks.iter().peekable();
        for known in self.tasks.iter_mut().filter(|known| !known.cancelled) {
            let task = &known.task;
            let same = |now: &&engine::Task| {
                now.name == task.name
                    && now.for_role == task.for_role
                    && now.opened_on == task.opened_on
                    && now.due_on == task.due_on
                    && (now.done || !task.done)
            };
            match left.next_if(same) {
                Some(now) if now.done == task.done => {}
                Some(now) => {
                    known.done_by = Some((who, at));
                    known.mark.version += 1;
                    known.task = now.clone();
                }
                None => {
                    known.cancelled = true;
                    known.mark.version += 1;
                }
            }
        }
        for task in left.cloned().collect::<Vec<_>>() {
            let mark = self.mark(by, None);
            let done_by = task.done.then_some((who, at));
            self.tasks.push(TaskMark { task, mark, cancelled: false, done_by });
        }
    }
}

/// One more member of an object.
pub(super) fn also(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// A number that says nothing.
fn number(chance: &mut Chance, at: DateTime<Utc>) -> String {
    CaseNumber::new(legal_day(at).year(), chance.bytes()).to_string()
}

fn touch(marks: &mut Vec<Mark>, position: usize, fresh: Mark) {
    match marks.get_mut(position) {
        Some(mark) => {
            mark.version += 1;
            mark.changed_at = fresh.at;
        }
        None => marks.push(fresh),
    }
}

/// A refusal with what was tried: a fault of the tale, not of whoever runs it.
fn told(programme: &Programme, case: &CaseSnapshot, tried: &str, at: DateTime<Utc>, refusal: Refusal) -> anyhow::Error {
    let state = case.state.as_deref().unwrap_or("new");
    anyhow::anyhow!("{} in {state} on {at}: {tried} is refused: {} {refusal}", programme.id, refusal.missing.join(", "))
}
