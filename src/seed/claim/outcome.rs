//! What becomes of a claim before the Commission, and after it.
use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use serde_json::json;

use super::{End, Teller};
use crate::seed::story::Story;
use crate::seed::world::{desk, in_office};

impl<'w> Teller<'w, '_> {
    pub(in crate::seed) fn place(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let supervisor = desk(self.world, self.household).supervisor;
        let at = self.at(self.times.answered);
        let result = if self.chance.percent(6) { "concern" } else { "clear" };
        story.change(supervisor, at, "checks", 1, json!({ "result": result, "answered_on": legal_day(at) }))?;
        let at = self.at(self.times.placed);
        self.keep_going(story, at)?;
        let index = json!({ "claim_form": true, "interview_records": true, "translations": true, "origin_report": true, "analysis": true, "pages": self.chance.between(24, 160), "indexed_on": legal_day(at) });
        let none = "no-indication";
        let exclusion = json!({ "un_protection": none, "rights_of_nationals": none, "peace_war_humanity": none, "serious_crime": none, "un_purposes": none });
        let term = self.chance.weighted(&[(45, 12), (25, 24), (30, 36)]).unwrap_or(36);
        story.act(
            supervisor,
            at,
            "place_before_commission",
            json!({ "file_index": index, "exclusion": exclusion, "proposal": { "term_months": term } }),
        )
    }

    pub(in crate::seed) fn before_the_commission(&mut self, story: &mut Story<'w>, end: End) -> anyhow::Result<()> {
        let world = self.world;
        if end == End::Adjourned {
            let (at, until) = (self.commission.slot(world, self.times.sitting), world.next_sitting());
            story.act_because(
                world.worker("secretary"),
                at,
                "adjourn_sitting",
                json!({ "adjournment": { "until_on": until } }),
                Some(self.chance.word(&["interpreter-missing", "person-ill", "no-quorum"])),
            )?;
            self.commission.adjourned(world, story, self.times.sitting, at)?;
            return Ok(());
        }
        let positive = end == End::Recognised;
        self.commission.decide(world, story, "commission", self.times.sitting, positive, &mut self.chance)?;
        if positive { Ok(()) } else { self.after_rejection(story, end) }
    }

    pub(in crate::seed) fn after_rejection(&mut self, story: &mut Story<'w>, end: End) -> anyhow::Result<()> {
        let held = self.world.ago(self.world.sitting(self.times.sitting));
        if end == End::AppealEndsTomorrow {
            let tomorrow = self.world.today.succ_opt().unwrap_or(self.world.today);
            let month_ago = tomorrow.checked_sub_months(chrono::Months::new(1)).unwrap_or(tomorrow);
            return self.receipt(story, in_office(month_ago, 200));
        }
        if end == End::Rejected && self.chance.percent(30) {
            return Ok(());
        }
        let received = held - self.chance.between(2, 5);
        let at = self.at(received);
        self.receipt(story, at)?;
        if end == End::Appealed {
            let waited = self.chance.between(6, 22);
            let at = self.at(received - waited);
            let forum = self.chance.word(&["court", "higher-body"]);
            story.act(
                self.world.worker("lawyer"),
                at,
                "appeal",
                json!({ "appeal": { "forum": forum, "filed_on": legal_day(at.max(story.at)) } }),
            )?;
        }
        Ok(())
    }

    pub(in crate::seed) fn receipt(&mut self, story: &mut Story<'w>, at: DateTime<Utc>) -> anyhow::Result<()> {
        let at = at.max(story.at + TimeDelta::minutes(5));
        story.act(
            desk(self.world, self.household).officer,
            at,
            "prove_receipt",
            json!({ "receipt": { "received_on": legal_day(at), "proof": "signature" } }),
        )
    }
}
