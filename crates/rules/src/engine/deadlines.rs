//! Statutory clocks in a case: start, meet, cancel, recount (programmes.md 0.1 C2 to C5, C8).
use chrono::{DateTime, NaiveDate, Utc};

use super::firing::{self, Firing, Schedule};
use super::pauses::{reckon, suspend};
use super::refusals::{BASIS_MISSING, DEADLINE_NOT_OPEN};
use super::run::{Deed, Run, evaluated};
use super::{Deadline, DeadlineState, Effect, PauseSpan, Refusal, WaitingDeadline};
use crate::calendar::{Kind, Period, anchored_term, legal_day, start_of_day};
use crate::programme::{self, Anchor, Direction, Expression, Fires, MissingBasis, PeriodSource};

/// What a row is counted from and to.
struct Counted {
    starts_on: NaiveDate,
    counted_on: NaiveDate,
    due_at: Option<DateTime<Utc>>,
}

/// A basis: a day, and for clock hours an instant.
struct Basis {
    day: NaiveDate,
    instant: DateTime<Utc>,
}

impl<'a> Run<'a> {
    pub(super) fn spec(&self, name: &str) -> Result<&'a programme::Deadline, Refusal> {
        let programme = self.programme;
        let unknown = || Refusal::new(DEADLINE_NOT_OPEN, format!("The programme has no deadline `{name}`."));
        programme.deadlines.get(name).ok_or_else(unknown)
    }

    /// What a deadline is for (C4). Days counted back never move: that would shorten the lead that the rule asks for.
    fn kind(&self, name: &str, spec: &programme::Deadline) -> Kind {
        let of_parameter = || match spec.period(name) {
            PeriodSource::Parameter(key) => self.ground.parameters.parameter(key).ok().and_then(|known| known.kind),
            PeriodSource::Literal(_) => None,
        };
        match spec.kind.or_else(of_parameter).unwrap_or(Kind::Act) {
            Kind::Act if spec.direction == Direction::Back => Kind::Validity,
            kind => kind,
        }
    }

    fn schedule(&self, name: &str, spec: &programme::Deadline, on: NaiveDate) -> Result<Schedule, Refusal> {
        let warnings = spec.warn.iter().map(|warning| self.period(warning.before.source(), on));
        Ok(Schedule {
            after: spec.fires == Fires::After,
            kind: self.kind(name, spec),
            warnings: warnings.collect::<Result<_, _>>()?,
            repeat: spec.repeat.as_ref().map(|period| self.period(period.source(), on)).transpose()?,
        })
    }

    /// Start a deadline. One that is open is superseded: a recomputation is a new row (C5).
    pub(super) fn start(&mut self, name: &str, deed: &Deed, origin: &str) -> Result<(), Refusal> {
        let spec = self.spec(name)?;
        let counted = self.counted(name, spec, deed)?;
        let missing = spec.when_missing_basis;
        self.cancel(name);
        match counted {
            Some(counted) => self.start_row(name, counted, origin),
            None if missing == MissingBasis::Wait => {
                self.case.waiting.push(WaitingDeadline { name: name.to_owned(), basis_event: origin.to_owned() });
                Ok(())
            }
            None => {
                let says = format!("The day from which `{name}` is counted is not known yet.");
                Err(Refusal::new(BASIS_MISSING, says))
            }
        }
    }

    fn start_row(&mut self, name: &str, counted: Counted, origin: &str) -> Result<(), Refusal> {
        let mut row = Deadline {
            name: name.to_owned(),
            basis_event: origin.to_owned(),
            starts_on: counted.starts_on,
            counted_on: counted.counted_on,
            due_on: counted.counted_on,
            due_at: counted.due_at,
            fires_at: None,
            made_at: self.now,
            fired: 0,
            state: DeadlineState::Open,
            paused_days: 0,
            paused_since: None,
            pause_ground: None,
            pauses: Vec::new(),
            waiver_ground: None,
            rule_version: self.programme.version,
        };
        suspend(&mut row.pauses, row.starts_on, &self.facts.suspensions);
        self.reckon_row(&mut row)?;
        self.effects.push(Effect::DeadlineStarted { deadline: row.clone() });
        self.case.deadlines.push(row);
        Ok(())
    }

    /// The days of a new row; `None` while the basis is not known.
    fn counted(&self, name: &str, spec: &programme::Deadline, deed: &Deed) -> Result<Option<Counted>, Refusal> {
        if let Some(anchor) = &spec.anchor {
            return self.anchored(anchor, deed);
        }
        let Some(basis) = self.basis(spec.from.as_ref(), deed)? else { return Ok(None) };
        let period = self.period(spec.period(name), deed.on)?;
        let back = spec.direction == Direction::Back;
        if self.kind(name, spec) == Kind::Hours {
            let due_at = if back { period.instant_before(basis.instant)? } else { period.due_at(basis.instant)? };
            let counted_on = legal_day(due_at);
            return Ok(Some(Counted { starts_on: basis.day, counted_on, due_at: Some(due_at) }));
        }
        let calendar = self.ground.calendar;
        let (starts_on, counted_on) = if back {
            (deed.on, period.first_day_before(basis.day, calendar)?)
        } else {
            (next_day(basis.day), period.counted_last_day(basis.day, calendar)?)
        };
        Ok(Some(Counted { starts_on, counted_on, due_at: None }))
    }

    /// Term k of a grant ends at grant + k terms (C8). It runs from the act that gave it: an earlier suspension has moved
    /// the term before it and does not count again.
    fn anchored(&self, anchor: &Anchor, deed: &Deed) -> Result<Option<Counted>, Refusal> {
        let Some(basis) = self.basis(Some(&anchor.on), deed)? else { return Ok(None) };
        let Some(count) = self.integer(&anchor.count, deed)?.and_then(|count| u32::try_from(count).ok()) else {
            return Ok(None);
        };
        let term: Period = self.period(anchor.term.source(), deed.on)?;
        let counted_on = anchored_term(basis.day, term, count)?;
        Ok(Some(Counted { starts_on: next_day(deed.on), counted_on, due_at: None }))
    }

    /// The day and instant that an expression gives. Where none is written it is the act itself: its instant if it is of
    /// today, otherwise the beginning of its day.
    fn basis(&self, from: Option<&Expression>, deed: &Deed) -> Result<Option<Basis>, Refusal> {
        let Some(expression) = from else {
            let instant = if deed.on == self.today() { self.now } else { start_of_day(deed.on) };
            return Ok(Some(Basis { day: deed.on, instant }));
        };
        let instant = evaluated(expression, self.scope(deed).instant(expression))?;
        if let Some(instant) = instant {
            return Ok(Some(Basis { day: legal_day(instant), instant }));
        }
        let day = self.date(expression, deed)?;
        let now = |day: NaiveDate| day == deed.on && day == self.today();
        Ok(day.map(|day| Basis { day, instant: if now(day) { self.now } else { start_of_day(day) } }))
    }

    /// Reckon a row's last day and its next firing.
    fn reckon_row(&self, row: &mut Deadline) -> Result<(), Refusal> {
        let Some(spec) = self.programme.deadlines.get(&row.name) else {
            row.fires_at = None;
            return Ok(());
        };
        if row.state == DeadlineState::Open {
            reckon(row, self.kind(&row.name, spec), self.ground.calendar, self.today())?;
        }
        row.fires_at = self.next_firing(row)?.map(|(_, at)| at);
        Ok(())
    }

    pub(super) fn next_firing(&self, row: &Deadline) -> Result<Option<(Firing, DateTime<Utc>)>, Refusal> {
        let Some(spec) = self.programme.deadlines.get(&row.name) else { return Ok(None) };
        let schedule = self.schedule(&row.name, spec, row.starts_on)?;
        Ok(firing::next(row, &schedule, self.ground.calendar)?)
    }

    /// Keep a changed row and say so.
    pub(super) fn keep(&mut self, index: usize, mut row: Deadline) -> Result<(), Refusal> {
        self.reckon_row(&mut row)?;
        let Some(old) = self.case.deadlines.get_mut(index) else { return Ok(()) };
        if *old != row {
            *old = row.clone();
            self.effects.push(Effect::DeadlineChanged { index, deadline: row });
        }
        Ok(())
    }

    pub(super) fn last_row(&self, name: &str) -> Option<(usize, Deadline)> {
        let index = self.case.deadlines.iter().rposition(|row| row.name == name)?;
        self.case.deadlines.get(index).map(|row| (index, row.clone()))
    }

    pub(super) fn open_row(&self, name: &str) -> Option<(usize, Deadline)> {
        self.last_row(name).filter(|(_, row)| row.state == DeadlineState::Open)
    }

    pub(super) fn open_rows(&self) -> Vec<(usize, Deadline)> {
        let open = |(_, row): &(usize, &Deadline)| row.state == DeadlineState::Open;
        self.case.deadlines.iter().enumerate().filter(open).map(|(index, row)| (index, row.clone())).collect()
    }

    /// End a row. Its firings are over, and so are the pauses that lasted.
    pub(super) fn end(&mut self, index: usize, mut row: Deadline, state: DeadlineState) {
        row.state = state;
        row.fires_at = None;
        row.paused_since = None;
        row.pause_ground = None;
        let Some(old) = self.case.deadlines.get_mut(index) else { return };
        if *old != row {
            *old = row.clone();
            self.effects.push(Effect::DeadlineChanged { index, deadline: row });
        }
    }

    pub(super) fn meet_by(&mut self, transition: &str, on: NaiveDate) {
        let programme = self.programme;
        for (name, spec) in &programme.deadlines {
            if spec.met_by.iter().any(|met_by| met_by == transition) {
                self.meet(name, on);
            }
        }
    }

    /// An act on the last day is on time, also when it is recorded later (C5); an act after it leaves the deadline missed.
    pub(super) fn meet(&mut self, name: &str, on: NaiveDate) {
        self.case.waiting.retain(|waiting| waiting.name != name);
        let Some((index, row)) = self.last_row(name) else { return };
        if !matches!(row.state, DeadlineState::Open | DeadlineState::Missed) {
            return;
        }
        let in_time = match row.due_at {
            _ if row.paused_since.is_some() => true,
            Some(due_at) if on == self.today() => self.now <= due_at,
            _ => on <= row.due_on,
        };
        self.end(index, row, if in_time { DeadlineState::Met } else { DeadlineState::Missed });
    }

    /// Cancel what is open; what was missed stays missed and is only not repeated any more.
    pub(super) fn cancel(&mut self, name: &str) {
        self.case.waiting.retain(|waiting| waiting.name != name);
        let Some((index, row)) = self.last_row(name) else { return };
        let state = if row.state == DeadlineState::Open { DeadlineState::Cancelled } else { row.state };
        self.end(index, row, state);
    }

    /// Cancel the rows before `up_to` that belong to a machine which ended.
    pub(super) fn cancel_rows(&mut self, up_to: usize, belongs: impl Fn(&str) -> bool) {
        self.case.waiting.retain(|waiting| !belongs(&waiting.name));
        for index in 0..up_to.min(self.case.deadlines.len()) {
            let Some(row) = self.case.deadlines.get(index).filter(|row| belongs(&row.name)).cloned() else { continue };
            let state = if row.state == DeadlineState::Open { DeadlineState::Cancelled } else { row.state };
            self.end(index, row, state);
        }
    }

    /// Start the deadlines whose basis has become known.
    pub(super) fn start_waiting(&mut self) -> Result<(), Refusal> {
        let deed = self.plain_deed();
        for waiting in self.case.waiting.clone() {
            let Ok(spec) = self.spec(&waiting.name) else { continue };
            // What cannot be evaluated yet goes on waiting.
            if let Ok(Some(counted)) = self.counted(&waiting.name, spec, &deed) {
                self.case.waiting.retain(|other| *other != waiting);
                self.start_row(&waiting.name, counted, &waiting.basis_event)?;
            }
        }
        Ok(())
    }

    /// An answer was corrected from which an open deadline is counted: a new row, and the old one is cancelled (C5).
    pub(super) fn recount(&mut self) -> Result<(), Refusal> {
        if self.written.is_empty() {
            return Ok(());
        }
        let deed = self.plain_deed();
        for (index, row) in self.open_rows() {
            if index >= self.own_deadlines_from || !self.counts_from_answers(&row.name) {
                continue;
            }
            let Ok(spec) = self.spec(&row.name) else { continue };
            let Ok(Some(counted)) = self.counted(&row.name, spec, &deed) else { continue };
            let base = row.due_at.map(|at| at - chrono::TimeDelta::days(row.paused_days.into()));
            let by_basis = spec.anchor.is_none() && spec.direction == Direction::Forward;
            let moved = if by_basis { counted.starts_on != row.starts_on } else { counted.counted_on != row.counted_on };
            if moved || counted.due_at != base {
                let pauses: Vec<PauseSpan> = row.pauses.iter().filter(|span| !span.wide).cloned().collect();
                let origin = row.basis_event.clone();
                let name = row.name.clone();
                self.end(index, row, DeadlineState::Cancelled);
                self.start_row(&name, counted, &origin)?;
                self.carry_pauses(pauses)?;
            }
        }
        Ok(())
    }

    fn carry_pauses(&mut self, pauses: Vec<PauseSpan>) -> Result<(), Refusal> {
        let Some(index) = self.case.deadlines.len().checked_sub(1) else { return Ok(()) };
        let Some(mut row) = self.case.deadlines.get(index).cloned() else { return Ok(()) };
        row.pauses.extend(pauses);
        self.keep(index, row)
    }

    /// Whether a deadline is counted from an answer that this act wrote, and from nothing that changes by itself.
    fn counts_from_answers(&self, name: &str) -> bool {
        let Ok(spec) = self.spec(name) else { return false };
        let Some(from) = spec.anchor.as_ref().map_or(spec.from.as_ref(), |anchor| Some(&anchor.on)) else {
            return false;
        };
        let moving = ["event.", "today", "deadline(", "last("].iter().any(|word| self.mentions(from, word, 0));
        !moving && self.written.iter().any(|section| self.reads_section(from, section, 0))
    }

    fn facts_in<'e>(&'e self, expression: &'e Expression) -> impl Iterator<Item = &'e Expression> {
        let facts = &self.programme.facts;
        facts.iter().filter(|(fact, _)| expression.refers_to("fact", fact)).map(|(_, fact)| &fact.value)
    }

    fn mentions(&self, expression: &Expression, word: &str, depth: u8) -> bool {
        expression.source().contains(word) || (depth < 8 && self.facts_in(expression).any(|fact| self.mentions(fact, word, depth + 1)))
    }

    pub(super) fn reads_section(&self, expression: &Expression, section: &str, depth: u8) -> bool {
        expression.refers_to("section", section)
            || (depth < 8 && self.facts_in(expression).any(|fact| self.reads_section(fact, section, depth + 1)))
    }
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}
