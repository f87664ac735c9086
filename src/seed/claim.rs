//! The lives of claims: from the first word to wherever the claim stands today.
mod outcome;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::DeadlineState;
use serde_json::{Value, json};

use super::chance::Chance;
use super::commission::Commission;
use super::people::{Household, Person};
use super::story::{Beginning, Story, also};
use super::world::{World, desk};

/// Where a claim ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    IntentDeclared,
    Lodged,
    Registered,
    Interviewing,
    Checks,
    BeforeCommission,
    Adjourned,
    Rejected,
    RefusedRegistration,
    Appealed,
    Suspended,
    Recognised,
    FinalNegative,
    Abandoned,
    Withdrawn,
    Duplicate,
    Deceased,
    Transferred,
    /// Rejected, and the time for the appeal is over tomorrow.
    AppealEndsTomorrow,
}

/// When each stage was reached, in days before today; the first word first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) intent: i64,
    pub(super) lodged: i64,
    pub(super) registered: i64,
    pub(super) begun: i64,
    pub(super) finished: i64,
    pub(super) asked: i64,
    pub(super) answered: i64,
    pub(super) placed: i64,
    /// Past sitting that decided: 0 is the last.
    pub(super) sitting: i64,
}

impl End {
    /// The stages backwards from where the claim stands, so that it stands there today. Sittings are weekly.
    pub(super) fn times(self, world: &World<'_>, chance: &mut Chance, sitting: Option<i64>) -> Times {
        let sitting = sitting.unwrap_or_else(|| match self {
            Self::Adjourned => chance.between(0, 2),
            Self::Rejected => chance.between(0, 5),
            Self::AppealEndsTomorrow => 6,
            Self::Appealed => chance.between(9, 18),
            Self::FinalNegative => chance.between(20, 60),
            _ => 0,
        });
        let held = world.ago(world.sitting(sitting));
        let decided = matches!(
            self,
            Self::Adjourned | Self::Rejected | Self::AppealEndsTomorrow | Self::Appealed | Self::FinalNegative | Self::Recognised
        );
        let placed = if decided { held + chance.between(4, 9) } else { chance.between(1, 17) };
        let answered = if self == Self::Checks { chance.between(1, 20) } else { placed + chance.between(1, 5) };
        let asked = answered + chance.between(4, 22);
        let finished = asked + chance.between(0, 3);
        let begun = match self {
            Self::Interviewing | Self::Suspended => chance.between(2, 50),
            Self::Abandoned => chance.between(70, 400),
            _ => finished + chance.between(4, 22),
        };
        let registered = match self {
            Self::Registered => chance.between(1, 45),
            Self::Withdrawn | Self::Duplicate | Self::Deceased | Self::Transferred => chance.between(40, 500),
            _ => begun + chance.between(3, 16),
        };
        let lodged = match self {
            Self::Lodged => chance.between(1, 13),
            Self::RefusedRegistration => chance.between(14, 45),
            _ => registered + chance.between(1, 7),
        };
        let late = chance.percent(6);
        let wait = if late { chance.between(36, 80) } else { chance.between(0, 16) };
        let intent = if self == Self::IntentDeclared { chance.between(1, 40) } else { lodged + wait };
        Times { intent, lodged, registered, begun, finished, asked, answered, placed, sitting }
    }
}

/// What one claim is about.
pub(super) struct Applicant<'a> {
    pub(super) principal: &'a Person,
    /// The minors who ride on it.
    pub(super) riders: Vec<&'a Person>,
}

/// Tells one claim.
pub(super) struct Teller<'w, 'a> {
    pub(super) world: &'w World<'w>,
    pub(super) commission: &'a mut Commission,
    pub(super) chance: Chance,
    pub(super) household: &'a Household,
    pub(super) applicant: &'a Applicant<'a>,
    pub(super) times: Times,
}

