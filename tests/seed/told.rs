//! The whole stock, told in memory.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use panoh::clock::Clock;
use panoh::programmes::House;
use panoh::seed::{Stock, told};

fn house() -> House {
    House::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))).expect("the configuration checks")
}

/// States in which nobody stays: the system passes through them, or another organisation's acceptance would be needed.
const PASSED_THROUGH: &[&str] = &[];

#[test]
fn the_stock_of_june_2020_is_exact_and_spread_over_all_states() {
    let house = house();
    let mut states: BTreeMap<(String, String), usize> = BTreeMap::new();
    let begun = std::time::Instant::now();
    let counted = told(&house, Clock::default().now(), Stock::JUNE_2020, |harvest| {
        for (programme, state, _) in harvest.cases() {
            *states.entry((programme.to_owned(), state.to_owned())).or_default() += 1;
        }
    })
    .expect("every tale fits its programme");
    println!("{counted:?} in {:?}: {states:#?}", begun.elapsed());
    assert_eq!((counted.refugees, counted.seekers), (5_208, 628));
    let share = counted.afghans * 1_000 / (counted.refugees + counted.seekers);
    assert!((890..=910).contains(&share), "{share} of a thousand are Afghan");
    for id in ["refugee-claim", "refugee-status"] {
        let programme = house.catalogue.programme(id).expect("it is shipped");
        for state in programme
            .states
            .keys()
            .filter(|state| !PASSED_THROUGH.contains(&state.as_str()) && !programme.without.contains(&(*state).clone()))
        {
            if id == "refugee-status" && state == "suspended" {
                continue;
            }
            let found = states.get(&(id.to_owned(), state.clone())).copied().unwrap_or(0);
            assert!(found >= 3, "{id} {state} has {found} cases");
        }
        let known: BTreeSet<&String> = programme.states.keys().collect();
        assert!(states.keys().filter(|(programme, _)| programme == id).all(|(_, state)| known.contains(state)));
    }
}

#[test]
fn two_tellings_of_one_instant_are_the_same() {
    let house = house();
    let now = Clock::default().now();
    let stock = Stock { refugees: 20, seekers: 8 };
    let tell = || {
        let mut cases: Vec<(String, String)> = Vec::new();
        told(&house, now, stock, |harvest| {
            cases.extend(harvest.cases().map(|(programme, state, _)| (programme.to_owned(), state.to_owned())))
        })
        .expect("it is told");
        cases
    };
    assert_eq!(tell(), tell());
}
