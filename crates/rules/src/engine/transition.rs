//! A transition: the general rules in their order, the guards in the order of the file, then what it does.
use chrono::{Days, NaiveDate};
use indexmap::IndexMap;

use super::refusals::{
    AWAITS_SECOND_PERSON, BACK_DATING, DATE_BEFORE_OPENING, DATE_IN_FUTURE, REASON_REQUIRED, REASON_UNKNOWN, ROLE_NOT_ALLOWED, SEPARATION,
    TRAINING_NEEDED, UNKNOWN_TRANSITION, WRONG_STATE,
};
use super::run::{Deed, Run};
use super::{Answers, Effect, Proposal, Refusal, Step};
use crate::programme::{Target, Transition};

/// Further back than this an act needs a supervisor (programmes.md 2).
const BACK_DATING_DAYS: u64 = 30;

const SYSTEM: &str = "system";
const SUPERVISOR: &str = "supervisor";

/// A transition as somebody wants it.
pub(super) struct Act<'c> {
    pub(super) name: &'c str,
    pub(super) effective_on: Option<NaiveDate>,
    pub(super) reason: Option<&'c str>,
    pub(super) sections: &'c IndexMap<String, Answers>,
}

/// Where a machine stands and where the transition leads.
pub(super) struct Move {
    pub(super) from: Option<String>,
    pub(super) to: String,
}

/// The part of this person in an act of one or two.
enum Part {
    Alone,
    Proposes,
    Confirms(Proposal),
}

impl<'a> Run<'a> {
    /// True: it was proposed and waits for its second person.
    pub(super) fn transition(&mut self, act: &Act<'_>) -> Result<bool, Refusal> {
        let programme = self.programme;
        let transition = programme.transition(act.name).ok_or_else(|| self.unknown(act.name))?;
        let moves = self.leads(act.name, transition)?;
        let role = self.role(act.name, transition)?;
        let proposal = self.case.proposal.take_if(|proposal| proposal.transition == act.name);
        self.trained(transition, proposal.as_ref())?;
        let deed = self.deed(act, role, proposal.as_ref())?;
        reasoned(transition, &deed)?;
        let part = self.part(transition, proposal)?;
        let checkpoint = matches!(part, Part::Proposes).then(|| self.checkpoint());
        let sections = kept_answers(&part, act);
        self.write_with_act(transition, &sections, act.sections)?;
        self.know_currencies();
        self.complete(transition, &sections, &deed)?;
        self.guarded(transition, &deed)?;
        if let Some(checkpoint) = checkpoint {
            self.roll_back(checkpoint);
            self.propose(act, transition, &deed);
            return Ok(true);
        }
        if matches!(part, Part::Confirms(_)) {
            self.complete_tasks(&approval_task(act.name));
        }
        self.carry_out(act.name, transition, moves, &deed)?;
        Ok(false)
    }

    fn unknown(&self, name: &str) -> Refusal {
        let known: Vec<&String> = self.programme.transitions.keys().collect();
        let hint = crate::slips::suggest(name, &known);
        Refusal::new(UNKNOWN_TRANSITION, crate::slips::sentence(&format!("The programme has no transition `{name}`{hint}")))
    }

    /// The present state of the main machine or of a track.
    pub(super) fn state_of(&self, track: Option<&str>) -> Option<&str> {
        match track {
            None => self.case.state.as_deref(),
            Some(track) => self.case.tracks.get(track).map(String::as_str),
        }
    }

    /// Rule `wrong-state`: whether the transition may start here, and where it leads.
    pub(super) fn leads(&self, name: &str, transition: &Transition) -> Result<Move, Refusal> {
        let track = transition.track.as_deref();
        let from = self.state_of(track);
        let to = match &transition.to {
            Target::Same => from.map(str::to_owned),
            Target::Previous => self.previous_state(track),
            Target::State(state) => Some(state.clone()),
        };
        let wrong = || {
            let state = from.unwrap_or("new");
            Refusal::new(WRONG_STATE, format!("`{name}` cannot be done in the state `{state}`."))
        };
        let starts_anew = from.is_none_or(|state| self.programme.is_final(track, state));
        let main_open = self.case.state.as_deref().is_some_and(|state| !self.programme.is_final(None, state));
        let beside_nothing = track.is_some() && starts_anew && !main_open;
        if beside_nothing || !self.programme.starts_in(transition, from) || arrives_where_it_is(transition, from) {
            return Err(wrong());
        }
        let to = to.ok_or_else(wrong)?;
        Ok(Move { from: from.map(str::to_owned), to })
    }

