//! The world of one scenario: its cases, its clock, its facts.
use chrono::{DateTime, Utc};

use super::{Coverage, Failure, Shelf};
use crate::engine::{Actor, CaseSnapshot, Command, Effect, Facts, Ground, Opening, Outcome, Refusal, Subject, decide, open_case};
use crate::parameters::{Override, Parameters, Written};
use crate::programme::Programme;
use crate::scenario::{At, FactChanges, Given, Place, Scenario, ScenarioError, ScenarioStep};
use crate::slips::suggest;

/// More firings than this between two steps are a programme that goes in circles.
const MOST_FIRINGS: usize = 10_000;

/// One case of the scenario. The first is the one that the scenario is about.
pub(super) struct Case<'a> {
    pub(super) programme: &'a Programme,
    pub(super) snapshot: CaseSnapshot,
}

pub(super) struct World<'a> {
    pub(super) shelf: &'a Shelf<'a>,
    pub(super) ground: Ground<'a>,
    pub(super) given: &'a Given,
    pub(super) now: DateTime<Utc>,
    pub(super) cases: Vec<Case<'a>>,
    pub(super) facts: Facts,
    /// Alerts since the step before.
    pub(super) alerts: Vec<String>,
    /// What went wrong outside any expectation.
    pub(super) faults: Vec<Failure>,
    pub(super) coverage: Coverage,
}

/// The shipped numbers with those of the scenario laid over them.
pub(super) fn parameters(shelf: &Shelf<'_>, scenario: &Scenario) -> Result<Parameters, ScenarioError> {
    let mut laid = shelf.parameters.clone();
    for (key, given) in &scenario.given.parameters {
        let error = |message: String| ScenarioError { place: given.place, message };
        let written: Written = serde_json::from_value(given.value.clone())
            .map_err(|wrong| error(format!("{} is no value of a parameter: {wrong}", given.value)))?;
        laid = laid.overlay(&[Override::always(key, written)]).map_err(|refused| error(refused.to_string()))?;
    }
    Ok(laid)
}

impl<'a> World<'a> {
    pub(super) fn new(shelf: &'a Shelf<'a>, ground: Ground<'a>, scenario: &'a Scenario) -> Result<Self, ScenarioError> {
        let At { value: id, place } = &scenario.programme;
        let programme = shelf.programmes.programme(id).ok_or_else(|| {
            let known: Vec<&str> = shelf.programmes.iter().map(|(id, _)| id).collect();
            let message = format!("there is no programme `{id}`{}", suggest(id, &known));
            ScenarioError { place: *place, message }
        })?;
        let given = &scenario.given;
        for body in &given.bodies {
            known_body(programme, &body.body)?;
        }
        let snapshot = CaseSnapshot { subjects: subjects(given, programme), ..CaseSnapshot::default() };
        let mut world = Self {
            shelf,
            ground,
            given,
            now: given.now,
            cases: vec![Case { programme, snapshot }],
            facts: Facts::default(),
            alerts: Vec::new(),
            faults: Vec::new(),
            coverage: Coverage::default(),
        };
        world.change_facts(&given.facts);
        Ok(world)
    }

    /// The case that a step is about: by default the scenario's own.
    pub(super) fn case_at(&self, label: Option<&str>) -> Option<usize> {
        let Some(label) = label else { return Some(0) };
        let (id, key) = label.split_once(':').map_or((label, None), |(id, key)| (id, Some(key)));
        self.cases.iter().position(|case| {
            let holder = case.snapshot.subjects.first().map(|subject| subject.key.as_str());
            case.programme.id == id && (key.is_none() || key == holder)
        })
    }

    pub(super) fn actor(&self, role: Option<&str>, person: Option<&str>) -> Actor {
        let person = person.or(role).unwrap_or_default().to_owned();
        let trained = |name: &str| self.given.training.get(name).cloned().unwrap_or_default();
        let mut training = role.map(trained).unwrap_or_default();
        training.extend(trained(&person));
        Actor { person, roles: role.map(str::to_owned).into_iter().collect(), training }
    }

