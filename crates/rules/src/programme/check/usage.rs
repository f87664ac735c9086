//! What is declared and then comes to nothing: papers never issued, tasks never opened, flags never set.
use std::collections::BTreeSet;

use super::Checker;
use crate::programme::expression::{Form, Node, children};
use crate::programme::model::Effects;

/// What the programme does and names, gathered once.
#[derive(Default)]
struct Uses<'a> {
    started: BTreeSet<&'a str>,
    ended: BTreeSet<&'a str>,
    issued: BTreeSet<&'a str>,
    opened_tasks: BTreeSet<&'a str>,
    raised: BTreeSet<&'a str>,
    set: BTreeSet<&'a str>,
    placed: BTreeSet<&'a str>,
    taken: BTreeSet<&'a str>,
    moved: BTreeSet<&'a str>,
    by_itself: BTreeSet<&'a str>,
    /// `root.member` and `function('name')`, from every expression.
    named: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Uses<'a> {
    fn effects(&mut self, effects: &'a Effects) {
        let each = |names: &'a [String]| names.iter().map(String::as_str);
        self.started.extend(each(&effects.start));
        self.ended.extend(each(&effects.meet).chain(each(&effects.cancel)));
        self.issued.extend(each(&effects.issue));
        self.opened_tasks.extend(each(&effects.tasks));
        self.raised.extend(each(&effects.alerts));
        self.set.extend(effects.set.keys().map(String::as_str));
        self.placed.extend(effects.place_before.as_deref());
        self.taken.extend([&effects.take, &effects.give_back].into_iter().flatten().map(|units| units.pool.as_str()));
        let money = [&effects.reserve, &effects.pay, &effects.release];
        self.moved.extend(money.into_iter().flatten().map(|money| money.budget.as_str()));
        self.by_itself.extend(effects.transition.as_deref());
        if effects.transition.is_some() {
            self.raised.insert("clock_refused");
        }
    }

    fn expression(&mut self, tree: &'a Node) {
        for child in children(tree) {
            self.expression(child);
        }
        match &tree.form {
            Form::Member { of, field } | Form::Has { of, field } => {
                if let Form::Name(root) = &of.form {
                    self.named.insert((root, field));
                }
            }
            Form::Call { function, target: None, arguments } => {
                if let [Node { form: Form::Text(name), .. }] = arguments.as_slice() {
                    self.named.insert((function, name));
                }
            }
            _ => {}
        }
    }
}

impl Checker<'_> {
    pub(super) fn usage(&mut self) {
        let it = self.programme;
        let expressions = self.all_expressions();
        let mut uses = Uses::default();
        for placed in &expressions {
            if let Ok(tree) = placed.expression.tree() {
                uses.expression(tree);
            }
        }
        it.transitions.values().flat_map(|transition| &transition.effects).for_each(|effects| uses.effects(effects));
        for deadline in it.deadlines.values() {
            deadline.on_expiry.iter().for_each(|effects| uses.effects(effects));
            for warning in &deadline.warn {
                uses.opened_tasks.extend(warning.tasks.iter().map(String::as_str));
                uses.raised.extend(warning.alerts.iter().map(String::as_str));
            }
        }
        for body in it.bodies.values() {
            uses.by_itself
                .extend([Some(&body.positive), Some(&body.negative), body.adjourned.as_ref()].into_iter().flatten().map(String::as_str));
        }
        self.unused_acts(&uses);
        self.unused_things(&uses);
        self.unused_sections();
    }

    fn unused_acts(&mut self, uses: &Uses<'_>) {
        let it = self.programme;
        for (name, transition) in &it.transitions {
            if transition.by == ["system"] && !uses.by_itself.contains(name.as_str()) && !self.opened_from_elsewhere(name) {
                let message = format!("only `system` may do `{name}`, but no deadline and no body does it");
                let suggestion = "name it in a deadline's on_expiry or in a body, or give it to a role".to_owned();
                self.at_key(&format!("transitions/{name}"), message, Some(suggestion));
            }
        }
        for (name, deadline) in &it.deadlines {
            let path = format!("deadlines/{name}");
            if !uses.started.contains(name.as_str()) {
                let suggestion = format!("start it: start = [\"{name}\"] in an effect");
                self.at_key(&path, format!("the deadline `{name}` is never started"), Some(suggestion));
                continue;
            }
            let means_something = !deadline.on_expiry.is_empty()
                || !deadline.warn.is_empty()
                || !deadline.met_by.is_empty()
                || uses.ended.contains(name.as_str())
                || uses.named.contains(&("deadline", name));
            if !means_something {
                let message = format!("the deadline `{name}` comes to nothing: no one meets it and nothing follows from it");
                self.at_key(&path, message, Some("write met_by or on_expiry".to_owned()));
            }
        }
    }

    /// A transition that opens cases may be meant for the `open` of another programme.
    fn opened_from_elsewhere(&self, name: &str) -> bool {
        use crate::programme::model::Origin;
        self.programme.transition(name).is_some_and(|transition| transition.from.contains(&Origin::New))
    }

    fn unused_things(&mut self, uses: &Uses<'_>) {
        let it = self.programme;
        let keys = |map: Vec<&String>| -> Vec<String> { map.into_iter().cloned().collect() };
        let groups = [
            ("papers", "the paper", keys(it.papers.keys().collect()), &uses.issued, "is never issued"),
            ("tasks", "the task", keys(it.tasks.keys().collect()), &uses.opened_tasks, "is never opened"),
            ("alerts", "the alert", keys(it.alerts.keys().collect()), &uses.raised, "is never raised"),
            ("flags", "the flag", keys(it.flags.keys().collect()), &uses.set, "is never set"),
            ("bodies", "the body", keys(it.bodies.keys().collect()), &uses.placed, "never gets a case"),
            ("pools", "the pool", keys(it.pools.keys().collect()), &uses.taken, "is never drawn from"),
            ("budgets", "the budget", keys(it.budgets.keys().collect()), &uses.moved, "is never drawn from"),
        ];
        for (group, what, names, used, never) in groups {
            let function = match group {
                "pools" => "pool",
                "budgets" => "budget",
                _ => "",
            };
            for name in names {
                if !used.contains(name.as_str()) && !uses.named.contains(&(function, name.as_str())) {
                    self.at_key(&format!("{group}/{name}"), format!("{what} `{name}` {never}"), None);
                }
            }
        }
        for name in it.facts.keys().filter(|name| !uses.named.contains(&("fact", name.as_str()))) {
            self.warn(&format!("facts/{name}"), format!("the fact `{name}` is never asked"), None);
        }
    }

    /// A section that nobody can fill. One that no rule looks at is a record, and as good as any other.
    fn unused_sections(&mut self) {
        let it = self.programme;
        for (name, section) in &it.sections {
            let asked = it.transitions.values().any(|transition| transition.asks.contains(name));
            if !asked && section.writers.is_empty() {
                let message = format!("nobody can fill section `{name}`: no transition asks for it and it has no writers");
                let suggestion = "write writers = [\"…\"], or asks in a transition".to_owned();
                self.at_key(&format!("sections/{name}"), message, Some(suggestion));
            }
        }
    }
}
