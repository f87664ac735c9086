//! `panoh calendar due`: the last day of a period, or the instant at which clock hours end.
use std::path::PathBuf;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use clap::Args;
use panoh_rules::calendar::{
    self, Calendar, CalendarError, Kind, Period, TIME_ZONE, Unit, anchored_term, legal_day, start_of_day, with_pause,
};
use panoh_rules::shipped;
use serde::Serialize;

use super::{Format, Unanswerable};

/// When a period ends that an event starts. Rules: programmes.md 0.1, C1 to C8.
#[derive(Args)]
pub struct DueQuestion {
    /// The event: a day (2024-01-31), or an instant (2024-01-31T09:00 in Dushanbe, or with an offset as in RFC 3339).
    /// Clock hours given a day run from its first instant.
    #[arg(long, value_name = "DAY|INSTANT", value_parser = read_event)]
    from: Event,
    /// How long: 1-month, 10-working-days, 72-hours, 1-year.
    #[arg(long, allow_hyphen_values = true)]
    period: Period,
    /// act: the last day moves off days of rest (C4); validity, hours: it never moves. Without it: hours for a period in
    /// hours, validity with --terms or --before, otherwise act.
    #[arg(long, value_name = "act|validity|hours")]
    kind: Option<Kind>,
    /// Holidays from these calendar files instead of those shipped.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    calendar: Vec<PathBuf>,
    /// Further holidays.
    #[arg(long, value_name = "DAY", num_args = 1.., value_parser = read_day)]
    holiday: Vec<NaiveDate>,
    /// Leave out the shipped holidays.
    #[arg(long, conflicts_with = "calendar")]
    no_holidays: bool,
    /// Calendar days for which the deadline was paused (C6).
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    paused_days: u32,
    /// The end of the Kth term since --from (C8).
    #[arg(long, value_name = "K", conflicts_with_all = ["before", "paused_days"], allow_negative_numbers = true)]
    terms: Option<u32>,
    /// Count back from --from instead, as in `28 days before departure`; counting back never moves.
    #[arg(long, conflicts_with = "paused_days")]
    before: bool,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What starts a period.
#[derive(Clone, Copy)]
enum Event {
    Day(NaiveDate),
    Instant(DateTime<Utc>),
}

#[derive(Serialize)]
struct Answer {
    from: String,
    period: Period,
    kind: Kind,
    #[serde(flatten)]
    due: Due,
    moved_by_days: i64,
    /// The rules that shaped the answer.
    rule: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Due {
    DueOn(NaiveDate),
    DueAt(String),
}

pub(super) fn read_day(text: &str) -> Result<NaiveDate, String> {
    let canonical = text.len() == 10;
    let day = canonical.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
    day.ok_or_else(|| "not a day such as 2024-01-31 (programmes.md 0.1 C1)".to_owned())
}

fn read_event(text: &str) -> Result<Event, String> {
    let local = |text: &str| {
        let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].into_iter().find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok())?;
        TIME_ZONE.from_local_datetime(&read).earliest()
    };
    // RFC 3339 wants seconds; people leave them out.
    let in_utc = text.strip_suffix('Z').and_then(|rest| NaiveDateTime::parse_from_str(rest, "%Y-%m-%dT%H:%M").ok());
    if let Some(instant) = in_utc {
        return Ok(Event::Instant(instant.and_utc()));
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(Event::Instant(instant.with_timezone(&Utc)));
    }
    if let Some(instant) = local(text) {
        return Ok(Event::Instant(instant.with_timezone(&Utc)));
    }
    read_day(text).map(Event::Day).ok().ok_or_else(|| {
        "neither a day (2024-01-31) nor an instant (2024-01-31T09:00, 2024-01-31T09:00:00+05:00) (programmes.md 0.1 C1)".to_owned()
    })
}

/// An instant as people in Dushanbe write it.
fn written(at: DateTime<Utc>) -> String {
    let offset = FixedOffset::east_opt(5 * 3600).map(|offset| at.with_timezone(&offset));
    offset.map_or_else(|| at.to_rfc3339(), |local| local.to_rfc3339_opts(SecondsFormat::Secs, false))
}

impl DueQuestion {
    pub(super) fn answer(&self) -> Result<String, Unanswerable> {
        let calendar = self.working_days()?;
        let hours = self.period.unit == Unit::Hours;
        let kind = self.kind.unwrap_or(match (hours, self.terms, self.before) {
            (true, ..) => Kind::Hours,
            (false, None, false) => Kind::Act,
            _ => Kind::Validity,
        });
        if hours && kind != Kind::Hours {
            return Err(Unanswerable::new("--kind", format!("a period in hours has the kind hours, not {kind} (programmes.md 0.1 C4)")));
        }
        let answer = match (hours, self.terms) {
            (_, Some(k)) => self.term(kind, k, &calendar),
            (true, None) => self.hours(),
            (false, None) if self.before => self.counted_back(kind, &calendar),
            (false, None) => self.last_day(kind, &calendar),
        };
        let answer = answer.map_err(|error| Unanswerable::new(self.argument_at_fault(error), error))?;
        if let Some(year) = self.without_holidays(&answer) {
            eprintln!("note: of the holidays of {year} none is known; only its weekends are left out");
        }
        Ok(match self.format {
            Format::Json => serde_json::json!(answer).to_string(),
            Format::Text => answer.sentence(),
        })
    }

