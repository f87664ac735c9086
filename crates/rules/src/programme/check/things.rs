//! Papers, tasks, alerts, flags, facts, bodies, consents.
use super::Checker;
use crate::programme::expression::{Form, any};
use crate::programme::model::{Body, ValueType};
use crate::programme::places::join;

impl Checker<'_> {
    pub(super) fn things(&mut self) {
        let (it, world) = (self.programme, self.world);
        for (name, paper) in &it.papers {
            let path = join("papers", name);
            if let Some(term) = &paper.valid {
                self.term(&format!("{path}/valid"), term);
            }
            if paper.valid.is_some() && paper.valid_until.is_some() {
                let message = "`valid` and `valid_until` both say how long it is valid".to_owned();
                self.at_value(&format!("{path}/valid_until"), message, Some("keep one of them".to_owned()));
            }
        }
        for (name, task) in &it.tasks {
            let path = join("tasks", name);
            self.role(&format!("{path}/for"), &task.for_role, false);
            if let Some(due) = &task.due {
                self.term(&format!("{path}/due"), due);
            }
            self.each_known(&format!("{path}/done_by"), "transition", &task.done_by, &it.transitions);
        }
        for (name, alert) in &it.alerts {
            let path = format!("alerts/{name}/to");
            self.roles(&path, &alert.to, false);
            if alert.to.is_empty() {
                self.at_value(&path, "nobody gets this alert".to_owned(), None);
            }
        }
        let listed = it.flags.iter().map(|(name, flag)| (join("flags", name), flag.value_type, &flag.list));
        let facts = it.facts.iter().map(|(name, fact)| (join("facts", name), fact.value_type, &fact.list));
        for (path, value_type, list) in listed.chain(facts) {
            match list {
                Some(_) if value_type != ValueType::Code => {
                    self.at_value(&format!("{path}/list"), "`list` is only for the type code".to_owned(), None);
                }
                Some(list) => {
                    self.known(&format!("{path}/list"), "code list", list, world.codes.iter().map(|list| list.name()));
                }
                None => {}
            }
        }
        self.circles();
        for (name, body) in &it.bodies {
            self.body(&join("bodies", name), body);
        }
        for (name, consent) in &it.consents {
            let known = world.purposes.iter().map(String::as_str);
            self.known(&format!("consents/{name}/purpose"), "purpose of consent", &consent.purpose, known);
        }
    }

    fn body(&mut self, path: &str, body: &Body) {
        let world = self.world;
        for part in ["seats", "quorum", "majority", "tie"] {
            let key = format!("{}.{part}", body.parameters);
            if !world.parameters.contains(&key) {
                let message = format!("there is no parameter `{key}`, which a body needs");
                self.at_value(&format!("{path}/parameters"), message, None);
            }
        }
        self.by_system(&format!("{path}/positive"), &body.positive);
        self.by_system(&format!("{path}/negative"), &body.negative);
        if let Some(adjourned) = &body.adjourned {
            self.by_system(&format!("{path}/adjourned"), adjourned);
        }
        self.each_known(&format!("{path}/papers"), "section", &body.papers, &self.programme.sections);
    }

    /// Facts may name facts, but never themselves, not even by way of others.
    fn circles(&mut self) {
        let facts = &self.programme.facts;
        for name in facts.keys() {
            let mut open = vec![name.as_str()];
            let mut seen: Vec<&str> = Vec::new();
            while let Some(fact) = open.pop() {
                let named = facts.get(fact).map(|fact| named_facts(fact.value.tree().ok())).unwrap_or_default();
                if named.contains(name) {
                    let message = format!("the fact `{name}` refers to itself");
                    self.at_value(&format!("facts/{name}/value"), message, None);
                    break;
                }
                for next in named {
                    if let Some((next, _)) = facts.get_key_value(&next)
                        && !seen.contains(&next.as_str())
                    {
                        seen.push(next);
                        open.push(next);
                    }
                }
            }
        }
    }
}

fn named_facts(tree: Option<&crate::programme::expression::Node>) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(tree) = tree {
        any(tree, &mut |node| {
            if let Form::Member { of, field } = &node.form
                && matches!(&of.form, Form::Name(root) if root == "fact")
            {
                names.push(field.clone());
            }
            false
        });
    }
    names
}
