//! What was expected against what is.
use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::report::Failure;
use super::step::Done;
use super::world::{Case, World};
use crate::calendar::{TIME_ZONE, legal_day};
use crate::engine::{DeadlineState, Paper, possible, written_amount};
use crate::programme::{Programme, ValueType};
use crate::scenario::{At, BudgetChange, Expect, ExpectCase, ExpectDeadline, ExpectPaper, Place, PoolChange, ScenarioStep};
use crate::slips::{sentence, suggest};

/// What a thing that does not exist is said to be.
const NONE: &str = "none";
/// The state of what is not opened yet.
const NEW: &str = "new";

/// Collects what does not agree.
#[derive(Default)]
struct Ledger(Vec<Failure>);

impl Ledger {
    fn same<T: PartialEq>(&mut self, place: Place, what: &str, expected: &T, got: &T, show: impl Fn(&T) -> String) {
        if expected != got {
            self.push(place, what, show(expected), show(got));
        }
    }

    fn push(&mut self, place: Place, what: impl Into<String>, expected: impl Into<String>, got: impl Into<String>) {
        self.0.push(Failure { line: place.line, what: what.into(), expected: expected.into(), got: got.into() });
    }

    /// A name that the programme does not have is a slip, whatever is expected of it.
    fn known<'n>(&mut self, place: Place, what: &str, name: &str, known: impl Iterator<Item = &'n String>) -> bool {
        let known: Vec<&String> = known.collect();
        if known.iter().any(|known| *known == name) {
            return true;
        }
        let hint = suggest(name, &known);
        self.push(place, format!("{what} {name}"), "to exist", format!("the programme has none of that name{hint}"));
        false
    }
}