const ACCOUNTS: &[(&str, &str)] = &[
    ("political", "Worked for a public office of the former administration and was threatened at home."),
    ("social-group", "Taught girls in a village school; the school was closed and the teachers were sought."),
    ("religion", "Belongs to a religious minority whose houses of prayer were attacked."),
    ("nationality", "Was driven from the village because of the language spoken at home."),
    ("race", "Neighbours of the same people were taken away; the family left at night."),
    ("political", "Interpreted for an aid organisation and received letters with threats."),
];

impl<'w> Teller<'w, '_> {
    /// The whole life up to its end.
    ///
    /// # Errors
    /// The tale does not fit the programme.
    pub(super) fn tell(&mut self, end: End) -> anyhow::Result<Story<'w>> {
        let mut story = self.declare()?;
        if end != End::IntentDeclared {
            self.lodge(&mut story)?;
            self.after_lodging(&mut story, end)?;
        }
        story.until(self.world.now)?;
        Ok(story)
    }

    fn at(&mut self, ago: i64) -> DateTime<Utc> {
        let minute = self.chance.between(20, 380);
        self.world.at(ago, minute)
    }

    fn declare(&mut self) -> anyhow::Result<Story<'w>> {
        let (world, desk) = (self.world, desk(self.world, self.household));
        let at_border = !self.household.in_khujand && self.chance.percent(28);
        let at = self.at(self.times.intent);
        let by = if at_border { world.worker("border") } else { desk.officer };
        let principal = self.applicant.principal;
        let place = if at_border { "TJ-KT-PANJ" } else { self.household.place };
        let arrival = json!({
            "declared_at": local(at), "declared_place": place, "channel": if at_border { "border" } else { "inland" },
            "entry_on": if at_border { legal_day(at) } else { self.household.came_on.min(legal_day(at)) },
            "entry_lawful": !at_border && self.chance.percent(45), "language": principal.language(),
        });
        let mut subjects = vec![principal.subject("principal")];
        subjects.extend(self.applicant.riders.iter().map(|child| child.subject("child")));
        let beginning = Beginning {
            transition: "declare_intent",
            subjects,
            sections: json!({ "arrival": arrival }),
            flags: Default::default(),
            parent: None,
            at,
        };
        let chance = Chance::new(self.chance.next());
        let mut story = Story::open(&world.ground, world.claim, by, desk.officer, beginning, chance)?;
        if at_border && self.chance.percent(93) {
            let later = (at + TimeDelta::hours(self.chance.between(2, 60))).min(world.now - TimeDelta::hours(1)).max(at);
            let answers = json!({ "unit": "Border post Nizhniy Panj", "notified_at": local(later), "handed_over": true });
            story.act(by, later, "notify_department", json!({ "border_notification": answers }))?;
        }
        Ok(story)
    }

    fn lodge(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let principal = self.applicant.principal;
        let mut claim = json!({
            "signed": true, "by_representative": self.household.alone, "claim_language": principal.language(), "interpreter_need": self.chance.percent(60),
            "residence_registration": self.chance.percent(55),
        });
        if self.household.alone {
            also(&mut claim, "unaccompanied", json!(true));
            also(&mut claim, "representative", json!("Guardianship office, on duty"));
            also(&mut claim, "representative_basis", json!("guardianship-authority"));
        }
        let people: Vec<Value> =
            self.applicant.riders.iter().map(|child| json!({ "person": child.id, "role": "child", "own_grounds": false })).collect();
        let mut sections = json!({ "claim": claim });
        if !people.is_empty() {
            also(&mut sections, "people", json!(people));
        }
        let at = self.at(self.times.lodged);
        story.act(desk(self.world, self.household).officer, at, "lodge", sections)
    }

    fn after_lodging(&mut self, story: &mut Story<'w>, end: End) -> anyhow::Result<()> {
        match end {
            End::IntentDeclared | End::Lodged => Ok(()),
            End::RefusedRegistration => self.refuse(story),
            _ => {
                self.register(story)?;
                self.after_registration(story, end)
            }
        }
    }

    fn register(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let late = story.case.flags.get("late") == Some(&json!(true));
        let at = self.at(self.times.registered);
        let lateness = if late {
            json!({ "asked_on": legal_day(at), "grounds": [self.chance.word(&["no-information", "illness", "no-interpreter", "events-after-arrival"])], "accepted": true })
        } else {
            json!({})
        };
        story.act(desk(self.world, self.household).officer, at, "register", json!({ "lateness": lateness }))
    }

    fn refuse(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let (officer, supervisor) = (desk(self.world, self.household).officer, desk(self.world, self.household).supervisor);
        let at = self.at(self.times.lodged - 6);
        let refusal = json!({
            "ground": self.chance.word(&["already-protected", "repeat-claim", "not-a-claim"]), "reasons": "The papers and the person's own word show protection elsewhere; see the note in the file.",
            "notice_language": self.applicant.principal.language(), "appeal_notice": true, "notice_sent_on": legal_day(at),
        });
        story.act(officer, at, "refuse_registration", json!({ "refusal": refusal }))?;
        let at = self.at(self.times.lodged - 8);
        story.act(supervisor, at, "refuse_registration", json!({}))?;
        if self.chance.percent(70) {
            let at = self.at(self.times.lodged - 12);
            self.receipt(story, at)?;
        }
        Ok(())
    }

    fn after_registration(&mut self, story: &mut Story<'w>, end: End) -> anyhow::Result<()> {
        let supervisor = desk(self.world, self.household).supervisor;
        let later = self.times.registered - self.chance.between(10, 35);
        match end {
            End::Registered => Ok(()),
            End::Withdrawn => {
                let at = self.at(later);
                let answers = json!({ "signed_on": legal_day(at), "signed_by_person": true, "language": self.applicant.principal.language(), "consequences_explained": true, "reason": self.chance.word(&["return", "moved-on", "none-given"]) });
                story.act(desk(self.world, self.household).officer, at, "withdraw", json!({ "withdrawal": answers }))
            }
            End::Duplicate => {
                let at = self.at(later);
                let survivor = self.commission.some_number(&mut self.chance, at);
                story.act(
                    supervisor,
                    at,
                    "close_duplicate",
                    json!({ "duplicate": { "survivor": survivor, "compared": "Same names, same birth and same children." } }),
                )
            }
            End::Deceased => {
                let at = self.at(later);
                story.act(supervisor, at, "close_deceased", json!({ "death": { "document": "Death certificate, seen in the original" } }))
            }
            End::Transferred => {
                let at = self.at(later);
                let transfer =
                    json!({ "receiver": "unhcr", "consented": true, "accepted_on": legal_day(at), "accepted_by": "Protection unit" });
                story.act(supervisor, at, "transfer", json!({ "transfer": transfer }))
            }
            _ => {
                self.begin(story)?;
                self.after_beginning(story, end)
            }
        }
    }

    fn begin(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let at = self.at(self.times.begun);
        let interview = self.interview_day();
        let preferences = json!({
            "asked_on": legal_day(at), "interpreter_language": self.applicant.principal.language(), "same_sex_interviewer": self.chance.percent(18), "same_sex_interpreter": self.chance.percent(12),
        });
        let appointment = json!({ "person": self.applicant.principal.id, "at": format!("{interview}T10:00"), "place": "Department, room 4", "invited_on": legal_day(at) });
        story.act(
            self.world.worker("interviewer"),
            at,
            "begin_interviews",
            json!({ "preferences": preferences, "appointments": [appointment] }),
        )
    }

    fn interview_day(&self) -> NaiveDate {
        self.world.day((self.times.begun - 3).max(self.times.finished))
    }

    fn after_beginning(&mut self, story: &mut Story<'w>, end: End) -> anyhow::Result<()> {
        match end {
            End::Interviewing => Ok(()),
            End::Suspended => {
                let at = self.at((self.times.begun - 5).max(1));
                story.act(
                    desk(self.world, self.household).supervisor,
                    at,
                    "suspend",
                    json!({ "suspension": { "ground": self.chance.word(&["hospital", "court-order", "paper-awaited"]) } }),
                )
            }
            End::Abandoned => self.abandon(story),
            _ => {
                self.finish(story)?;
                if end == End::Checks {
                    return Ok(());
                }
                self.place(story)?;
                if end == End::BeforeCommission { Ok(()) } else { self.before_the_commission(story, end) }
            }
        }
    }

    fn abandon(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let (interviewer, caseworker) = (self.world.worker("interviewer"), self.world.worker("caseworker"));
        let missed = self.times.begun - 5;
        let at = self.at(missed);
        story.act(
            interviewer,
            at,
            "record_no_show",
            json!({ "missed_interview": { "person": self.applicant.principal.id, "missed_on": legal_day(at) } }),
        )?;
        for (days, kind, outcome) in [(3, "phone", "no-reply"), (14, "messenger", "message-left")] {
            let at = self.at(missed - days);
            story.act(
                caseworker,
                at,
                "record_contact_attempt",
                json!({ "contact_attempts": [{ "tried_on": legal_day(at), "kind": kind, "outcome": outcome }] }),
            )?;
        }
        // 42 days, and the days by which they move to the next working day.
        let at = self.at(missed - 55);
        story.act(desk(self.world, self.household).supervisor, at, "abandon", json!({}))
    }

    fn finish(&mut self, story: &mut Story<'w>) -> anyhow::Result<()> {
        let interviewer = self.world.worker("interviewer");
        let (held_on, at) = (self.interview_day(), self.at(self.times.finished));
        let mut interview = json!({
            "person": self.applicant.principal.id, "held_on": held_on, "interviewer": interviewer.membership, "interpreter": "Interpreter on the list", "mode": "in-person",
            "read_back": true, "signed": true,
        });
        if self.household.alone {
            also(&mut interview, "representative_present", json!(true));
        }
        let found = self.household.alone || self.chance.percent(20);
        let mut screening = json!({ "screened_on": held_on, "found": found });
        if found {
            also(&mut screening, "measures", json!("A shorter interview with breaks; a companion may be in the room."));
        }
        let (ground, account) = self.chance.pick(ACCOUNTS).copied().unwrap_or(("other", "As told in the interview."));
        let grounds = json!({ "grounds": [ground], "account": account });
        self.keep_going(story, at)?;
        story.act(
            interviewer,
            at,
            "finish_interviews",
            json!({ "interviews": [interview], "needs_screening": screening, "grounds": grounds }),
        )?;
        let at = self.at(self.times.asked);
        let body = self.chance.word(&["national-security", "internal-affairs", "migration-service"]);
        story.act(
            desk(self.world, self.household).officer,
            at,
            "request_check",
            json!({ "checks": [{ "body": body, "country": "TJK", "sent_on": legal_day(at) }] }),
        )
    }

    /// What an officer does meanwhile, so that nothing runs out: the certificate is extended, and the examination once.
    fn keep_going(&mut self, story: &mut Story<'w>, until: DateTime<Utc>) -> anyhow::Result<()> {
        let due = |story: &Story<'w>, name: &str| story.deadline(name).filter(|row| row.state == DeadlineState::Open).map(|row| row.due_on);
        for _ in 0..12 {
            let certificate = due(story, "ref.temp_cert_validity").map(|day| self.world.workday(day - TimeDelta::days(6)));
            let Some(day) = certificate.filter(|day| *day < legal_day(until)) else { break };
            let at = super::world::in_office(day, self.chance.between(20, 380));
            story.act(desk(self.world, self.household).officer, at, "extend_certificate", json!({}))?;
        }
        Ok(())
    }
}

/// Day and time as forms take them.
fn local(at: DateTime<Utc>) -> String {
    (at + TimeDelta::hours(5)).format("%Y-%m-%dT%H:%M").to_string()
}
