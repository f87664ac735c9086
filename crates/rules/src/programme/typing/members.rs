//! The members of things: fields of sections, flags, facts, and what stands in section 2 of the language's document.
use std::rc::Rc;

use indexmap::IndexMap;

use super::{Group, Kind, Typer, Words, did_you_mean};
use crate::programme::expression::Node;
use crate::programme::model::{Fact, Field, FieldType, Flag, ValueType};

impl Typer<'_> {
    pub(super) fn member(&mut self, of: &Node, kind: &Kind, field: &str, at: usize) -> Kind {
        match kind {
            Kind::Any => Kind::Any,
            Kind::Group(group) => self.of_group(group, field, at),
            Kind::Person => self.fixed("a person", field, at, &person_members()),
            Kind::PartialDate => {
                let members = [("earliest", Kind::Date), ("latest", Kind::Date)];
                self.fixed("a day of which only part may be known", field, at, &members)
            }
            Kind::Money => self.fixed("an amount of money", field, at, &[("amount", Kind::Decimal), ("currency", Kind::Text)]),
            Kind::List(_) => {
                let message = format!("this is a list, `{field}` belongs to one entry");
                let suggestion = "ask the entries with `exists`, `all`, `filter` or `map`".to_owned();
                self.fault(super::start(of), message, Some(suggestion));
                Kind::Any
            }
            other => {
                let suggestion = (*other == Kind::Date && matches!(field, "earliest" | "latest"))
                    .then(|| "the day is known exactly; leave it away, or give the field `precision = true`".to_owned());
                self.fault(at, format!("{other} has no member `{field}`"), suggestion);
                Kind::Any
            }
        }
    }

    fn unknown<'k>(&mut self, at: usize, what: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> Kind {
        let known: Vec<&str> = known.into_iter().collect();
        let suggestion = did_you_mean(name, known.iter().copied())
            .or_else(|| (!known.is_empty() && known.len() <= 10).then(|| format!("known are {}", known.join(", "))));
        self.fault(at, format!("{what} `{name}`"), suggestion);
        Kind::Any
    }

    fn fixed(&mut self, what: &str, field: &str, at: usize, members: &[(&str, Kind)]) -> Kind {
        match members.iter().find(|(name, _)| *name == field) {
            Some((_, kind)) => kind.clone(),
            None => self.unknown(at, &format!("{what} has no member"), field, members.iter().map(|(name, _)| *name)),
        }
    }

    fn of_group(&mut self, group: &Group, field: &str, at: usize) -> Kind {
        let programme = self.programme;
        let keys = |map: &IndexMap<String, _>| -> Vec<String> { map.keys().cloned().collect() };
        match group {
            Group::Sections => match programme.sections.get_key_value(field) {
                Some((name, section)) => {
                    let entry = Kind::Group(Group::Entry(Rc::from(name.as_str())));
                    if section.repeat { entry.list_of() } else { entry }
                }
                None => self.unknown(at, "there is no section", field, programme.sections.keys().map(String::as_str)),
            },
            Group::Entry(section) => {
                let fields = programme.sections.get(section.as_ref()).map(|section| &section.fields);
                match fields.and_then(|fields| fields.get(field)) {
                    Some(field) => kind_of_field(field),
                    None => {
                        let known = fields.map(|fields| fields.keys().map(String::as_str).collect::<Vec<_>>());
                        let what = format!("section `{section}` has no field");
                        self.unknown(at, &what, field, known.unwrap_or_default())
                    }
                }
            }
            Group::Flags => match programme.flags.get(field) {
                Some(flag) => kind_of_flag(flag),
                None => self.unknown(at, "there is no flag", field, programme.flags.keys().map(String::as_str)),
            },
            Group::Facts => match programme.facts.get(field) {
                Some(fact) => kind_of_fact(fact),
                None => self.unknown(at, "there is no fact", field, programme.facts.keys().map(String::as_str)),
            },
            Group::Tracks => match programme.tracks.get(field) {
                Some(track) => Kind::Word(Rc::new(Words { what: "a state of this track", known: keys(&track.states) })),
                None => self.unknown(at, "there is no track", field, programme.tracks.keys().map(String::as_str)),
            },
            Group::Case => {
                let state = Kind::Word(Rc::new(Words { what: "a state of the case", known: keys(&programme.states) }));
                let members = [("state", state.clone()), ("previous_state", state), ("opened_on", Kind::Date)];
                self.fixed("`case`", field, at, &members)
            }
            Group::Event => {
                let members = [("on", Kind::Date), ("by", Kind::Text), ("reason", Kind::Text)];
                self.fixed("`event`", field, at, &members)
            }
            _ => self.of_thing(group, field, at),
        }
    }

    fn of_thing(&mut self, group: &Group, field: &str, at: usize) -> Kind {
        match group {
            Group::Deadline => {
                let words = ["none", "open", "met", "missed", "waived", "cancelled"];
                let state = Kind::words("a state of a deadline", &words);
                let members = [("state", state), ("due_on", Kind::Date), ("starts_on", Kind::Date), ("paused", Kind::Boolean)];
                self.fixed("a deadline", field, at, &members)
            }
            Group::Paper => {
                let state = Kind::words("a state of a paper", &["none", "valid", "expired", "revoked"]);
                let members = [("state", state), ("issued_on", Kind::Date), ("valid_until", Kind::Date)];
                self.fixed("a paper", field, at, &members)
            }
            Group::Task => {
                let state = Kind::words("a state of a task", &["none", "open", "done"]);
                self.fixed("a task", field, at, &[("state", state), ("due_on", Kind::Date)])
            }
            Group::Decision => {
                let outcome = Kind::words("an outcome", &["none", "positive", "negative", "adjourned"]);
                self.fixed("a decision", field, at, &[("outcome", outcome), ("on", Kind::Date)])
            }
            Group::Pool => {
                let members = ["limit", "used", "free"].map(|name| (name, Kind::Integer));
                self.fixed("a pool", field, at, &members)
            }
            Group::Budget => {
                let members = [
                    ("ceiling", Kind::Money),
                    ("reserved", Kind::Money),
                    ("paid", Kind::Money),
                    ("free", Kind::Money),
                    ("currency", Kind::Text),
                ];
                self.fixed("a budget", field, at, &members)
            }
            _ => {
                let members = [("given", Kind::Boolean), ("on", Kind::Date), ("by", Kind::Text)];
                self.fixed("a consent", field, at, &members)
            }
        }
    }
}

