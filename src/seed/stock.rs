//! The stock of the department on one day: who has which legal position, and how many lives that takes (programmes.md 2a, reports).
//! An asylum-seeker is somebody on a claim that is open; a refugee somebody on a status that is open, until a decision that takes
//! it away cannot be appealed any more. Beside them stand the closed cases of people who are neither.
use chrono::TimeDelta;
use panoh_rules::birth::{Birth, Precision};
use uuid::Uuid;

use super::chance::Chance;
use super::claim::{Applicant, End, Teller, Times};
use super::commission::{Commission, Docket, Known};
use super::names::Names;
use super::people::{Household, Kind, Maker, Person, Wanted};
use super::rows::Harvest;
use super::status::{Fate, Holder};
use super::story::Story;
use super::tables::ExternalIdRow;
use super::world::World;

/// How many people there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    pub refugees: usize,
    pub seekers: usize,
}

impl Stock {
    /// June 2020 (S24).
    pub const JUNE_2020: Self = Self { refugees: 5_208, seekers: 628 };
}

/// One family or person to be told.
#[derive(Debug, Clone, Copy)]
enum Plan {
    /// Recognised after a claim, or taken over from the time before the service.
    Refugees {
        kind: Kind,
        fate: Fate,
        claim: bool,
    },
    Seekers {
        kind: Kind,
        end: End,
    },
    /// Neither any more; not counted.
    Claim(End),
    Status(Fate),
    /// For the tour: a seeker or refugee who can be found by a name.
    Tour(&'static str),
}

/// Open claims: how many households of a hundred.
const CLAIMS: &[(i64, End)] = &[
    (7, End::IntentDeclared),
    (13, End::Lodged),
    (19, End::Registered),
    (20, End::Interviewing),
    (14, End::Checks),
    (11, End::BeforeCommission),
    (3, End::Adjourned),
    (5, End::Rejected),
    (3, End::RefusedRegistration),
    (4, End::Appealed),
    (1, End::Suspended),
];

/// Closed claims of people who are nothing else: how many in the whole stock.
const CLOSED_CLAIMS: &[(usize, End)] =
    &[(40, End::FinalNegative), (28, End::Abandoned), (24, End::Withdrawn), (6, End::Duplicate), (4, End::Deceased), (4, End::Transferred)];

/// Statuses to which something happened, of people who are counted, and of those who are not.
const FATES: &[(usize, Fate)] =
    &[(7, Fate::LossReview), (6, Fate::DeprivationReview), (5, Fate::Lost), (4, Fate::Deprived), (5, Fate::Appealed)];
const CLOSED_STATUSES: &[(usize, Fate)] =
    &[(5, Fate::Ended), (26, Fate::Solution), (8, Fate::Deceased), (4, Fate::Duplicate), (4, Fate::Transferred)];

/// What can be found for the tour, by the outside number `tour:…`.
pub const TOUR: &[&str] = &["renewal-open", "before-commission", "appeal-ends-tomorrow"];

/// So many people came to the desk a second time, and were written down as their paper has them: in which language, and which part of
/// the birth it gives.
const TWICE: &[(&str, Precision)] = &[
    ("eng", Precision::Day),
    ("rus", Precision::Day),
    ("prs", Precision::Year),
    ("eng", Precision::Year),
    ("rus", Precision::Day),
    ("prs", Precision::Day),
];

/// How many there were of each legal position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub refugees: usize,
    pub seekers: usize,
    pub afghans: usize,
    pub cases: usize,
}

/// Tells the whole stock, a batch at a time.
pub(super) struct Telling<'w> {
    world: &'w World<'w>,
    maker: Maker<'w>,
    chance: Chance,
    commission: Commission,
    stock: Stock,
    special: Vec<Plan>,
    pub(super) counted: Counted,
    /// Second records of somebody who has one.
    pub(super) twice: Vec<Uuid>,
}

impl<'w> Telling<'w> {
    pub(super) fn new(world: &'w World<'w>, names: &'w Names, known: &Known, stock: Stock) -> anyhow::Result<Self> {
        let mut chance = Chance::new(0x7075_6E6F_6802_0206);
        let commission = Commission::new(world, known, Chance::new(chance.next()))?;
        let maker = Maker { names, chance: Chance::new(chance.next()) };
        let special = special(stock);
        Ok(Self { world, maker, chance, commission, stock, special, counted: Counted::default(), twice: Vec::new() })
    }

    /// The next households, or nothing when all is told.
    ///
    /// # Errors
    /// A tale does not fit its programme.
    pub(super) fn next_batch(&mut self, households: usize) -> anyhow::Result<Option<Harvest>> {
        let mut harvest = Harvest::default();
        for _ in 0..households {
            let Some(plan) = self.next_plan() else { break };
            self.tell(plan, &mut harvest)?;
        }
        Ok((!harvest.is_empty()).then_some(harvest))
    }

    /// What the Commission has done, once everything is told.
    pub(super) fn docket(&mut self) -> Docket {
        self.commission.finish(self.world)
    }

