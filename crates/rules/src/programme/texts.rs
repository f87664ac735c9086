//! Which texts a programme has, under which keys.
use std::collections::BTreeMap;

use super::model::Programme;
use super::places::join;

/// The languages besides English, which stands in the programme file itself.
pub const LANGUAGES: [&str; 3] = ["tg", "ru", "fa"];

/// Every text: its key in the files of translations, and the English words.
pub(super) fn english(programme: &Programme) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut add = |key: String, words: &str| {
        texts.insert(key, words.to_owned());
    };
    add("title".to_owned(), &programme.title);
    for (name, state) in &programme.states {
        add(join("states", name), &state.title);
    }
    for (name, track) in &programme.tracks {
        add(format!("tracks/{name}/title"), &track.title);
        for (state, it) in &track.states {
            add(format!("tracks/{name}/states/{state}"), &it.title);
        }
    }
    for (name, section) in &programme.sections {
        add(format!("sections/{name}/title"), &section.title);
        for (field, it) in &section.fields {
            add(format!("sections/{name}/fields/{field}"), &it.title);
            if let Some(words) = &it.help {
                add(format!("sections/{name}/help/{field}"), words);
            }
        }
    }
    for (name, transition) in &programme.transitions {
        add(format!("transitions/{name}/title"), &transition.title);
        for guard in &transition.guards {
            add(format!("transitions/{name}/guards/{}", guard.name), &guard.says);
        }
    }
    programme.deadlines.iter().for_each(|(name, it)| add(join("deadlines", name), &it.title));
    programme.papers.iter().for_each(|(name, it)| add(join("papers", name), &it.title));
    programme.tasks.iter().for_each(|(name, it)| add(join("tasks", name), &it.title));
    programme.alerts.iter().for_each(|(name, it)| add(join("alerts", name), &it.title));
    programme.flags.iter().for_each(|(name, it)| add(join("flags", name), &it.title));
    programme.bodies.iter().for_each(|(name, it)| add(join("bodies", name), &it.title));
    programme.pools.iter().for_each(|(name, it)| add(join("pools", name), &it.title));
    programme.budgets.iter().for_each(|(name, it)| add(join("budgets", name), &it.title));
    programme.consents.iter().for_each(|(name, it)| add(join("consents", name), &it.title));
    texts
}
