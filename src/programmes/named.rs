//! Words for what a programme only names: roles, places in a case, reasons. Programmes share them, so they stand in role templates and code
//! lists. Every shipped name has words; a test walks them all.
use std::collections::BTreeSet;

use panoh_rules::codes::{CodeList, CodeLists};
use panoh_rules::programme::Programme;
use panoh_rules::roles::RoleTemplates;
use serde_json::{Map, Value, json};

use crate::http::Language;

/// The list that has the places of people in a case.
const SUBJECT_ROLES: &str = "subject-role";

/// `roles`, `subject_roles` and `reasons`, each with its words. A name that nobody gave words stands for itself.
pub(super) fn words(programme: &Programme, roles: &RoleTemplates, codes: &CodeLists, language: Language) -> Value {
    let lang = language.into();
    let named = named_roles(programme);
    let role = |name: &str| roles.roles.get(name).map(|role| role.title.get(lang).to_owned());
    let of = |list: Option<&CodeList>, name: &str| list.and_then(|list| list.label(&code(name), lang)).map(str::to_owned);
    let places = codes.get(SUBJECT_ROLES);
    let mut reasons = Map::new();
    for transition in programme.transitions.values() {
        let list = list_of(codes, &transition.reasons);
        for reason in &transition.reasons {
            reasons.insert(reason.clone(), json!(of(list, reason).unwrap_or_else(|| reason.clone())));
        }
    }
    json!({
        "roles": each(named.into_iter(), role),
        "subject_roles": each(programme.subject_roles.iter().map(String::as_str), |name| of(places, name)),
        "reasons": reasons,
    })
}

fn each<'a>(names: impl Iterator<Item = &'a str>, words: impl Fn(&str) -> Option<String>) -> Map<String, Value> {
    names.map(|name| (name.to_owned(), json!(words(name).unwrap_or_else(|| name.to_owned())))).collect()
}

/// Every role that does, confirms, reads, writes or is given something.
fn named_roles(programme: &Programme) -> BTreeSet<&str> {
    let acts = programme.transitions.values().flat_map(|it| it.by.iter().chain(&it.approved_by));
    let forms = programme.sections.values().flat_map(|it| it.readers.iter().chain(&it.writers));
    let given = programme.tasks.values().map(|it| &it.for_role);
    acts.chain(forms).chain(given).map(String::as_str).collect()
}

/// Programmes write names with an underscore, code lists with a hyphen.
fn code(name: &str) -> String {
    name.replace('_', "-")
}

/// The one list that has all of these.
fn list_of<'a>(codes: &'a CodeLists, names: &[String]) -> Option<&'a CodeList> {
    codes.iter().find(|list| names.iter().all(|name| list.get(&code(name)).is_some()))
}