    fn next_plan(&mut self) -> Option<Plan> {
        if let Some(plan) = self.special.pop() {
            return Some(plan);
        }
        if self.counted.seekers < self.stock.seekers {
            let end = self.chance.weighted(CLAIMS).unwrap_or(End::Registered);
            let kind = if self.chance.percent(5) { Kind::ChildAlone } else { Kind::Family };
            return Some(Plan::Seekers { kind, end });
        }
        if self.counted.refugees < self.stock.refugees {
            let kind = if self.chance.percent(2) { Kind::ChildAlone } else { Kind::Family };
            return Some(Plan::Refugees { kind, fate: Fate::Ordinary, claim: self.chance.percent(60) });
        }
        None
    }

    fn tell(&mut self, plan: Plan, harvest: &mut Harvest) -> anyhow::Result<()> {
        match plan {
            Plan::Seekers { kind, end } => self.claims(kind, end, true, harvest).map(|_| ()),
            Plan::Claim(end) => self.claims(Kind::Single, end, false, harvest).map(|_| ()),
            Plan::Refugees { kind, fate, claim } => self.statuses(kind, fate, claim, true, harvest).map(|_| ()),
            Plan::Status(fate) => self.statuses(Kind::Single, fate, false, false, harvest).map(|_| ()),
            Plan::Tour(name) => {
                let household = match name {
                    "renewal-open" => self.statuses(Kind::Single, Fate::NotYetRenewed, true, true, harvest)?,
                    "before-commission" => self.claims(Kind::Single, End::BeforeCommission, true, harvest)?,
                    _ => self.claims(Kind::Single, End::AppealEndsTomorrow, true, harvest)?,
                };
                let person = household.people.first().map(|person| person.id);
                harvest.external_ids.extend(person.map(|person_id| ExternalIdRow {
                    system: "tour",
                    value: name.to_owned(),
                    person_id,
                    created_at: self.world.now,
                }));
                Ok(())
            }
        }
    }

    fn left(&self, refugees: bool) -> usize {
        if refugees {
            self.stock.refugees.saturating_sub(self.counted.refugees)
        } else {
            self.stock.seekers.saturating_sub(self.counted.seekers)
        }
    }

    /// Nine in ten are Afghan (S32): chance, held to it.
    fn afghan(&self) -> Option<bool> {
        let all = self.counted.refugees + self.counted.seekers;
        match self.counted.afghans * 1_000 {
            afghans if afghans < all * 897 => Some(true),
            afghans if afghans > all * 903 => Some(false),
            _ => None,
        }
    }

    fn household(&mut self, kind: Kind, times: &Times, at_most: usize) -> Household {
        let came_on = self.world.day(times.intent + self.chance.between(0, 20));
        let settled_on = self.world.today.min(self.world.sitting(times.sitting) + TimeDelta::days(20)).max(came_on);
        let settled_on = if times.sitting == 0 { self.world.today } else { settled_on };
        let at = self.world.at(times.intent, 4);
        self.maker.household(Wanted { at_most, came_on, settled_on, kind, afghan: self.afghan() }, at)
    }

    fn count(&mut self, household: &Household, refugees: bool) {
        let people = household.people.len();
        if refugees {
            self.counted.refugees += people
        } else {
            self.counted.seekers += people
        }
        if household.people.first().is_some_and(|person| person.citizenship == "AFG") {
            self.counted.afghans += people;
        }
    }

    /// Each adult's own claim; the children ride on the head's.
    fn claims(&mut self, kind: Kind, end: End, counted: bool, harvest: &mut Harvest) -> anyhow::Result<Household> {
        let times = end.times(self.world, &mut self.chance, None);
        let at_most = if counted { self.left(false) } else { 1 };
        let household = self.household(kind, &times, at_most);
        if counted {
            self.count(&household, false);
        }
        self.register(&household, &times, harvest);
        if counted {
            self.come_again(&household, harvest);
        }
        for applicant in applicants(&household) {
            let mut story = self.claim(&household, &applicant, times, end)?;
            if end == End::BeforeCommission {
                self.commission.waits(self.world, &story, "commission")?;
            }
            self.keep(&mut story, harvest)?;
        }
        Ok(household)
    }

    fn register(&mut self, household: &Household, times: &Times, harvest: &mut Harvest) {
        let by = super::world::desk(self.world, household).officer;
        harvest.household(household, by, self.world.at(times.intent, 5), &mut self.chance);
    }

    /// Its head once more, as if nobody had looked: what the queue of likely duplicates is for.
    fn come_again(&mut self, household: &Household, harvest: &mut Harvest) {
        let Some((language, precision)) = TWICE.get(self.twice.len()) else { return };
        let Some(head) = household.people.first().filter(|head| head.birth.precision == Precision::Day) else { return };
        // A chance of its own: the rest of the stock stays who it is.
        let mut chance = Chance::new(0x7477_6963_6500_u64.wrapping_add(u64::try_from(self.twice.len()).unwrap_or_default()));
        let at = self.world.at(chance.between(1, 20), 6);
        let birth = Birth { precision: *precision, ..head.birth };
        let again = Person { id: chance.id(at), birth, ..head.clone() };
        harvest.person(&again, Some(language), super::world::desk(self.world, household).officer, at, &mut chance);
        self.twice.push(again.id);
    }

