//! The Commission: its six seats, its weekly sittings, and how it voted. The older sittings are known by their outcomes alone; of the
//! recent ones there are the docket, the attendance and every ballot.
mod minutes;

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use panoh_rules::collegial::{self, Attendance, Ballot, BodyRules, Item, Outcome, Vote};
use panoh_rules::engine::barred_voters;
use serde_json::{Value, json};
use uuid::Uuid;

use self::minutes::called_at;
use super::chance::Chance;
use super::rows::class_of_section;
use super::story::{Story, Worker};
use super::tables::{AttendanceRow, BallotRow, EntryRow, ItemRow, SittingRow};
use super::world::{World, in_office};
use crate::bodies::paper_set;

/// Past sittings of which everything is known: half a year.
const RECENT: i64 = 26;

/// Minutes that an item takes.
const ITEM_MINUTES: i64 = 4;

/// Institution (en, tg, ru, fa), login of the member, login of the alternate, whether it is the chair.
type Seat = ([&'static str; 4], &'static str, Option<&'static str>, bool);

/// The six seats. The chair is the Ministry of Internal Affairs (A).
pub(super) const SEATS: &[Seat] = &[
    (
        [
            "Executive Office of the President",
            "Дастгоҳи иҷроияи Президент",
            "Исполнительный аппарат Президента",
            "دستگاه اجرائیهٔ رئیس‌جمهور",
        ],
        "executive",
        None,
        false,
    ),
    (["Ministry of Internal Affairs", "Вазорати корҳои дохилӣ", "Министерство внутренних дел", "وزارت امور داخله"], "interior", None, true),
    (
        [
            "Ministry of Health and Social Protection",
            "Вазорати тандурустӣ ва ҳифзи иҷтимоӣ",
            "Министерство здравоохранения и социальной защиты",
            "وزارت صحت و حفاظت اجتماعی",
        ],
        "health",
        Some("health.alternate"),
        false,
    ),
    (
        [
            "Ministry of Labour, Migration and Employment",
            "Вазорати меҳнат, муҳоҷират ва шуғл",
            "Министерство труда, миграции и занятости",
            "وزارت کار، مهاجرت و اشتغال",
        ],
        "labour",
        Some("labour.alternate"),
        false,
    ),
    (["Ministry of Foreign Affairs", "Вазорати корҳои хориҷӣ", "Министерство иностранных дел", "وزارت امور خارجه"], "foreign", None, false),
    (
        [
            "State Committee for National Security",
            "Кумитаи давлатии амнияти миллӣ",
            "Государственный комитет национальной безопасности",
            "کمیتهٔ دولتی امنیت ملی",
        ],
        "security",
        None,
        false,
    ),
];

/// The body and its seats in their order, by id.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) body: Uuid,
    pub(super) seats: Vec<Uuid>,
}

impl Known {
    /// Of a body that is still to be made.
    pub(super) fn new() -> Self {
        Self { body: Uuid::now_v7(), seats: SEATS.iter().map(|_| Uuid::now_v7()).collect() }
    }
}

/// A seat of the demo.
#[derive(Debug, Clone)]
pub(super) struct SeatOf {
    pub(super) id: Uuid,
    pub(super) member: Worker,
    pub(super) alternate: Option<Worker>,
    pub(super) is_chair: bool,
}

/// Everything about the docket, as rows.
#[derive(Debug, Default)]
pub(super) struct Docket {
    pub(super) sittings: Vec<SittingRow>,
    pub(super) attendances: Vec<AttendanceRow>,
    pub(super) items: Vec<ItemRow>,
    pub(super) ballots: Vec<BallotRow>,
    pub(super) entries: Vec<EntryRow>,
}

/// The body as it works.
pub(super) struct Commission {
    body: Uuid,
    seats: Vec<SeatOf>,
    rules: BodyRules,
    chance: Chance,
    /// Items that each past sitting has heard.
    heard: BTreeMap<i64, i64>,
    sittings: BTreeMap<i64, Uuid>,
    called: Uuid,
    listed: i16,
    docket: Docket,
}

const REASONS: (&str, &str) = (
    "A well-founded fear of persecution is shown by the account and the information on the country of origin.",
    "The account does not show a fear of persecution for a reason of the Convention.",
);

/// How one item was voted on.
struct Voted {
    item: Item,
    tally: Value,
}

/// The papers as the service freezes them.
fn papers(story: &Story<'_>, question: &str) -> Value {
    paper_set(story.programme, question, |name| {
        Some((json!(class_of_section(story.programme, name)), json!(story.case.sections.get(name)?)))
    })
}

impl Commission {
    pub(super) fn new(world: &World<'_>, known: &Known, mut chance: Chance) -> anyhow::Result<Self> {
        let rules = BodyRules::of(&world.house.parameters, "com", world.today, true).context("the Commission's parameters")?;
        let seat = |(id, (_, member, alternate, is_chair)): (&Uuid, &Seat)| SeatOf {
            id: *id,
            member: world.worker(member).clone(),
            alternate: alternate.map(|login| world.worker(login).clone()),
            is_chair: *is_chair,
        };
        let (body, seats) = (known.body, known.seats.iter().zip(SEATS).map(seat).collect());
        let called = chance.id(world.now);
        Ok(Self {
            body,
            seats,
            rules,
            called,
            chance,
            heard: BTreeMap::new(),
            sittings: BTreeMap::new(),
            listed: 0,
            docket: Docket::default(),
        })
    }

    /// When the next item of a past sitting is closed.
    pub(super) fn slot(&mut self, world: &World<'_>, sitting: i64) -> DateTime<Utc> {
        let heard = self.heard.entry(sitting).or_insert(0);
        *heard += 1;
        // From ten o'clock; a sitting that has more items than hours goes on in the evening.
        in_office(world.sitting(sitting), 120 + (*heard * ITEM_MINUTES).min(700))
    }

    /// A well-formed number of a case that is not here.
    pub(super) fn some_number(&mut self, chance: &mut Chance, at: DateTime<Utc>) -> String {
        use chrono::Datelike;
        panoh_rules::case_number::CaseNumber::new(legal_day(at).year(), chance.bytes()).to_string()
    }

    /// Who sits for a seat: the alternate now and then, and now and then nobody.
    fn sitter(&self, sitting: i64, place: usize) -> Option<(&SeatOf, &Worker, Attendance)> {
        let seat = self.seats.get(place)?;
        match (place, &seat.alternate) {
            (4, _) if sitting % 4 == 1 => None,
            (2, Some(alternate)) if sitting % 5 == 0 => Some((seat, alternate, Attendance::Alternate)),
            (3, Some(alternate)) if sitting % 7 == 3 => Some((seat, alternate, Attendance::Alternate)),
            _ => Some((seat, &seat.member, Attendance::Member)),
        }
    }

    fn vote(&self, sitting: i64, positive: bool, reviewing: bool, chance: &mut Chance) -> anyhow::Result<Voted> {
        let present: Vec<(usize, Attendance)> =
            (0..self.seats.len()).filter_map(|place| self.sitter(sitting, place).map(|(_, _, how)| (place, how))).collect();
        // One or two see it otherwise; never so many that the vote turns.
        let against = usize::try_from(chance.weighted(&[(62, 0), (28, 1), (10, 2)]).unwrap_or(0))
            .unwrap_or(0)
            .min(present.len().saturating_sub(3) / 2 + 1);
        let (most, least) = if positive { (Vote::Yes, Vote::No) } else { (Vote::No, Vote::Yes) };
        let vote = |place: usize| {
            if place >= against {
                most
            } else if place == 1 {
                Vote::Abstain
            } else {
                least
            }
        };
        let item = Item {
            seats: self
                .seats
                .iter()
                .enumerate()
                .map(|(place, seat)| collegial::Seat { id: place.to_string(), is_chair: seat.is_chair })
                .collect(),
            attendance: present.iter().map(|(place, how)| (place.to_string(), *how)).collect(),
            ballots: present.iter().enumerate().map(|(turn, (place, _))| Ballot { seat: place.to_string(), vote: vote(turn) }).collect(),
            reasons: Some(if positive { REASONS.0 } else { REASONS.1 }.to_owned()),
            legal_ground: Some("Refugee Law, art. 1".to_owned()),
            exclusion_screening: (!reviewing).then(|| "No indication under art. 1D, 1E or 1F.".to_owned()),
            ..Item::default()
        };
        let rules = BodyRules { exclusion_screening: !reviewing, ..self.rules };
        let (tally, outcome) = collegial::close(&item, &rules);
        anyhow::ensure!(
            outcome == if positive { Outcome::Positive } else { Outcome::Negative },
            "the Commission decides otherwise: {outcome:?} {tally:?}"
        );
        Ok(Voted { item, tally: serde_json::to_value(tally)? })
    }

    /// A past sitting decides on the case.
    ///
    /// # Errors
    /// The case is not before the Commission, or the votes do not make this outcome.
    pub(super) fn decide(
        &mut self,
        world: &World<'_>,
        story: &mut Story<'_>,
        question: &str,
        sitting: i64,
        positive: bool,
        chance: &mut Chance,
    ) -> anyhow::Result<()> {
        let at = self.slot(world, sitting);
        let voted = self.vote(sitting, positive, question != "commission", chance)?;
        if sitting < RECENT {
            let item = self.item(world, story, question, Some(sitting))?;
            self.close_item(world, story, item, &voted, sitting, at, positive);
        }
        story.decided(at, question, if positive { "positive" } else { "negative" })
    }

    fn item(&mut self, world: &World<'_>, story: &Story<'_>, question: &str, sitting: Option<i64>) -> anyhow::Result<ItemRow> {
        let placed_at = story.placed.last().map_or(story.at, |(_, at)| *at);
        let barred = barred_voters(story.programme, &story.case, question, &story.facts, &world.ground.rules, story.at);
        let barred = barred.map_err(|refusal| anyhow::anyhow!("who may not vote: {refusal}"))?;
        let frozen = sitting.is_some().then(|| papers(story, question));
        let sitting_id = sitting.map(|place| self.sitting_id(world, place));
        let called_at = sitting.map(|place| called_at(world, place));
        Ok(ItemRow {
            id: self.chance.id(placed_at),
            body_id: self.body,
            sitting_id,
            case_id: story.id,
            case_number: story.number.clone(),
            question: question.to_owned(),
            position: sitting.and_then(|place| i16::try_from(self.heard.get(&place).copied().unwrap_or(1)).ok()),
            urgent: story.case.flags.get("docket_first") == Some(&json!(true)),
            state: "waiting",
            papers: frozen,
            papers_frozen_at: called_at,
            barred: barred.join(","),
            outcome: None,
            reasons: None,
            legal_ground: None,
            exclusion_screening: None,
            tally: None,
            decided_at: None,
            placed_at,
        })
    }

    fn sitting_id(&mut self, world: &World<'_>, place: i64) -> Uuid {
        let at = in_office(world.sitting(place), 60);
        let chance = &mut self.chance;
        *self.sittings.entry(place).or_insert_with(|| chance.id(at))
    }

    #[expect(clippy::too_many_arguments, reason = "one item with everything that was said about it")]
    fn close_item(
        &mut self,
        world: &World<'_>,
        story: &Story<'_>,
        mut item: ItemRow,
        voted: &Voted,
        sitting: i64,
        at: DateTime<Utc>,
        positive: bool,
    ) {
        item.state = "decided";
        item.outcome = Some(if positive { "positive" } else { "negative" });
        item.reasons = Some(if positive { REASONS.0 } else { REASONS.1 });
        item.legal_ground = Some("Refugee Law, art. 1");
        item.exclusion_screening = voted.item.exclusion_screening.is_some().then_some("No indication under art. 1D, 1E or 1F.");
        item.tally = Some(voted.tally.clone());
        item.decided_at = Some(at);
        for ballot in &voted.item.ballots {
            let Some((seat, voter, _)) = ballot.seat.parse().ok().and_then(|place| self.sitter(sitting, place)) else { continue };
            let vote = match ballot.vote {
                Vote::Yes => "yes",
                Vote::No => "no",
                Vote::Abstain => "abstain",
            };
            let cast_at = at - TimeDelta::seconds(90);
            let (seat_id, voter) = (seat.id, voter.clone());
            self.docket.ballots.push(BallotRow { item_id: item.id, seat_id, membership_id: voter.membership, vote, cast_at });
            self.record(&voter, cast_at, ("ballot.cast", "docket_item", item.id), Some(story.id), "seat,vote,dissent");
        }
        let secretary = world.worker("secretary").clone();
        self.record(&secretary, at, ("docket_item.close", "docket_item", item.id), Some(story.id), "outcome,reasons,legal_ground,tally");
        self.docket.items.push(item);
    }

    /// The secretary adjourned the item of a past sitting.
    ///
    /// # Errors
    /// Who may not vote cannot be told.
    pub(super) fn adjourned(&mut self, world: &World<'_>, story: &Story<'_>, sitting: i64, at: DateTime<Utc>) -> anyhow::Result<()> {
        let mut item = self.item(world, story, "commission", Some(sitting))?;
        item.state = "adjourned";
        item.outcome = Some("adjourned");
        item.decided_at = Some(at);
        let secretary = world.worker("secretary").clone();
        self.record(&secretary, at, ("docket_item.adjourn", "docket_item", item.id), Some(story.id), "outcome");
        self.docket.items.push(item);
        Ok(())
    }

    /// A case that is before the Commission today: on the docket of the sitting that is called, or waiting for one.
    ///
    /// # Errors
    /// Who may not vote cannot be told.
    pub(super) fn waits(&mut self, world: &World<'_>, story: &Story<'_>, question: &str) -> anyhow::Result<()> {
        let mut item = self.item(world, story, question, None)?;
        let frozen_at = world.at(1, 30);
        if item.placed_at < frozen_at && self.listed < 40 {
            self.listed += 1;
            item.state = "listed";
            item.sitting_id = Some(self.called);
            item.position = Some(self.listed);
            item.papers = Some(papers(story, question));
            item.papers_frozen_at = Some(frozen_at);
        }
        self.docket.items.push(item);
        Ok(())
    }
}
