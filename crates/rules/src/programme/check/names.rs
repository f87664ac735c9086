//! Names: how they are written, and words that the language keeps for itself.
use super::Checker;
use crate::calendar::Kind;
use crate::parameters::ValueType;
use crate::programme::read::GROUPS;

/// Words that `from` and `to` keep for themselves.
const RESERVED_STATES: [&str; 5] = ["new", "any_open", "any_final", "same", "previous"];

impl Checker<'_> {
    pub(super) fn names(&mut self) {
        let programme = self.programme;
        if !is_word(&programme.id, '-') {
            let message = format!("the id `{}` is not kebab-case", programme.id);
            self.at_value("id", message, suggest_name(&programme.id, '-'));
        }
        self.folder_is_named_like_it();
        if programme.version == 0 {
            self.at_value("version", "versions count from 1".to_owned(), None);
        }
        let words = [("title", &programme.title), ("source", &programme.source)];
        for (path, text) in words {
            if text.trim().is_empty() {
                self.at_value(path, format!("`{path}` is empty"), None);
            }
        }
        self.retention();
        if programme.subject == "person" && programme.subject_roles.is_empty() {
            let suggestion = "write subject_roles = [\"principal\"]; the first is the person whom the case is about";
            self.at_key("subject", "a programme about people names their roles".to_owned(), Some(suggestion.to_owned()));
        }
        for group in GROUPS {
            for name in self.keys_of(group) {
                self.name(group, &name);
            }
        }
        for (track, it) in &programme.tracks {
            for state in it.states.keys() {
                self.reserved(&format!("tracks/{track}/states/{state}"), state);
                self.snake(&format!("tracks/{track}/states/{state}"), state, false);
            }
        }
        for (section, it) in &programme.sections {
            for field in it.fields.keys() {
                self.snake(&format!("sections/{section}/fields/{field}"), field, false);
            }
        }
        self.guards_names();
        let universal = ["suspend", "resume", "transfer", "close_duplicate", "close_deceased", "reopen"];
        for (at, name) in programme.without.iter().enumerate() {
            self.known(&format!("without/{at}"), "universal transition", name, universal);
        }
    }

    fn retention(&mut self) {
        let (world, name) = (self.world, &self.programme.retention);
        let known = world.parameters.parameter(name);
        if !known.is_ok_and(|parameter| parameter.value_type == ValueType::Period && parameter.kind == Some(Kind::Validity)) {
            let near = world.parameters.nearest(name).map(|near| format!("did you mean `{near}`?"));
            self.at_value("retention", format!("`{name}` is no parameter that holds a period of validity"), near);
        }
    }

    fn keys_of(&self, group: &str) -> Vec<String> {
        let it = self.programme;
        let keys: Vec<&String> = match group {
            "states" => it.states.keys().collect(),
            "tracks" => it.tracks.keys().collect(),
            "sections" => it.sections.keys().collect(),
            "transitions" => it.transitions.keys().collect(),
            "deadlines" => it.deadlines.keys().collect(),
            "papers" => it.papers.keys().collect(),
            "tasks" => it.tasks.keys().collect(),
            "alerts" => it.alerts.keys().collect(),
            "flags" => it.flags.keys().collect(),
            "facts" => it.facts.keys().collect(),
            "bodies" => it.bodies.keys().collect(),
            "pools" => it.pools.keys().collect(),
            "budgets" => it.budgets.keys().collect(),
            _ => it.consents.keys().collect(),
        };
        keys.into_iter().cloned().collect()
    }

    fn name(&mut self, group: &str, name: &str) {
        let path = format!("{group}/{name}");
        self.snake(&path, name, group == "deadlines");
        if group == "states" {
            self.reserved(&path, name);
        }
    }

    fn reserved(&mut self, path: &str, name: &str) {
        if RESERVED_STATES.contains(&name) {
            let message = format!("`{name}` is a word of the language and cannot be a state");
            self.at_key(path, message, None);
        }
    }

    fn snake(&mut self, path: &str, name: &str, dots: bool) {
        let parts: Vec<&str> = if dots { name.split('.').collect() } else { vec![name] };
        if !parts.iter().all(|part| is_word(part, '_')) {
            let suggestion = suggest_name(name, '_').filter(|_| !dots);
            self.at_key(path, format!("the name `{name}` is not snake_case"), suggestion);
        }
    }

    fn folder_is_named_like_it(&mut self) {
        let path = self.places.files.first().map(|file| file.path.as_str()).unwrap_or_default();
        let mut parts = path.rsplit('/').skip(1);
        if let Some(folder) = parts.next()
            && parts.next() == Some("programmes")
            && folder != self.programme.id
        {
            let message = format!("the folder is called `{folder}`, the programme `{}`", self.programme.id);
            self.at_value("id", message, Some("give both the same name".to_owned()));
        }
    }

    fn guards_names(&mut self) {
        let programme = self.programme;
        for (name, transition) in &programme.transitions {
            let mut seen: Vec<&str> = Vec::new();
            for (at, guard) in transition.guards.iter().enumerate() {
                let path = format!("transitions/{name}/guards/{at}/name");
                if !is_word(&guard.name, '-') {
                    let message = format!("the name of a guard is kebab-case, `{}` is not", guard.name);
                    self.at_value(&path, message, suggest_name(&guard.name, '-'));
                }
                if seen.contains(&guard.name.as_str()) {
                    self.at_value(&path, format!("this transition has two guards `{}`", guard.name), None);
                }
                if GENERAL_RULES.contains(&guard.name.as_str()) {
                    let message = format!("`{}` is a rule that every programme has", guard.name);
                    self.at_value(&path, message, Some("choose another name".to_owned()));
                }
                if guard.says.trim().is_empty() {
                    let path = format!("transitions/{name}/guards/{at}/says");
                    self.at_value(&path, "say what the caseworker should do".to_owned(), None);
                }
                seen.push(&guard.name);
            }
        }
    }
}

/// The rules of section 3 of the language's document.
const GENERAL_RULES: [&str; 27] = [
    "unknown-transition",
    "wrong-state",
    "role-not-allowed",
    "training-needed",
    "section-incomplete",
    "field-invalid",
    "reason-required",
    "reason-unknown",
    "effective-date-in-future",
    "effective-date-before-opening",
    "back-dating-needs-a-supervisor",
    "awaits-second-person",
    "separation-of-duties",
    "pool-exhausted",
    "over-ceiling",
    "no-pause-on-this-ground",
    "deadline-not-open",
    "not-waivable",
    "quorum-missing",
    "not-a-seat",
    "already-voted",
    "sitting-not-open",
    "recused",
    "barred-voter",
    "reasons-missing",
    "legal-ground-missing",
    "exclusion-screening-missing",
];

/// Lower-case words and digits joined by one sign; begins with a letter.
fn is_word(name: &str, joint: char) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split(joint).all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

fn suggest_name(name: &str, joint: char) -> Option<String> {
    let mut better = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && better.ends_with(|last: char| last.is_ascii_lowercase()) {
            better.push(joint);
        }
        match c {
            c if c.is_ascii_alphanumeric() => better.push(c.to_ascii_lowercase()),
            _ if better.ends_with(joint) => {}
            _ => better.push(joint),
        }
    }
    let better = better.trim_matches(joint);
    is_word(better, joint).then(|| format!("write `{better}`"))
}
