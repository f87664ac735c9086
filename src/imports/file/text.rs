//! A text of separated values: encoding and separator are found out, and named in the report.
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use panoh_rules::imports::{Cell, Serials};

use super::{EachLine, FileFault, Format, Hints, LONGEST_CELL, MOST_COLUMNS, Manner, rewound};

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Bytes that are looked at for the separator.
const SAMPLE: u64 = 64 * 1024;

pub(super) fn look(file: &mut File, hints: &Hints) -> Result<Manner, FileFault> {
    let encoding = match &hints.encoding {
        Some(label) => Encoding::for_label(label.trim().as_bytes()).ok_or(FileFault::UnknownEncoding)?,
        None => encoding_of(rewound(file)?)?,
    };
    let mut sample = String::new();
    let decoded = decoding(rewound(file)?, encoding).take(SAMPLE);
    // A letter that the sample cuts in two is left away.
    let mut bytes = Vec::new();
    let _read = { decoded }.read_to_end(&mut bytes).map_err(|_unreadable| FileFault::NotATable)?;
    sample.push_str(&String::from_utf8_lossy(&bytes));
    if sample.trim().is_empty() {
        return Err(FileFault::Empty);
    }
    if sample.contains('\0') {
        return Err(FileFault::NotATable);
    }
    Ok(Manner {
        format: Format::Csv,
        encoding: Some(encoding.name().to_owned()),
        separator: Some(separator_of(&sample)),
        sheet: None,
        other_sheets: Vec::new(),
        serials: Serials::From1900,
    })
}

/// Ends every line with one sign, however the file ends them, so that lines are counted as an editor counts them.
struct Newlines<R> {
    inner: R,
    after_return: bool,
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.inner.read(buffer)?;
            let mut kept = Vec::with_capacity(read);
            for byte in buffer.iter().take(read) {
                let second_half = *byte == b'\n' && self.after_return;
                self.after_return = *byte == b'\r';
                if !second_half {
                    kept.push(if *byte == b'\r' { b'\n' } else { *byte });
                }
            }
            if read == 0 || !kept.is_empty() {
                buffer.iter_mut().zip(&kept).for_each(|(place, byte)| *place = *byte);
                return Ok(kept.len());
            }
        }
    }
}

fn decoding<R: Read>(file: R, encoding: &'static Encoding) -> DecodeReaderBytes<R, Vec<u8>> {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(file)
}

/// By its mark; as UTF-8 when every byte of it is; as UTF-16 when every other byte is nothing; else by its letters, of which
/// Russian and Tajik ones are expected here.
fn encoding_of(file: &mut File) -> Result<&'static Encoding, FileFault> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut whole_utf8 = true;
    let mut rest: Vec<u8> = Vec::new();
    let mut zeros = [0_u64; 2];
    let (mut at, mut first) = (0_u64, true);
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_unreadable) => return Err(FileFault::NotATable),
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        if first && let Some((encoding, _)) = Encoding::for_bom(bytes) {
            return Ok(encoding);
        }
        first = false;
        for byte in bytes {
            let place = usize::from(at % 2 == 1);
            if let Some(count) = zeros.get_mut(place) {
                *count += u64::from(*byte == 0);
            }
            at += 1;
        }
        detector.feed(bytes, read == 0);
        if whole_utf8 {
            rest.extend_from_slice(bytes);
            match std::str::from_utf8(&rest) {
                Ok(_) => rest.clear(),
                Err(error) if error.error_len().is_none() && read > 0 => {
                    rest.drain(..error.valid_up_to());
                }
                Err(_) => whole_utf8 = false,
            }
        }
        if read == 0 {
            break;
        }
    }
    let [even, odd] = zeros;
    // A stray zero byte or two make no UTF-16. Half of ordinary text in UTF-16 is zero bytes only where it is Latin; separators and digits always are.
    let pairs = at % 2 == 0;
    if pairs && odd > (at / 20).max(2) && even * 10 < odd {
        return Ok(UTF_16LE);
    }
    if pairs && even > (at / 20).max(2) && odd * 10 < even {
        return Ok(UTF_16BE);
    }
    if whole_utf8 { Ok(UTF_8) } else { Ok(detector.guess(Some(b"ru"), Utf8Detection::Deny)) }
}

/// The separator by which the first lines have the same number of cells, and most of them.
fn separator_of(sample: &str) -> char {
    let shape = |separator: char| {
        let mut reader = builder(separator).from_reader(sample.as_bytes());
        let mut widths: Vec<usize> = reader.records().take(20).filter_map(Result::ok).map(|record| record.len()).collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
        (usual, widths.iter().filter(|width| **width == usual).count())
    };
    let wide = SEPARATORS.into_iter().filter(|separator| shape(*separator).0 > 1);
    wide.max_by_key(|separator| {
        let (width, alike) = shape(*separator);
        (alike, width)
    })
    .unwrap_or(',')
}

fn builder(separator: char) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(u8::try_from(separator).unwrap_or(b','));
    builder
}

pub(super) fn lines(file: &mut File, manner: &Manner, each: EachLine<'_>) -> Result<(), FileFault> {
    let label = manner.encoding.as_deref().unwrap_or("UTF-8");
    let encoding = Encoding::for_label(label.as_bytes()).ok_or(FileFault::UnknownEncoding)?;
    let decoded = BufReader::with_capacity(64 * 1024, Newlines { inner: decoding(rewound(file)?, encoding), after_return: false });
    let mut reader = builder(manner.separator.unwrap_or(',')).from_reader(decoded);
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_damaged) => return Err(FileFault::Broken { line }),
        }
        // A record is said to begin where the blank lines before it begin; it is counted back from its end instead.
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let ended = u64::from(!reader.is_done());
        let begun = reader.position().line().saturating_sub(u64::try_from(inside).unwrap_or(0)).saturating_sub(ended);
        let line = record.position().map_or(line, csv::Position::line).max(begun);
        if record.len() > MOST_COLUMNS {
            return Err(FileFault::TooManyColumns { line });
        }
        let mut cells = Vec::with_capacity(record.len());
        for cell in &record {
            if cell.chars().nth(LONGEST_CELL).is_some() {
                return Err(FileFault::CellTooLong { line });
            }
            cells.push(if cell.is_empty() { Cell::Empty } else { Cell::Text(cell.to_owned()) });
        }
        if each(line, cells) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
}
