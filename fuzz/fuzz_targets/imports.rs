//! Any text as a table of people: no panic, and a line that is taken has a name.
#![no_main]
use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use panoh_rules::codes::CodeLists;
use panoh_rules::imports::{Cell, DateOrder, Line, Plan, Serials, Words, headings, read};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists = CodeLists::parse([
        ("document-kind.toml", include_str!("../../config/codes/document-kind.toml")),
        ("country.toml", include_str!("../../config/codes/country.toml")),
    ]);
    Words::new(&lists.expect("the shipped lists read")).expect("the shipped words read")
});

const HEADERS: &str = "Насаб\tНом\tНомӣ падар\tName (Latin)\tSex\tСанаи таваллуд\tbirth_precision\tCitizenship\tZabon\tPassport\tdocument_kind\tTelephone\tEmail\tОила\texternal_ids.progres";

fuzz_target!(|text: &str| {
    let mut rows = text.lines();
    // Half of them with headers that are known, so that what stands below is reached.
    let own = text.len() % 2 == 0;
    let header = if own { rows.next().unwrap_or_default() } else { HEADERS };
    let headers: Vec<String> = header.split('\t').map(str::to_owned).collect();
    let Ok(columns) = headings(&headers, &BTreeMap::new(), &WORDS) else { return };
    for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
        let plan = Plan { columns: columns.clone(), date_order: order, serials: Serials::From1900, pads: true };
        for row in rows.clone() {
            let cell = |text: &str| text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Number);
            let cells: Vec<Cell> = row.split('\t').map(cell).collect();
            if let Line::Person(person, _) = read(&cells, &plan, &WORDS) {
                assert!(!person.names.is_empty());
                assert!(person.documents.iter().all(|document| !document.kind.is_empty()));
            }
        }
    }
});
