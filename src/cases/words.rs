//! A programme's words in the caller's language, which sections a member may know of, and refusals as problems.
use std::collections::BTreeMap;

use panoh_rules::engine::Refusal;
use panoh_rules::programme::{Class, Programme, Section};

use crate::access::Member;
use crate::http::Language;
use crate::problem::{FieldError, Problem, has_words, rule_words, say};

/// Words of a programme, English where the language lacks them; the house's own for what no programme names (a case that waits to
/// be opened, an alert of a handover); the name itself where nobody wrote any.
pub(super) fn words(programme: &Programme, language: Language, key: &str) -> String {
    if let Some(text) = programme.text(language.tag(), key) {
        return text.to_owned();
    }
    let house = format!("house-{}", key.replace('/', "-"));
    if has_words(Language::En, &house, &[]) { say(language, &house, &[]) } else { key.rsplit('/').next().unwrap_or(key).to_owned() }
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

/// Who may read the answers of a section: its readers; where it names none and is below K3, everyone who sees the case whole.
pub(super) fn may_read(programme: &Programme, name: &str, member: &Member) -> bool {
    let Some(section) = programme.sections.get(name) else { return false };
    listed(&section.readers, member) || (member.sees_whole() && section.readers.is_empty() && class_of_section(programme, name) < 3)
}

/// A slice of a case is what its programme names the member's roles for (programmes.md 4.1): a track that one of them moves.
pub(super) fn sees_track(programme: &Programme, track: &str, member: &Member) -> bool {
    let moves = |act: &panoh_rules::programme::Transition| act.track.as_deref() == Some(track) && does(act, member);
    member.sees_whole() || programme.transitions.values().any(moves)
}

/// In a slice: a deadline that one of the roles meets or may waive.
pub(super) fn sees_deadline(programme: &Programme, name: &str, member: &Member) -> bool {
    let Some(deadline) = programme.deadlines.get(name) else { return member.sees_whole() };
    let meets = |act: &String| programme.transition(act).is_some_and(|act| does(act, member));
    member.sees_whole() || listed(&deadline.waivable_by, member) || deadline.met_by.iter().any(meets)
}

/// In a slice: a task for one of the roles, or for the member.
pub(super) fn sees_task(for_role: &str, assigned_to: Option<uuid::Uuid>, member: &Member) -> bool {
    member.sees_whole() || member.holds(for_role) || assigned_to == Some(member.membership.0)
}

/// Whether one of the roles does or approves an act.
pub(super) fn does(act: &panoh_rules::programme::Transition, member: &Member) -> bool {
    listed(&act.by, member) || listed(&act.approved_by, member)
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
