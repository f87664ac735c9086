//! `panoh calendar age`: the youngest and the oldest that somebody can be (programmes.md 0.1 C7).
use chrono::NaiveDate;
use clap::Args;
use panoh_rules::birth::{Birth, Precision};

use super::{Format, Unanswerable};

/// How old somebody is whose birth is known in part. Rule: programmes.md 0.1 C7.
#[derive(Args)]
pub struct AgeQuestion {
    /// The birth: 2008-02-29, 2008-02 when the day is unknown, 2008 when only the year is, ~2008 when it is estimated.
    #[arg(long, value_name = "BIRTH", value_parser = read_birth)]
    born: Birth,
    /// The day for which the age is asked.
    #[arg(long, value_name = "DAY", value_parser = super::due::read_day)]
    on: NaiveDate,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn read_birth(text: &str) -> Result<Birth, String> {
    let (precision, full) = match (text.strip_prefix('~'), text.len()) {
        (Some(year), _) => (Precision::Estimated, format!("{year}-01-01")),
        (None, 4) => (Precision::Year, format!("{text}-01-01")),
        (None, 7) => (Precision::Month, format!("{text}-01")),
        (None, _) => (Precision::Day, text.to_owned()),
    };
    let date = super::due::read_day(&full).ok();
    date.map(|date| Birth { date, precision })
        .ok_or_else(|| "not a birth such as 2008-02-29, 2008-02, 2008 or ~2008 (programmes.md 0.1 C7)".to_owned())
}

impl AgeQuestion {
    pub(super) fn answer(&self) -> Result<String, Unanswerable> {
        let (born, on) = (self.born, self.on);
        if born.earliest() > on {
            return Err(Unanswerable::new("--on", "lies before the birth (programmes.md 0.1 C7)"));
        }
        let (youngest, oldest) = (born.age_min(on), born.age_max(on));
        Ok(match self.format {
            Format::Json => serde_json::json!({
                "born": born.date,
                "precision": born.precision,
                "on": on,
                "age_min": youngest,
                "age_max": oldest,
                "certainly_18_on": born.certainly_reaches(18),
                "rule": ["C7"],
            })
            .to_string(),
            Format::Text if youngest == oldest => format!("{youngest} [C7]"),
            Format::Text => format!("between {youngest} and {oldest} [C7]"),
        })
    }
}
