//! Reading a table from a file on disk, line by line and never as a whole: text separated by commas, semicolons or tabs, in
//! whatever encoding, or a spreadsheet. What a hostile or damaged file can do is bounded here. No database.
mod archive;
mod sheet;
mod text;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use panoh_rules::imports::{Cell, Serials};
use serde::{Deserialize, Serialize};

/// Lines looked at for the one that names the columns: titles and blanks may stand above it.
pub(super) const LOOKED_AT: usize = 20;
/// Columns of a table.
const MOST_COLUMNS: usize = 200;
/// Characters of a cell: more is a quotation mark that was never closed.
const LONGEST_CELL: usize = 5_000;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Csv,
    Xlsx,
}

/// How a file has to be read, once that is known; kept, so that it is read the same way after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manner {
    pub(super) format: Format,
    /// Name of the encoding (WHATWG), of a text.
    pub(super) encoding: Option<String>,
    /// `,`, `;` or a tab, of a text.
    pub(super) separator: Option<char>,
    /// The table that is read, of a spreadsheet.
    pub(super) sheet: Option<String>,
    /// Tables that are not read.
    pub(super) other_sheets: Vec<String>,
    pub(super) serials: Serials,
}

/// Why a file cannot be read as a whole. Each has words in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileFault {
    Empty,
    NotATable,
    PasswordProtected,
    /// It would unpack to far more than a table is.
    UnpacksTooLarge,
    UnknownEncoding,
    NoSuchSheet,
    TooManyColumns {
        line: u64,
    },
    /// A quotation mark that is never closed, or no table.
    CellTooLong {
        line: u64,
    },
    Broken {
        line: u64,
    },
}

/// What the caller says about the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Hints {
    pub(super) encoding: Option<String>,
    pub(super) sheet: Option<String>,
}

/// A line with its number as an editor or a spreadsheet counts; `Break` stops the reading.
pub(super) type EachLine<'a> = &'a mut dyn FnMut(u64, Vec<Cell>) -> std::ops::ControlFlow<()>;

/// Find out how the file has to be read.
///
/// # Errors
/// It cannot be.
pub(super) fn look(file: &mut File, hints: &Hints) -> Result<Manner, FileFault> {
    let mut magic = [0_u8; 8];
    let read = rewound(file)?.read(&mut magic).map_err(|_unreadable| FileFault::NotATable)?;
    match magic.get(..read).unwrap_or_default() {
        [] => Err(FileFault::Empty),
        [b'P', b'K', ..] => sheet::look(file, hints),
        // An old spreadsheet, or a new one under a password, which is wrapped like an old one.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(FileFault::PasswordProtected),
        [b'%', b'P', b'D', b'F', ..] => Err(FileFault::NotATable),
        _ => text::look(file, hints),
    }
}

/// Read all lines in order.
///
/// # Errors
/// Where it breaks off.
pub(super) fn lines(file: &mut File, manner: &Manner, each: EachLine<'_>) -> Result<(), FileFault> {
    match manner.format {
        Format::Csv => text::lines(file, manner, each),
        Format::Xlsx => sheet::lines(file, manner, each),
    }
}

fn rewound(file: &mut File) -> Result<&mut File, FileFault> {
    file.seek(SeekFrom::Start(0)).map_err(|_unreadable| FileFault::NotATable)?;
    Ok(file)
}

impl FileFault {
    /// The stable name, which has words in every language, and the line that it is about.
    pub(super) fn code(&self) -> (&'static str, Option<u64>) {
        match self {
            Self::Empty => ("file_empty", None),
            Self::NotATable => ("file_not_a_table", None),
            Self::PasswordProtected => ("file_protected", None),
            Self::UnpacksTooLarge => ("file_unpacks_too_large", None),
            Self::UnknownEncoding => ("file_unknown_encoding", None),
            Self::NoSuchSheet => ("file_no_such_sheet", None),
            Self::TooManyColumns { line } => ("file_too_many_columns", Some(*line)),
            Self::CellTooLong { line } => ("file_cell_too_long", Some(*line)),
            Self::Broken { line } => ("file_broken", Some(*line)),
        }
    }
}

#[cfg(test)]
mod tests;
