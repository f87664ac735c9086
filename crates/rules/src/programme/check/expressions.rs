//! Every expression of a programme, with what it must give.
use std::rc::Rc;

use super::Checker;
use crate::programme::Expression;
use crate::programme::expression::Form;
use crate::programme::fault::Severity;
use crate::programme::model::Effects;
use crate::programme::places::join;
use crate::programme::typing::{Kind, Typer, kind_of_fact, kind_of_flag};

/// An expression of the programme.
pub(super) struct Placed<'a> {
    pub(super) path: String,
    pub(super) expression: &'a Expression,
    needed: Kind,
    /// The section whose entry it asks about.
    entry: Option<&'a str>,
}

impl<'a> Checker<'a> {
    pub(super) fn expressions(&mut self) {
        for placed in self.all_expressions() {
            let mut typer = Typer::new(self.programme, self.world);
            typer.entry = placed.entry;
            typer.expect(placed.expression, &placed.needed);
            for fault in typer.faults {
                let spot = self.places.within(&placed.path, fault.at);
                self.report(Severity::Error, &spot, fault.message, fault.suggestion);
            }
        }
        self.currencies();
    }

    /// Only what does not parse: for a programme that could not be read as a whole.
    pub(super) fn syntax_of_expressions(&mut self) {
        for placed in self.all_expressions() {
            if let Err(fault) = placed.expression.tree() {
                let spot = self.places.within(&placed.path, fault.at);
                self.report(Severity::Error, &spot, fault.message.clone(), None);
            }
        }
    }

    /// A budget whose currency is written as such: that there is one.
    fn currencies(&mut self) {
        let world = self.world;
        for (name, budget) in &self.programme.budgets {
            if let Some(Ok(tree)) = budget.currency.as_ref().map(Expression::tree)
                && let Form::Text(code) = &tree.form
                && let Some(list) = world.codes.get("currency")
            {
                let known = list.codes().map(|code| code.code.as_str());
                self.known(&format!("budgets/{name}/currency"), "currency", code, known);
            }
        }
    }

    pub(super) fn all_expressions(&self) -> Vec<Placed<'a>> {
        let mut all = Vec::new();
        let mut add = |path: String, expression: &'a Expression, needed: Kind, entry: Option<&'a str>| {
            all.push(Placed { path, expression, needed, entry });
        };
        self.of_forms(&mut add);
        self.of_acts(&mut add);
        self.of_things(&mut add);
        all
    }

    fn of_forms(&self, add: &mut impl FnMut(String, &'a Expression, Kind, Option<&'a str>)) {
        for (section, form) in &self.programme.sections {
            for (field, question) in &form.fields {
                let path = format!("sections/{section}/fields/{field}");
                let conditions = [("required_when", &question.required_when), ("shown_when", &question.shown_when)];
                for (key, condition) in conditions {
                    if let Some(condition) = condition {
                        add(join(&path, key), condition, Kind::Boolean, Some(section));
                    }
                }
            }
        }
    }

    fn of_acts(&self, add: &mut impl FnMut(String, &'a Expression, Kind, Option<&'a str>)) {
        let it = self.programme;
        for (name, transition) in &it.transitions {
            let path = join("transitions", name);
            for (at, guard) in transition.guards.iter().enumerate() {
                add(format!("{path}/guards/{at}/when"), &guard.when, Kind::Boolean, None);
            }
            for (at, effects) in transition.effects.iter().enumerate() {
                self.of_effects(&format!("{path}/effects/{at}"), effects, add);
            }
        }
        for (name, deadline) in &it.deadlines {
            let path = join("deadlines", name);
            if let Some(from) = &deadline.from {
                add(format!("{path}/from"), from, Kind::Date, None);
            }
            if let Some(anchor) = &deadline.anchor {
                add(format!("{path}/anchor/on"), &anchor.on, Kind::Date, None);
                add(format!("{path}/anchor/count"), &anchor.count, Kind::Integer, None);
            }
            for (at, effects) in deadline.on_expiry.iter().enumerate() {
                self.of_effects(&format!("{path}/on_expiry/{at}"), effects, add);
            }
        }
    }

    fn of_things(&self, add: &mut impl FnMut(String, &'a Expression, Kind, Option<&'a str>)) {
        let it = self.programme;
        for (name, paper) in &it.papers {
            if let Some(until) = &paper.valid_until {
                add(format!("papers/{name}/valid_until"), until, Kind::Date, None);
            }
            if let Some(lists) = &paper.lists {
                add(format!("papers/{name}/lists"), lists, Kind::Person.list_of(), None);
            }
        }
        for (name, fact) in &it.facts {
            add(format!("facts/{name}/value"), &fact.value, kind_of_fact(fact), None);
        }
        for (name, body) in &it.bodies {
            if let Some(urgent) = &body.urgent_when {
                add(format!("bodies/{name}/urgent_when"), urgent, Kind::Boolean, None);
            }
            for (at, voters) in body.barred_voters.iter().enumerate() {
                add(format!("bodies/{name}/barred_voters/{at}"), voters, Kind::Person.list_of(), None);
            }
        }
        for (name, budget) in &it.budgets {
            if let Some(currency) = &budget.currency {
                let needed = Kind::Code(Some(Rc::from("currency")));
                add(format!("budgets/{name}/currency"), currency, needed, None);
            }
        }
    }

    fn of_effects(&self, path: &str, effects: &'a Effects, add: &mut impl FnMut(String, &'a Expression, Kind, Option<&'a str>)) {
        if let Some(when) = &effects.when {
            add(format!("{path}/when"), when, Kind::Boolean, None);
        }
        for (flag, value) in &effects.set {
            let needed = self.programme.flags.get(flag).map_or(Kind::Any, kind_of_flag);
            add(format!("{path}/set/{flag}"), value, needed, None);
        }
        for (key, money) in [("reserve", &effects.reserve), ("pay", &effects.pay), ("release", &effects.release)] {
            if let Some(money) = money {
                add(format!("{path}/{key}/amount"), &money.amount, Kind::Money, None);
            }
        }
    }
}
