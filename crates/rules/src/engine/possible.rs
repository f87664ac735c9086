//! What can be done next, for the list on the case page.
use super::run::{Deed, Run};
use super::{Actor, CaseSnapshot, Facts, Ground, Possible, Refusal};
use crate::programme::{Programme, Transition};

/// Every transition that may start here and is open to a role of this actor, with what is still missing for it. A guard
/// that reads a section which the act itself asks for is judged when the act comes.
pub fn possible(
    programme: &Programme,
    case: &CaseSnapshot,
    actor: &Actor,
    facts: &Facts,
    ground: &Ground<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<Possible> {
    let run = Run::new(programme, case, actor, facts, ground, now);
    programme.transitions.iter().filter_map(|(name, transition)| run.possible(name, transition)).collect()
}

impl Run<'_> {
    fn possible(&self, name: &str, transition: &Transition) -> Option<Possible> {
        let to = self.leads(name, transition).ok()?.to;
        let by = self.part_open_to_actor(name, transition)?;
        let deed = Deed { on: self.today(), by, reason: None };
        let needs: Vec<String> = transition.needs.iter().filter(|section| !transition.asks.contains(section)).cloned().collect();
        let missing = self.missing_in(&needs, &deed);
        let mut refusals: Vec<Refusal> = Vec::new();
        if let Some(flag) = transition.requires_training.as_ref().filter(|flag| !self.actor.training.contains(flag)) {
            refusals.push(Refusal::new(super::refusals::TRAINING_NEEDED, format!("This needs the training `{flag}`.")));
        }
        for guard in &transition.guards {
            let open = transition.asks.iter().any(|section| self.reads_section(&guard.when, section, 0));
            let by_reason = guard.when.refers_to("event", "reason");
            if !open && !by_reason && !self.holds(&guard.when, &deed) {
                refusals.push(Refusal::new(&guard.name, &guard.says));
            }
        }
        let ready = missing.is_empty() && refusals.is_empty();
        Some(Possible { transition: name.to_owned(), to, asks: transition.asks.clone(), ready, missing, refusals })
    }

    /// The role by which this actor may do, propose or confirm it. Who proposed does not confirm.
    fn part_open_to_actor(&self, name: &str, transition: &Transition) -> Option<String> {
        let held = |roles: &[String]| self.actor.roles.iter().find(|role| roles.contains(role)).cloned();
        match self.case.proposal.as_ref().filter(|proposal| proposal.transition == name) {
            Some(proposal) if proposal.proposed_by == self.actor.person => None,
            Some(_) => held(&transition.approved_by),
            None => held(&transition.by),
        }
    }
}