    /// Where `previous` leads: a step back takes the step with it, so that a case which was closed while it was suspended
    /// and is reopened and resumed goes on where it stood before both.
    fn previous_state(&self, track: Option<&str>) -> Option<String> {
        let mut way: Vec<&str> = Vec::new();
        for step in self.case.history.iter().filter(|step| step.track.as_deref() == track) {
            if way.is_empty() {
                way.extend(step.from.as_deref());
            }
            let back = self.programme.transition(&step.transition).is_some_and(|spec| spec.to == Target::Previous);
            if back && way.iter().rev().nth(1) == Some(&step.to.as_str()) {
                way.pop();
            } else if way.last() != Some(&step.to.as_str()) {
                way.push(&step.to);
            }
        }
        let known = way.iter().rev().nth(1).map(|state| (*state).to_owned());
        known.or_else(|| self.case.previous_state.clone().filter(|_| track.is_none()))
    }

    /// Rule `role-not-allowed`. Those who only approve may act where somebody has proposed.
    fn role(&self, name: &str, transition: &Transition) -> Result<String, Refusal> {
        let proposed = self.case.proposal.as_ref().is_some_and(|proposal| proposal.transition == name);
        let held = |roles: &[String]| self.actor.roles.iter().find(|role| roles.contains(role)).cloned();
        let role = if proposed { held(&transition.approved_by).or_else(|| held(&transition.by)) } else { held(&transition.by) };
        role.ok_or_else(|| {
            let may = if proposed { &transition.approved_by } else { &transition.by };
            Refusal::new(ROLE_NOT_ALLOWED, format!("`{name}` is done by {}.", may.join(" or ")))
        })
    }

    /// Rule `training-needed`: of the one who does or proposes, not of the one who confirms.
    fn trained(&self, transition: &Transition, proposal: Option<&Proposal>) -> Result<(), Refusal> {
        match &transition.requires_training {
            Some(flag) if proposal.is_none() && !self.actor.training.contains(flag) => {
                Err(Refusal::new(TRAINING_NEEDED, format!("This needs the training `{flag}`.")))
            }
            _ => Ok(()),
        }
    }

    /// The day, role and reason of the act. What two people do takes effect when the second confirms, unless the first
    /// named an earlier day.
    fn deed(&self, act: &Act<'_>, role: String, proposal: Option<&Proposal>) -> Result<Deed, Refusal> {
        let today = self.today();
        let proposed_for = proposal.and_then(|proposal| {
            let task = approval_task(&proposal.transition);
            let proposed_on = self.case.tasks.iter().find(|open| open.name == task && !open.done)?.opened_on;
            (proposal.effective_on < proposed_on).then_some(proposal.effective_on)
        });
        let on = act.effective_on.or(proposed_for).unwrap_or(today);
        if on > today {
            return Err(Refusal::new(DATE_IN_FUTURE, format!("{on} is still to come.")));
        }
        if let Some(opened_on) = self.case.opened_on.filter(|opened_on| on < *opened_on) {
            let says = format!("The case was opened on {opened_on}, so nothing can have been done in it on {on}.");
            return Err(Refusal::new(DATE_BEFORE_OPENING, says));
        }
        let oldest = today.checked_sub_days(Days::new(BACK_DATING_DAYS)).unwrap_or(today);
        let free = self.actor.roles.iter().any(|role| role == SUPERVISOR || role == SYSTEM);
        if on < oldest && !free {
            let says = format!("{on} is more than {BACK_DATING_DAYS} days ago; a supervisor can record it.");
            return Err(Refusal::new(BACK_DATING, says));
        }
        let reason = act.reason.map(str::to_owned).or_else(|| proposal.and_then(|proposal| proposal.reason.clone()));
        Ok(Deed { on, by: role, reason })
    }

    /// Rules `awaits-second-person` and `separation-of-duties` (4.2).
    fn part(&self, transition: &Transition, proposal: Option<Proposal>) -> Result<Part, Refusal> {
        if transition.approved_by.is_empty() {
            return Ok(Part::Alone);
        }
        let Some(proposal) = proposal else {
            return Ok(Part::Proposes);
        };
        let may_approve = self.actor.roles.iter().any(|role| transition.approved_by.contains(role));
        if !may_approve {
            let says = format!("It is proposed and waits for {}.", transition.approved_by.join(" or "));
            return Err(Refusal::new(AWAITS_SECOND_PERSON, says));
        }
        if proposal.proposed_by == self.actor.person {
            return Err(Refusal::new(SEPARATION, "Whoever proposed it may not also approve it."));
        }
        Ok(Part::Confirms(proposal))
    }

    fn guarded(&self, transition: &Transition, deed: &Deed) -> Result<(), Refusal> {
        let refusing = transition.guards.iter().find(|guard| !self.holds(&guard.when, deed));
        refusing.map_or(Ok(()), |guard| Err(Refusal::new(&guard.name, &guard.says)))
    }

    fn propose(&mut self, act: &Act<'_>, transition: &Transition, deed: &Deed) {
        if let Some(replaced) = self.case.proposal.take() {
            self.cancel_tasks(|task| task.name == approval_task(&replaced.transition));
        }
        self.case.proposal = Some(Proposal {
            transition: act.name.to_owned(),
            proposed_by: self.actor.person.clone(),
            effective_on: deed.on,
            reason: deed.reason.clone(),
            sections: act.sections.clone(),
        });
        self.effects.push(Effect::Proposed { transition: act.name.to_owned() });
        let for_role = transition.approved_by.first().cloned().unwrap_or_default();
        self.open_approval(approval_task(act.name), for_role);
    }

