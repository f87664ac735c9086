//! A spreadsheet (Office Open XML), cell by cell as they stand in the file.
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{DataRef, Reader, SheetType, Xlsx};
use chrono::NaiveDate;
use panoh_rules::imports::{Cell, Serials};

use super::{EachLine, FileFault, Format, Hints, LONGEST_CELL, MOST_COLUMNS, Manner, archive, rewound};

fn open(file: &mut File) -> Result<Xlsx<BufReader<&mut File>>, FileFault> {
    Xlsx::new(BufReader::new(rewound(file)?)).map_err(|error| match error {
        calamine::XlsxError::Password => FileFault::PasswordProtected,
        _ => FileFault::NotATable,
    })
}

pub(super) fn look(file: &mut File, hints: &Hints) -> Result<Manner, FileFault> {
    archive::check(file)?;
    let book = open(file)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let at = match &hints.sheet {
        Some(asked) => names.iter().position(|name| name.trim() == asked.trim()).ok_or(FileFault::NoSuchSheet)?,
        None if names.is_empty() => return Err(FileFault::Empty),
        None => 0,
    };
    let sheet = names.remove(at);
    let serials = if book.has_1904_epoch() { Serials::From1904 } else { Serials::From1900 };
    Ok(Manner { format: Format::Xlsx, encoding: None, separator: None, sheet: Some(sheet), other_sheets: names, serials })
}

pub(super) fn lines(file: &mut File, manner: &Manner, each: EachLine<'_>) -> Result<(), FileFault> {
    let mut book = open(file)?;
    let sheet = manner.sheet.as_deref().unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|_missing| FileFault::NoSuchSheet)?;
    let (mut line, mut cells): (u64, Vec<Cell>) = (0, Vec::new());
    loop {
        let next = reader.next_cell_with_formula_metadata().map_err(|_damaged| FileFault::Broken { line: line + 1 })?;
        let Some(record) = next else { break };
        let (row, column) = record.pos;
        let (number, column) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if number != line {
            if !cells.is_empty() && each(line, std::mem::take(&mut cells)) == ControlFlow::Break(()) {
                return Ok(());
            }
            line = number;
        }
        let cell = if record.formula.is_some() { Cell::Formula { formula: true } } else { cell(&record.value, line)? };
        if column >= MOST_COLUMNS {
            // Far to the right stand remarks and formats; only what says something there is too much.
            if cell.is_blank() {
                continue;
            }
            return Err(FileFault::TooManyColumns { line });
        }
        while cells.len() < column {
            cells.push(Cell::Empty);
        }
        cells.push(cell);
    }
    if !cells.is_empty() {
        let _asked_to_stop = each(line, cells);
    }
    Ok(())
}

fn cell(value: &DataRef<'_>, line: u64) -> Result<Cell, FileFault> {
    let text = |text: &str| {
        if text.chars().nth(LONGEST_CELL).is_some() { Err(FileFault::CellTooLong { line }) } else { Ok(Cell::Text(text.to_owned())) }
    };
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(found) | DataRef::DateTimeIso(found) | DataRef::DurationIso(found) => text(found)?,
        DataRef::SharedString(found) => text(found)?,
        DataRef::Bool(found) => Cell::Text(found.to_string()),
        DataRef::Error(_) => Cell::Error { error: true },
        DataRef::Int(number) => Cell::Number(number.to_string().parse().unwrap_or(f64::NAN)),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(when) => {
            let (year, month, day, ..) = when.to_ymd_hms_milli();
            match NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)) {
                Some(day) => Cell::Day { day },
                None => Cell::Number(when.as_f64()),
            }
        }
    })
}