fn person_members() -> [(&'static str, Kind); 9] {
    [
        ("key", Kind::Text),
        ("age_min", Kind::Integer),
        ("age_max", Kind::Integer),
        ("sex", Kind::words("a sex of ISO 5218", &["0", "1", "2", "9"])),
        ("citizenships", Kind::Code(Some(Rc::from("country"))).list_of()),
        ("born_earliest", Kind::Date),
        ("born_latest", Kind::Date),
        ("dead", Kind::Boolean),
        ("role", Kind::Text),
    ]
}

fn code(list: Option<&str>) -> Kind {
    Kind::Code(list.map(Rc::from))
}

fn kind_of_field(field: &Field) -> Kind {
    let one = match field.field_type {
        FieldType::Text | FieldType::LongText | FieldType::Place | FieldType::Organisation | FieldType::File => Kind::Text,
        FieldType::Integer => Kind::Integer,
        FieldType::Decimal => Kind::Decimal,
        FieldType::Money => Kind::Money,
        FieldType::Boolean => Kind::Boolean,
        FieldType::Date if field.precision => Kind::PartialDate,
        FieldType::Date => Kind::Date,
        FieldType::Datetime => Kind::Instant,
        FieldType::Code => code(field.list.as_deref()),
        FieldType::Country => code(Some("country")),
        FieldType::Language => code(Some("language")),
        FieldType::Person => Kind::Text,
    };
    if field.many { one.list_of() } else { one }
}

fn kind_of_value(value_type: ValueType, list: Option<&str>) -> Kind {
    match value_type {
        ValueType::Boolean => Kind::Boolean,
        ValueType::Integer => Kind::Integer,
        ValueType::Decimal => Kind::Decimal,
        ValueType::Date => Kind::Date,
        ValueType::Text => Kind::Text,
        ValueType::Code => code(list),
        ValueType::Money => Kind::Money,
    }
}

/// The kind of a flag.
pub(in crate::programme) fn kind_of_flag(flag: &Flag) -> Kind {
    kind_of_value(flag.value_type, flag.list.as_deref())
}

/// The kind that a fact says it gives.
pub(in crate::programme) fn kind_of_fact(fact: &Fact) -> Kind {
    kind_of_value(fact.value_type, fact.list.as_deref())
}
