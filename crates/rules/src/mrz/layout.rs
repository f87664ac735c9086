//! Where the fields of TD1, TD2 and TD3 lie, and what each check digit covers (ICAO 9303 parts 4 to 6).
use super::{Check, Format, Mrz, check_digit};

/// Characters of a line, from 0; lines are ASCII of a known length by now, and a wrong range is empty.
pub(super) fn part(line: &str, from: usize, length: usize) -> &str {
    line.get(from..from + length).unwrap_or("")
}

/// A field without fillers at its end, fillers inside as blanks.
fn text(field: &str) -> String {
    field.trim_end_matches('<').replace('<', " ")
}

fn names(field: &str) -> (String, String) {
    let (surname, given) = field.split_once("<<").unwrap_or((field, ""));
    (text(surname), text(given).trim().to_owned())
}

fn fits(field: &str, digit: &str) -> bool {
    digit.parse().ok().is_some_and(|digit: u32| check_digit(field) == Some(digit))
}

fn failures(checks: impl IntoIterator<Item = (Check, bool)>) -> Vec<Check> {
    checks.into_iter().filter(|(_, good)| !good).map(|(check, _)| check).collect()
}

/// The document number, its check, and the optional data that is left. A long number of TD1 and TD2 has `<` for its
/// check digit and goes on in the optional data, up to the first filler; its last character there is the check digit.
fn number(nine: &str, digit: &str, optional: &str) -> (String, bool, String) {
    let (rest, left) = optional.split_once('<').unwrap_or((optional, ""));
    match rest.char_indices().next_back() {
        Some((at, _)) if digit == "<" && rest.len() > 1 => {
            let (more, check) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let whole = format!("{nine}{more}");
            let good = fits(&whole, check);
            (text(&whole), good, text(left))
        }
        _ => (text(nine), fits(nine, digit), text(optional)),
    }
}

pub(super) fn td1(one: &str, two: &str, three: &str) -> Mrz {
    let (document_number, number_fits, first) = number(part(one, 5, 9), part(one, 14, 1), part(one, 15, 15));
    let second = text(part(two, 18, 11));
    let composite = [part(one, 5, 25), part(two, 0, 7), part(two, 8, 7), part(two, 18, 11)].concat();
    let (surname, given_names) = names(three);
    Mrz {
        format: Format::TD1,
        document_code: text(part(one, 0, 2)),
        issuer: text(part(one, 2, 3)),
        document_number,
        nationality: text(part(two, 15, 3)),
        birth: part(two, 0, 6).to_owned(),
        sex: two.chars().nth(7).unwrap_or('<'),
        expiry: part(two, 8, 6).to_owned(),
        surname,
        given_names,
        optional: format!("{first} {second}").trim().to_owned(),
        failed: failures([
            (Check::DocumentNumber, number_fits),
            (Check::Birth, fits(part(two, 0, 6), part(two, 6, 1))),
            (Check::Expiry, fits(part(two, 8, 6), part(two, 14, 1))),
            (Check::Composite, fits(&composite, part(two, 29, 1))),
        ]),
    }
}

pub(super) fn td2(one: &str, two: &str) -> Mrz {
    let (document_number, number_fits, optional) = number(part(two, 0, 9), part(two, 9, 1), part(two, 28, 7));
    let composite = [part(two, 0, 10), part(two, 13, 7), part(two, 21, 14)].concat();
    let booklet = Mrz { format: Format::TD2, document_number, optional, ..two_lines(one, two) };
    Mrz {
        failed: failures([
            (Check::DocumentNumber, number_fits),
            (Check::Birth, fits(part(two, 13, 6), part(two, 19, 1))),
            (Check::Expiry, fits(part(two, 21, 6), part(two, 27, 1))),
            (Check::Composite, fits(&composite, part(two, 35, 1))),
        ]),
        ..booklet
    }
}

pub(super) fn td3(one: &str, two: &str) -> Mrz {
    let (personal, digit) = (part(two, 28, 14), part(two, 42, 1));
    let composite = [part(two, 0, 10), part(two, 13, 7), part(two, 21, 22)].concat();
    // An empty personal number may have a filler for its check digit.
    let personal_fits = fits(personal, digit) || (digit == "<" && text(personal).is_empty());
    Mrz {
        failed: failures([
            (Check::DocumentNumber, fits(part(two, 0, 9), part(two, 9, 1))),
            (Check::Birth, fits(part(two, 13, 6), part(two, 19, 1))),
            (Check::Expiry, fits(part(two, 21, 6), part(two, 27, 1))),
            (Check::PersonalNumber, personal_fits),
            (Check::Composite, fits(&composite, part(two, 43, 1))),
        ]),
        optional: text(personal),
        ..two_lines(one, two)
    }
}

/// The fields that TD2 and TD3 have at the same places.
fn two_lines(one: &str, two: &str) -> Mrz {
    let (surname, given_names) = names(part(one, 5, one.len().saturating_sub(5)));
    Mrz {
        format: Format::TD3,
        document_code: text(part(one, 0, 2)),
        issuer: text(part(one, 2, 3)),
        document_number: text(part(two, 0, 9)),
        nationality: text(part(two, 10, 3)),
        birth: part(two, 13, 6).to_owned(),
        sex: two.chars().nth(20).unwrap_or('<'),
        expiry: part(two, 21, 6).to_owned(),
        surname,
        given_names,
        optional: String::new(),
        failed: Vec::new(),
    }
}
