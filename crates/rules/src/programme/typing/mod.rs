//! The type check of expressions: CEL itself finds an unknown name or a comparison of unlike kinds only when it runs,
//! and some never, so the tree is walked against what the programme declares.
mod calls;
mod compare;
mod kind;
mod members;

use std::rc::Rc;

pub(super) use kind::{Group, Kind, Words};
pub(super) use members::{kind_of_fact, kind_of_flag};

use super::check::World;
use super::expression::{Each, EachKind, Expression, Form, Node, Operator};
use super::model::Programme;
use crate::slips::nearest;

/// A fault within an expression, at a byte of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeFault {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

/// Checks expressions of one programme.
pub(super) struct Typer<'a> {
    pub(super) programme: &'a Programme,
    pub(super) world: &'a World,
    /// The section whose entry `entry` is, while the conditions of its fields are checked.
    pub(super) entry: Option<&'a str>,
    pub(super) faults: Vec<TypeFault>,
    bound: Vec<(String, Kind)>,
}

/// "did you mean …?", when a known word comes near.
pub(super) fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known.into_iter()).map(|near| format!("did you mean `{near}`?"))
}

const ROOTS: [&str; 10] = ["today", "event", "case", "track", "subject", "subjects", "section", "flag", "fact", "parameter"];

impl<'a> Typer<'a> {
    pub(super) fn new(programme: &'a Programme, world: &'a World) -> Self {
        Self { programme, world, entry: None, faults: Vec::new(), bound: Vec::new() }
    }

    /// The kind that an expression gives; faults are noted on the way.
    pub(super) fn kind(&mut self, expression: &Expression) -> Kind {
        match expression.tree() {
            Ok(tree) => self.node(tree),
            Err(fault) => {
                self.fault(fault.at, fault.message.clone(), None);
                Kind::Any
            }
        }
    }

    /// Checks that an expression gives what is needed.
    pub(super) fn expect(&mut self, expression: &Expression, needed: &Kind) {
        let found = self.kind(expression);
        let Ok(tree) = expression.tree() else { return };
        if !self.fits(tree, &found, needed) {
            let message = format!("{needed} is needed here, this is {found}");
            let suggestion = match (&found, needed) {
                (Kind::PartialDate, Kind::Date) => Some("add `.latest` or `.earliest`".to_owned()),
                (Kind::Text, Kind::Date) => Some("a day is written '2024-01-31'".to_owned()),
                _ => None,
            };
            self.fault(start(tree), message, suggestion);
        }
    }

    /// Whether a value of one kind may stand where another is needed.
    fn fits(&mut self, node: &Node, found: &Kind, needed: &Kind) -> bool {
        match (found, needed) {
            (Kind::Any | Kind::Null, _) | (_, Kind::Any) => true,
            (Kind::Integer, Kind::Decimal) | (Kind::Instant, Kind::Date) => true,
            (found, Kind::Text) => found.is_textual(),
            (Kind::Text, Kind::Code(_) | Kind::Word(_)) => {
                self.literal_fits(node, needed);
                true
            }
            (Kind::Text | Kind::Word(_), Kind::Person) => true,
            (Kind::Text, Kind::Date) => matches!(&node.form, Form::Text(text) if is_day(text)),
            (Kind::Code(Some(one)), Kind::Code(Some(other))) => one == other,
            (Kind::Code(_), Kind::Code(_)) => true,
            (Kind::Text, Kind::List(needed)) if **needed == Kind::Person => true,
            (Kind::List(found), Kind::List(needed)) => self.fits(node, found, needed),
            (found, needed) => found == needed,
        }
    }

    pub(super) fn fault(&mut self, at: usize, message: String, suggestion: Option<String>) {
        self.faults.push(TypeFault { at, message, suggestion });
    }

