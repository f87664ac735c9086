//! A programme's words in the caller's language, which sections a member may know of, and refusals as problems.
use std::collections::BTreeMap;

use panoh_rules::engine::Refusal;
use panoh_rules::programme::{Class, Programme, Section};

use crate::access::Member;
use crate::http::Language;
use crate::problem::{FieldError, Problem, rule_words, say};

/// Alerts that the house itself raises, in every programme.
const HOUSE_ALERTS: &[&str] = &["duplicate", "consent_withdrawn"];

/// Words of a programme, English where the language lacks them, the name itself where nobody wrote any.
pub(super) fn words(programme: &Programme, language: Language, key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    if let Some(alert) = key.strip_prefix("alerts/").and_then(|name| HOUSE_ALERTS.iter().find(|alert| **alert == name)) {
        return say(language, &format!("alert-{}", alert.replace('_', "-")), &[]);
    }
    programme.text(language.tag(), key).unwrap_or(name).to_owned()
}

/// 0 to 4.
pub(super) fn class_number(class: Class) -> i16 {
    match class {
        Class::K0 => 0,
        Class::K1 => 1,
        Class::K2 => 2,
        Class::K3 => 3,
        Class::K4 => 4,
    }
}

/// A section's class is the highest of its own, or the case's, and its fields' (programmes.md 3.4).
pub(super) fn class_of_section(programme: &Programme, name: &str) -> i16 {
    let Some(section) = programme.sections.get(name) else { return class_number(programme.class) };
    let own = section.class.unwrap_or(programme.class);
    let highest = section.fields.values().filter_map(|field| field.class).fold(own, Ord::max);
    class_number(highest).max(1)
}

/// Who may read the answers of a section: its readers; where it names none and is below K3, everyone who sees the case.
pub(super) fn may_read(programme: &Programme, name: &str, member: &Member) -> bool {
    let Some(section) = programme.sections.get(name) else { return false };
    listed(&section.readers, member) || (section.readers.is_empty() && class_of_section(programme, name) < 3)
}

/// Who may know that a section exists: its readers and its writers.
pub(super) fn may_know(programme: &Programme, name: &str, member: &Member) -> bool {
    may_read(programme, name, member) || programme.sections.get(name).is_some_and(|section| may_write(section, member))
}

/// Who may write a section: its writers.
pub(super) fn may_write(section: &Section, member: &Member) -> bool {
    listed(&section.writers, member)
}

fn listed(roles: &[String], member: &Member) -> bool {
    roles.iter().any(|role| member.holds(role))
}

/// `section.field` as a pointer into the body.
fn pointer(path: &str) -> String {
    let (section, field) = path.split_once('.').unwrap_or((path, ""));
    if field.is_empty() { format!("/sections/{section}") } else { format!("/sections/{section}/{field}") }
}

/// A refusal as a problem: 422 for answers that the form does not take, 409 with the rule and its words for the rest. Sections
/// that the member may not know of are not named.
pub(super) fn problem(programme: &Programme, refusal: &Refusal, transition: Option<&str>, member: &Member) -> Problem {
    let known = |path: &&String| may_know(programme, path.split('.').next().unwrap_or_default(), member);
    let faults =
        |code: &'static str| refusal.missing.iter().filter(known).map(|path| FieldError::new(pointer(path), code)).collect::<Vec<_>>();
    match refusal.rule.as_str() {
        "field-invalid" => Problem::invalid(faults("rule")),
        "unknown-transition" => Problem::field("/transition", "not_in_list"),
        "section-incomplete" => Problem { errors: faults("required"), ..Problem::refused(refusal.rule.clone(), rule_words(&refusal.rule)) },
        rule => Problem::refused(rule, guard_words(programme, rule, transition).unwrap_or_else(|| general_words(refusal))),
    }
}

/// The words of a guard in every language that the programme speaks.
fn guard_words(programme: &Programme, rule: &str, transition: Option<&str>) -> Option<BTreeMap<String, String>> {
    let has = |name: &str| programme.transition(name).is_some_and(|transition| transition.guards.iter().any(|guard| guard.name == rule));
    let named = transition.filter(|name| has(name));
    let name = named.or_else(|| programme.transitions.keys().map(String::as_str).find(|name| has(name)))?;
    let key = format!("transitions/{name}/guards/{rule}");
    let said = Language::ALL.into_iter().map(|language| (language.tag().to_owned(), words(programme, language, &key)));
    Some(said.collect())
}

/// The words of a general rule. In English the sentence of the engine, which names names.
fn general_words(refusal: &Refusal) -> BTreeMap<String, String> {
    let mut said = rule_words(&refusal.rule);
    said.insert("en".to_owned(), refusal.says.clone());
    said
}

/// The words with which one line of what is missing is shown.
pub(super) fn refusal_words(programme: &Programme, refusal: &Refusal, transition: &str, language: Language) -> String {
    let said = guard_words(programme, &refusal.rule, Some(transition)).unwrap_or_else(|| general_words(refusal));
    said.get(language.tag()).or_else(|| said.get("en")).cloned().unwrap_or_default()
}