impl World<'_> {
    pub(super) fn compare(&self, index: Option<usize>, step: &ScenarioStep, done: &Done, by: Option<&str>) -> Vec<Failure> {
        let mut ledger = Ledger::default();
        let expect = &step.expect;
        outcome(&mut ledger, step, done, &self.stranger(by));
        if let Some(case) = index.and_then(|index| self.cases.get(index)) {
            self.case(&mut ledger, &expect.case, case, "");
            self.possible(&mut ledger, expect, case, by, step.person.as_deref());
            self.alerts(&mut ledger, expect, case.programme);
        }
        for (label, expected) in &expect.cases {
            let found = self.case_at(Some(&label.value)).and_then(|index| self.cases.get(index));
            let prefix = format!("case {}: ", label.value);
            match (found, expected.state.as_ref()) {
                (Some(case), _) => self.case(&mut ledger, expected, case, &prefix),
                (None, Some(state)) if state.value == NONE => {}
                (None, _) => ledger.push(label.place, format!("case {}", label.value), "opened", "not opened"),
            }
        }
        for (name, expected) in &expect.pools {
            self.pool(&mut ledger, name, expected);
        }
        for (name, expected) in &expect.budgets {
            self.budget(&mut ledger, name, expected);
        }
        ledger.0
    }

    /// A word for who names a role that there is not: most refusals of the role come from a slip.
    fn stranger(&self, by: Option<&str>) -> String {
        let roles = &self.shelf.roles.roles;
        match by {
            Some(role) if !roles.contains_key(role) => match roles.iter().find(|(_, known)| known.seed_code == role) {
                Some((name, _)) => format!(" There is no role `{role}`; `{name}` is meant."),
                None => sentence(&format!(" There is no role `{role}`{}", suggest(role, &roles.keys().collect::<Vec<_>>()))),
            },
            _ => String::new(),
        }
    }

    fn case(&self, ledger: &mut Ledger, expected: &ExpectCase, case: &Case<'_>, prefix: &str) {
        let snapshot = &case.snapshot;
        let programme = case.programme;
        let state = |state: Option<&String>| state.map_or(NEW, String::as_str).to_owned();
        if let Some(At { value, place }) = &expected.state
            && (value == NEW || ledger.known(*place, &format!("{prefix}state"), value, programme.states.keys()))
        {
            ledger.same(*place, &format!("{prefix}state"), value, &state(snapshot.state.as_ref()), String::clone);
        }
        for (track, At { value, place }) in &expected.tracks {
            let Some(own) = programme.tracks.get(track) else {
                ledger.known(*place, "track", track, programme.tracks.keys());
                continue;
            };
            let what = format!("{prefix}track {track}");
            let expected = if value == NONE { NEW } else { value };
            if expected == NEW || ledger.known(*place, &format!("{what}, state"), value, own.states.keys()) {
                ledger.same(*place, &what, &expected.to_owned(), &state(snapshot.tracks.get(track)), String::clone);
            }
        }
        for (flag, At { value, place }) in &expected.flags {
            if ledger.known(*place, "flag", flag, programme.flags.keys()) {
                let got = snapshot.flags.get(flag).cloned().unwrap_or_else(|| unset(programme, flag));
                ledger.same(*place, &format!("{prefix}flag {flag}"), value, &got, Value::to_string);
            }
        }
        for (name, expected) in &expected.deadlines {
            if ledger.known(name.place, "deadline", &name.value, programme.deadlines.keys()) {
                deadline(ledger, name, expected, case, prefix);
            }
        }
        for (name, expected) in &expected.papers {
            if ledger.known(name.place, "paper", &name.value, programme.papers.keys()) {
                self.paper(ledger, name, expected, case, prefix);
            }
        }
        tasks(ledger, expected, case, prefix);
    }

    fn paper(&self, ledger: &mut Ledger, name: &At<String>, expected: &ExpectPaper, case: &Case<'_>, prefix: &str) {
        let paper = case.snapshot.papers.iter().rev().find(|paper| paper.name == name.value);
        let what = format!("{prefix}paper {}", name.value);
        if let Some(state) = &expected.state {
            let got = paper.map_or(NONE, |paper| paper_state(paper, legal_day(self.now))).to_owned();
            ledger.same(name.place, &what, state, &got, String::clone);
        }
        let day = |day: &Option<NaiveDate>| shown(day.as_ref());
        if expected.valid_until.is_some() {
            let got = paper.and_then(|paper| paper.valid_until);
            ledger.same(name.place, &format!("{what}, valid until"), &expected.valid_until, &got, day);
        }
        if expected.issued_on.is_some() {
            let got = paper.map(|paper| paper.issued_on);
            ledger.same(name.place, &format!("{what}, issued on"), &expected.issued_on, &got, day);
        }
        if let Some(lists) = &expected.lists {
            let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<String>>();
            let got = paper.map(|paper| sorted(&paper.lists)).unwrap_or_default();
            ledger.same(name.place, &format!("{what}, lists"), &sorted(lists), &got, listed);
        }
    }

    fn alerts(&self, ledger: &mut Ledger, expect: &Expect, programme: &Programme) {
        let raised: BTreeSet<String> = self.alerts.iter().cloned().collect();
        for alert in expect.alerts.iter().flat_map(|At { value, place }| value.iter().map(move |name| (name, place))) {
            if !raised.contains(alert.0) {
                let known: Vec<&String> = programme.alerts.keys().collect();
                let hint = if known.contains(&alert.0) { String::new() } else { suggest(alert.0, &known) };
                ledger.push(*alert.1, format!("alert {}", alert.0), "raised", format!("raised: {}{hint}", listed(&raised)));
            }
        }
        for (name, place) in each(expect.no_alerts.as_ref()) {
            if raised.contains(name) {
                ledger.push(place, format!("alert {name}"), "not raised", "raised");
            }
        }
    }

    fn possible(&self, ledger: &mut Ledger, expect: &Expect, case: &Case<'_>, by: Option<&str>, person: Option<&str>) {
        if expect.can.is_none() && expect.cannot.is_none() {
            return;
        }
        let (role, person) = match &expect.can_as {
            Some(role) => (Some(role.as_str()), None),
            None => (by, person),
        };
        let actor = self.actor(role, person);
        let next = possible(case.programme, &case.snapshot, &actor, &self.facts, &self.ground, self.now);
        let why_not = |name: &str| match next.iter().find(|possible| possible.transition == name) {
            None => Some(format!("not open to {} in this state", role.unwrap_or("nobody"))),
            Some(possible) if possible.ready => None,
            Some(possible) => {
                let refusals = possible.refusals.iter().map(|refusal| refusal.rule.as_str());
                let missing = possible.missing.iter().map(String::as_str);
                Some(format!("not ready: {}", refusals.chain(missing).collect::<Vec<_>>().join(", ")))
            }
        };
        for (name, place) in each(expect.can.as_ref()) {
            if ledger.known(place, "transition", name, case.programme.transitions.keys())
                && let Some(why) = why_not(name)
            {
                ledger.push(place, format!("can {name}"), "ready", why);
            }
        }
        for (name, place) in each(expect.cannot.as_ref()) {
            if ledger.known(place, "transition", name, case.programme.transitions.keys()) && why_not(name).is_none() {
                ledger.push(place, format!("cannot {name}"), "not ready", "ready");
            }
        }
    }

    fn pool(&self, ledger: &mut Ledger, name: &At<String>, expected: &PoolChange) {
        let pool = self.facts.pools.get(&name.value).cloned().unwrap_or_default();
        let what = |part: &str| format!("pool {}, {part}", name.value);
        if let Some(limit) = &expected.limit {
            ledger.same(name.place, &what("limit"), limit, &pool.limit, i64::to_string);
        }
        if let Some(used) = &expected.used {
            ledger.same(name.place, &what("used"), used, &pool.used, i64::to_string);
        }
    }

    fn budget(&self, ledger: &mut Ledger, name: &At<String>, expected: &BudgetChange) {
        let budget = self.facts.budgets.get(&name.value).cloned().unwrap_or_default();
        let parts = [
            ("ceiling", expected.ceiling, budget.ceiling),
            ("reserved", expected.reserved, budget.reserved),
            ("paid", expected.paid, budget.paid),
        ];
        for (part, expected, got) in parts {
            if let Some(expected) = expected {
                let what = format!("budget {}, {part}", name.value);
                ledger.same(name.place, &what, &expected, &got, |amount| written_amount(*amount));
            }
        }
    }
}