    fn node(&mut self, node: &Node) -> Kind {
        match &node.form {
            Form::Null => Kind::Null,
            Form::Boolean(_) => Kind::Boolean,
            Form::Integer(_) => Kind::Integer,
            Form::Decimal(_) => Kind::Decimal,
            Form::Text(_) => Kind::Text,
            Form::Name(name) => self.name(node.at, name),
            Form::Member { of, field } => {
                let kind = self.node(of);
                self.member(of, &kind, field, node.at.saturating_add(1))
            }
            Form::Has { of, field } => {
                let kind = self.node(of);
                self.member(of, &kind, field, node.at);
                Kind::Boolean
            }
            Form::Index { of, index } => self.index(of, index),
            Form::Not(inner) => {
                self.boolean(inner, "`!`");
                Kind::Boolean
            }
            Form::Negate(inner) => match self.node(inner) {
                kind @ (Kind::Integer | Kind::Decimal | Kind::Any) => kind,
                other => {
                    self.fault(start(inner), format!("`-` needs a number, this is {other}"), None);
                    Kind::Any
                }
            },
            Form::Binary { operator, left, right } => self.binary(node.at, *operator, left, right),
            Form::Conditional { when, then, otherwise } => {
                self.boolean(when, "`? :`");
                let (one, other) = (self.node(then), self.node(otherwise));
                let message = format!("the two sides of `? :` are unlike: {one} and {other}");
                one.joined(other).unwrap_or_else(|| {
                    self.fault(node.at, message, None);
                    Kind::Any
                })
            }
            Form::List(entries) => self.list(entries),
            Form::Call { function, target, arguments } => self.call(node.at, function, target.as_deref(), arguments),
            Form::Each(each) => self.each(each),
        }
    }

    fn name(&mut self, at: usize, name: &str) -> Kind {
        if let Some((_, kind)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return kind.clone();
        }
        match name {
            "today" => Kind::Date,
            "event" => Kind::Group(Group::Event),
            "case" => Kind::Group(Group::Case),
            "track" => Kind::Group(Group::Tracks),
            "subject" => Kind::Person,
            "subjects" => Kind::Person.list_of(),
            "section" => Kind::Group(Group::Sections),
            "flag" => Kind::Group(Group::Flags),
            "fact" => Kind::Group(Group::Facts),
            "entry" => match self.entry {
                Some(section) => Kind::Group(Group::Entry(Rc::from(section))),
                None => {
                    let message = "`entry` is known only in `required_when` and `shown_when` of a field".to_owned();
                    self.fault(at, message, None);
                    Kind::Any
                }
            },
            _ => {
                let bound = self.bound.iter().map(|(bound, _)| bound.as_str());
                let suggestion = self.home_of(name).or_else(|| did_you_mean(name, ROOTS.into_iter().chain(bound)));
                self.fault(at, format!("`{name}` is not known here"), suggestion);
                Kind::Any
            }
        }
    }

    /// For a bare name that is a flag, a fact or a section: how it is written.
    fn home_of(&self, name: &str) -> Option<String> {
        let programme = self.programme;
        let homes = [
            ("flag", programme.flags.contains_key(name)),
            ("fact", programme.facts.contains_key(name)),
            ("section", programme.sections.contains_key(name)),
            ("track", programme.tracks.contains_key(name)),
        ];
        homes.into_iter().find(|(_, known)| *known).map(|(home, _)| format!("write `{home}.{name}`"))
    }

    fn boolean(&mut self, node: &Node, who: &str) {
        let kind = self.node(node);
        if !matches!(kind, Kind::Boolean | Kind::Any) {
            let suggestion =
                matches!(kind, Kind::Group(_) | Kind::Text | Kind::Date | Kind::Code(_)).then(|| "compare it, as in `!= null`".to_owned());
            self.fault(start(node), format!("{who} needs a yes or no, this is {kind}"), suggestion);
        }
    }

    fn index(&mut self, of: &Node, index: &Node) -> Kind {
        let (list, number) = (self.node(of), self.node(index));
        if !matches!(number, Kind::Integer | Kind::Any) {
            self.fault(start(index), format!("an entry is counted by a whole number, this is {number}"), None);
        }
        match list {
            Kind::List(kind) => *kind,
            Kind::Any => Kind::Any,
            other => {
                self.fault(start(of), format!("a list is needed before `[`, this is {other}"), None);
                Kind::Any
            }
        }
    }