    fn claim(&mut self, household: &Household, applicant: &Applicant<'_>, times: Times, end: End) -> anyhow::Result<Story<'w>> {
        let chance = Chance::new(self.chance.next());
        Teller { world: self.world, commission: &mut self.commission, chance, applicant, times, household }.tell(end)
    }

    fn statuses(&mut self, kind: Kind, fate: Fate, claim: bool, counted: bool, harvest: &mut Harvest) -> anyhow::Result<Household> {
        let claimed = claim || fate == Fate::NotYetRenewed;
        // Claims of the last two and a half years, more of them lately; before, statuses were taken over when the service came.
        let sitting = match fate {
            Fate::NotYetRenewed => 46,
            _ if claimed => self.chance.between(0, 120).min(self.chance.between(0, 130)),
            _ => self.chance.between(100, 130),
        };
        let times = End::Recognised.times(self.world, &mut self.chance, Some(sitting));
        let at_most = if counted { self.left(true) } else { 1 };
        let household = self.household(kind, &times, at_most);
        if counted {
            self.count(&household, true);
        }
        self.register(&household, &times, harvest);
        for applicant in applicants(&household) {
            if claimed {
                let mut story = self.claim(&household, &applicant, times, End::Recognised)?;
                for follower in std::mem::take(&mut story.followers) {
                    let mut holder = self.holder(&household);
                    let mut status = holder.granted(follower, &story)?;
                    holder.live(&mut status, fate)?;
                    self.keep_after(&mut story, status, harvest)?;
                }
            } else {
                let at = self.world.at(self.world.ago(self.world.sitting(times.sitting)), 240);
                let mut holder = self.holder(&household);
                let mut status = holder.taken_over(&applicant, at)?;
                holder.live(&mut status, fate)?;
                self.keep(&mut status, harvest)?;
            }
        }
        Ok(household)
    }

    fn holder<'a>(&'a mut self, household: &'a Household) -> Holder<'w, 'a> {
        let chance = Chance::new(self.chance.next());
        Holder { world: self.world, commission: &mut self.commission, chance, household }
    }

    /// The claim first, then what it opened.
    fn keep_after(&mut self, claim: &mut Story<'w>, mut status: Story<'w>, harvest: &mut Harvest) -> anyhow::Result<()> {
        if !claim.entries.is_empty() {
            self.keep(claim, harvest)?;
        }
        self.keep(&mut status, harvest)
    }

    fn keep(&mut self, story: &mut Story<'w>, harvest: &mut Harvest) -> anyhow::Result<()> {
        self.counted.cases += 1;
        harvest.case(story, self.world.now)
    }
}

/// A share of what the whole stock has; of a small one at least one of each.
fn share(of: usize, stock: Stock) -> usize {
    let whole = Stock::JUNE_2020.refugees + Stock::JUNE_2020.seekers;
    of.saturating_mul(stock.refugees + stock.seekers).div_ceil(whole).max(1)
}

/// What must be there whatever chance says: told before the rest, and taken from the end. Those of the tour are told first, so that they have the
/// same names in a stock of any size.
fn special(stock: Stock) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for (of, end) in CLOSED_CLAIMS {
        plans.extend((0..share(*of, stock)).map(|_| Plan::Claim(*end)));
    }
    for (of, fate) in CLOSED_STATUSES {
        plans.extend((0..share(*of, stock)).map(|_| Plan::Status(*fate)));
    }
    for (of, fate) in FATES {
        plans.extend((0..share(*of, stock)).map(|_| Plan::Refugees { kind: Kind::Single, fate: *fate, claim: false }));
    }
    // In the whole stock each state of a claim has a few, also the rare ones.
    let each = if stock.seekers >= 300 { 3 } else { 0 };
    for (_, end) in CLAIMS {
        plans.extend((0..each).map(|_| Plan::Seekers { kind: Kind::Single, end: *end }));
    }
    plans.extend(TOUR.iter().rev().map(|name| Plan::Tour(name)));
    plans
}

/// Who lodges a claim, and who rides on the head's: the minors (L1).
fn applicants(household: &Household) -> Vec<Applicant<'_>> {
    let minor = |person: &super::people::Person| person.birth.age_min(household.came_on) < 18;
    let head = household.people.first();
    let adults = household.people.iter().enumerate().filter(|(place, person)| *place == 0 || !minor(person));
    adults
        .map(|(_, principal)| {
            let is_head = head.is_some_and(|head| head.id == principal.id);
            let riders = if is_head { household.people.iter().skip(1).filter(|person| minor(person)).collect() } else { Vec::new() };
            Applicant { principal, riders }
        })
        .collect()
}
