//! The canonical form: one entry, one sequence of bytes, and back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sample;

use chrono::{TimeDelta, Utc};
use panoh_ledger::{Entry, EntryError, Hash, MAX_ENTRY_BYTES, MAX_INTEGER, to_micros};
use proptest::prelude::*;
use serde_json::{Value, json};

fn plain() -> Entry {
    let vectors: Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    serde_json::from_value(vectors["entries"][0]["entry"].clone()).unwrap()
}

/// All single changes of a JSON tree: a scalar replaced, a member or an item gone.
fn neighbours(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                for changed in neighbours(member) {
                    let mut map = map.clone();
                    map.insert(key.clone(), changed);
                    all.push(map.into());
                }
                let mut map = map.clone();
                map.shift_remove(key);
                all.push(map.into());
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                for changed in neighbours(item) {
                    let mut items = items.clone();
                    items[n] = changed;
                    all.push(items.into());
                }
                let mut items = items.clone();
                items.remove(n);
                all.push(items.into());
            }
        }
        Value::Null => all.extend([json!(false), json!("null"), json!([]), json!({})]),
        Value::Bool(truth) => all.push(json!(!truth)),
        Value::Number(number) => all.extend([json!(number.to_string()), json!(7)]),
        Value::String(text) => all.extend([json!(format!("{text}\"")), json!([text])]),
    }
    all.retain(|changed| changed != value);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn reading_the_bytes_gives_the_entry(entry in sample::entry()) {
        prop_assert_eq!(entry.check(), Ok(()));
        let read: Entry = serde_json::from_slice(&entry.canonical_bytes()).unwrap();
        prop_assert_eq!(&read, &entry);
        let other_way: Entry = serde_json::from_value(serde_json::to_value(&entry).unwrap()).unwrap();
        prop_assert_eq!(other_way.canonical_bytes(), entry.canonical_bytes());
    }

    #[test]
    fn different_entries_have_different_bytes(one in sample::entry(), other in sample::entry()) {
        prop_assert_eq!(one == other, one.canonical_bytes() == other.canonical_bytes());
    }

    #[test]
    fn each_single_change_changes_the_bytes(entry in sample::entry()) {
        let bytes = entry.canonical_bytes();
        for changed in neighbours(&serde_json::to_value(&entry).unwrap()) {
            if let Ok(changed) = serde_json::from_value::<Entry>(changed) {
                prop_assert_eq!(changed == entry, changed.canonical_bytes() == bytes);
            }
        }
    }

    #[test]
    fn a_hash_is_read_as_it_is_written(bytes in any::<[u8; 32]>()) {
        let text = Hash(bytes).to_string();
        prop_assert_eq!(text.parse(), Ok(Hash(bytes)));
        let quoted = serde_json::to_string(&Hash(bytes)).unwrap();
        prop_assert_eq!(serde_json::from_str::<Hash>(&quoted).unwrap(), Hash(bytes));
        prop_assert!(text.trim_start_matches(|c| text.starts_with(c)).parse::<Hash>().is_err());
        prop_assert!(text.replacen(|c: char| c.is_ascii_hexdigit(), "A", 1).parse::<Hash>().is_err());
    }
}

#[test]
fn the_order_of_keys_in_a_change_does_not_matter() {
    let first = Entry { change: Some(json!({ "b": 1, "a": { "d": 2, "c": 3 } })), ..plain() };
    let second = Entry { change: Some(json!({ "a": { "c": 3, "d": 2 }, "b": 1 })), ..plain() };
    assert_eq!(first.canonical_bytes(), second.canonical_bytes());
}

#[test]
fn time_finer_than_a_microsecond_is_cut() {
    let whole = plain();
    let finer = Entry { at: whole.at + TimeDelta::nanoseconds(999), ..whole.clone() };
    assert_eq!(finer.canonical_bytes(), whole.canonical_bytes());
    assert_eq!(to_micros(finer.at), whole.at);
    let written = serde_json::to_value(&finer).unwrap();
    assert_eq!(serde_json::from_value::<Entry>(written).unwrap(), whole);
}

#[test]
fn what_could_not_be_read_back_is_refused() {
    let check = |entry: Entry| entry.check().unwrap_err();
    let change = |change: Value| check(Entry { change: Some(change), ..plain() });
    assert_eq!(change(json!({ "x": [1.5] })), EntryError::Number("1.5".to_owned()));
    assert_eq!(change(json!(1.0)), EntryError::Number("1.0".to_owned()));
    assert!(matches!(change(json!(MAX_INTEGER + 1)), EntryError::Number(_)));
    assert!(matches!(change(json!(i64::MIN)), EntryError::Number(_)));
    let deep = (0..33).fold(json!(0), |inner, _| json!([inner]));
    assert_eq!(change(deep), EntryError::Depth);
    assert!(matches!(change(json!("x".repeat(MAX_ENTRY_BYTES))), EntryError::Size(_)));
    assert_eq!(check(Entry { version: 2, ..plain() }), EntryError::Version(2));
    assert_eq!(check(Entry { class: 5, ..plain() }), EntryError::Class(5));
    assert_eq!(check(Entry { operation: String::new(), ..plain() }), EntryError::Operation);
    assert_eq!(check(Entry { at: chrono::DateTime::<Utc>::MAX_UTC, ..plain() }), EntryError::Year);
}

#[test]
fn the_deepest_and_the_largest_that_pass_can_be_read() {
    let deep = (0..32).fold(json!(0), |inner, _| json!([inner]));
    let large = Entry { change: Some(deep), ..plain() };
    let room = MAX_ENTRY_BYTES - large.canonical_bytes().len() + "null".len() - 2;
    let large = Entry { reason: Some("x".repeat(room)), ..large };
    assert_eq!(large.canonical_bytes().len(), MAX_ENTRY_BYTES);
    assert_eq!(large.check(), Ok(()));
    let start = panoh_ledger::Head::genesis(large.tenant_id);
    let sealed = sample::seal(start, [large]);
    let bundle = sample::bundle(start, sealed[0].head(), &sealed);
    assert_eq!(panoh_ledger::verify_bundle(bundle.as_slice(), &[]).unwrap().count, 1);
}

#[test]
fn unknown_and_missing_keys_are_refused() {
    let entry = serde_json::to_value(plain()).unwrap();
    let mut more = entry.clone();
    more["value"] = json!("Карим");
    assert!(serde_json::from_value::<Entry>(more).is_err());
    for key in entry.as_object().unwrap().keys() {
        let mut less = entry.clone();
        less.as_object_mut().unwrap().shift_remove(key);
        assert!(serde_json::from_value::<Entry>(less).is_err(), "{key}");
    }
}
