//! The machines: that every state can be reached and left, and that every transition leads somewhere.
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Checker;
use crate::programme::model::{Origin, State, Target, Transition};
use crate::programme::typing::did_you_mean;

impl Checker<'_> {
    pub(super) fn machine(&mut self) {
        let programme = self.programme;
        if programme.states.is_empty() {
            self.at_key("title", "the programme has no states".to_owned(), Some("write [states.<name>]".to_owned()));
            return;
        }
        for (name, transition) in &programme.transitions {
            self.ends_of(name, transition);
        }
        self.one_machine(None, &programme.states);
        for (name, track) in &programme.tracks {
            if track.states.is_empty() {
                self.at_key(&format!("tracks/{name}"), format!("the track `{name}` has no states"), None);
            } else {
                self.one_machine(Some(name), &track.states);
            }
        }
    }

    /// That the states a transition names are states of its machine.
    fn ends_of(&mut self, name: &str, transition: &Transition) {
        let path = format!("transitions/{name}");
        let track = transition.track.as_deref();
        if let Some(track) = track
            && !self.known(&format!("{path}/track"), "track", track, self.programme.tracks.keys().map(String::as_str))
        {
            return;
        }
        let Some(states) = self.programme.states_of(track) else { return };
        if transition.from.is_empty() {
            self.at_value(&format!("{path}/from"), "the transition starts nowhere".to_owned(), None);
        }
        for (at, origin) in transition.from.iter().enumerate() {
            if let Origin::State(state) = origin {
                self.state(&format!("{path}/from/{at}"), track, states, state, &["new", "any_open", "any_final"]);
            }
        }
        if let Target::State(state) = &transition.to {
            self.state(&format!("{path}/to"), track, states, state, &["same", "previous"]);
        }
        let opens = transition.from.contains(&Origin::New);
        if opens && !matches!(transition.to, Target::State(_)) {
            let message = "what opens a case leads to a state".to_owned();
            self.at_value(&format!("{path}/to"), message, Some("name the first state".to_owned()));
        }
        if transition.by.is_empty() {
            self.at_value(&format!("{path}/by"), "nobody may do this".to_owned(), None);
        }
    }

    fn state(&mut self, path: &str, track: Option<&str>, states: &IndexMap<String, State>, state: &str, words: &[&str]) {
        if states.contains_key(state) {
            return;
        }
        let where_ = track.map(|track| format!(" in the track `{track}`")).unwrap_or_default();
        let elsewhere = self.programme.tracks.iter().find(|(_, other)| other.states.contains_key(state));
        let suggestion = did_you_mean(state, states.keys().map(String::as_str).chain(words.iter().copied()))
            .or_else(|| elsewhere.map(|(other, _)| format!("it is a state of the track `{other}`: write track = \"{other}\"")));
        self.at_value(path, format!("there is no state `{state}`{where_}"), suggestion);
    }

    fn one_machine(&mut self, track: Option<&str>, states: &IndexMap<String, State>) {
        let programme = self.programme;
        let transitions: Vec<(&String, &Transition)> =
            programme.transitions.iter().filter(|(_, it)| it.track.as_deref() == track).collect();
        let base = track.map_or("states".to_owned(), |track| format!("tracks/{track}/states"));
        if !transitions.iter().any(|(_, it)| it.from.contains(&Origin::New)) {
            let (path, what) = match track {
                None => ("states".to_owned(), "no transition opens a case".to_owned()),
                Some(track) => (format!("tracks/{track}"), format!("no transition starts the track `{track}`")),
            };
            self.at_key(&path, what, Some("let one start with from = [\"new\"]".to_owned()));
            return;
        }
        if !transitions.iter().all(|(_, transition)| names_known_states(transition, states)) {
            // Which states can be reached is not known while a transition names one that does not exist.
            return;
        }
        let reached = reached(&transitions, states);
        for (name, _) in states.iter().filter(|(name, _)| !reached.contains(name.as_str())) {
            let message = format!("the state `{name}` can never be reached");
            let suggestion = Some(format!("let a transition lead there: to = \"{name}\""));
            self.at_key(&format!("{base}/{name}"), message, suggestion);
        }
        self.dead_ends(&base, &transitions, states);
        self.left_after_the_end(&transitions, states);
    }

    /// A state that is not final and that nothing leaves. Where a programme names the states that its transitions leave, a
    /// state that is left only by `any_open` (withdrawn, abandoned) is one too: nobody meant it to stop there.
    fn dead_ends(&mut self, base: &str, transitions: &[(&String, &Transition)], states: &IndexMap<String, State>) {
        let own: Vec<&Transition> =
            transitions.iter().filter(|(name, _)| self.is_own(&format!("transitions/{name}"))).map(|(_, transition)| *transition).collect();
        let leaves = |transition: &Transition, state: &str| {
            let named = transition.from.iter().any(|from| matches!(from, Origin::State(from) if from == state));
            let elsewhere = match &transition.to {
                Target::Same => false,
                Target::Previous => true,
                Target::State(to) => to != state,
            };
            named && elsewhere
        };
        let open: Vec<&String> = states.iter().filter(|(_, state)| !state.is_final).map(|(name, _)| name).collect();
        let names_states = open.iter().any(|state| own.iter().any(|transition| leaves(transition, state)));
        let any_open = own.iter().any(|transition| transition.from.contains(&Origin::AnyOpen) && transition.to != Target::Same);
        for name in open {
            let path = format!("{base}/{name}");
            let left = own.iter().any(|transition| leaves(transition, name));
            if left || !self.is_own(&path) || (any_open && !names_states) {
                continue;
            }
            let message = format!("the state `{name}` is a dead end: it is not final and nothing leads out of it");
            let suggestion = format!("let a transition start there, from = [\"{name}\"], or write final = true");
            self.at_key(&path, message, Some(suggestion));
        }
    }

    /// A final state is left only by what reopens: `any_final`, a transition that is called so, or one for which somebody
    /// has to give a reason or fill in a form.
    fn left_after_the_end(&mut self, transitions: &[(&String, &Transition)], states: &IndexMap<String, State>) {
        for (name, transition) in transitions {
            let stays_final = match &transition.to {
                Target::Same => true,
                Target::Previous => false,
                Target::State(to) => states.get(to).is_some_and(|state| state.is_final),
            };
            let reopens = name.starts_with("reopen") || transition.from.contains(&Origin::AnyFinal);
            let deliberate = transition.reason_required || !transition.asks.is_empty();
            if stays_final || reopens || (deliberate && !transition.by_system()) {
                continue;
            }
            for (at, origin) in transition.from.iter().enumerate() {
                if let Origin::State(state) = origin
                    && states.get(state).is_some_and(|state| state.is_final)
                {
                    let message = format!("`{state}` is final, and `{name}` leads out of it");
                    let suggestion = "take final = true away, or ask for a reason: reason_required = true".to_owned();
                    self.at_value(&format!("transitions/{name}/from/{at}"), message, Some(suggestion));
                }
            }
        }
    }
}

fn names_known_states(transition: &Transition, states: &IndexMap<String, State>) -> bool {
    let target = match &transition.to {
        Target::State(state) => states.contains_key(state),
        Target::Same | Target::Previous => true,
    };
    target
        && transition.from.iter().all(|origin| match origin {
            Origin::State(state) => states.contains_key(state),
            _ => true,
        })
}

/// The states that can be reached from `new`.
fn reached<'a>(transitions: &[(&String, &'a Transition)], states: &'a IndexMap<String, State>) -> BTreeSet<&'a str> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = reached.len();
        for (_, transition) in transitions {
            let Target::State(to) = &transition.to else { continue };
            let is_final = |name: &str| states.get(name).is_some_and(|state| state.is_final);
            let starts = transition.from.iter().any(|origin| match origin {
                Origin::New => true,
                Origin::AnyOpen => reached.iter().any(|name| !is_final(name)),
                Origin::AnyFinal => reached.iter().any(|name| is_final(name)),
                Origin::State(name) => reached.contains(name.as_str()),
            });
            if starts {
                reached.insert(to);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}
