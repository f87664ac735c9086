//! The specimens of ICAO 9303, each check digit wrong in turn, and texts that are no zone.
#![allow(clippy::string_slice, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use proptest::prelude::*;

use super::*;

// The specimens of ICAO 9303 parts 4, 5 and 6 (Utopia).
const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_check_digit_weighs_7_3_1() {
    assert_eq!(check_digit("520727"), Some(3));
    assert_eq!(check_digit("AB2134<<<"), Some(5));
    assert_eq!(check_digit("L898902C3"), Some(6));
    assert_eq!(check_digit(""), Some(0));
    assert_eq!(check_digit("ab"), None);
    assert_eq!(check_digit("Ж"), None);
}

#[test]
fn the_specimens_of_all_three_formats_verify() {
    for (zone, format, number) in [(TD1, Format::TD1, "D23145890"), (TD2, Format::TD2, "D23145890"), (TD3, Format::TD3, "L898902C3")] {
        let read = Mrz::parse(zone).unwrap();
        assert_eq!(read.verify(), Ok(()), "{format:?}");
        assert_eq!((read.format, read.document_number.as_str()), (format, number));
        assert_eq!((read.surname.as_str(), read.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((read.issuer.as_str(), read.nationality.as_str(), read.sex), ("UTO", "UTO", 'F'));
    }
    assert_eq!(Mrz::parse(TD3).unwrap().optional, "ZE184226B");
}

#[test]
fn a_wrong_digit_names_its_field_and_the_whole_zone() {
    let failed = |zone: String| Mrz::parse(&zone).unwrap().failed;
    assert_eq!(failed(TD3.replace("L898902C3", "L898903C3")), [Check::DocumentNumber, Check::Composite]);
    assert_eq!(failed(TD3.replace("7408122", "7408132")), [Check::Birth, Check::Composite]);
    assert_eq!(failed(TD2.replace("1204159", "1204169")), [Check::Expiry, Check::Composite]);
    assert_eq!(failed(TD3.replace("ZE184226B", "ZE184226C")), [Check::PersonalNumber, Check::Composite]);
    assert_eq!(failed(TD1.replace("<<6\n", "<<7\n")), [Check::Composite]);
    let error = Mrz::parse(&TD1.replace("<<6\n", "<<7\n")).unwrap().verify().unwrap_err();
    assert_eq!(error.to_string(), "the check digit is wrong for: whole zone");
}

#[test]
fn a_long_number_goes_on_in_the_optional_data() {
    let check = check_digit("D23145890734").unwrap();
    let zone = TD1.replace("D231458907<<<<<<<<<<<<<<<", &format!("D23145890<734{check}<<<<<<<<<<<"));
    let read = Mrz::parse(&zone).unwrap();
    assert_eq!(read.document_number, "D23145890734");
    assert!(!read.failed.contains(&Check::DocumentNumber));
}

#[test]
fn an_empty_personal_number_may_lack_its_check_digit() {
    let upper = "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<";
    let composite = check_digit(&[&upper[..10], &upper[13..20], &upper[21..43]].concat()).unwrap();
    let zone = format!("{}\n{upper}{composite}", TD3.lines().next().unwrap());
    assert_eq!(Mrz::parse(&zone).unwrap().verify(), Ok(()));
}

#[test]
fn dates_find_their_century_and_their_precision() {
    let read = Mrz::parse(TD3).unwrap();
    let today = day("2024-06-01");
    assert_eq!(read.birth_on(today), Some(Birth { date: day("1974-08-12"), precision: Precision::Day }));
    assert_eq!(read.expires_on(today), Some(day("2012-04-15")));
    let born = |birth: &str| Mrz { birth: birth.to_owned(), ..read.clone() }.birth_on(today);
    assert_eq!(born("2401<<"), Some(Birth { date: day("2024-01-01"), precision: Precision::Month }));
    assert_eq!(born("25<<<<"), Some(Birth { date: day("1925-01-01"), precision: Precision::Year }));
    assert_eq!(born("<<<<<<"), None);
    assert_eq!(born("230230"), None, "30 February");
}

#[test]
fn a_text_that_is_no_zone_says_why() {
    assert_eq!(Mrz::parse("P<UTO\nL8"), Err(MrzError::Shape(vec![5, 2])));
    assert_eq!(Mrz::parse(""), Err(MrzError::Shape(vec![])));
    let error = Mrz::parse(&TD3.replace("P<UTO", "P?UTO")).unwrap_err();
    assert_eq!(error, MrzError::Character { line: 1, position: 2, found: '?' });
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(?s).{0,140}") {
        let _ = Mrz::parse(&text);
        let _ = check_digit(&text);
    }

    #[test]
    fn no_zone_of_the_right_shape_breaks_the_reader(
        zone in "[0-9A-Z<]{44}\n[0-9A-Z<]{44}|[0-9A-Z<]{36}\n[0-9A-Z<]{36}|([0-9A-Z<]{30}\n){3}",
    ) {
        let read = Mrz::parse(&zone).unwrap();
        let _ = (read.verify(), read.birth_on(day("2024-06-01")), read.expires_on(NaiveDate::MAX));
        let _ = read.birth_on(NaiveDate::MIN);
    }
}
