//! Birth dates as people write them: in either calendar, in either order, as far as they are known. The order of day and month
//! is decided for a whole file from days that can only be read one way; without such a day it is asked for, never assumed.
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::cell::{Cell, european_digits};
use super::words::Words;
use crate::birth::{Birth, Precision};
use crate::solar;

/// Gregorian years in which somebody in a register can have been born.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2200;

/// Which comes first where both are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// From which day a spreadsheet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Serials {
    /// 1 is the first of January 1900, and 60 a day that never was.
    #[default]
    #[serde(rename = "1900")]
    From1900,
    /// 0 is the first of January 1904.
    #[serde(rename = "1904")]
    From1904,
}

/// Why a cell is no birth date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// The century is not said.
    TwoDigitYear,
    /// There is no such day in the calendar.
    NotADay,
    /// It is written in no way that is known.
    NotADate,
    /// Day and month can be told apart in this file only by an order that was not given.
    OrderUnknown,
    /// It contradicts the order of day and month that the file has.
    OtherOrder,
}

/// What a text looks like, before any meaning.
enum Shape {
    Year(i32),
    YearMonth(i32, u32),
    YearMonthDay(i32, u32, u32),
    /// Two numbers and a year; a dot between them says that the day is first.
    Two {
        first: u32,
        second: u32,
        year: i32,
        dotted: bool,
    },
    /// A month in words.
    Named {
        day: Option<u32>,
        month: u32,
        year: i32,
        solar: bool,
    },
    Serial(i64),
    TwoDigitYear,
    Other,
}

/// What the days of a file say about its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The first line that can only be day, month.
    pub day_first: Option<u64>,
    /// The first line that can only be month, day.
    pub month_first: Option<u64>,
    /// The first line that can be both, and means two different days.
    pub either: Option<u64>,
}

impl Evidence {
    /// Take a line's date into account.
    pub fn see(&mut self, line: u64, cell: &Cell, words: &Words) {
        let Cell::Text(text) = cell else { return };
        let Shape::Two { first, second, dotted: false, .. } = shape(text, words) else { return };
        let place = match (first > 12, second > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            (false, false) if first != second => &mut self.either,
            _ => return,
        };
        place.get_or_insert(line);
    }

    /// The order of the file; none where no date needs one.
    ///
    /// # Errors
    /// `OrderUnknown`: no day decides, or days decide both ways; it must be asked for.
    pub fn order(&self) -> Result<Option<DateOrder>, DateFault> {
        match (self.day_first, self.month_first) {
            (Some(_), None) => Ok(Some(DateOrder::DayFirst)),
            (None, Some(_)) => Ok(Some(DateOrder::MonthFirst)),
            (None, None) if self.either.is_none() => Ok(None),
            _ => Err(DateFault::OrderUnknown),
        }
    }
}

/// A birth with as much of it as the cell says.
///
/// # Errors
/// Why it is none.
pub fn birth(cell: &Cell, order: Option<DateOrder>, serials: Serials, words: &Words) -> Result<Birth, DateFault> {
    let day = |date: NaiveDate| Birth { date, precision: Precision::Day };
    let shape = match cell {
        Cell::Day { day: date } => return if YEARS.contains(&date.year()) { Ok(day(*date)) } else { Err(DateFault::NotADay) },
        Cell::Text(text) => shape(text, words),
        Cell::Number(number) => whole(*number),
        Cell::Empty | Cell::Formula { .. } | Cell::Error { .. } => Shape::Other,
    };
    match shape {
        Shape::Year(year) => of_year(year),
        Shape::YearMonth(year, month) => of_month(year, month, solar::YEARS.contains(&year)),
        Shape::YearMonthDay(year, month, of_month) => of_day(year, month, of_month).map(day),
        Shape::Named { day: Some(number), month, year, solar } => {
            // A month of one calendar with a year of the other is no date.
            if solar != solar::YEARS.contains(&year) {
                return Err(DateFault::NotADay);
            }
            of_day(year, month, number).map(day)
        }
        Shape::Named { day: None, month, year, solar } if solar == solar::YEARS.contains(&year) => of_month(year, month, solar),
        Shape::Named { .. } => Err(DateFault::NotADay),
        Shape::Two { first, second, year, dotted } => {
            let order = if dotted || first == second { Some(DateOrder::DayFirst) } else { order };
            let (number, month) = match order {
                Some(DateOrder::DayFirst) => (first, second),
                Some(DateOrder::MonthFirst) => (second, first),
                None => return Err(DateFault::OrderUnknown),
            };
            match of_day(year, month, number) {
                Err(_) if !dotted && of_day(year, number, month).is_ok() => Err(DateFault::OtherOrder),
                read => read.map(day),
            }
        }
        Shape::Serial(serial) => of_serial(serial, serials).map(day),
        Shape::TwoDigitYear => Err(DateFault::TwoDigitYear),
        Shape::Other => Err(DateFault::NotADate),
    }
}