    /// Effects see the case as the act found it, with the answers that it brought: `case.state` is the state that is left,
    /// and the act itself has not happened yet.
    fn carry_out(&mut self, name: &str, transition: &Transition, moves: Move, deed: &Deed) -> Result<(), Refusal> {
        let enters = moves.from.as_deref() != Some(moves.to.as_str());
        let to = moves.to.clone();
        let track = transition.track.clone();
        if track.is_none() {
            self.case.opened_on = self.case.opened_on.or(Some(deed.on));
        }
        self.meet_by(name, deed.on);
        self.complete_tasks_by(name);
        for effects in &transition.effects {
            self.apply(effects, deed, name)?;
        }
        self.shift(name, track.clone(), moves, deed.on);
        if enters && self.programme.is_final(track.as_deref(), &to) {
            self.close(track.as_deref())?;
        }
        self.drop_stale_proposal();
        Ok(())
    }

    fn shift(&mut self, name: &str, track: Option<String>, moves: Move, on: NaiveDate) {
        let Move { from, to } = moves;
        match &track {
            Some(track) => {
                self.case.tracks.insert(track.clone(), to.clone());
            }
            None => {
                if from.as_deref() != Some(to.as_str()) {
                    self.case.previous_state.clone_from(&from);
                }
                self.case.state = Some(to.clone());
            }
        }
        let transition = name.to_owned();
        self.effects.push(Effect::Moved {
            track: track.clone(),
            transition: transition.clone(),
            from: from.clone(),
            to: to.clone(),
            effective_on: on,
        });
        self.case.history.push(Step { transition, track, effective_on: on, from, to });
    }

    /// A proposal that the state no longer allows is forgotten with its task.
    fn drop_stale_proposal(&mut self) {
        let Some(proposal) = self.case.proposal.take() else { return };
        let possible =
            self.programme.transition(&proposal.transition).is_some_and(|transition| self.leads(&proposal.transition, transition).is_ok());
        if possible {
            self.case.proposal = Some(proposal);
        } else {
            self.cancel_tasks(|task| task.name == approval_task(&proposal.transition));
        }
    }

    /// A body closed its item: the transition that the programme names for this outcome, done by `system`.
    pub(super) fn decided(&mut self, body: &str, outcome: &str) -> Result<(), Refusal> {
        let programme = self.programme;
        let Some(spec) = programme.bodies.get(body) else {
            return Err(Refusal::new(UNKNOWN_TRANSITION, format!("The programme has no body `{body}`.")));
        };
        let transition = match outcome {
            "positive" => Some(&spec.positive),
            "negative" => Some(&spec.negative),
            "adjourned" => spec.adjourned.as_ref(),
            _ => return Err(Refusal::new(UNKNOWN_TRANSITION, format!("No body decides `{outcome}`."))),
        };
        let decision = super::Decision { outcome: outcome.to_owned(), on: self.today() };
        self.case.decisions.insert(body.to_owned(), decision);
        let Some(name) = transition else { return Ok(()) };
        self.by_system(name).map(|_| ())
    }

    /// A transition done by the clock or by a ballot.
    pub(super) fn by_system(&mut self, name: &str) -> Result<bool, Refusal> {
        self.transition(&Act { name, effective_on: None, reason: None, sections: &IndexMap::new() })
    }
}

/// `any_open` and `any_final` never lead from a state to itself: who is suspended is not suspended again.
fn arrives_where_it_is(transition: &Transition, from: Option<&str>) -> bool {
    let Target::State(to) = &transition.to else { return false };
    from == Some(to.as_str()) && !transition.from.iter().any(|origin| matches!(origin, crate::programme::Origin::State(s) if s == to))
}

/// The task by which a proposal asks for its second person.
pub(super) fn approval_task(transition: &str) -> String {
    format!("approve:{transition}")
}

/// The answers that come with an act: the second person's lie over those that were kept.
fn kept_answers(part: &Part, act: &Act<'_>) -> IndexMap<String, Answers> {
    let mut sections = match part {
        Part::Confirms(proposal) => proposal.sections.clone(),
        Part::Alone | Part::Proposes => IndexMap::new(),
    };
    sections.extend(act.sections.iter().map(|(name, answers)| (name.clone(), answers.clone())));
    sections
}

/// Rules `reason-required` and `reason-unknown`.
fn reasoned(transition: &Transition, deed: &Deed) -> Result<(), Refusal> {
    let reason = deed.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    match reason {
        None if transition.reason_required => Err(Refusal::new(REASON_REQUIRED, "Say why.")),
        Some(reason) if !transition.reasons.is_empty() && !transition.reasons.iter().any(|known| known == reason) => {
            Err(Refusal::new(REASON_UNKNOWN, format!("The reason is one of {}.", transition.reasons.join(", "))))
        }
        _ => Ok(()),
    }
}
