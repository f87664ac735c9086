//! What scenarios exercise of a programme, and what they leave out.
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Deadline, DeadlineState, Effect, Refusal};
use crate::programme::Programme;

/// What was touched, by programme id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(pub BTreeMap<String, Touched>);

/// Names touched in one programme. States of tracks are `track/state`, guards `transition/guard`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    pub states: BTreeSet<String>,
    pub transitions: BTreeSet<String>,
    pub guards_held: BTreeSet<String>,
    pub guards_refused: BTreeSet<String>,
    pub deadlines_met: BTreeSet<String>,
    pub deadlines_missed: BTreeSet<String>,
    pub deadlines_paused: BTreeSet<String>,
}

impl Coverage {
    /// Add what another run touched.
    pub fn extend(&mut self, other: &Self) {
        for (programme, touched) in &other.0 {
            let mine = self.0.entry(programme.clone()).or_default();
            mine.states.extend(touched.states.iter().cloned());
            mine.transitions.extend(touched.transitions.iter().cloned());
            mine.guards_held.extend(touched.guards_held.iter().cloned());
            mine.guards_refused.extend(touched.guards_refused.iter().cloned());
            mine.deadlines_met.extend(touched.deadlines_met.iter().cloned());
            mine.deadlines_missed.extend(touched.deadlines_missed.iter().cloned());
            mine.deadlines_paused.extend(touched.deadlines_paused.iter().cloned());
        }
    }

    pub(super) fn note(&mut self, programme: &Programme, effects: &[Effect]) {
        let touched = self.0.entry(programme.id.clone()).or_default();
        for effect in effects {
            match effect {
                Effect::Moved { track, transition, from, to, .. } => {
                    touched.states.extend(from.iter().chain([to]).map(|state| state_name(track.as_deref(), state)));
                    touched.transitions.insert(transition.clone());
                    let guards = programme.transition(transition).map_or(&[][..], |spec| &spec.guards);
                    touched.guards_held.extend(guards.iter().map(|guard| format!("{transition}/{}", guard.name)));
                }
                Effect::DeadlineStarted { deadline } | Effect::DeadlineChanged { deadline, .. } => {
                    touched.note_deadline(deadline);
                }
                _ => {}
            }
        }
    }

    /// A refusal by a guard; the guards before it held.
    pub(super) fn note_refusal(&mut self, programme: &Programme, transition: &str, refusal: &Refusal) {
        let touched = self.0.entry(programme.id.clone()).or_default();
        let guards = programme.transition(transition).map_or(&[][..], |spec| &spec.guards);
        let Some(at) = guards.iter().position(|guard| guard.name == refusal.rule) else { return };
        let names = guards.iter().map(|guard| format!("{transition}/{}", guard.name));
        touched.guards_held.extend(names.clone().take(at));
        touched.guards_refused.extend(names.skip(at).take(1));
    }
}

impl Touched {
    fn note_deadline(&mut self, row: &Deadline) {
        match row.state {
            DeadlineState::Met => self.deadlines_met.insert(row.name.clone()),
            DeadlineState::Missed => self.deadlines_missed.insert(row.name.clone()),
            _ => false,
        };
        if !row.pauses.is_empty() {
            self.deadlines_paused.insert(row.name.clone());
        }
    }

    /// What nothing touched, in words, one line each.
    pub fn left_out(&self, programme: &Programme) -> Vec<String> {
        let mut lines = Vec::new();
        let mut lacks = |set: &BTreeSet<String>, name: &str, what: &str| {
            if !set.contains(name) {
                lines.push(format!("{what} {name}"));
            }
        };
        let main = programme.states.keys().map(|state| state_name(None, state));
        let tracks = programme
            .tracks
            .iter()
            .flat_map(|(track, spec)| spec.states.keys().map(|state| state_name(Some(track), state)).collect::<Vec<_>>());
        for state in main.chain(tracks) {
            lacks(&self.states, &state, "never in state");
        }
        for (name, transition) in &programme.transitions {
            lacks(&self.transitions, name, "never done:");
            for guard in &transition.guards {
                let guard = format!("{name}/{}", guard.name);
                lacks(&self.guards_held, &guard, "guard never held:");
                lacks(&self.guards_refused, &guard, "guard never refused:");
            }
        }
        for (name, deadline) in &programme.deadlines {
            if !deadline.met_by.is_empty() {
                lacks(&self.deadlines_met, name, "deadline never met:");
            }
            if deadline.fires == crate::programme::Fires::After {
                lacks(&self.deadlines_missed, name, "deadline never missed:");
            }
            if !deadline.pauses.is_empty() {
                lacks(&self.deadlines_paused, name, "deadline never paused:");
            }
        }
        lines
    }
}

fn state_name(track: Option<&str>, state: &str) -> String {
    track.map_or_else(|| state.to_owned(), |track| format!("{track}/{state}"))
}
