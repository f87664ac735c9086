//! Each trap that a file can hold, and what is made of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::birth::{Birth, Precision};
use crate::codes::CodeLists;
use crate::names::Script;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/codes");
    let read = |entry: std::fs::DirEntry| (entry.path().display().to_string(), std::fs::read_to_string(entry.path()).unwrap());
    let files: Vec<(String, String)> = std::fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect();
    let lists = CodeLists::parse(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
    Words::new(&lists).expect("words.toml reads")
});

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn born(cell: &str, order: Option<DateOrder>) -> Result<Birth, DateFault> {
    birth(&text(cell), order, Serials::From1900, &WORDS)
}

#[test]
fn a_day_is_read_in_every_way_that_has_one_meaning() {
    for way in [
        "1972-05-12",
        "1972/05/12",
        "1972.5.12",
        "19720512",
        "12.05.1972",
        "12.5.1972",
        "12.05.1972 г.",
        " 12.05.1972 00:00:00",
        "1972-05-12T00:00:00",
        "12 мая 1972 года",
        "12-May-1972",
        "May 12, 1972",
        "12 майи соли 1972",
        "۱۹۷۲/۰۵/۱۲",
        "1351/02/22",
        "۱۳۵۱/۲/۲۲",
        "22 ثور 1351",
        "22.02.1351",
        "26431",
    ] {
        assert_eq!(born(way, None), Ok(Birth { date: on(1972, 5, 12), precision: Precision::Day }), "{way}");
    }
}

#[test]
fn what_is_no_date_is_said_to_be_none() {
    use DateFault::{NotADate, NotADay, TwoDigitYear};
    for (way, fault) in [
        ("12.05.72", TwoDigitYear),
        ("12/5/72", TwoDigitYear),
        ("12 мая 72", TwoDigitYear),
        ("72", TwoDigitYear),
        ("31.02.1972", NotADay),
        ("05.23.1972", NotADay),
        ("1402/12/30", NotADay),
        ("1372/07/31", NotADay),
        ("0000-00-00", NotADay),
        ("1700-01-01", NotADay),
        ("12 мая 1351", NotADay),
        ("22 ثور 1972", NotADay),
        ("60", TwoDigitYear),
        ("в детстве", NotADate),
        ("123", NotADate),
        ("12.05", NotADate),
        ("1972-1974", NotADate),
        ("12.мир.1972", NotADate),
        ("-1972", NotADate),
    ] {
        assert_eq!(born(way, Some(DateOrder::DayFirst)), Err(fault), "{way}");
    }
}

#[test]
fn day_and_month_are_never_told_apart_by_a_guess() {
    assert_eq!(born("03/04/1972", None), Err(DateFault::OrderUnknown));
    assert_eq!(born("03/04/1972", Some(DateOrder::DayFirst)).unwrap().date, on(1972, 4, 3));
    assert_eq!(born("03/04/1972", Some(DateOrder::MonthFirst)).unwrap().date, on(1972, 3, 4));
    assert_eq!(born("23/04/1972", Some(DateOrder::MonthFirst)), Err(DateFault::OtherOrder));
    // With a dot the day is first, whatever the file's order; and the same number twice has one meaning.
    assert_eq!(born("03.04.1972", Some(DateOrder::MonthFirst)).unwrap().date, on(1972, 4, 3));
    assert_eq!(born("04/04/1972", None).unwrap().date, on(1972, 4, 4));
    assert_eq!(born("05/12/1372", Some(DateOrder::DayFirst)).unwrap().date, crate::solar::gregorian(1372, 12, 5).unwrap());
}

#[test]
fn one_day_that_can_only_be_read_one_way_decides_for_its_file() {
    let order = |days: &[&str]| {
        let mut evidence = Evidence::default();
        days.iter().zip(2..).for_each(|(day, line)| evidence.see(line, &text(day), &WORDS));
        evidence.order()
    };
    assert_eq!(order(&["03/04/1972", "23/04/1972"]), Ok(Some(DateOrder::DayFirst)));
    assert_eq!(order(&["03/04/1972", "04/23/1972"]), Ok(Some(DateOrder::MonthFirst)));
    assert_eq!(order(&["23/04/1972", "04/23/1972"]), Err(DateFault::OrderUnknown));
    assert_eq!(order(&["03/04/1972", "03.04.1972", "1972-04-03"]), Err(DateFault::OrderUnknown));
    assert_eq!(order(&["04/04/1972", "13.04.1972", "1972-04-13", ""]), Ok(None));
}