fn outcome(ledger: &mut Ledger, step: &ScenarioStep, done: &Done, stranger: &str) {
    let expect = &step.expect;
    match (&expect.refused, done) {
        (None, Done::Refused(refusal)) => {
            let missing = if refusal.missing.is_empty() { String::new() } else { format!(" ({})", refusal.missing.join(", ")) };
            ledger.push(step.place, "refused", "carried out", format!("{refusal}{missing}{stranger}"));
        }
        (Some(At { value, place }), Done::Refused(refusal)) if *value != refusal.rule => {
            ledger.push(*place, "refused", value.clone(), format!("{refusal}{stranger}"));
        }
        (Some(At { value, place }), Done::Carried | Done::Proposed) => {
            ledger.push(*place, "refused", value.clone(), "carried out");
        }
        _ => {}
    }
    if let Some(At { value, place }) = &expect.proposed {
        ledger.same(*place, "proposed", value, &matches!(done, Done::Proposed), bool::to_string);
    }
    if let Some(At { value, place }) = &expect.missing {
        let got = if let Done::Refused(refusal) = done { refusal.missing.as_slice() } else { &[] };
        let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<String>>();
        ledger.same(*place, "missing", &sorted(value), &sorted(got), listed);
    }
}

fn deadline(ledger: &mut Ledger, name: &At<String>, expected: &ExpectDeadline, case: &Case<'_>, prefix: &str) {
    let row = case.snapshot.deadlines.iter().rev().find(|row| row.name == name.value);
    let what = |part: &str| format!("{prefix}deadline {}{part}", name.value);
    let place = name.place;
    if let Some(state) = &expected.state {
        let got = row.map_or(NONE, |row| state_word(row.state)).to_owned();
        ledger.same(place, &what(""), state, &got, String::clone);
    }
    let day = |day: &Option<NaiveDate>| shown(day.as_ref());
    if expected.due_on.is_some() {
        ledger.same(place, &what(", due on"), &expected.due_on, &row.map(|row| row.due_on), day);
    }
    if expected.starts_on.is_some() {
        ledger.same(place, &what(", starts on"), &expected.starts_on, &row.map(|row| row.starts_on), day);
    }
    if expected.due_at.is_some() {
        let local = |at: &Option<DateTime<Utc>>| shown(at.map(|at| at.with_timezone(&TIME_ZONE).naive_local()).as_ref());
        ledger.same(place, &what(", due at"), &expected.due_at, &row.and_then(|row| row.due_at), local);
    }
    if let Some(days) = expected.paused_days {
        let got = row.map_or(0, |row| i64::from(row.paused_days));
        ledger.same(place, &what(", paused days"), &days, &got, i64::to_string);
    }
}

fn tasks(ledger: &mut Ledger, expected: &ExpectCase, case: &Case<'_>, prefix: &str) {
    let open: BTreeSet<String> = case.snapshot.tasks.iter().filter(|task| !task.done).map(|task| task.name.clone()).collect();
    let known: Vec<String> = case.programme.tasks.keys().cloned().collect();
    for (name, place) in each(expected.tasks.as_ref()) {
        if !open.contains(name) {
            let hint = if known.contains(name) || name.starts_with("approve:") { String::new() } else { suggest(name, &known) };
            ledger.push(place, format!("{prefix}task {name}"), "open", format!("open: {}{hint}", listed(&open)));
        }
    }
    for (name, place) in each(expected.no_tasks.as_ref()) {
        let exists = name.starts_with("approve:") || ledger.known(place, "task", name, known.iter());
        if exists && open.contains(name) {
            ledger.push(place, format!("{prefix}task {name}"), "not open", "open");
        }
    }
}

fn each(names: Option<&At<Vec<String>>>) -> impl Iterator<Item = (&String, Place)> {
    names.into_iter().flat_map(|At { value, place }| value.iter().map(|name| (name, *place)))
}

fn unset(programme: &Programme, flag: &str) -> Value {
    match programme.flags.get(flag).map(|flag| flag.value_type) {
        Some(ValueType::Boolean) => Value::Bool(false),
        Some(ValueType::Integer) => Value::from(0),
        _ => Value::Null,
    }
}

fn state_word(state: DeadlineState) -> &'static str {
    match state {
        DeadlineState::Open => "open",
        DeadlineState::Met => "met",
        DeadlineState::Missed => "missed",
        DeadlineState::Waived => "waived",
        DeadlineState::Cancelled => "cancelled",
    }
}

fn paper_state(paper: &Paper, today: NaiveDate) -> &'static str {
    match paper {
        paper if paper.revoked_on.is_some() => "revoked",
        paper if paper.valid_until.is_some_and(|last| last < today) => "expired",
        _ => "valid",
    }
}

fn shown<T: Display>(value: Option<&T>) -> String {
    value.map_or_else(|| NONE.to_owned(), T::to_string)
}

fn listed(names: &BTreeSet<String>) -> String {
    if names.is_empty() { NONE.to_owned() } else { names.iter().cloned().collect::<Vec<_>>().join(", ") }
}
