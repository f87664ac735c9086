//! What a scenario may name in a programme, as Markdown: its states, acts, forms, clocks, papers, and whom a ballot's yes
//! serves. Made from the programme file alone, so that it can never say anything else.
use std::fmt::Display;

use super::model::{Field, FieldType, Origin, PeriodSource, Programme, Section, State, Target, Transition};
use crate::codes::CodeLists;

/// Longer lists are named, shorter ones written out.
const CODES_WRITTEN_OUT: usize = 24;

/// The names of a programme with their English words.
pub fn show(programme: &Programme, codes: &CodeLists) -> String {
    let mut page = Page::default();
    let Programme { id, version, title, class, .. } = programme;
    page.line(format!("# {title}"));
    page.line("");
    page.line(format!(
        "`{id}`, version {version}, class {}. Written by `panoh programme show {id}`: what a scenario may name.",
        word(class)
    ));
    page.line(format!("People in it: {}; the first is the principal.", names(&programme.subject_roles)));
    page.heading("States");
    page.states(&programme.states);
    for (name, track) in &programme.tracks {
        page.heading(&format!("Track `{name}`: {}", track.title));
        page.states(&track.states);
    }
    page.heading("Acts");
    page.line("`asks`: forms that come with the act; `needs`: forms that must be complete; `rules`: by these it may be refused.");
    page.line("");
    for (name, transition) in &programme.transitions {
        page.act(name, transition);
    }
    page.heading("Forms");
    page.line("`!` after a field: always required; `~`: required in some cases.");
    for (name, section) in &programme.sections {
        page.form(name, section, codes);
    }
    page.clocks(programme);
    page.things(programme);
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: impl Display) {
        self.0.push_str(&format!("{text}\n"));
    }

    fn heading(&mut self, text: &str) {
        self.line(format!("\n## {text}\n"));
    }

    fn states(&mut self, states: &indexmap::IndexMap<String, State>) {
        for (name, state) in states {
            let end = if state.is_final { " (final)" } else { "" };
            self.line(format!("- `{name}` {}{end}", state.title));
        }
    }

    fn act(&mut self, name: &str, transition: &Transition) {
        let from = transition.from.iter().map(origin).collect::<Vec<_>>().join(" ");
        let mut said = vec![format!("{from} → {}", target(&transition.to)), format!("by {}", names(&transition.by))];
        let mut also = |what: &str, list: &[String]| {
            if !list.is_empty() {
                said.push(format!("{what} {}", names(list)));
            }
        };
        also("approved_by", &transition.approved_by);
        also("needs", &transition.needs);
        also("asks", &transition.asks);
        also("trained in", transition.requires_training.as_slice());
        also("reasons", &transition.reasons);
        if transition.reason_required && transition.reasons.is_empty() {
            said.push("with a reason".to_owned());
        }
        let rules: Vec<String> = transition.guards.iter().map(|guard| guard.name.clone()).collect();
        if !rules.is_empty() {
            said.push(format!("rules {}", names(&rules)));
        }
        self.line(format!("- `{name}` {}: {}", transition.title, said.join("; ")));
    }

    fn form(&mut self, name: &str, section: &Section, codes: &CodeLists) {
        let list = if section.repeat { ", a list of entries" } else { "" };
        self.line(format!("\n### `{name}` {}\n\nWritten by {}{list}.\n", section.title, names(&section.writers)));
        for (name, field) in &section.fields {
            let mark = match (field.required, &field.required_when) {
                (true, _) => "!",
                (false, Some(_)) => "~",
                (false, None) => "",
            };
            self.line(format!("- `{name}`{mark} {}: {}", field.title, kind(field, codes)));
        }
    }

    fn clocks(&mut self, programme: &Programme) {
        self.heading("Deadlines");
        for (name, deadline) in &programme.deadlines {
            let length = match (&deadline.anchor, deadline.period(name)) {
                (Some(_), _) => "anchored to the grant".to_owned(),
                (None, PeriodSource::Literal(period)) => period.to_string(),
                (None, PeriodSource::Parameter(key)) => format!("parameter `{key}`"),
            };
            let mut said = vec![length];
            if !deadline.pauses.is_empty() {
                said.push(format!("pauses for {}", names(&deadline.pauses)));
            }
            if !deadline.waivable_by.is_empty() {
                said.push(format!("waived by {}", names(&deadline.waivable_by)));
            }
            self.line(format!("- `{name}` {}: {}", deadline.title, said.join("; ")));
        }
    }

    fn things(&mut self, programme: &Programme) {
        self.titled("Papers", programme.papers.iter().map(|(name, paper)| (name, &paper.title)));
        self.titled("Tasks", programme.tasks.iter().map(|(name, task)| (name, &task.title)));
        self.titled("Alerts", programme.alerts.iter().map(|(name, alert)| (name, &alert.title)));
        self.titled("Flags", programme.flags.iter().map(|(name, flag)| (name, &flag.title)));
        if !programme.bodies.is_empty() {
            self.heading("Bodies");
        }
        for (name, body) in &programme.bodies {
            let adjourned = body.adjourned.as_ref().map(|act| format!(", adjourned does `{act}`")).unwrap_or_default();
            let (yes, no) = (&body.positive, &body.negative);
            self.line(format!(
                "- `{name}` {} A majority of yes does `{yes}`, of no `{no}`{adjourned}.",
                crate::slips::sentence(&body.title)
            ));
        }
        self.titled("Pools", programme.pools.iter().map(|(name, pool)| (name, &pool.title)));
        self.titled("Budgets", programme.budgets.iter().map(|(name, budget)| (name, &budget.title)));
        self.titled("Consents", programme.consents.iter().map(|(name, consent)| (name, &consent.title)));
    }

    fn titled<'t>(&mut self, heading: &str, things: impl Iterator<Item = (&'t String, &'t String)>) {
        let mut things = things.peekable();
        if things.peek().is_some() {
            self.heading(heading);
        }
        for (name, title) in things {
            self.line(format!("- `{name}` {title}"));
        }
    }
}

fn names(list: &[String]) -> String {
    list.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::New => "`new`".to_owned(),
        Origin::AnyOpen => "`any_open`".to_owned(),
        Origin::AnyFinal => "`any_final`".to_owned(),
        Origin::State(state) => format!("`{state}`"),
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Same => "`same`".to_owned(),
        Target::Previous => "`previous`".to_owned(),
        Target::State(state) => format!("`{state}`"),
    }
}

/// The kind of a field, and the codes that it takes where they are few.
fn kind(field: &Field, codes: &CodeLists) -> String {
    let many = if field.many { ", several" } else { "" };
    let list = field.list.as_ref().filter(|_| field.field_type == FieldType::Code);
    let Some(list) = list else { return format!("{}{many}", word(&field.field_type)) };
    let offered: Vec<String> =
        codes.get(list).into_iter().flat_map(|list| list.codes()).filter(|code| code.offered).map(|code| code.code.clone()).collect();
    match offered.len() {
        1..=CODES_WRITTEN_OUT => format!("code{many} {}", names(&offered)),
        _ => format!("code{many} of the list `{list}`"),
    }
}

/// The word that stands for it in a programme file.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
