//! Transitions, deadlines, and what they do: that every name in them is known.
use super::Checker;
use crate::calendar::{Kind, Period, Unit};
use crate::parameters::ValueType;
use crate::programme::model::{Deadline, Effects, PeriodSource, Term, Transition};
use crate::programme::places::join;
use crate::programme::typing::did_you_mean;

/// The ground that the universal `suspend` gives.
const SUSPENSION: &str = "suspension";

impl Checker<'_> {
    pub(super) fn transitions(&mut self) {
        let programme = self.programme;
        for (name, transition) in &programme.transitions {
            let path = join("transitions", name);
            self.transition(&path, transition);
            for (at, effects) in transition.effects.iter().enumerate() {
                let path = format!("{path}/effects/{at}");
                if effects.transition.is_some() {
                    let message = "a transition does no other transition; only an expiring deadline does".to_owned();
                    self.at_value(&format!("{path}/transition"), message, None);
                }
                self.effects(&path, effects);
            }
        }
    }

    fn transition(&mut self, path: &str, transition: &Transition) {
        let (programme, world) = (self.programme, self.world);
        self.roles(&format!("{path}/by"), &transition.by, true);
        self.roles(&format!("{path}/approved_by"), &transition.approved_by, false);
        if transition.by_system() && !transition.approved_by.is_empty() {
            let message = "what `system` does waits for no second person".to_owned();
            self.at_value(&format!("{path}/approved_by"), message, None);
        }
        self.each_known(&format!("{path}/needs"), "section", &transition.needs, &programme.sections);
        self.each_known(&format!("{path}/asks"), "section", &transition.asks, &programme.sections);
        if transition.by == ["system"] && !transition.asks.is_empty() {
            let message = "`system` fills in no section".to_owned();
            self.at_value(&format!("{path}/asks"), message, Some("write needs instead".to_owned()));
        }
        if let Some(training) = &transition.requires_training {
            let known = world.training.iter().map(String::as_str);
            self.known(&format!("{path}/requires_training"), "training flag", training, known);
        }
    }

    pub(super) fn clocks(&mut self) {
        let programme = self.programme;
        for (name, deadline) in &programme.deadlines {
            let path = join("deadlines", name);
            self.period_of(&path, name, deadline);
            self.each_known(&format!("{path}/met_by"), "transition", &deadline.met_by, &programme.transitions);
            self.roles(&format!("{path}/waivable_by"), &deadline.waivable_by, false);
            for (at, ground) in deadline.pauses.iter().enumerate() {
                self.ground(&format!("{path}/pauses/{at}"), ground);
            }
            for (at, warning) in deadline.warn.iter().enumerate() {
                let path = format!("{path}/warn/{at}");
                self.term(&format!("{path}/before"), &warning.before);
                self.each_known(&format!("{path}/tasks"), "task", &warning.tasks, &programme.tasks);
                self.each_known(&format!("{path}/alerts"), "alert", &warning.alerts, &programme.alerts);
            }
            if let Some(repeat) = &deadline.repeat {
                self.term(&format!("{path}/repeat"), repeat);
                if deadline.on_expiry.is_empty() {
                    self.at_value(&format!("{path}/repeat"), "nothing is repeated: there is no on_expiry".to_owned(), None);
                }
            }
            for (at, effects) in deadline.on_expiry.iter().enumerate() {
                let path = format!("{path}/on_expiry/{at}");
                self.effects(&path, effects);
                if let Some(transition) = &effects.transition {
                    self.by_system(&format!("{path}/transition"), transition);
                }
            }
        }
    }

    /// A transition that the clock or a ballot is to do: that it exists and that `system` may.
    pub(super) fn by_system(&mut self, path: &str, name: &str) {
        let programme = self.programme;
        if !self.known(path, "transition", name, programme.transitions.keys().map(String::as_str)) {
            return;
        }
        if programme.transition(name).is_some_and(|transition| !transition.by_system()) {
            let message = format!("`{name}` is to happen by itself, but `system` may not do it");
            self.at_value(path, message, Some(format!("write by = [\"system\"] in [transitions.{name}]")));
        }
    }

    fn period_of(&mut self, path: &str, name: &str, deadline: &Deadline) {
        let sources =
            [("parameter", deadline.parameter.is_some()), ("period", deadline.literal.is_some()), ("anchor", deadline.anchor.is_some())];
        let given: Vec<&str> = sources.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
        if let [first, second, ..] = given.as_slice() {
            let message = format!("`{first}` and `{second}` both say how long it runs");
            self.at_value(&format!("{path}/{second}"), message, Some("keep one of them".to_owned()));
        }
        if let Some(anchor) = &deadline.anchor {
            self.term(&format!("{path}/anchor/term"), &anchor.term);
            return;
        }
        match deadline.period(name) {
            PeriodSource::Literal(period) => self.period_suits(&format!("{path}/period"), period, deadline.kind),
            PeriodSource::Parameter(parameter) => self.deadline_parameter(path, parameter, deadline),
        }
    }

    fn period_suits(&mut self, path: &str, period: Period, kind: Option<Kind>) {
        let hours = period.unit == Unit::Hours;
        match kind {
            Some(Kind::Hours) if !hours => {
                let message = format!("a deadline of kind hours needs a period in hours, {period} is not");
                self.at_value(path, message, None);
            }
            Some(Kind::Act | Kind::Validity) | None if hours => {
                let suggestion = "write kind = \"hours\"".to_owned();
                self.at_value(path, format!("{period} end at an instant, not on a day"), Some(suggestion));
            }
            _ => {}
        }
    }

    fn deadline_parameter(&mut self, path: &str, name: &str, deadline: &Deadline) {
        let world = self.world;
        let at = if deadline.parameter.is_some() { format!("{path}/parameter") } else { path.to_owned() };
        let Ok(parameter) = world.parameters.parameter(name) else {
            let near = world.parameters.nearest(name).map(|near| format!("did you mean `{near}`?"));
            let suggestion = near.or_else(|| Some("write parameter = \"…\" or period = \"14 days\"".to_owned()));
            let message = format!("there is no parameter `{name}`");
            match deadline.parameter {
                Some(_) => self.at_value(&at, message, suggestion),
                None => self.at_key(&at, message, suggestion),
            }
            return;
        };
        if parameter.value_type != ValueType::Period {
            let message = format!("the parameter `{name}` is {}, not a period", parameter.value_type);
            self.at_value(&at, message, None);
            return;
        }
        let (in_hours, own) = (parameter.kind == Some(Kind::Hours), deadline.kind);
        if own.is_some_and(|kind| (kind == Kind::Hours) != in_hours) {
            let what = if in_hours { "in hours" } else { "not in hours" };
            let message = format!("the parameter `{name}` is {what}, which does not suit this kind");
            self.at_value(&format!("{path}/kind"), message, None);
        }
    }

    /// A literal period, or a parameter that holds one.
    pub(super) fn term(&mut self, path: &str, term: &Term) {
        let PeriodSource::Parameter(name) = term.source() else { return };
        let world = self.world;
        match world.parameters.parameter(name) {
            Ok(parameter) if parameter.value_type == ValueType::Period => {}
            Ok(parameter) => {
                let message = format!("the parameter `{name}` is {}, not a period", parameter.value_type);
                self.at_value(path, message, None);
            }
            Err(_) => {
                let near = world.parameters.nearest(name).map(|near| format!("did you mean `{near}`?"));
                let suggestion = near.or_else(|| Some("a literal period is written \"14 days\"".to_owned()));
                let message = format!("`{name}` is neither a period nor a parameter");
                self.at_value(path, message, suggestion);
            }
        }
    }

    fn ground(&mut self, path: &str, ground: &str) {
        let world = self.world;
        if ground != SUSPENSION {
            self.known(path, "ground of suspension", ground, world.grounds.iter().map(String::as_str));
        }
    }

    fn effects(&mut self, path: &str, effects: &Effects) {
        let it = self.programme;
        for flag in effects.set.keys() {
            if !it.flags.contains_key(flag) {
                let suggestion =
                    did_you_mean(flag, it.flags.keys().map(String::as_str)).or_else(|| Some(format!("declare it: [flags.{flag}]")));
                self.at_key(&format!("{path}/set/{flag}"), format!("there is no flag `{flag}`"), suggestion);
            }
        }
        for (key, names) in [("start", &effects.start), ("meet", &effects.meet), ("cancel", &effects.cancel)] {
            self.each_known(&format!("{path}/{key}"), "deadline", names, &it.deadlines);
        }
        for (key, names) in [("issue", &effects.issue), ("revoke", &effects.revoke)] {
            self.each_known(&format!("{path}/{key}"), "paper", names, &it.papers);
        }
        for (key, names) in [("tasks", &effects.tasks), ("done", &effects.done)] {
            self.each_known(&format!("{path}/{key}"), "task", names, &it.tasks);
        }
        self.each_known(&format!("{path}/alerts"), "alert", &effects.alerts, &it.alerts);
        if let Some(body) = &effects.place_before {
            self.known(&format!("{path}/place_before"), "body", body, it.bodies.keys().map(String::as_str));
        }
        for (key, units) in [("take", &effects.take), ("give_back", &effects.give_back)] {
            if let Some(units) = units {
                let path = format!("{path}/{key}");
                self.known(&format!("{path}/pool"), "pool", &units.pool, it.pools.keys().map(String::as_str));
                if units.units < 1 {
                    self.at_value(&format!("{path}/units"), "at least one unit moves".to_owned(), None);
                }
            }
        }
        for (key, money) in [("reserve", &effects.reserve), ("pay", &effects.pay), ("release", &effects.release)] {
            if let Some(money) = money {
                let path = format!("{path}/{key}/budget");
                self.known(&path, "budget", &money.budget, it.budgets.keys().map(String::as_str));
            }
        }
        self.pauses(path, effects);
        self.opens(path, effects);
        if *effects == (Effects { when: effects.when.clone(), ..Effects::default() }) {
            self.at_key(path, "this effect does nothing".to_owned(), None);
        }
    }

    fn pauses(&mut self, path: &str, effects: &Effects) {
        let it = self.programme;
        for (key, names) in [("pause", &effects.pause), ("resume", &effects.resume)] {
            for (at, name) in names.iter().enumerate().filter(|(_, name)| *name != "all") {
                let known = it.deadlines.keys().map(String::as_str).chain(["all"]);
                self.known(&format!("{path}/{key}/{at}"), "deadline", name, known);
            }
        }
        let Some(ground) = &effects.pause_ground else {
            if !effects.pause.is_empty() {
                let suggestion = Some("write pause_ground = \"…\"".to_owned());
                self.at_key(&format!("{path}/pause"), "a pause needs its ground".to_owned(), suggestion);
            }
            return;
        };
        self.ground(&format!("{path}/pause_ground"), ground);
        for name in effects.pause.iter().filter(|name| *name != "all") {
            if let Some(deadline) = it.deadlines.get(name)
                && !deadline.pauses.contains(ground)
            {
                let message = format!("`{name}` may not be paused on the ground `{ground}`");
                let suggestion = if deadline.pauses.is_empty() {
                    "it may never be paused".to_owned()
                } else {
                    format!("its grounds are {}", deadline.pauses.join(", "))
                };
                self.at_value(&format!("{path}/pause_ground"), message, Some(suggestion));
            }
        }
    }

    fn opens(&mut self, path: &str, effects: &Effects) {
        let (Some(open), world) = (&effects.open, self.world) else { return };
        let path = format!("{path}/open");
        let words = ["principal", "each_subject", "each_applicant"];
        if !words.contains(&open.for_whom.as_str()) {
            let suggestion = did_you_mean(&open.for_whom, words).or_else(|| Some(format!("known are {}", words.join(", "))));
            let message = format!("a case is not opened for `{}`", open.for_whom);
            self.at_value(&format!("{path}/for"), message, suggestion);
        }
        let own: std::collections::BTreeSet<String> =
            self.programme.transitions_from(None, None).map(|(name, _)| name.to_owned()).collect();
        let is_own = open.programme == self.programme.id;
        let opening = if is_own { Some(&own) } else { world.programmes.get(&open.programme) };
        match opening {
            None => {
                let known = world.programmes.keys().map(String::as_str);
                self.known(&format!("{path}/programme"), "programme", &open.programme, known);
            }
            Some(opening) if !opening.contains(&open.transition) => {
                let suggestion = did_you_mean(&open.transition, opening.iter().map(String::as_str)).or_else(|| {
                    Some(format!("cases are opened there by {}", Vec::from_iter(opening.iter().map(String::as_str)).join(", ")))
                });
                let message = format!("`{}` opens no case of `{}`", open.transition, open.programme);
                self.at_value(&format!("{path}/transition"), message, suggestion);
            }
            Some(_) => {}
        }
    }
}
