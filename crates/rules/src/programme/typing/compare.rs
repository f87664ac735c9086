//! Which kinds may be compared.
use super::{Kind, Typer, did_you_mean, is_day, start};
use crate::programme::expression::{Form, Node, Operator};

type Side<'n> = (&'n Node, &'n Kind);

impl Typer<'_> {
    /// `==` and `!=`.
    pub(super) fn alike(&mut self, at: usize, operator: Operator, left: Side<'_>, right: Side<'_>) {
        if matches!(left.1, Kind::Null) || matches!(right.1, Kind::Null) {
            return;
        }
        self.comparable(at, operator, left, right);
    }

    /// `<` and its kin.
    pub(super) fn ordered(&mut self, at: usize, operator: Operator, left: Side<'_>, right: Side<'_>) {
        let sign = operator.sign();
        for (node, kind) in [left, right] {
            let why = match kind {
                Kind::Null => Some("nothing comes before or after `null`"),
                Kind::Boolean => Some("yes and no have no order"),
                Kind::List(_) => Some("lists have no order"),
                Kind::Person => Some("people have no order"),
                Kind::Code(_) | Kind::Word(_) => Some("codes have no order"),
                _ => None,
            };
            if let Some(why) = why {
                self.fault(start(node), format!("`{sign}` cannot be used here: {why}"), None);
                return;
            }
        }
        self.comparable(at, operator, left, right);
    }

    fn comparable(&mut self, at: usize, operator: Operator, left: Side<'_>, right: Side<'_>) {
        let like = match (left.1, right.1) {
            (Kind::Any, _) | (_, Kind::Any) => true,
            (Kind::PartialDate, _) | (_, Kind::PartialDate) => {
                let node = if *left.1 == Kind::PartialDate { left.0 } else { right.0 };
                let message = "a day of which only part may be known is compared by its earliest or latest day";
                let suggestion = "add `.latest` or `.earliest`".to_owned();
                self.fault(start(node), message.to_owned(), Some(suggestion));
                return;
            }
            (Kind::Date | Kind::Instant, Kind::Date | Kind::Instant) => true,
            (Kind::Date | Kind::Instant, Kind::Text) => is_day_literal(right.0),
            (Kind::Text, Kind::Date | Kind::Instant) => is_day_literal(left.0),
            (Kind::Money, other) | (other, Kind::Money) => *other == Kind::Money || other.is_number(),
            (Kind::Code(one), Kind::Code(other)) => one.is_none() || other.is_none() || one == other,
            (kind @ (Kind::Code(_) | Kind::Word(_)), Kind::Text) => {
                self.literal_fits(right.0, kind);
                true
            }
            (Kind::Text, kind @ (Kind::Code(_) | Kind::Word(_))) => {
                self.literal_fits(left.0, kind);
                true
            }
            (one, other) => (one.is_textual() && other.is_textual()) || (one.is_number() && other.is_number()) || one == other,
        };
        if !like {
            let message = format!("`{}` compares unlike things: {} and {}", operator.sign(), left.1, right.1);
            self.fault(at, message, suggestion(left, right));
        }
    }

    /// `x in list`.
    pub(super) fn contained(&mut self, at: usize, one: Side<'_>, list: Side<'_>) {
        match list.1 {
            Kind::Any => {}
            Kind::List(kind) if **kind == Kind::Null => {}
            Kind::List(kind) => match &list.0.form {
                Form::List(entries) => {
                    for entry in entries {
                        self.alike(at, Operator::In, one, (entry, kind));
                    }
                }
                _ => self.alike(at, Operator::In, one, (list.0, kind)),
            },
            other => {
                let message = format!("`in` needs a list on its right, this is {other}");
                self.fault(start(list.0), message, None);
            }
        }
    }

    /// Where a text in quotes stands for a code or a word of the language: whether there is such a one.
    pub(super) fn literal_fits(&mut self, node: &Node, kind: &Kind) {
        let Form::Text(text) = &node.form else { return };
        match kind {
            Kind::Code(Some(name)) => {
                let Some(list) = self.world.codes.get(name) else { return };
                if list.get(text).is_none() {
                    let suggestion = did_you_mean(text, list.codes().map(|code| code.code.as_str()));
                    self.fault(node.at, format!("the list {name} has no code `{text}`"), suggestion);
                }
            }
            Kind::Word(words) if !words.known.contains(text) => {
                let suggestion = did_you_mean(text, words.known.iter().map(String::as_str))
                    .or_else(|| Some(format!("known are {}", words.known.join(", "))));
                self.fault(node.at, format!("`{text}` is not {}", words.what), suggestion);
            }
            _ => {}
        }
    }
}

fn is_day_literal(node: &Node) -> bool {
    matches!(&node.form, Form::Text(text) if is_day(text))
}

fn suggestion(left: Side<'_>, right: Side<'_>) -> Option<String> {
    match (left.1, right.1) {
        (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => Some("a day is written '2024-01-31'".to_owned()),
        (Kind::Boolean, Kind::Text) | (Kind::Text, Kind::Boolean) => {
            Some("yes and no are written true and false, without quotes".to_owned())
        }
        (kind, Kind::Text) | (Kind::Text, kind) if kind.is_number() => Some("numbers are written without quotes".to_owned()),
        (Kind::List(_), _) => Some("ask with `exists`, or `x in list`".to_owned()),
        _ => None,
    }
}
