//! What a programme file says, as values. The names of things are the keys of the maps, in the order of the file.
mod acts;
mod clocks;
mod forms;
mod things;

pub use acts::{Effects, Guard, MoneyMove, OpenCase, Origin, Target, Transition, Units};
pub use clocks::{Anchor, Deadline, Direction, Fires, MissingBasis, PeriodSource, Term, Warning};
pub use forms::{Field, FieldType, Limit, Section};
pub use things::{Alert, AlertKind, Body, Budget, Consent, Fact, Flag, Paper, Pool, Reissue, Task, ValueType};

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Sensitivity of a datum (programmes.md 3.4). Ordered: `K1 < K4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Released aggregates.
    K0,
    /// Facts about organisations and totals.
    K1,
    /// Identity, contact, ordinary case facts.
    K2,
    /// Health, grounds of asylum, children's cases.
    K3,
    /// Trafficking, security opinions: named people only.
    K4,
}

/// Where in its life a state lies, for lists and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being taken in.
    Intake,
    /// Being worked on.
    Active,
    /// Waiting for somebody else.
    Waiting,
    /// Before those who decide.
    Decision,
    /// Over.
    Closed,
}

/// A state of the main machine or of a track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// English title.
    pub title: String,
    /// Where it lies in the life of a case.
    pub phase: Option<Phase>,
    /// True: no open deadline or task survives entering it.
    #[serde(default, rename = "final")]
    pub is_final: bool,
}

/// A side machine beside the main one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// English title.
    pub title: String,
    /// Its own states.
    #[serde(default)]
    pub states: IndexMap<String, State>,
}

/// One version of one programme, with the universal transitions merged in.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Its name, kebab-case.
    pub id: String,
    /// A running case keeps its version.
    pub version: u32,
    /// English title.
    pub title: String,
    /// Class of the case itself.
    pub class: Class,
    /// Where its rules come from.
    pub source: String,
    /// What a case is about: `person`, or another word of the programme.
    pub subject: String,
    /// Roles of people in a case; the first is the principal's.
    pub subject_roles: Vec<String>,
    /// Universal transitions that this programme does not have.
    pub without: Vec<String>,
    /// The parameter that says how long a closed case is kept (programmes.md 4.3).
    pub retention: String,
    /// States of the main machine.
    pub states: IndexMap<String, State>,
    /// Side machines.
    pub tracks: IndexMap<String, Track>,
    /// Forms.
    pub sections: IndexMap<String, Section>,
    /// What may be done.
    pub transitions: IndexMap<String, Transition>,
    /// Statutory clocks.
    pub deadlines: IndexMap<String, Deadline>,
    /// Certificates, notices, receipts.
    pub papers: IndexMap<String, Paper>,
    /// Things to do.
    pub tasks: IndexMap<String, Task>,
    /// Alerts.
    pub alerts: IndexMap<String, Alert>,
    /// What is remembered with the case.
    pub flags: IndexMap<String, Flag>,
    /// Named expressions.
    pub facts: IndexMap<String, Fact>,
    /// Collegial bodies.
    pub bodies: IndexMap<String, Body>,
    /// Counted pools.
    pub pools: IndexMap<String, Pool>,
    /// Money under a ceiling.
    pub budgets: IndexMap<String, Budget>,
    /// Consents.
    pub consents: IndexMap<String, Consent>,
    /// Language → text key → words. English is made from the titles; see [`Programme::text`].
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Programme {
    /// A transition by its name.
    pub fn transition(&self, name: &str) -> Option<&Transition> {
        self.transitions.get(name)
    }

    /// The states of the main machine (`None`) or of a track.
    pub fn states_of(&self, track: Option<&str>) -> Option<&IndexMap<String, State>> {
        match track {
            None => Some(&self.states),
            Some(track) => self.tracks.get(track).map(|track| &track.states),
        }
    }

    /// A state of the main machine (`None`) or of a track.
    pub fn state(&self, track: Option<&str>, name: &str) -> Option<&State> {
        self.states_of(track)?.get(name)
    }

    /// Whether a state is final. An unknown state is not.
    pub fn is_final(&self, track: Option<&str>, state: &str) -> bool {
        self.state(track, state).is_some_and(|state| state.is_final)
    }

    /// What may be done in a state of the main machine or of a track, in the order of the file. `None` is `new`.
    pub fn transitions_from<'a>(
        &'a self,
        track: Option<&'a str>,
        state: Option<&'a str>,
    ) -> impl Iterator<Item = (&'a str, &'a Transition)> {
        self.transitions.iter().filter_map(move |(name, transition)| {
            let here = transition.track.as_deref() == track && self.starts_in(transition, state);
            here.then_some((name.as_str(), transition))
        })
    }

    /// Whether a transition may start in a state of its own machine. A track may start again after a final state.
    pub fn starts_in(&self, transition: &Transition, state: Option<&str>) -> bool {
        let track = transition.track.as_deref();
        let ended = state.is_some_and(|state| self.is_final(track, state));
        transition.from.iter().any(|origin| match (origin, state) {
            (Origin::New, None) => true,
            (Origin::New, Some(_)) => track.is_some() && ended,
            (Origin::AnyOpen, Some(_)) => !ended,
            (Origin::AnyFinal, Some(_)) => ended,
            (Origin::State(name), Some(state)) => name == state,
            _ => false,
        })
    }

    /// The role of the person whom the case is about.
    pub fn principal_role(&self) -> Option<&str> {
        self.subject_roles.first().map(String::as_str)
    }

    /// Words in a language, English where that language lacks them, by text key: `title`, `states/lodged`,
    /// `sections/arrival/title`, `sections/arrival/fields/entry_on`, `sections/arrival/help/entry_on`,
    /// `transitions/lodge/title`, `transitions/lodge/guards/<guard>`, `deadlines/ref.appeal`, `papers/<paper>` and so on.
    pub fn text(&self, language: &str, key: &str) -> Option<&str> {
        let look = |language: &str| self.texts.get(language).and_then(|texts| texts.get(key));
        look(language).or_else(|| look("en")).map(String::as_str)
    }
}
