//! Where each thing of a folder stands: file, line and column for a path such as `transitions/lodge/guards/0/when`.
use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file of a programme: its path as the caller named it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// For messages.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Where a thing stands: the number of its file, its key, its value.
#[derive(Debug, Clone)]
struct Place {
    file: usize,
    key: Range<usize>,
    value: Range<usize>,
}

/// A line and a column of a file, both from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The places of everything in a set of files.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    pub(super) files: Vec<SourceFile>,
    places: HashMap<String, Place>,
}

/// Joins a path and a further step. Names never contain a slash.
pub(super) fn join(path: &str, step: impl std::fmt::Display) -> String {
    if path.is_empty() { step.to_string() } else { format!("{path}/{step}") }
}

impl Places {
    /// Adds a file and gives its number.
    pub(super) fn add_file(&mut self, path: &str, text: &str) -> usize {
        self.files.push(SourceFile { path: path.to_owned(), text: text.to_owned() });
        self.files.len().saturating_sub(1)
    }

    /// Notes the place of everything in a table, unless something of that path is known already: the first file wins.
    pub(super) fn note(&mut self, file: usize, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = join(prefix, key.get_ref());
            let place = Place { file, key: key.span(), value: value.span() };
            self.places.entry(path.clone()).or_insert(place);
            self.note_value(file, &path, value);
        }
    }

    /// Notes a file as a whole under a path.
    pub(super) fn note_file(&mut self, file: usize, path: &str) {
        self.places.entry(path.to_owned()).or_insert(Place { file, key: 0..0, value: 0..0 });
    }

    fn note_value(&mut self, file: usize, path: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.note(file, path, table),
            DeValue::Array(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    let path = join(path, at);
                    let place = Place { file, key: entry.span(), value: entry.span() };
                    self.places.entry(path.clone()).or_insert(place);
                    self.note_value(file, &path, entry);
                }
            }
            _ => {}
        }
    }

    /// The spot of a byte of a file.
    pub(super) fn spot(&self, file: usize, byte: usize) -> Spot {
        let text = self.files.get(file).map_or("", |file| &file.text);
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte = byte.saturating_sub(1);
        }
        let before = text.get(..byte).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
        Spot {
            file,
            line: before.matches('\n').count().saturating_add(1),
            column: before.get(line_start..).unwrap_or("").chars().count().saturating_add(1),
        }
    }

    /// The spot of a key; of the nearest thing around it when the path is not in any file.
    pub(super) fn key(&self, path: &str) -> Spot {
        self.nearest(path, |place| place.key.start)
    }

    /// The spot of a value; of the nearest thing around it when the path is not in any file.
    pub(super) fn value(&self, path: &str) -> Spot {
        self.nearest(path, |place| place.value.start)
    }

    /// The spot of a byte of the text at a path: an expression's offset, seen through the quotes and escapes around it.
    pub(super) fn within(&self, path: &str, offset: usize) -> Spot {
        let Some(place) = self.places.get(path) else {
            return self.value(path);
        };
        let text = self.files.get(place.file).map_or("", |file| &file.text);
        let raw = text.get(place.value.clone()).unwrap_or("");
        self.spot(place.file, place.value.start.saturating_add(offset_in_literal(raw, offset)))
    }

    /// The number of the file in which a path stands.
    pub(super) fn file_of(&self, path: &str) -> Option<usize> {
        self.places.get(path).map(|place| place.file)
    }

    fn nearest(&self, path: &str, start: impl Fn(&Place) -> usize) -> Spot {
        if let Some(place) = self.places.get(path) {
            return self.spot(place.file, start(place));
        }
        let mut around = path;
        while let Some((parent, _)) = around.rsplit_once('/') {
            if let Some(place) = self.places.get(parent) {
                return self.spot(place.file, place.key.start);
            }
            around = parent;
        }
        self.spot(0, 0)
    }
}

/// Where in a TOML string, as written with its quotes and escapes, a byte of its value stands.
fn offset_in_literal(raw: &str, offset: usize) -> usize {
    let opening = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| raw.starts_with(quotes));
    let Some(quotes) = opening else {
        return offset;
    };
    let body = raw.get(quotes.len()..).unwrap_or("");
    let newline = if quotes.len() < 3 { 0 } else { usize::from(body.starts_with('\n')).max(usize::from(body.starts_with("\r\n")) * 2) };
    let start = quotes.len().saturating_add(newline);
    if quotes.starts_with('\'') {
        return start.saturating_add(offset);
    }
    let mut decoded = 0;
    let mut at = start;
    let mut characters = raw.get(start..).unwrap_or("").chars().peekable();
    while decoded < offset {
        let Some(character) = characters.next() else { break };
        at = at.saturating_add(character.len_utf8());
        if character != '\\' {
            decoded = decoded.saturating_add(character.len_utf8());
            continue;
        }
        let Some(escape) = characters.next() else { break };
        at = at.saturating_add(escape.len_utf8());
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            c if c.is_whitespace() => {
                while let Some(space) = characters.next_if(|next| next.is_whitespace()) {
                    at = at.saturating_add(space.len_utf8());
                }
                continue;
            }
            _ => 0,
        };
        let code: String = characters.by_ref().take(digits).collect();
        at = at.saturating_add(code.len());
        let width = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).map_or(1, char::len_utf8);
        decoded = decoded.saturating_add(width);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::offset_in_literal;

    #[test]
    fn an_offset_is_seen_through_quotes_and_escapes() {
        assert_eq!(offset_in_literal("'a == b'", 2), 3);
        assert_eq!(offset_in_literal(r#""a == b""#, 2), 3);
        assert_eq!(offset_in_literal(r#""a == \"x\" && b""#, 12), 15);
        assert_eq!(offset_in_literal(r#""\u0430 == b""#, 3), 8);
        assert_eq!(offset_in_literal("\"\"\"\na == b\"\"\"", 5), 9);
        assert_eq!(offset_in_literal("'''\na == b'''", 5), 9);
    }
}
