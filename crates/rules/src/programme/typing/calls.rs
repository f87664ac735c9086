//! The functions of the language, and the names that stand in their quotes.
use super::{Group, Kind, Typer, did_you_mean, start};
use crate::calendar::{Kind as DeadlineKind, Period, Unit};
use crate::parameters::ValueType;
use crate::programme::expression::{Form, Node};

/// Every function, for suggestions.
const FUNCTIONS: [&str; 28] = [
    "parameter",
    "last_day",
    "first_day_before",
    "add_days",
    "birthday",
    "days_between",
    "months_between",
    "deadline",
    "paper",
    "task",
    "happened",
    "last",
    "times",
    "decision",
    "pool",
    "budget",
    "consent",
    "size",
    "sum",
    "contains",
    "startsWith",
    "endsWith",
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
    "has",
];

impl Typer<'_> {
    pub(super) fn call(&mut self, at: usize, function: &str, target: Option<&Node>, arguments: &[Node]) -> Kind {
        // The parser places a call at its opening parenthesis; a global function is named right before it.
        let name_at = if target.is_none() { at.saturating_sub(function.len()) } else { at };
        let all: Vec<&Node> = target.into_iter().chain(arguments).collect();
        let known = FUNCTIONS.contains(&function);
        match (function, all.as_slice()) {
            ("size", [value]) => self.size(value),
            ("sum", [list]) => self.sum(list),
            ("contains" | "startsWith" | "endsWith", [text, part]) => {
                self.argument(text, &Kind::Text, function);
                self.argument(part, &Kind::Text, function);
                Kind::Boolean
            }
            ("last_day" | "first_day_before", [day, period]) => {
                self.argument(day, &Kind::Date, function);
                self.period_name(period);
                Kind::Date
            }
            ("add_days" | "birthday", [day, number]) => {
                self.argument(day, &Kind::Date, function);
                self.argument(number, &Kind::Integer, function);
                Kind::Date
            }
            ("days_between" | "months_between", [from, to]) => {
                self.argument(from, &Kind::Date, function);
                self.argument(to, &Kind::Date, function);
                Kind::Integer
            }
            (_, [name]) if known && target.is_none() && self.takes_a_name(function) => self.named(function, name),
            _ if known => {
                let message = format!("`{function}` is not used like this");
                self.fault(name_at, message, usage(function).map(|usage| format!("write {usage}")));
                Kind::Any
            }
            _ => {
                let suggestion = did_you_mean(function, FUNCTIONS);
                self.fault(name_at, format!("there is no function `{function}`"), suggestion);
                Kind::Any
            }
        }
    }

    fn takes_a_name(&self, function: &str) -> bool {
        let names = ["parameter", "deadline", "paper", "task", "happened", "last", "times", "decision", "pool", "budget", "consent"];
        names.contains(&function)
    }

    fn argument(&mut self, node: &Node, needed: &Kind, function: &str) {
        let found = self.node(node);
        if !self.fits(node, &found, needed) {
            let suggestion = (found == Kind::PartialDate).then(|| "add `.latest` or `.earliest`".to_owned());
            self.fault(start(node), format!("`{function}` needs {needed} here, this is {found}"), suggestion);
        }
    }

    fn size(&mut self, node: &Node) -> Kind {
        let kind = self.node(node);
        if !(matches!(kind, Kind::List(_) | Kind::Any) || kind.is_textual()) {
            self.fault(start(node), format!("`size` needs a list or a text, this is {kind}"), None);
        }
        Kind::Integer
    }

    fn sum(&mut self, node: &Node) -> Kind {
        match self.node(node) {
            Kind::List(kind) if kind.is_number() || matches!(*kind, Kind::Money | Kind::Any) => *kind,
            Kind::Any => Kind::Any,
            other => {
                self.fault(start(node), format!("`sum` needs a list of numbers or amounts, this is {other}"), None);
                Kind::Any
            }
        }
    }

    /// The name in quotes that a function needs; checks cannot look into a computed one.
    fn name_in_quotes<'n>(&mut self, function: &str, node: &'n Node) -> Option<&'n str> {
        match &node.form {
            Form::Text(name) => Some(name),
            _ => {
                self.fault(start(node), format!("`{function}` needs a name in quotes"), None);
                None
            }
        }
    }

    fn named(&mut self, function: &str, node: &Node) -> Kind {
        let Some(name) = self.name_in_quotes(function, node) else {
            return Kind::Any;
        };
        let programme = self.programme;
        let (what, kind, known): (_, _, Vec<&str>) = match function {
            "parameter" => return self.parameter(node, name),
            "deadline" => ("deadline", Kind::Group(Group::Deadline), names(&programme.deadlines)),
            "paper" => ("paper", Kind::Group(Group::Paper), names(&programme.papers)),
            "task" => ("task", Kind::Group(Group::Task), names(&programme.tasks)),
            "happened" => ("transition", Kind::Boolean, names(&programme.transitions)),
            "last" => ("transition", Kind::Date, names(&programme.transitions)),
            "times" => ("transition", Kind::Integer, names(&programme.transitions)),
            "decision" => ("body", Kind::Group(Group::Decision), names(&programme.bodies)),
            "pool" => ("pool", Kind::Group(Group::Pool), names(&programme.pools)),
            "budget" => ("budget", Kind::Group(Group::Budget), names(&programme.budgets)),
            _ => ("consent", Kind::Group(Group::Consent), names(&programme.consents)),
        };
        if !known.contains(&name) {
            let suggestion = did_you_mean(name, known);
            self.fault(node.at, format!("there is no {what} `{name}`"), suggestion);
        }
        kind
    }

    fn parameter(&mut self, node: &Node, name: &str) -> Kind {
        let Ok(parameter) = self.world.parameters.parameter(name) else {
            let near = self.world.parameters.nearest(name).map(|near| format!("did you mean `{near}`?"));
            self.fault(node.at, format!("there is no parameter `{name}`"), near);
            return Kind::Any;
        };
        match parameter.value_type {
            ValueType::Number => Kind::Integer,
            ValueType::Decimal => Kind::Decimal,
            ValueType::Boolean => Kind::Boolean,
            ValueType::Date => Kind::Date,
            ValueType::Period | ValueType::Text => Kind::Text,
            ValueType::PeriodList => Kind::Text.list_of(),
        }
    }

    fn period_name(&mut self, node: &Node) {
        let Some(name) = self.name_in_quotes("last_day", node) else { return };
        if let Ok(period) = name.parse::<Period>() {
            if period.unit == Unit::Hours {
                self.fault(node.at, "hours end at an instant, not on a day".to_owned(), None);
            }
            return;
        }
        let message = match self.world.parameters.parameter(name) {
            Err(_) => {
                let near = self.world.parameters.nearest(name).map(|near| format!("did you mean `{near}`?"));
                let near = near.or_else(|| Some("a literal period is written '14 days'".to_owned()));
                self.fault(node.at, format!("there is no parameter `{name}`"), near);
                return;
            }
            Ok(parameter) if parameter.value_type != ValueType::Period => {
                format!("the parameter `{name}` is {}, not a period", parameter.value_type)
            }
            Ok(parameter) if parameter.kind == Some(DeadlineKind::Hours) => {
                format!("the parameter `{name}` is in hours, which end at an instant, not on a day")
            }
            Ok(_) => return,
        };
        self.fault(node.at, message, None);
    }
}

fn names<T>(map: &indexmap::IndexMap<String, T>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}

fn usage(function: &str) -> Option<&'static str> {
    Some(match function {
        "last_day" => "last_day(date, 'parameter')",
        "first_day_before" => "first_day_before(date, 'parameter')",
        "add_days" => "add_days(date, n)",
        "days_between" => "days_between(from, to)",
        "months_between" => "months_between(from, to)",
        "all" => "list.all(x, …)",
        "exists" => "list.exists(x, …)",
        "exists_one" => "list.exists_one(x, …)",
        "filter" => "list.filter(x, …)",
        "map" => "list.map(x, …)",
        "has" => "has(section.name.field)",
        "size" => "list.size()",
        "parameter" => "parameter('name')",
        "deadline" => "deadline('name')",
        "paper" => "paper('name')",
        "task" => "task('name')",
        "happened" => "happened('transition')",
        _ => return None,
    })
}