#[test]
fn what_is_known_of_a_birth_is_kept_and_no_more() {
    let kept = |cell: &str| born(cell, None).map(|birth| (birth.date, birth.precision));
    assert_eq!(kept("1972"), Ok((on(1972, 1, 1), Precision::Year)));
    assert_eq!(kept("1972 г.р."), Ok((on(1972, 1, 1), Precision::Year)));
    assert_eq!(kept("05.1972"), Ok((on(1972, 5, 1), Precision::Month)));
    assert_eq!(kept("май 1972"), Ok((on(1972, 5, 1), Precision::Month)));
    // A Solar Hijri year lies across two Gregorian ones, a month across two months of one.
    assert_eq!(kept("1372"), Ok((on(1993, 1, 1), Precision::Estimated)));
    assert_eq!(kept("1372/05"), Ok((on(1993, 1, 1), Precision::Year)));
    let cell = |number: f64| birth(&Cell::Number(number), None, Serials::From1900, &WORDS).map(|birth| birth.precision);
    assert_eq!(cell(1972.0), Ok(Precision::Year));
}

#[test]
fn a_spreadsheet_counts_days_from_1900_or_from_1904() {
    let day = |serial: f64, serials: Serials| birth(&Cell::Number(serial), None, serials, &WORDS).map(|birth| birth.date);
    assert_eq!(day(26_431.0, Serials::From1900), Ok(on(1972, 5, 12)));
    assert_eq!(day(24_969.0, Serials::From1904), Ok(on(1972, 5, 12)));
    assert_eq!(day(26_431.75, Serials::From1900), Ok(on(1972, 5, 12)));
    assert_eq!(day(99_999_999.0, Serials::From1900), Err(DateFault::NotADay));
}

#[test]
fn a_header_is_known_in_four_languages_and_by_the_apis_own_name() {
    let none = BTreeMap::new();
    let fields = |headers: &[&str]| {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let found = headings(&headers, &none, &WORDS)?;
        Ok::<_, FieldError>(found.into_iter().map(|one| one.field.map(|field| field.to_string()).unwrap_or_default()).collect::<Vec<_>>())
    };
    let wanted = ["given", "family", "sex", "birth", "citizenship"];
    for headers in [
        ["First name", "Surname", "Sex", "Date of Birth", "Nationality"],
        ["Ном", "НАСАБ", "Ҷинс", "Санаи таваллуд", "Шаҳрвандӣ"],
        ["имя", "Фамилия", "Пол", "Дата рождения", "Гражданство"],
        ["نام", "تخلص", "جنسیت", "تاریخ تولد", "تابعیت"],
        ["given", "family", "sex", "birth", "citizenship"],
        ["Ном ", "насаб:", "Чинс", "санаи_таваллуд", "Шахрванди"],
    ] {
        assert_eq!(fields(&headers).unwrap(), wanted, "{headers:?}");
    }
    assert_eq!(
        fields(&["№", "ФИО", "Name (Latin)", "Shoe size", "external_ids.progres"]).unwrap(),
        ["ignore", "name", "name.2", "", "external_ids.progres"]
    );
    assert_eq!(fields(&["Given", "Family", "Given (Cyrillic)", "Family (Cyrillic)"]).unwrap(), ["given", "family", "given.2", "family.2"]);
    assert_eq!(fields(&["Sex", "Birth"]), Err(FieldError::NoName));
    assert_eq!(fields(&["Name", "Sex", "Пол"]), Err(FieldError::Twice { first: "Sex".to_owned(), second: "Пол".to_owned() }));
}

