//! Which scenarios are played: as few as touch every transition and every guard that scenarios touch at all. All of them when
//! `PLAY=all`.
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use panoh::programmes::House;
use panoh_rules::scenario::{Act, Scenario, parse};
use panoh_rules::simulate::{Shelf, simulate};

/// Each programme is played in so many tests side by side.
pub const SHARES: usize = 2;

pub struct Chosen {
    pub name: String,
    pub scenario: Scenario,
}

struct Known {
    name: String,
    scenario: Scenario,
    /// Transitions, guards that refused and deadlines that were missed, each behind its programme.
    touches: BTreeSet<String>,
    transitions: BTreeSet<String>,
}

pub fn shelf() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(|| House::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))).unwrap())
}

/// What the service cannot be told yet stands in facts of the scenario: pools, budgets, consents come with their storage.
fn playable(scenario: &Scenario) -> bool {
    let bare = |changes: &panoh_rules::scenario::FactChanges| {
        changes.pools.is_empty() && changes.budgets.is_empty() && changes.consents.is_empty()
    };
    let opens = |act: &Act| matches!(act, Act::Do(_));
    // A form is filled in a case that exists; the simulator lets one be filled before.
    scenario.steps.first().is_some_and(|step| opens(&step.act) && step.expect.refused.is_none())
        // The clock opens its cases itself: it has no desk over HTTP. A case without anybody is refused by its form.
        && scenario.steps.first().is_some_and(|step| step.by.as_deref() != Some("system") && !matches!(&step.act, Act::Do(name) if name == "grant"))
        && !scenario.given.people.is_empty()
        && bare(&scenario.given.facts)
        && scenario.steps.iter().all(|step| !matches!(&step.act, Act::Facts(changes) if !bare(changes)))
        && scenario.steps.iter().all(|step| !matches!(&step.act, Act::Vote(vote) if !vote.persons.is_empty()))
}

fn known(programme: &str) -> Vec<Known> {
    let house = shelf();
    let shelf = Shelf {
        programmes: &house.catalogue,
        parameters: &house.parameters,
        calendar: &house.calendar,
        codes: &house.codes,
        roles: &house.roles,
    };
    let folder = format!("{}/config/programmes/{programme}/scenarios", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: std::path::PathBuf| {
        let scenario = parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
        if scenario.programme.value != programme || !playable(&scenario) {
            return None;
        }
        let mut transitions = BTreeSet::new();
        let mut touches = BTreeSet::new();
        for (programme, touched) in simulate(&shelf, &scenario).unwrap().coverage.0 {
            transitions.extend(touched.transitions.iter().map(|name| format!("{programme}/{name}")));
            touches.extend(touched.guards_refused.iter().map(|guard| format!("{programme}/{guard} refuses")));
            touches.extend(touched.deadlines_missed.iter().map(|deadline| format!("{programme}/{deadline} missed")));
        }
        touches.extend(transitions.iter().cloned());
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        Some(Known { name, scenario, touches, transitions })
    };
    files.into_iter().filter_map(read).collect()
}

/// The greedy choice: whatever adds most, until nothing adds anything.
fn chosen(programme: &str) -> Vec<Known> {
    let mut left = known(programme);
    if std::env::var("PLAY").is_ok_and(|all| all == "all") {
        return left;
    }
    let mut taken = Vec::new();
    let mut touched: BTreeSet<String> = BTreeSet::new();
    loop {
        let adds = |one: &Known| one.touches.difference(&touched).count();
        let Some(best) = (0..left.len()).max_by_key(|at| (adds(&left[*at]), usize::MAX - left[*at].scenario.steps.len())) else { break };
        if adds(&left[best]) == 0 {
            break;
        }
        let best = left.swap_remove(best);
        touched.extend(best.touches.iter().cloned());
        taken.push(best);
    }
    taken
}

/// What is played of a programme, in a fixed order.
pub fn of(programme: &str) -> Vec<Chosen> {
    chosen(programme).into_iter().map(|known| Chosen { name: known.name, scenario: known.scenario }).collect()
}

/// Transitions that the scenarios of a share do.
pub fn transitions_of(programme: &str, share: usize) -> BTreeSet<String> {
    chosen(programme).into_iter().skip(share).step_by(SHARES).flat_map(|known| known.transitions).collect()
}
