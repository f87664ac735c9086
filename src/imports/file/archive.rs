//! A spreadsheet is a zip archive: what it unpacks to is measured before anything is built from it, by unpacking it into nothing,
//! since what an archive says of its own sizes need not be true.
use std::fs::File;
use std::io::{self, Read};

use super::{FileFault, rewound};

const MOST_ENTRIES: usize = 1_000;
/// Bytes of all entries together.
const LARGEST: u64 = 256 * 1024 * 1024;
/// Bytes of the table of texts, which is held in memory.
const LARGEST_STRINGS: u64 = 48 * 1024 * 1024;

/// # Errors
/// It is no spreadsheet, or unpacks to more than one.
pub(super) fn check(file: &mut File) -> Result<(), FileFault> {
    let mut archive = zip::ZipArchive::new(rewound(file)?).map_err(|_damaged| FileFault::NotATable)?;
    if archive.len() > MOST_ENTRIES {
        return Err(FileFault::UnpacksTooLarge);
    }
    let (mut all, mut workbook) = (0_u64, false);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_damaged| FileFault::NotATable)?;
        let name = entry.name().map_err(|_damaged| FileFault::NotATable)?.to_ascii_lowercase();
        workbook |= name == "xl/workbook.xml";
        let largest = if name.ends_with("sharedstrings.xml") { LARGEST_STRINGS } else { LARGEST - all };
        let unpacked = io::copy(&mut entry.take(largest + 1), &mut io::sink()).map_err(|_damaged| FileFault::NotATable)?;
        all += unpacked;
        if unpacked > largest || all > LARGEST {
            return Err(FileFault::UnpacksTooLarge);
        }
    }
    if workbook { Ok(()) } else { Err(FileFault::NotATable) }
}
