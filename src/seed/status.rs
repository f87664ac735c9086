//! The lives of statuses: granted by a decision or taken over, renewed year by year, reviewed, and ended in a solution.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use serde_json::json;

use super::chance::Chance;
use super::claim::Applicant;
use super::commission::Commission;
use super::people::Household;
use super::story::{Beginning, Follower, Story, Worker, also};
use super::world::{World, desk, in_office};

/// Where a status ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Renewed as people do: mostly in time, some late, a few not at all.
    Ordinary,
    /// Yearly registration is open and nobody came yet.
    NotYetRenewed,
    LossReview,
    DeprivationReview,
    Lost,
    Deprived,
    Appealed,
    Ended,
    Solution,
    Deceased,
    Duplicate,
    Transferred,
}

/// Tells one status.
pub(super) struct Holder<'w, 'a> {
    pub(super) world: &'w World<'w>,
    pub(super) commission: &'a mut Commission,
    pub(super) chance: Chance,
    pub(super) household: &'a Household,
}

impl<'w> Holder<'w, '_> {
    /// The status that a decision on a claim opens.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn granted(&mut self, follower: Follower, claim: &Story<'w>) -> anyhow::Result<Story<'w>> {
        let Follower { programme, transition, subjects, flags, at } = follower;
        anyhow::ensure!(programme == self.world.status.id, "a claim opens a case of {programme}");
        let beginning = Beginning { transition: &transition, subjects, sections: json!({}), flags, parent: Some(claim.id), at };
        let chance = Chance::new(self.chance.next());
        Story::open(&self.world.ground, self.world.status, self.world.ground.system, &claim.owner, beginning, chance)
    }

    /// A status that was granted before the service came: by two people.
    ///
    /// # Errors
    /// The refusal of a rule.
    pub(super) fn taken_over(&mut self, applicant: &Applicant<'_>, at: DateTime<Utc>) -> anyhow::Result<Story<'w>> {
        let desk = desk(self.world, self.household);
        let mut subjects = vec![applicant.principal.subject("principal")];
        subjects.extend(applicant.riders.iter().map(|child| child.subject("child")));
        let term = self.chance.weighted(&[(45, 12), (25, 24), (30, 36)]).unwrap_or(36);
        let grant = json!({ "decision_number": format!("K-{}", self.chance.between(100, 9_999)), "term_months": term });
        let beginning = Beginning {
            transition: "record_grant",
            subjects,
            sections: json!({ "earlier_grant": grant }),
            flags: Default::default(),
            parent: None,
            at,
        };
        let chance = Chance::new(self.chance.next());
        let mut story = Story::open(&self.world.ground, self.world.status, desk.officer, desk.officer, beginning, chance)?;
        story.act(desk.supervisor, at + TimeDelta::hours(2), "record_grant", json!({}))?;
        Ok(story)
    }

    /// The life of a status up to today.
    ///
    /// # Errors
    /// The tale does not fit the programme.
    pub(super) fn live(&mut self, story: &mut Story<'w>, fate: Fate) -> anyhow::Result<()> {
        match fate {
            Fate::Ordinary => self.renew(story, self.world.now)?,
            Fate::NotYetRenewed => {}
            Fate::LossReview | Fate::DeprivationReview => self.under_review(story, fate == Fate::LossReview)?,
            Fate::Lost | Fate::Deprived | Fate::Appealed | Fate::Ended => self.taken_away(story, fate)?,
            Fate::Solution | Fate::Deceased | Fate::Duplicate | Fate::Transferred => self.ends(story, fate)?,
        }
        story.until(self.world.now)
    }

    fn officer(&self) -> &'w Worker {
        desk(self.world, self.household).officer
    }

    fn supervisor(&self) -> &'w Worker {
        desk(self.world, self.household).supervisor
    }

    fn in_office(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let minute = self.chance.between(20, 380);
        in_office(self.world.workday(day), minute)
    }

    fn at(&mut self, ago: i64) -> DateTime<Utc> {
        let minute = self.chance.between(20, 380);
        self.world.at(ago, minute)
    }

    /// Year by year until an instant.
    fn renew(&mut self, story: &mut Story<'w>, until: DateTime<Utc>) -> anyhow::Result<()> {
        loop {
            let (state, today) = (story.state().to_owned(), story.today());
            let went_on = match state.as_str() {
                "active" => {
                    let opens = story.deadline("ref.renewal_open").and_then(|row| row.fires_at).filter(|at| *at < until);
                    if let Some(opens) = opens {
                        story.until(opens)?;
                    }
                    opens.is_some() && story.state() != "active"
                }
                "renewal_open" => self.come(story, until)?,
                "renewal_lodged" => self.answer(story, until)?,
                "lapsed_document" if self.chance.percent(55) => {
                    let day = today + TimeDelta::days(self.chance.between(20, 150));
                    self.come_back(story, day, until)?
                }
                _ => false,
            };
            if !went_on {
                return Ok(());
            }
        }
    }

    /// The person comes to register, or does not. False: not before the end.
    fn come(&mut self, story: &mut Story<'w>, until: DateTime<Utc>) -> anyhow::Result<bool> {
        let Some(last) = story.deadline("status_term").map(|row| row.due_on) else { return Ok(false) };
        let roll = self.chance.between(0, 99);
        let day = match roll {
            0..84 => (story.today() + TimeDelta::days(self.chance.between(5, 54))).min(last),
            84..95 => last + TimeDelta::days(self.chance.between(5, 27)),
            _ => {
                story.until(until.min(in_office(last + TimeDelta::days(45), 0)))?;
                return Ok(story.state() == "lapsed_document");
            }
        };
        let at = self.in_office(day);
        if at >= until {
            return Ok(false);
        }
        let mut renewal = self.registration(at);
        if legal_day(at) > last {
            also(&mut renewal, "late_reason", json!(self.chance.word(&["illness", "work-away", "no-notice", "no-means", "childbirth"])));
        }
        story.act(self.officer(), at, "lodge_renewal", json!({ "renewal": renewal }))?;
        Ok(true)
    }

    fn registration(&mut self, at: DateTime<Utc>) -> serde_json::Value {
        let ill = self.chance.percent(4);
        let changed = self.chance.percent(15);
        let mut renewal =
            json!({ "lodged_on": legal_day(at), "in_person": !ill, "address": self.household.place, "family_changed": changed });
        if ill {
            also(&mut renewal, "proxy", json!("A grown-up member of the family"));
            also(&mut renewal, "proxy_illness", json!(true));
        }
        if changed {
            also(
                &mut renewal,
                "family_changes",
                json!(self.chance.word(&["A child was born.", "Moved to relatives.", "A son married and moved out."])),
            );
        }
        renewal
    }

    fn answer(&mut self, story: &mut Story<'w>, until: DateTime<Utc>) -> anyhow::Result<bool> {
        let today = story.today();
        let (first, second) = (self.chance.between(3, 12), self.chance.between(0, 5));
        let proposed = self.in_office(today + TimeDelta::days(first)).max(story.at + TimeDelta::hours(1));
        let approved = self.in_office(legal_day(proposed) + TimeDelta::days(second)).max(proposed + TimeDelta::minutes(30));
        if proposed >= until {
            return Ok(false);
        }
        let answer = json!({ "decided_on": legal_day(proposed), "loss_ground_found": false });
        story.act(self.officer(), proposed, "renew", json!({ "renewal_answer": answer }))?;
        if approved >= until {
            return Ok(false);
        }
        story.act(self.supervisor(), approved, "renew", json!({}))?;
        Ok(true)
    }

    fn come_back(&mut self, story: &mut Story<'w>, day: NaiveDate, until: DateTime<Utc>) -> anyhow::Result<bool> {
        let at = self.in_office(day);
        if at + TimeDelta::hours(2) >= until {
            return Ok(false);
        }
        let mut renewal = self.registration(at);
        also(&mut renewal, "late_reason", json!("work-away"));
        story.act(self.officer(), at, "lodge_renewal_after_lapse", json!({ "renewal": renewal }))?;
        story.act(self.supervisor(), at + TimeDelta::hours(1), "lodge_renewal_after_lapse", json!({}))?;
        Ok(true)
    }

    /// Open the review so many days ago; hear the person and place it, as far as the days reach.
    fn review(&mut self, story: &mut Story<'w>, loss: bool, ago: i64) -> anyhow::Result<()> {
        let opened = self.at(ago);
        self.renew(story, opened)?;
        let (transition, section) = if loss {
            (
                "open_loss_review",
                json!({ "loss": { "ground": "re-availed-protection", "facts": "Took a new passport of the home state and travelled on it." } }),
            )
        } else {
            (
                "open_deprivation_review",
                json!({ "deprivation": { "ground": "fraud", "facts": "The name and the birth were another person's.", "material": true } }),
            )
        };
        story.act(self.supervisor(), opened, transition, section)?;
        if ago > 16 {
            let heard = self.at(ago - 14);
            let hearing = json!({ "heard": true, "held_on": legal_day(heard), "interviewer": self.world.worker("interviewer").membership, "signed": true, "statement": "As written in the record." });
            story.act(self.world.worker("interviewer"), heard, "record_hearing", json!({ "hearing": hearing }))?;
        }
        if ago > 22 {
            let placed = self.at(ago - 20);
            story.act(self.supervisor(), placed, if loss { "place_loss" } else { "place_deprivation" }, json!({}))?;
        }
        Ok(())
    }

    fn under_review(&mut self, story: &mut Story<'w>, loss: bool) -> anyhow::Result<()> {
        let ago = self.chance.between(4, 34);
        self.review(story, loss, ago)?;
        story.until(self.world.now)?;
        if ago > 22 {
            self.commission.waits(self.world, story, if loss { "commission_loss" } else { "commission_deprivation" })?;
        }
        Ok(())
    }

    fn taken_away(&mut self, story: &mut Story<'w>, fate: Fate) -> anyhow::Result<()> {
        let loss = match fate {
            Fate::Lost => true,
            Fate::Deprived => false,
            _ => self.chance.percent(60),
        };
        let sitting = match fate {
            Fate::Ended => self.chance.between(20, 32),
            Fate::Appealed => self.chance.between(8, 15),
            _ => self.chance.between(0, 5),
        };
        let held = self.world.ago(self.world.sitting(sitting));
        self.review(story, loss, held + 26)?;
        let (world, question) = (self.world, if loss { "commission_loss" } else { "commission_deprivation" });
        self.commission.decide(world, story, question, sitting, false, &mut self.chance)?;
        if matches!(fate, Fate::Lost | Fate::Deprived) && self.chance.percent(40) {
            return Ok(());
        }
        let waited = self.chance.between(2, 5);
        let at = self.at(held - waited).max(story.at + TimeDelta::minutes(5));
        story.act(self.officer(), at, "prove_receipt", json!({ "receipt": { "received_on": legal_day(at), "proof": "signature" } }))?;
        if fate == Fate::Appealed {
            let at = self.at(held - 20);
            let forum = self.chance.word(&["court", "higher-body"]);
            story.act(world.worker("lawyer"), at, "appeal", json!({ "appeal": { "forum": forum, "filed_on": legal_day(at) } }))?;
        }
        Ok(())
    }

    fn ends(&mut self, story: &mut Story<'w>, fate: Fate) -> anyhow::Result<()> {
        let ago = self.chance.between(2, 60);
        let at = self.at(ago);
        self.renew(story, at)?;
        let (officer, supervisor) = (self.officer(), self.supervisor());
        let today = legal_day(at.max(story.at + TimeDelta::minutes(2)));
        match fate {
            Fate::Deceased => {
                story.act(supervisor, at, "close_deceased", json!({ "death": { "document": "Death certificate, seen in the original" } }))
            }
            Fate::Duplicate => {
                let survivor = self.commission.some_number(&mut self.chance, at);
                story.act(
                    supervisor,
                    at,
                    "close_duplicate",
                    json!({ "duplicate": { "survivor": survivor, "compared": "Same names, same birth and same children." } }),
                )
            }
            Fate::Transferred => {
                let transfer = json!({ "receiver": "unhcr", "consented": true, "accepted_on": today, "accepted_by": "Protection unit" });
                story.act(supervisor, at, "transfer", json!({ "transfer": transfer }))
            }
            _ => {
                let solution = if self.chance.percent(55) {
                    json!({ "kind": "voluntary-repatriation", "document": "Exit stamp", "on": today, "free_decision": true, "departure_confirmed": true })
                } else {
                    json!({ "kind": "naturalised", "document": "Citizenship paper", "on": today })
                };
                story.act(officer, at, "find_solution", json!({ "solution": solution }))
            }
        }
    }
}