    /// A year in which working days matter and no holiday is known.
    fn without_holidays(&self, answer: &Answer) -> Option<i32> {
        let counts = self.period.unit == Unit::WorkingDays || answer.kind == Kind::Act;
        let own = self.no_holidays || !self.calendar.is_empty() || !self.holiday.is_empty();
        let (Due::DueOn(due), false, true) = (&answer.due, own, counts) else { return None };
        let known = shipped::holidays().unwrap_or_default();
        let unknown = |year: &i32| !known.iter().any(|holiday| holiday.date.year() == *year);
        [self.day().year(), due.year()].into_iter().find(unknown)
    }

    fn argument_at_fault(&self, error: CalendarError) -> &'static str {
        match error {
            CalendarError::KindNeedsHours => "--kind",
            CalendarError::NotATerm(_) => "--terms",
            CalendarError::OutOfRange | CalendarError::HoursEndAtAnInstant => "--period",
        }
    }

    fn last_day(&self, kind: Kind, calendar: &Calendar) -> Result<Answer, CalendarError> {
        let counted = self.period.counted_last_day(self.day(), calendar)?;
        let paused = with_pause(counted, self.paused_days, Kind::Validity, calendar)?;
        let due = with_pause(counted, self.paused_days, kind, calendar)?;
        let moved = due.signed_duration_since(paused).num_days();
        let working = (self.period.unit == Unit::WorkingDays).then_some("C3");
        let rules = [Some("C2"), working, (self.paused_days > 0).then_some("C6"), (moved > 0).then_some("C4")];
        Ok(self.dated(kind, due, moved, &rules))
    }

    fn counted_back(&self, kind: Kind, calendar: &Calendar) -> Result<Answer, CalendarError> {
        let due = self.period.first_day_before(self.day(), calendar)?;
        let working = (self.period.unit == Unit::WorkingDays).then_some("C3");
        Ok(self.dated(kind, due, 0, &[Some("C2"), working]))
    }

    fn term(&self, kind: Kind, k: u32, calendar: &Calendar) -> Result<Answer, CalendarError> {
        let counted = anchored_term(self.day(), self.period, k)?;
        let due = kind.settle(counted, calendar)?;
        let moved = due.signed_duration_since(counted).num_days();
        let rules = [Some("C2"), Some("C8"), (moved > 0).then_some("C4")];
        Ok(self.dated(kind, due, moved, &rules))
    }

    fn hours(&self) -> Result<Answer, CalendarError> {
        let from = match self.from {
            Event::Instant(at) => at,
            Event::Day(day) => start_of_day(day),
        };
        let due = if self.before { self.period.instant_before(from) } else { self.period.due_at(from) }?;
        let pause = TimeDelta::days(i64::from(self.paused_days));
        let due = due.checked_add_signed(pause).ok_or(CalendarError::OutOfRange)?;
        let mut rule = vec!["C1", "C4"];
        rule.extend((self.paused_days > 0).then_some("C6"));
        Ok(Answer { from: written(from), period: self.period, kind: Kind::Hours, due: Due::DueAt(written(due)), moved_by_days: 0, rule })
    }

    /// The legal day of the event (C1).
    fn day(&self) -> NaiveDate {
        match self.from {
            Event::Day(day) => day,
            Event::Instant(at) => legal_day(at),
        }
    }

    fn dated(&self, kind: Kind, due: NaiveDate, moved_by_days: i64, rules: &[Option<&'static str>]) -> Answer {
        let instant = matches!(self.from, Event::Instant(_)).then_some("C1");
        let rule = [instant].iter().chain(rules).copied().flatten().collect();
        let from = match self.from {
            Event::Day(day) => day.to_string(),
            Event::Instant(at) => written(at),
        };
        Answer { from, period: self.period, kind, due: Due::DueOn(due), moved_by_days, rule }
    }

    fn working_days(&self) -> Result<Calendar, Unanswerable> {
        let mut calendar = if !self.calendar.is_empty() || self.no_holidays {
            Calendar::default()
        } else {
            shipped::calendar().map_err(|error| Unanswerable::new("shipped calendar", error))?
        };
        for file in &self.calendar {
            let refuse = |reason: String| Unanswerable::new("--calendar", format!("{}: {reason}", file.display()));
            let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
            for day in calendar::parse(&text).map_err(|error| refuse(format!("{error} (programmes.md 0.1 C3)")))? {
                calendar.add(&day);
            }
        }
        for day in &self.holiday {
            calendar.add_holiday(*day);
        }
        Ok(calendar)
    }
}

impl Answer {
    fn sentence(&self) -> String {
        let due = match &self.due {
            Due::DueOn(day) => format!("{day} ({})", day.format("%A")),
            Due::DueAt(at) => at.clone(),
        };
        let moved = match self.moved_by_days {
            0 => String::new(),
            1 => ", moved by 1 day".to_owned(),
            days => format!(", moved by {days} days"),
        };
        format!("{due}{moved} [{}]", self.rule.join(", "))
    }
}
