//! Any text as a machine-readable zone, and as the number of a document: no panic, and a number's key is its own key.
#![no_main]
use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use panoh_rules::document_number::number_key;
use panoh_rules::mrz::Mrz;

fuzz_target!(|text: &str| {
    let key = number_key(text);
    assert_eq!(number_key(&key), key);
    if let Ok(zone) = Mrz::parse(text) {
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        let _days = (zone.birth_on(today), zone.expires_on(today));
        let _key = number_key(&zone.document_number);
    }
});
