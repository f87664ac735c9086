//! What an act or the clock does to a case, one bundle of effects after another.
use serde_json::Value;

use super::refusals::FIELD_INVALID;
use super::run::{Deed, Run};
use super::{Effect, Refusal, Subject};
use crate::programme::{Effects, OpenCase};

/// Below this age a subject rides on the principal's case.
const ADULT: u32 = 18;

impl Run<'_> {
    /// Apply one bundle. `origin` is the transition it belongs to, or `clock`.
    pub(super) fn apply(&mut self, effects: &Effects, deed: &Deed, origin: &str) -> Result<(), Refusal> {
        if !self.applies(effects.when.as_ref(), deed)? {
            return Ok(());
        }
        for (flag, expression) in &effects.set {
            let value = self.value(expression, deed)?;
            self.set_flag(flag, value)?;
        }
        for name in &effects.meet {
            self.meet(name, deed.on);
        }
        for name in &effects.cancel {
            self.cancel(name);
        }
        for name in &effects.start {
            self.start(name, deed, origin)?;
        }
        self.pause(&effects.pause, effects.pause_ground.as_deref(), deed)?;
        self.resume(&effects.resume, deed)?;
        for name in &effects.done {
            self.complete_tasks(name);
        }
        for name in &effects.tasks {
            self.open_task(name, deed.on)?;
        }
        for name in &effects.revoke {
            self.revoke(name, deed.on);
        }
        for name in &effects.issue {
            self.issue(name, deed)?;
        }
        for name in &effects.alerts {
            self.raise(name);
        }
        self.move_units_and_money(effects, deed)?;
        if let Some(body) = &effects.place_before {
            self.effects.push(Effect::PlacedBefore { body: body.clone() });
        }
        if let Some(open) = &effects.open {
            self.open_cases(open);
        }
        Ok(())
    }

    fn set_flag(&mut self, flag: &str, value: Value) -> Result<(), Refusal> {
        let Some(_) = self.programme.flags.get(flag) else {
            return Err(Refusal::new(FIELD_INVALID, format!("The programme has no flag `{flag}`.")));
        };
        if self.case.flags.get(flag) != Some(&value) {
            self.case.flags.insert(flag.to_owned(), value.clone());
            self.effects.push(Effect::FlagSet { flag: flag.to_owned(), value });
        }
        Ok(())
    }

    pub(super) fn raise(&mut self, alert: &str) {
        let (to, kind) = match self.programme.alerts.get(alert) {
            Some(spec) => (spec.to.clone(), spec.kind.as_str()),
            None => (vec!["supervisor".to_owned()], "information"),
        };
        self.effects.push(Effect::AlertRaised { alert: alert.to_owned(), to, alert_kind: kind.to_owned() });
    }

    /// `principal`: one case with everybody. `each_subject`: one for each person alone. `each_applicant`: one for each
    /// adult, the principal's with those who ride on it. The dead get none.
    fn open_cases(&mut self, open: &OpenCase) {
        let living: Vec<Subject> = self.case.subjects.iter().filter(|subject| !subject.dead).cloned().collect();
        let principal = self.scope(&self.plain_deed()).principal().map(|subject| subject.key.clone());
        let is_principal = |subject: &Subject| Some(&subject.key) == principal.as_ref();
        let groups: Vec<Vec<Subject>> = match open.for_whom.as_str() {
            "each_subject" => living.into_iter().map(|subject| vec![subject]).collect(),
            "each_applicant" => {
                let (riding, applicants): (Vec<Subject>, Vec<Subject>) =
                    living.into_iter().partition(|subject| !is_principal(subject) && self.is_minor(subject));
                let with_riders = |applicant: Subject| {
                    let riders = if is_principal(&applicant) { riding.as_slice() } else { &[] };
                    std::iter::once(applicant).chain(riders.iter().cloned()).collect()
                };
                applicants.into_iter().map(with_riders).collect()
            }
            _ => vec![living],
        };
        for subjects in groups.into_iter().filter(|group| !group.is_empty()) {
            self.effects.push(Effect::CaseOpened {
                programme: open.programme.clone(),
                transition: open.transition.clone(),
                subjects: first_is_principal(subjects, self.programme.principal_role()),
                flags: self.case.flags.clone(),
            });
        }
    }

    /// By the youngest possible age (C7); without a birth date by the role.
    fn is_minor(&self, subject: &Subject) -> bool {
        subject.birth.map_or(subject.role == "child", |birth| birth.age_min(self.today()) < ADULT)
    }
}

/// In a case of their own everybody is the principal.
fn first_is_principal(mut subjects: Vec<Subject>, role: Option<&str>) -> Vec<Subject> {
    if let (Some(first), Some(role)) = (subjects.first_mut(), role) {
        first.role = role.to_owned();
    }
    subjects
}
