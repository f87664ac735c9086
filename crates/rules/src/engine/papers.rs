//! Papers: issue, extend, replace, revoke.
use super::run::{Deed, Run, evaluated};
use super::{Effect, Paper, Refusal};
use crate::calendar::Kind;
use crate::programme::{self, Reissue};

impl Run<'_> {
    pub(super) fn issue(&mut self, name: &str, deed: &Deed) -> Result<(), Refusal> {
        let programme = self.programme;
        let Some(spec) = programme.papers.get(name) else { return Ok(()) };
        let made = self.made(name, spec, deed)?;
        let held = self.case.papers.iter().rposition(|paper| paper.name == name && paper.revoked_on.is_none());
        match (held, spec.reissue) {
            (Some(index), Reissue::Extend) => {
                let Some(paper) = self.case.papers.get_mut(index) else { return Ok(()) };
                paper.valid_until = made.valid_until;
                paper.counted_until = made.counted_until;
                paper.pauses = made.pauses;
                paper.lists = made.lists;
                self.effects.push(Effect::PaperExtended { paper: paper.clone() });
            }
            (held, _) => {
                if held.is_some() {
                    self.revoke(name, deed.on);
                }
                self.effects.push(Effect::PaperIssued { paper: made.clone() });
                self.case.papers.push(made);
            }
        }
        Ok(())
    }

    /// The paper as it would be issued: a validity never moves to a working day (C4).
    fn made(&self, name: &str, spec: &programme::Paper, deed: &Deed) -> Result<Paper, Refusal> {
        let valid_until = match (&spec.valid, &spec.valid_until) {
            (Some(term), _) => {
                let period = self.period(term.source(), deed.on)?;
                Some(period.last_day(deed.on, Kind::Validity, self.ground.calendar)?)
            }
            (None, Some(expression)) => self.date(expression, deed)?,
            (None, None) => None,
        };
        let lists = match &spec.lists {
            Some(expression) => evaluated(expression, self.scope(deed).keys(expression))?,
            None => Vec::new(),
        };
        Ok(Paper {
            name: name.to_owned(),
            issued_on: deed.on,
            valid_until,
            counted_until: valid_until,
            pauses: Vec::new(),
            revoked_on: None,
            lists,
        })
    }

    pub(super) fn revoke(&mut self, name: &str, on: chrono::NaiveDate) {
        let valid = |paper: &&mut Paper| paper.name == name && paper.revoked_on.is_none();
        for paper in self.case.papers.iter_mut().filter(valid) {
            paper.revoked_on = Some(on);
            self.effects.push(Effect::PaperRevoked { name: name.to_owned(), on });
        }
    }
}