fn of_day(year: i32, month: u32, day: u32) -> Result<NaiveDate, DateFault> {
    let found = if solar::YEARS.contains(&year) {
        solar::gregorian(year, month, day)
    } else {
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year))
    };
    found.ok_or(DateFault::NotADay)
}

fn of_year(year: i32) -> Result<Birth, DateFault> {
    if YEARS.contains(&year) {
        let date = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(DateFault::NotADay)?;
        return Ok(Birth { date, precision: Precision::Year });
    }
    let last = solar::days_in(year, 12).ok_or(DateFault::NotADay)?;
    spanning(of_day(year, 1, 1)?, of_day(year, 12, last)?)
}

fn of_month(year: i32, month: u32, solar: bool) -> Result<Birth, DateFault> {
    if solar {
        let last = solar::days_in(year, month).ok_or(DateFault::NotADay)?;
        return spanning(of_day(year, month, 1)?, of_day(year, month, last)?);
    }
    Ok(Birth { date: of_day(year, month, 1)?, precision: Precision::Month })
}

/// The smallest precision that holds a whole span: a Solar Hijri year or month lies across two Gregorian ones, and nobody may
/// become older or younger by being written down in the other calendar.
fn spanning(first: NaiveDate, last: NaiveDate) -> Result<Birth, DateFault> {
    let tries = [
        Birth { date: first.with_day(1).unwrap_or(first), precision: Precision::Month },
        Birth { date: NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first), precision: Precision::Year },
        Birth { date: NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first), precision: Precision::Estimated },
    ];
    tries.into_iter().find(|birth| birth.earliest() <= first && last <= birth.latest()).ok_or(DateFault::NotADay)
}

fn of_serial(serial: i64, serials: Serials) -> Result<NaiveDate, DateFault> {
    let (first, before) = match serials {
        Serials::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1), 0),
        // The spreadsheet believes in a 29th of February 1900.
        Serials::From1900 if serial == 60 => return Err(DateFault::NotADay),
        Serials::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 31), i64::from(serial > 60)),
    };
    let found = first.and_then(|first| first.checked_add_signed(TimeDelta::days(serial - before)));
    found.filter(|day| YEARS.contains(&day.year())).ok_or(DateFault::NotADay)
}

/// A number alone: a year, a day as spreadsheets count them, or a day without strokes.
fn whole(number: f64) -> Shape {
    // The part of a day is the time of day.
    match format!("{:.0}", number.trunc()).parse::<i64>() {
        Ok(number) => of_digits(number, if number < 100 { 2 } else { number.to_string().len() }),
        Err(_) => Shape::Other,
    }
}

fn of_digits(number: i64, digits: usize) -> Shape {
    let part = |from: i64, over: i64| u32::try_from(number / from % over).unwrap_or(0);
    match digits {
        1 | 2 => Shape::TwoDigitYear,
        4 => i32::try_from(number).map_or(Shape::Other, Shape::Year),
        5 => Shape::Serial(number),
        8 => i32::try_from(number / 10_000).map_or(Shape::Other, |year| Shape::YearMonthDay(year, part(100, 100), part(1, 100))),
        _ => Shape::Other,
    }
}

/// A number with its digits, or a word.
enum Token {
    Number(i64, usize),
    Word(String),
}