    fn list(&mut self, entries: &[Node]) -> Kind {
        let mut kind = Kind::Null;
        for entry in entries {
            let (before, found) = (kind.clone(), self.node(entry));
            kind = before.clone().joined(found.clone()).unwrap_or_else(|| {
                self.fault(start(entry), format!("a list holds one kind of thing: {before}, but this is {found}"), None);
                Kind::Any
            });
        }
        kind.list_of()
    }

    fn each(&mut self, each: &Each) -> Kind {
        let entry = match self.node(&each.list) {
            Kind::List(kind) => *kind,
            Kind::Any => Kind::Any,
            other => {
                let suggestion = matches!(&other, Kind::Group(Group::Entry(_)))
                    .then(|| "give the section `repeat = true`, or ask its field directly".to_owned());
                self.fault(start(&each.list), format!("a list is needed here, this is {other}"), suggestion);
                Kind::Any
            }
        };
        self.bound.push((each.variable.clone(), entry.clone()));
        if let Some(filter) = &each.filter {
            self.boolean(filter, "the filter of `map`");
        }
        let kind = match each.kind {
            EachKind::Map => self.node(&each.body).list_of(),
            EachKind::Filter => {
                self.boolean(&each.body, "`filter`");
                entry.list_of()
            }
            EachKind::All | EachKind::Exists | EachKind::ExistsOne => {
                let word = if each.kind == EachKind::All { "`all`" } else { "`exists`" };
                self.boolean(&each.body, word);
                Kind::Boolean
            }
        };
        self.bound.pop();
        kind
    }

    fn binary(&mut self, at: usize, operator: Operator, left: &Node, right: &Node) -> Kind {
        match operator {
            Operator::And | Operator::Or => {
                let who = if operator == Operator::And { "`&&`" } else { "`||`" };
                self.boolean(left, who);
                self.boolean(right, who);
                Kind::Boolean
            }
            Operator::Equal | Operator::NotEqual => {
                let (one, other) = (self.node(left), self.node(right));
                self.alike(at, operator, (left, &one), (right, &other));
                Kind::Boolean
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let (one, other) = (self.node(left), self.node(right));
                self.ordered(at, operator, (left, &one), (right, &other));
                Kind::Boolean
            }
            Operator::In => {
                let (one, other) = (self.node(left), self.node(right));
                self.contained(at, (left, &one), (right, &other));
                Kind::Boolean
            }
            _ => {
                let (one, other) = (self.node(left), self.node(right));
                self.arithmetic(at, operator, &one, &other)
            }
        }
    }

    fn arithmetic(&mut self, at: usize, operator: Operator, one: &Kind, other: &Kind) -> Kind {
        let sum = matches!(operator, Operator::Add | Operator::Subtract);
        match (one, other) {
            (Kind::Any, _) | (_, Kind::Any) => Kind::Any,
            (Kind::Integer, Kind::Integer) => Kind::Integer,
            (one, other) if one.is_number() && other.is_number() => Kind::Decimal,
            (Kind::Money, Kind::Money) if sum => Kind::Money,
            (one, other) if operator == Operator::Add && one.is_textual() && other.is_textual() => Kind::Text,
            (Kind::List(_), Kind::List(_)) if operator == Operator::Add => one.clone().joined(other.clone()).unwrap_or(Kind::Any),
            _ => {
                let suggestion = matches!(one, Kind::Date | Kind::PartialDate)
                    .then(|| "use add_days(day, n), days_between(a, b) or last_day(day, '1 month')".to_owned());
                let message = format!("`{}` cannot join {one} and {other}", operator.sign());
                self.fault(at, message, suggestion);
                Kind::Any
            }
        }
    }
}

/// The byte at which a node begins, its leftmost child included.
pub(super) fn start(node: &Node) -> usize {
    super::expression::children(node).into_iter().map(start).fold(node.at, usize::min)
}

fn is_day(text: &str) -> bool {
    crate::written::read_date(text).is_some()
}
