//! The check of a programme: every fault of its files, with file, line, column and a suggestion, before anything runs.
mod effects;
mod expressions;
mod forms;
mod machine;
mod names;
mod things;
mod usage;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Fault, Severity};
use super::load::{Folder, Loaded};
use super::model::Programme;
use super::places::{Places, Spot};
use super::typing::did_you_mean;
use crate::codes::CodeLists;
use crate::parameters::Parameters;
use crate::roles::RoleTemplates;

/// What a programme may name beyond its own folder.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Roles, without `system`, which is always known.
    pub roles: BTreeSet<String>,
    /// Their short codes in programmes.md (`RO`), for the hint to who writes one: code → role.
    pub role_codes: BTreeMap<String, String>,
    /// Training flags that a member may hold.
    pub training: BTreeSet<String>,
    /// Purposes for which consent may be asked.
    pub purposes: BTreeSet<String>,
    /// Grounds on which a deadline may be paused.
    pub grounds: BTreeSet<String>,
    /// Code lists.
    pub codes: CodeLists,
    /// Statutory numbers.
    pub parameters: Parameters,
    /// Other programmes: id → the transitions that open a case there.
    pub programmes: BTreeMap<String, BTreeSet<String>>,
}

impl World {
    /// The world of the shipped data, or of an organisation's. Training flags, purposes and grounds are the codes of
    /// `training-flag`, `consent-purpose` and `suspension-ground`.
    pub fn new(roles: &RoleTemplates, codes: CodeLists, parameters: Parameters) -> Self {
        let list = |name: &str| -> BTreeSet<String> {
            codes.get(name).map(|list| list.codes().map(|code| code.code.clone()).collect()).unwrap_or_default()
        };
        let (training, purposes, grounds) = (list("training-flag"), list("consent-purpose"), list("suspension-ground"));
        let role_codes = roles.roles.iter().map(|(name, role)| (role.seed_code.clone(), name.clone())).collect();
        let roles = roles.roles.keys().cloned().collect();
        Self { roles, role_codes, training, purposes, grounds, codes, parameters, programmes: BTreeMap::new() }
    }

    /// Lets other programmes be named in `open`.
    pub fn add_programme(&mut self, programme: &Programme) {
        let opening = programme.transitions_from(None, None).map(|(name, _)| name.to_owned()).collect();
        self.programmes.insert(programme.id.clone(), opening);
    }
}

/// What came out of a check.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The programme, as far as it could be read.
    pub programme: Option<Programme>,
    /// Every fault, by file, line and column.
    pub faults: Vec<Fault>,
}

impl Checked {
    /// Whether the programme is refused: warnings alone refuse nothing.
    pub fn is_refused(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }
}

/// Checks the programme of a folder.
pub fn check(folder: Folder<'_>, world: &World) -> Checked {
    let Loaded { programme, places, faults, languages } = folder.load();
    let unreadable = !faults.is_empty();
    let mut faults = faults;
    if let Some(programme) = &programme {
        let mut checker = Checker { programme, world, places: &places, faults: Vec::new() };
        if unreadable {
            // What could not be read is missing from the programme; asking more would name consequences as faults.
            checker.syntax_of_expressions();
        } else {
            checker.everything(&languages);
        }
        faults.append(&mut checker.faults);
    }
    let key = |fault: &Fault| (fault.file.clone(), fault.line, fault.column, fault.message.clone());
    faults.sort_by_cached_key(key);
    faults.dedup();
    Checked { programme, faults }
}

/// Only the expressions that do not parse, for a programme that is loaded without a check.
pub(super) fn syntax(programme: &Programme, places: &Places) -> Vec<Fault> {
    let mut checker = Checker { programme, world: &World::default(), places, faults: Vec::new() };
    checker.syntax_of_expressions();
    checker.faults
}

struct Checker<'a> {
    programme: &'a Programme,
    world: &'a World,
    places: &'a Places,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn everything(&mut self, languages: &BTreeSet<String>) {
        self.names();
        self.machine();
        self.forms();
        self.transitions();
        self.clocks();
        self.things();
        self.expressions();
        self.usage();
        self.wording(languages);
    }

    fn report(&mut self, severity: Severity, spot: &Spot, message: String, suggestion: Option<String>) {
        let file = self.places.files.get(spot.file).map(|file| file.path.clone()).unwrap_or_default();
        self.faults.push(Fault { file, line: spot.line, column: spot.column, severity, message, suggestion });
    }

    fn at_key(&mut self, path: &str, message: String, suggestion: Option<String>) {
        self.report(Severity::Error, &self.places.key(path), message, suggestion);
    }

    fn at_value(&mut self, path: &str, message: String, suggestion: Option<String>) {
        self.report(Severity::Error, &self.places.value(path), message, suggestion);
    }

    fn warn(&mut self, path: &str, message: String, suggestion: Option<String>) {
        self.report(Severity::Warning, &self.places.key(path), message, suggestion);
    }

    /// Notes a name that is not among the known ones.
    fn known<'k>(&mut self, path: &str, what: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> bool {
        let known: Vec<&str> = known.into_iter().collect();
        let found = known.contains(&name);
        if !found {
            let few = !known.is_empty() && known.len() <= 8;
            let suggestion = did_you_mean(name, known.iter().copied()).or_else(|| few.then(|| format!("known are {}", known.join(", "))));
            self.at_value(path, format!("there is no {what} `{name}`"), suggestion);
        }
        found
    }

    /// Notes roles that are not known.
    fn roles(&mut self, path: &str, roles: &[String], with_system: bool) {
        for (at, role) in roles.iter().enumerate() {
            self.role(&super::places::join(path, at), role, with_system);
        }
    }

    fn role(&mut self, path: &str, role: &str, with_system: bool) {
        let world = self.world;
        let people = world.roles.iter().map(String::as_str).filter(|role| *role != "system");
        if role == "system" && !with_system {
            self.at_value(path, "`system` is not a person and cannot stand here".to_owned(), None);
        } else if let Some(name) = world.role_codes.get(role) {
            self.at_value(path, format!("there is no role `{role}`"), Some(format!("write `{name}`")));
        } else {
            self.known(path, "role", role, people.chain(with_system.then_some("system")));
        }
    }

    /// Notes names of a list that are not known.
    fn each_known<'k, T: 'k>(&mut self, path: &str, what: &str, names: &[String], known: &'k indexmap::IndexMap<String, T>) {
        for (at, name) in names.iter().enumerate() {
            self.known(&super::places::join(path, at), what, name, known.keys().map(String::as_str));
        }
    }

    /// Whether a thing stands in the programme's own file, and not in what is common to all.
    fn is_own(&self, path: &str) -> bool {
        self.places.file_of(path).is_none_or(|file| Some(file) == self.places.file_of("id"))
    }
}
