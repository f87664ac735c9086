//! What follows from an act of a story: effects, and entries in the ledger.
use panoh_rules::engine::Effect;
use serde_json::Value;

use super::{Follower, Story, Worker};
use crate::seed::tables::{AlertRow, EntryRow};

impl<'w> Story<'w> {
    pub(in crate::seed) fn follow(&mut self, effect: Effect, by: &Worker) {
        match effect {
            Effect::SectionWritten { section, .. } => {
                let mut fresh = self.mark(by, None);
                if let Some(known) = self.sections.get(&section) {
                    fresh.version = known.version + 1;
                }
                self.sections.insert(section, fresh);
            }
            Effect::AlertRaised { alert, to, alert_kind } => {
                // What was raised a month ago somebody has looked at.
                let id = self.chance.id(self.at);
                self.alerts.push(AlertRow {
                    id,
                    case_id: self.id,
                    alert,
                    kind: alert_kind,
                    to_roles: to.join(","),
                    raised_at: self.at,
                    seen_by: None,
                    seen_at: None,
                });
            }
            Effect::PlacedBefore { body } => self.placed.push((body, self.at)),
            Effect::CaseOpened { programme, transition, subjects, flags } => {
                self.followers.push(Follower { programme, transition, subjects, flags, at: self.at });
            }
            Effect::BudgetReserved { budget, minor_units } => self.facts.budgets.entry(budget).or_default().reserved += minor_units,
            Effect::BudgetReleased { budget, minor_units } => self.facts.budgets.entry(budget).or_default().reserved -= minor_units,
            _ => {}
        }
    }

    pub(in crate::seed) fn record(
        &mut self,
        by: &Worker,
        operation: &'static str,
        fields: Vec<String>,
        change: Option<Value>,
        reason: Option<String>,
    ) {
        let class = self.class();
        let id = self.chance.id(self.at);
        self.entries.push(EntryRow {
            id,
            at: self.at,
            membership_id: by.membership,
            user_id: by.user,
            operation,
            object_kind: "case",
            object_id: self.id,
            case_id: Some(self.id),
            person_id: None,
            class,
            fields: fields.join(","),
            change: change.filter(|_| class < 4),
            reason,
        });
    }
}