    /// Do something to a case and take over what came of it; true when it was only proposed.
    pub(super) fn command(&mut self, index: usize, command: &Command, actor: &Actor) -> Result<bool, Refusal> {
        let Some(case) = self.cases.get(index) else {
            return Err(Refusal::new("unknown-case", "The scenario has no such case."));
        };
        let programme = case.programme;
        match decide(programme, &case.snapshot, command, actor, &self.facts, &self.ground, self.now) {
            Ok(outcome) => Ok(self.take_over(index, outcome)),
            Err(refusal) => {
                if let Command::Transition { transition, .. } = command {
                    self.coverage.note_refusal(programme, transition, &refusal);
                }
                Err(refusal)
            }
        }
    }

    fn take_over(&mut self, index: usize, outcome: Outcome) -> bool {
        let Some(case) = self.cases.get_mut(index) else { return false };
        case.snapshot = outcome.case;
        self.coverage.note(case.programme, &outcome.effects);
        for effect in outcome.effects {
            self.effect(effect);
        }
        outcome.proposed
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::AlertRaised { alert, .. } => self.alerts.push(alert),
            Effect::PoolTaken { pool, units } => {
                let pool = self.facts.pools.entry(pool).or_default();
                pool.used = pool.used.saturating_add(units);
            }
            Effect::PoolGivenBack { pool, units } => {
                let pool = self.facts.pools.entry(pool).or_default();
                pool.used = pool.used.saturating_sub(units);
            }
            Effect::BudgetReserved { budget, minor_units } => {
                let budget = self.facts.budgets.entry(budget).or_default();
                budget.reserved = budget.reserved.saturating_add(minor_units);
            }
            Effect::BudgetReleased { budget, minor_units } => {
                let budget = self.facts.budgets.entry(budget).or_default();
                budget.reserved = budget.reserved.saturating_sub(minor_units);
            }
            Effect::BudgetPaid { budget, minor_units } => {
                let budget = self.facts.budgets.entry(budget).or_default();
                budget.reserved = budget.reserved.saturating_sub(minor_units.min(budget.reserved));
                budget.paid = budget.paid.saturating_add(minor_units);
            }
            Effect::CaseOpened { programme, transition, subjects, flags } => {
                let opening = Opening { transition, subjects, flags, ..Opening::default() };
                self.open(&programme, &opening);
            }
            _ => {}
        }
    }

    fn open(&mut self, id: &str, opening: &Opening) {
        let shelf = self.shelf;
        let refused = match shelf.programmes.programme(id) {
            None => format!("there is no programme `{id}`"),
            Some(programme) => {
                let actor = Actor::system();
                match open_case(programme, opening, &actor, &self.facts, &self.ground, self.now) {
                    Ok(outcome) => {
                        self.cases.push(Case { programme, snapshot: CaseSnapshot::default() });
                        self.take_over(self.cases.len().saturating_sub(1), outcome);
                        return;
                    }
                    Err(refusal) => refusal.to_string(),
                }
            }
        };
        self.fault(&format!("case {id}"), "opened", &refused);
    }

    pub(super) fn fault(&mut self, what: &str, expected: &str, got: &str) {
        let (what, expected, got) = (what.to_owned(), expected.to_owned(), got.to_owned());
        self.faults.push(Failure { line: 0, what, expected, got });
    }

    /// Move the clock. Whatever falls due on the way fires in order, each at its own instant.
    pub(super) fn move_clock(&mut self, to: DateTime<Utc>) {
        for _ in 0..MOST_FIRINGS {
            let due = |case: &Case<'_>| case.snapshot.deadlines.iter().filter_map(|row| row.fires_at).min();
            let earliest = self.cases.iter().enumerate().filter_map(|(index, case)| Some((due(case)?, index))).min();
            let Some((at, index)) = earliest.filter(|(at, _)| *at <= to) else {
                self.now = to;
                self.tick_all();
                return;
            };
            self.now = self.now.max(at);
            self.tick(index);
        }
        self.fault("clock", "to come to rest", "it fires without end");
        self.now = to;
    }

    /// One tick of every open case, so that it takes over what changed around it.
    pub(super) fn tick_all(&mut self) {
        for index in 0..self.cases.len() {
            if self.cases.get(index).is_some_and(|case| case.snapshot.state.is_some()) {
                self.tick(index);
            }
        }
    }

    fn tick(&mut self, index: usize) {
        if let Err(refusal) = self.command(index, &Command::Tick, &Actor::system()) {
            self.fault("clock", "to fire", &refusal.to_string());
            // What cannot fire must not stop the scenario.
            if let Some(case) = self.cases.get_mut(index) {
                for row in case.snapshot.deadlines.iter_mut().filter(|row| row.fires_at.is_some_and(|at| at <= self.now)) {
                    row.fires_at = None;
                }
            }
        }
    }

    pub(super) fn change_facts(&mut self, changes: &FactChanges) {
        for (name, change) in &changes.pools {
            let pool = self.facts.pools.entry(name.clone()).or_default();
            pool.limit = change.limit.unwrap_or(pool.limit);
            pool.used = change.used.unwrap_or(pool.used);
        }
        for (name, change) in &changes.budgets {
            let budget = self.facts.budgets.entry(name.clone()).or_default();
            budget.currency = change.currency.clone().unwrap_or(std::mem::take(&mut budget.currency));
            budget.ceiling = change.ceiling.unwrap_or(budget.ceiling);
            budget.reserved = change.reserved.unwrap_or(budget.reserved);
            budget.paid = change.paid.unwrap_or(budget.paid);
        }
        for (name, change) in &changes.consents {
            change.apply(self.facts.consents.entry(name.clone()).or_default());
        }
        let subjects = self.cases.iter_mut().flat_map(|case| case.snapshot.subjects.iter_mut());
        for subject in subjects {
            if let Some(change) = changes.people.get(&subject.key) {
                subject.dead = change.dead.unwrap_or(subject.dead);
                subject.birth = change.birth.or(subject.birth);
                subject.sex = change.sex.clone().unwrap_or(std::mem::take(&mut subject.sex));
                subject.role = change.role.clone().unwrap_or(std::mem::take(&mut subject.role));
                if let Some(citizenships) = &change.citizenships {
                    subject.citizenships.clone_from(citizenships);
                }
            }
        }
    }

    /// The first place of a step, for what has no expectation of its own.
    pub(super) fn faults_of(&mut self, step: &ScenarioStep) -> Vec<Failure> {
        let Place { line, .. } = step.place;
        std::mem::take(&mut self.faults).into_iter().map(|fault| Failure { line, ..fault }).collect()
    }
}

fn known_body(programme: &Programme, body: &At<String>) -> Result<(), ScenarioError> {
    if programme.bodies.contains_key(&body.value) {
        return Ok(());
    }
    let known: Vec<&String> = programme.bodies.keys().collect();
    let message = format!("`{}` has no body `{}`{}", programme.id, body.value, suggest(&body.value, &known));
    Err(ScenarioError { place: body.place, message })
}

fn subjects(given: &Given, programme: &Programme) -> Vec<Subject> {
    let first_role = programme.principal_role().unwrap_or_default();
    let subject = |person: &crate::scenario::GivenPerson| Subject {
        key: person.key.clone(),
        role: person.role.clone().unwrap_or_else(|| first_role.to_owned()),
        birth: person.birth,
        sex: person.sex.clone(),
        citizenships: person.citizenships.clone(),
        dead: person.dead,
    };
    given.people.iter().map(subject).collect()
}
