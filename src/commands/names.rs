//! `panoh names`: keep the index of names, and say whether two names are one person's, whatever scripts they are written in, and why (programmes.md 3.3).
//!
//! For one pair the exit code is the verdict: 0 the same, 1 not. Pairs from standard input, one `A<TAB>B` a line, are answered
//! line by line as they come; then 0 says that every line was read and 2 that some were not, each named on standard error.
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use panoh_rules::names::{DEFAULT_THRESHOLD, Match, Name, score};
use serde::Serialize;

use super::serve::{Folder, outcome};
use crate::database;
use crate::people::search;
use crate::server::settings;

/// More bytes than two names have; longer lines are not read.
const LONGEST_LINE: usize = 64 * 1024;

/// Questions about names.
#[derive(Subcommand)]
pub enum NamesCommand {
    /// Whether two names are the same, and why. Without names, reads pairs from standard input, `A<TAB>B` a line.
    Match(MatchQuestion),
    /// Make the search keys of every name again, as after an update of the rules of names. Search goes on meanwhile.
    Reindex(Folder),
}

/// Two names to compare.
#[derive(Args)]
pub struct MatchQuestion {
    #[arg(requires = "other", value_name = "A", allow_hyphen_values = true)]
    name: Option<String>,
    #[arg(value_name = "B", allow_hyphen_values = true)]
    other: Option<String>,
    /// From which score on names count as the same.
    #[arg(long, value_name = "0..1", default_value_t = DEFAULT_THRESHOLD, value_parser = read_threshold, allow_negative_numbers = true)]
    threshold: f64,
    /// How the answer is written. JSON has the fields a, b, score, match and reasons; each reason has code and words.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

#[derive(Serialize)]
struct Answer<'a> {
    a: &'a str,
    b: &'a str,
    score: f64,
    r#match: bool,
    reasons: Vec<Why>,
}

#[derive(Serialize)]
struct Why {
    code: &'static str,
    words: &'static str,
}

fn read_threshold(text: &str) -> Result<f64, String> {
    let threshold = text.parse::<f64>().ok().filter(|threshold| (0.0..=1.0).contains(threshold));
    threshold.ok_or_else(|| "not a number from 0 to 1".to_owned())
}

impl NamesCommand {
    /// Answer on standard output.
    pub fn run(self) -> ExitCode {
        match self {
            Self::Match(question) => question.run(),
            Self::Reindex(folder) => outcome(reindex(&folder)),
        }
    }
}

fn reindex(folder: &Folder) -> anyhow::Result<()> {
    let settings = settings(&folder.config)?;
    let owner_url = settings.database.owner_url.clone().unwrap_or_else(|| settings.database.url.clone());
    let indexed = tokio::runtime::Runtime::new()?.block_on(database::index_names(&owner_url, true, search::keys_of))?;
    println!("Indexed {indexed} names.");
    Ok(())
}

impl MatchQuestion {
    fn run(&self) -> ExitCode {
        let mut out = BufWriter::new(io::stdout().lock());
        let done = match (&self.name, &self.other) {
            (Some(a), Some(b)) => self.write(&mut out, a, b).map(|is_match| if is_match { ExitCode::SUCCESS } else { ExitCode::from(1) }),
            _ => self.stream(&mut BufReader::new(io::stdin().lock()), &mut out),
        };
        match done.and_then(|code| out.flush().map(|()| code)) {
            Ok(code) => code,
            // Whoever reads has had enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::from(2)
            }
        }
    }

    /// Answers each line as it comes; what has been answered is sent before waiting for more.
    fn stream(&self, lines: &mut BufReader<impl io::Read>, out: &mut impl Write) -> io::Result<ExitCode> {
        let mut unread = 0_u64;
        let mut line = Vec::new();
        for number in 1_u64.. {
            if lines.buffer().is_empty() {
                out.flush()?;
            }
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            match pair(&line) {
                Ok(Some((a, b))) => {
                    self.write(out, a, b)?;
                }
                Ok(None) => {}
                Err(reason) => {
                    unread = unread.saturating_add(1);
                    eprintln!("error: line {number}: {reason}");
                }
            }
        }
        Ok(if unread == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }

    fn write(&self, out: &mut impl Write, a: &str, b: &str) -> io::Result<bool> {
        let Match { score, reasons } = score(&Name::whole(a), &Name::whole(b));
        let is_match = score >= self.threshold;
        match self.format {
            Format::Json => {
                let reasons = reasons.into_iter().map(|reason| Why { code: reason.code(), words: reason.words() }).collect();
                serde_json::to_writer(&mut *out, &Answer { a, b, score, r#match: is_match, reasons })?;
                writeln!(out)?;
            }
            Format::Text => {
                let words: Vec<&str> = reasons.into_iter().map(panoh_rules::names::Reason::words).collect();
                let verdict = if is_match { "the same" } else { "not the same" };
                writeln!(out, "{score:.2} {verdict}: {a} | {b}: {}", words.join("; "))?;
            }
        }
        Ok(is_match)
    }
}

/// The two names of a line; none where it is blank.
fn pair(line: &[u8]) -> Result<Option<(&str, &str)>, &'static str> {
    if line.len() > LONGEST_LINE {
        return Err("longer than two names can be");
    }
    let text = std::str::from_utf8(line).map_err(|_not_text| "not UTF-8")?.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (a, b) = text.split_once('\t').ok_or("not two names with a tab between")?;
    if b.contains('\t') {
        return Err("more than two names");
    }
    if a.trim().is_empty() || b.trim().is_empty() {
        return Err("one of the names is blank");
    }
    Ok(Some((a, b)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn asked(lines: &[u8], format: Format) -> (String, ExitCode) {
        let question = MatchQuestion { name: None, other: None, threshold: DEFAULT_THRESHOLD, format };
        let mut out = Vec::new();
        let code = question.stream(&mut BufReader::new(lines), &mut out).unwrap();
        (String::from_utf8(out).unwrap(), code)
    }

    #[test]
    fn each_pair_is_answered_in_json_with_the_fields_that_are_promised() {
        let (out, code) = asked("Муҳаммадӣ\tمحمدی\nКарим\tКарима\n".as_bytes(), Format::Json);
        let answers: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [same, other] = answers.as_slice() else { panic!("two answers, not {out}") };
        assert_eq!((same["a"].as_str(), same["b"].as_str(), same["match"].as_bool()), (Some("Муҳаммадӣ"), Some("محمدی"), Some(true)));
        assert_eq!(other["match"], false);
        assert!(other["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "final_vowel"), "{other}");
        assert!(other["score"].as_f64().unwrap() < DEFAULT_THRESHOLD);
        assert_eq!(code, ExitCode::SUCCESS);
    }

    #[test]
    fn a_line_that_cannot_be_read_does_not_stop_the_others() {
        let (out, code) = asked(b"no tab here\nKarim\tKareem\n\nA\tB\tC\n\xff\xfe\tKarim\nKarim\t \n", Format::Text);
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(out.starts_with("1.00 the same: Karim | Kareem"), "{out}");
        assert_eq!(code, ExitCode::from(2));
    }

    #[test]
    fn a_threshold_is_a_number_from_0_to_1() {
        assert_eq!(read_threshold("0.8"), Ok(0.8));
        for wrong in ["1.01", "-0.1", "NaN", "much"] {
            assert!(read_threshold(wrong).is_err(), "{wrong}");
        }
    }
}