#[test]
fn the_caller_can_say_what_a_column_holds() {
    let headers = ["Name".to_owned(), "Beneficiary code".to_owned(), "Born".to_owned()];
    let mapping = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(header, field)| ((*header).to_owned(), (*field).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let found = headings(&headers, &mapping(&[("beneficiary code", "external_ids.progres"), ("Born", "ignore")]), &WORDS).unwrap();
    assert_eq!(found[1].field, Some(Field::ExternalId("progres".to_owned())));
    assert_eq!(found[2].field, Some(Field::Ignore));
    assert_eq!(headings(&headers, &mapping(&[("Born", "shoe")]), &WORDS), Err(FieldError::NoSuchField("shoe".to_owned())));
    assert_eq!(headings(&headers, &mapping(&[("Boot", "birth")]), &WORDS), Err(FieldError::NoSuchHeader("Boot".to_owned())));
}

fn plan(headers: &[&str]) -> Plan {
    let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
    let columns = headings(&headers, &BTreeMap::new(), &WORDS).unwrap();
    Plan { columns, date_order: None, serials: Serials::From1900, pads: false }
}

fn person(headers: &[&str], cells: &[&str]) -> Person {
    let cells: Vec<Cell> = cells.iter().map(|cell| text(cell)).collect();
    match read(&cells, &plan(headers), &WORDS) {
        Line::Person(person, _) => *person,
        other => panic!("{other:?}"),
    }
}

fn faults(headers: &[&str], cells: &[&str]) -> Vec<(Option<usize>, Fault)> {
    let cells: Vec<Cell> = cells.iter().map(|cell| text(cell)).collect();
    match read(&cells, &plan(headers), &WORDS) {
        Line::Faulty(notes) => notes.into_iter().map(|note| (note.column, note.fault)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_becomes_a_person() {
    let headers = [
        "№",
        "Насаб",
        "Ном",
        "Номи падар",
        "Full name (Latin)",
        "Пол",
        "Санаи таваллуд",
        "Гражданство",
        "Забон",
        "Паспорт",
        "Телефон",
        "Оила",
        "Хешутаборӣ",
    ];
    let cells = [
        "1",
        "Муҳаммадӣ",
        "Заҳро",
        "Карим",
        "Zahra Mohammadi",
        "ж",
        "1372/05/12",
        "Афганистан; TJ",
        "Dari",
        "P 123456",
        "+992 93 555 00 00",
        "17",
        "завҷа",
    ];
    let person = person(&headers, &cells);
    assert_eq!(person.names.len(), 2);
    let first = &person.names[0];
    assert_eq!((first.script, first.as_written.as_str(), first.father.as_deref()), (Script::Cyrl, "Муҳаммадӣ Заҳро", Some("Карим")));
    assert_eq!((person.names[1].script, person.names[1].as_written.as_str()), (Script::Latn, "Zahra Mohammadi"));
    assert_eq!(person.sex, "2");
    assert_eq!(person.birth, Some(Birth { date: on(1993, 8, 3), precision: Precision::Day }));
    assert_eq!(person.citizenships, ["AFG", "TJK"]);
    assert_eq!(person.languages, ["prs"]);
    let document = Document {
        column: Some(9),
        kind: "passport".to_owned(),
        number: Some("P 123456".to_owned()),
        issuer: None,
        issued_on: None,
        expires_on: None,
    };
    assert_eq!(person.documents, [document]);
    assert_eq!(person.phones, ["+992 93 555 00 00"]);
    assert_eq!((person.household.as_deref(), person.relationship.as_deref()), (Some("17"), Some("spouse")));
}

#[test]
fn a_document_has_the_kind_that_its_line_or_its_header_says() {
    let of = |headers: &[&str], cells: &[&str]| {
        let documents = person(headers, cells).documents.into_iter();
        documents.map(|one| (one.kind, one.number.unwrap_or_default(), one.issuer.unwrap_or_default())).collect::<Vec<_>>()
    };
    let document = |kind: &str, number: &str, issuer: &str| (kind.to_owned(), number.to_owned(), issuer.to_owned());
    let both = of(&["Name", "نمبر تذکره", "Passport No", "Issuer"], &["Karim", "1400-12", "P1", "AFG"]);
    assert_eq!(both, [document("national-id", "1400-12", "AFG"), document("passport", "P1", "AFG")]);
    assert_eq!(
        of(&["Name", "Document type", "Document number"], &["Karim", "Soviet passport", "II-5"]),
        [document("soviet-passport", "II-5", "")]
    );
    // The line knows better than the header what the number is of.
    assert_eq!(of(&["Name", "Document type", "Passport"], &["Karim", "Birth certificate", "5"]), [document("birth-certificate", "5", "")]);
    assert_eq!(of(&["Name", "Document type", "Passport"], &["Karim", "No document", ""]), [document("none", "", "")]);
    assert_eq!(of(&["Name", "Passport"], &["Karim", ""]), []);
    // A шиноснома is a passport or an identity card.
    assert_eq!(faults(&["Name", "Шиноснома"], &["Karim", "A 123"]), [(Some(1), Fault::DocumentKindMissing)]);
}

#[test]
fn several_numbers_may_stand_in_one_cell_and_are_never_taken_to_be_safe() {
    let headers = ["Name", "Phone", "Email"];
    let person = person(&headers, &["Karim", "93 555 00 00; +992 90 111 22 33", "karim@example.org"]);
    assert_eq!((person.phones.len(), person.email.as_deref()), (2, Some("karim@example.org")));
    let cells = ["Karim", "93 555 00 00", "karim@example.org"].map(text);
    let Line::Person(_, said) = read(&cells, &plan(&headers), &WORDS) else { panic!("a person") };
    assert_eq!(said.iter().map(|note| (note.column, note.fault)).collect::<Vec<_>>(), [1, 2].map(|at| (Some(at), Fault::ContactNotAsked)));
}

#[test]
fn sex_is_read_in_four_languages_and_unknown_when_nothing_is_said() {
    for (word, code) in [
        ("M", "1"),
        ("male", "1"),
        ("Муж.", "1"),
        ("мард", "1"),
        ("مرد", "1"),
        ("1", "1"),
        ("F", "2"),
        ("ж", "2"),
        ("З", "2"),
        ("زن", "2"),
        ("مؤنث", "2"),
        ("9", "9"),
        ("", "0"),
        ("-", "0"),
    ] {
        assert_eq!(person(&["Name", "Sex"], &["Karim", word]).sex, code, "{word}");
    }
    assert_eq!(faults(&["Name", "Sex"], &["Karim", "x"]), [(Some(1), Fault::UnknownWord)]);
}

#[test]
fn a_formula_is_named_and_never_worked_out() {
    for cell in ["=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)", "+1+cmd", "-2+3", "\t=1", "\r=1"] {
        assert_eq!(faults(&["Name", "Passport"], &["Karim", cell]), [(Some(1), Fault::Formula)], "{cell:?}");
    }
    let cells = [text("Karim"), Cell::Formula { formula: true }, Cell::Error { error: true }];
    let Line::Faulty(notes) = read(&cells, &plan(&["Name", "Sex", "Birth"]), &WORDS) else { panic!() };
    assert!(notes.iter().any(|note| note.fault == Fault::Formula) && notes.iter().any(|note| note.fault == Fault::SpreadsheetError));
}

#[test]
fn a_line_that_is_half_there_is_named_and_one_that_is_empty_is_none() {
    assert_eq!(faults(&["Name", "Sex", "Birth"], &["", "M", "1972"]), [(Some(0), Fault::NoName)]);
    assert_eq!(faults(&["Name", "Sex", "Birth"], &["Karim"]), [(None, Fault::CutShort)]);
    assert_eq!(faults(&["Name", "Sex"], &["Karim", "M", "1972"]), [(None, Fault::TooManyCells)]);
    let cells = |cells: &[&str]| cells.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    assert_eq!(read(&cells(&["7", "", " ", "—"]), &plan(&["№", "Name", "Sex", "Birth"]), &WORDS), Line::Empty);
    // In a spreadsheet the cells that follow are empty, not missing.
    let padded = Plan { pads: true, ..plan(&["Name", "Sex", "Birth"]) };
    assert!(matches!(read(&cells(&["Karim"]), &padded, &WORDS), Line::Person(..)));
}

#[test]
fn scripts_are_told_and_a_mixture_is_named() {
    assert_eq!(person(&["Name"], &["Ҷамшед Раҳимӣ"]).names[0].script, Script::Cyrl);
    assert_eq!(person(&["Name"], &["محمّد‌رضا کریمی"]).names[0].script, Script::Arab);
    assert_eq!(person(&["Name"], &["Şirin O‘ktam"]).names[0].script, Script::Latn);
    // A Latin `a`, and parts of one name in two scripts.
    assert_eq!(faults(&["Name"], &["Кaрим"]), [(Some(0), Fault::MixedScripts)]);
    assert_eq!(faults(&["Given", "Family"], &["Карим", "Nazarov"]), [(Some(1), Fault::MixedScripts)]);
    assert_eq!(faults(&["Name"], &["Κάριμ"]), [(Some(0), Fault::UnknownScript)]);
    assert_eq!(faults(&["Name"], &["123"]), [(Some(0), Fault::UnknownScript)]);
    assert_eq!(faults(&["Name"], &["Кар\u{fffd}м"]), [(Some(0), Fault::Undecodable)]);
}

#[test]
fn a_number_that_a_spreadsheet_rounded_is_no_number_any_more() {
    assert_eq!(faults(&["Name", "external_ids.progres"], &["Karim", "1.23457E+12"]), [(Some(1), Fault::RoundedNumber)]);
    let cells = [text("Karim"), Cell::Number(123_456.0)];
    let Line::Person(person, _) = read(&cells, &plan(&["Name", "external_ids.progres"]), &WORDS) else { panic!() };
    assert_eq!(person.external_ids, [("progres".to_owned(), "123456".to_owned())]);
}

#[test]
fn a_span_of_the_other_calendar_is_said_to_be_kept_as_one() {
    let Line::Person(_, notes) = read(&[text("Karim"), text("1372")], &plan(&["Name", "Birth"]), &WORDS) else { panic!() };
    assert_eq!(notes, [Note { column: Some(1), fault: Fault::KeptAsSpan }]);
}

proptest! {
    #[test]
    fn no_cell_stops_the_reader(cell in any::<String>(), other in any::<String>(), number in any::<f64>()) {
        let plan = plan(&["Name", "Birth", "Sex", "Citizenship", "Phone"]);
        let cells = [text(&cell), text(&other), Cell::Number(number), text(&cell), Cell::Number(number)];
        let _read = read(&cells, &plan, &WORDS);
        let _born = birth(&Cell::Number(number), Some(DateOrder::DayFirst), Serials::From1904, &WORDS);
        let _columns = headings(&[cell, other], &BTreeMap::new(), &WORDS);
    }
}
