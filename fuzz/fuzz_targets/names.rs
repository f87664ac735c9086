//! Any two texts as names: no panic, the same score both ways, a score from 0 to 1.
#![no_main]
use libfuzzer_sys::fuzz_target;
use panoh_rules::names::{Name, Reading, keys, score};

fuzz_target!(|texts: (&str, &str)| {
    let (a, b) = texts;
    let (one, other) = (Name::whole(a), Name::whole(b));
    let result = score(&one, &other);
    assert!((0.0..=1.0).contains(&result.score));
    assert_eq!(result, score(&other, &one));
    let reading = Reading::of(&Name { as_written: a, given: Some(b), family: Some(a), patronymic: None, father: Some(b) });
    let typed = reading.compare_typed(&Reading::of(&other));
    assert!((0.0..=1.0).contains(&typed.score));
    assert!(keys::of(&reading).len() <= keys::MOST);
});