fn shape(text: &str, words: &Words) -> Shape {
    let text = european_digits(text.trim());
    let text = without_time(&text);
    let mut tokens = Vec::new();
    let mut separators = Vec::new();
    for piece in pieces(text) {
        if piece.starts_with(|c: char| c.is_ascii_digit()) {
            let Ok(number) = piece.parse() else { return Shape::Other };
            tokens.push(Token::Number(number, piece.len()));
        } else if piece.chars().any(char::is_alphabetic) {
            let word = super::cell::fold(piece);
            if !words.stands_beside_a_year(&word) {
                tokens.push(Token::Word(word));
            }
        } else if !piece.trim().is_empty() {
            separators.push(piece.trim().to_owned());
        }
    }
    // A stroke before or behind is no date: `-1972`.
    if text.starts_with(['-', '/', '.']) {
        return Shape::Other;
    }
    let month = |word: &str| words.month(word);
    match tokens.as_slice() {
        [Token::Number(number, digits)] => of_digits(*number, *digits),
        [Token::Number(a, 4), Token::Number(b, 1 | 2)] | [Token::Number(b, 1 | 2), Token::Number(a, 4)] => {
            match (small(*a), u32::try_from(*b)) {
                (Some(year), Ok(month)) => Shape::YearMonth(year, month),
                _ => Shape::Other,
            }
        }
        [Token::Number(_, 1 | 2), Token::Number(_, 1 | 2), Token::Number(_, 1 | 2)] => Shape::TwoDigitYear,
        [Token::Number(y, 4), Token::Number(m, 1 | 2), Token::Number(d, 1 | 2)] => {
            match (small(*y), u32::try_from(*m), u32::try_from(*d)) {
                (Some(year), Ok(month), Ok(day)) => Shape::YearMonthDay(year, month, day),
                _ => Shape::Other,
            }
        }
        [Token::Number(a, 1 | 2), Token::Number(b, 1 | 2), Token::Number(y, 4)] => {
            match (u32::try_from(*a), u32::try_from(*b), small(*y)) {
                (Ok(first), Ok(second), Some(year)) => Shape::Two {
                    first,
                    second,
                    year,
                    dotted: separators.iter().take(2).all(|separator| separator == ".") && separators.len() >= 2,
                },
                _ => Shape::Other,
            }
        }
        [Token::Number(d, 1 | 2), Token::Word(word), Token::Number(y, digits)]
        | [Token::Word(word), Token::Number(d, 1 | 2), Token::Number(y, digits)] => named(month(word), u32::try_from(*d).ok(), *y, *digits),
        [Token::Number(y, 4), Token::Word(word), Token::Number(d, 1 | 2)] => named(month(word), u32::try_from(*d).ok(), *y, 4),
        [Token::Word(word), Token::Number(y, 4)] | [Token::Number(y, 4), Token::Word(word)] => named(month(word), None, *y, 4),
        _ => Shape::Other,
    }
}

fn named(month: Option<(u32, bool)>, day: Option<u32>, year: i64, digits: usize) -> Shape {
    match (month, small(year)) {
        (None, _) | (_, None) => Shape::Other,
        (Some(_), _) if digits <= 2 => Shape::TwoDigitYear,
        (Some((month, solar)), Some(year)) => Shape::Named { day, month, year, solar },
    }
}

fn small(number: i64) -> Option<i32> {
    i32::try_from(number).ok()
}

/// Runs of digits, of letters, and of what stands between.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |c: char| {
        if c.is_ascii_digit() {
            0
        } else if c.is_alphabetic() {
            1
        } else {
            2
        }
    };
    let mut found = Vec::new();
    let mut from = 0;
    let mut last = None;
    for (at, letter) in text.char_indices() {
        if last.is_some_and(|last| last != kind(letter)) {
            found.extend(text.get(from..at));
            from = at;
        }
        last = Some(kind(letter));
    }
    found.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    found
}

/// Without a time of day, which says nothing about a birth.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = text.get(..colon).unwrap_or_default();
    before.rfind(['T', ' ']).and_then(|at| text.get(..at)).unwrap_or(text).trim()
}
