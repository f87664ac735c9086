//! Files as they come: every encoding, separator and kind of damage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, clippy::type_complexity)]
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;

use encoding_rs::{UTF_8, WINDOWS_1251};
use panoh_rules::imports::{Cell, Serials};

use super::{FileFault, Format, Hints, Manner, lines, look};

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn read(bytes: &[u8]) -> Result<(Manner, Vec<(u64, Vec<Cell>)>), FileFault> {
    let mut file = file(bytes);
    let manner = look(&mut file, &Hints::default())?;
    let mut found = Vec::new();
    lines(&mut file, &manner, &mut |line, cells| {
        found.push((line, cells));
        ControlFlow::Continue(())
    })?;
    Ok((manner, found))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

const TABLE: &str = "Ном;Насаб;Санаи таваллуд\r\nКарим;Назаров;12.05.1972\r\nСаид;Муродов;1980\r\nЗаринa;Холова;03.04.1991\r\n";

#[test]
fn the_encoding_of_a_text_is_found_out_and_named() {
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(TABLE.encode_utf16().flat_map(u16::to_le_bytes));
    let mut utf16_be = vec![0xfe, 0xff];
    utf16_be.extend(TABLE.encode_utf16().flat_map(u16::to_be_bytes));
    let unmarked: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (windows, ..) = WINDOWS_1251.encode(TABLE);
    let (dos, ..) = encoding_rs::IBM866.encode(TABLE);
    let (koi, ..) = encoding_rs::KOI8_U.encode(TABLE);
    let marked = [&[0xef, 0xbb, 0xbf], TABLE.as_bytes()].concat();
    for (bytes, name) in [
        (TABLE.as_bytes().to_vec(), UTF_8.name()),
        (marked, "UTF-8"),
        (utf16, "UTF-16LE"),
        (utf16_be, "UTF-16BE"),
        (unmarked, "UTF-16LE"),
        (windows.into_owned(), "windows-1251"),
        (dos.into_owned(), "IBM866"),
        (koi.into_owned(), "KOI8-U"),
    ] {
        let (manner, found) = read(&bytes).unwrap();
        assert_eq!(manner.encoding.as_deref(), Some(name));
        assert_eq!(found[1], (2, vec![text("Карим"), text("Назаров"), text("12.05.1972")]), "{name}");
    }
}

#[test]
fn the_separator_is_the_one_by_which_lines_are_alike() {
    for (table, separator) in [
        ("a;b;c\n1,5;2;3\n4,2;5;6\n", ';'),
        ("a,b,c\n1,2;3,4\n", ','),
        ("a\tb\n1,2,3\t4\n", '\t'),
        ("name\nKarim\n", ','),
        ("\"a;b\",c\n\"1;2\",3\n", ','),
    ] {
        assert_eq!(read(table.as_bytes()).unwrap().0.separator, Some(separator), "{table}");
    }
}

#[test]
fn a_line_has_the_number_that_an_editor_shows() {
    for end in ["\n", "\r\n", "\r"] {
        let table = "name;note\n\nKarim;\"two\nlines\"\nSaid;x\n".replace('\n', end);
        let (_, found) = read(table.as_bytes()).unwrap();
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 5], "{end:?}");
    }
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(read(b""), Err(FileFault::Empty));
    assert_eq!(read(b" \n \n"), Err(FileFault::Empty));
    assert_eq!(read(b"%PDF-1.7 something"), Err(FileFault::NotATable));
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Err(FileFault::PasswordProtected));
    assert_eq!(read(b"PK\x03\x04 and nothing more"), Err(FileFault::NotATable));
    assert_eq!(read(b"a,b\n\x00\x01\x02,1\n"), Err(FileFault::NotATable));
    let open = format!("name,sex\n\"Karim,1\n{}", "Said,1\n".repeat(2_000));
    assert_eq!(read(open.as_bytes()), Err(FileFault::CellTooLong { line: 2 }));
    let wide = vec!["a"; 300].join(",");
    assert_eq!(read(wide.as_bytes()), Err(FileFault::TooManyColumns { line: 1 }));
}

/// A spreadsheet with one sheet of this XML, and what else the archive shall hold.
fn book(sheet: &str, workbook: &str, more: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use zip::write::SimpleFileOptions;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let parts = [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", format!(r#"<?xml version="1.0"?><workbook xmlns="{space}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{workbook}<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
        ("xl/styles.xml", format!(r#"<?xml version="1.0"?><styleSheet xmlns="{space}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#)),
        ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>"#)),
    ];
    for (name, content) in parts.iter().map(|(name, content)| (*name, content.as_bytes().to_vec())).chain(more.iter().cloned()) {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(&content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const SHEET: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Ном</t></is></c><c r="B1" t="inlineStr"><is><t>Birth</t></is></c></row>
  <row r="3"><c r="A3" t="inlineStr"><is><t>Карим</t></is></c><c r="B3" s="1"><v>26431</v></c><c r="D3"><f>1+1</f><v>2</v></c><c r="E3" t="e"><v>#REF!</v></c></row>"#;

#[test]
fn a_spreadsheet_is_read_cell_by_cell_and_its_formulas_are_not_taken() {
    let (manner, found) = read(&book(SHEET, "", &[])).unwrap();
    assert_eq!((manner.format, manner.sheet.as_deref(), manner.serials), (Format::Xlsx, Some("People"), Serials::From1900));
    let day = chrono::NaiveDate::from_ymd_opt(1972, 5, 12).unwrap();
    let wanted = vec![text("Карим"), Cell::Day { day }, Cell::Empty, Cell::Formula { formula: true }, Cell::Error { error: true }];
    assert_eq!(found[1], (3, wanted));
}

#[test]
fn a_spreadsheet_that_counts_from_1904_is_read_as_one() {
    let sheet = SHEET.replace("26431", "24969");
    let (manner, found) = read(&book(&sheet, r#"<workbookPr date1904="1"/>"#, &[])).unwrap();
    assert_eq!(manner.serials, Serials::From1904);
    assert_eq!(found[1].1[1], Cell::Day { day: chrono::NaiveDate::from_ymd_opt(1972, 5, 12).unwrap() });
}

#[test]
fn a_spreadsheet_that_unpacks_to_far_more_than_a_table_is_refused() {
    let bomb = book(SHEET, "", &[("xl/sharedStrings.xml", vec![b' '; 60 * 1024 * 1024])]);
    assert!(bomb.len() < 200_000, "it is small as it is sent: {}", bomb.len());
    assert_eq!(read(&bomb), Err(FileFault::UnpacksTooLarge));
    let names: Vec<String> = (0..1_100).map(|number| format!("xl/media/{number}.txt")).collect();
    let many: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), Vec::new())).collect();
    assert_eq!(read(&book(SHEET, "", &many)), Err(FileFault::UnpacksTooLarge));
}

#[test]
fn an_archive_that_lies_about_its_sizes_is_measured_by_what_it_unpacks_to() {
    let mut bomb = book(SHEET, "", &[("xl/sharedStrings.xml", vec![b' '; 60 * 1024 * 1024])]);
    // Every statement of its size, in the entry and in the directory, says 100 bytes.
    let size = u32::to_le_bytes(60 * 1024 * 1024);
    while let Some(at) = bomb.windows(4).position(|window| window == size) {
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(read(&bomb).is_err());
}
