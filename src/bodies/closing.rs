//! Closing an item: the count, what a decision must carry, and the case that moves in the same transaction.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::collegial::{self, Attendance, Ballot, Item, Outcome, Refusal, Seat, Tally, Vote};
use panoh_rules::programme::{Origin, Programme};
use uuid::Uuid;

use super::api::items::{Adjournment, Decision};
use super::ballots::{Held, hold};
use super::reading::{ItemView, item};
use super::sittings::rules;
use crate::access::permission::TransitionDocketItem;
use crate::cases::{self, Case, Desk};
use crate::database::{Recorded, Tx, sql};
use crate::ids::ItemId;
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// A seat with all that happened to it on one item.
#[derive(QueryableByName)]
struct SeatRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    is_chair: bool,
    #[diesel(sql_type = Nullable<Text>)]
    capacity: Option<String>,
    #[diesel(sql_type = Bool)]
    recused: bool,
    #[diesel(sql_type = Nullable<Text>)]
    vote: Option<String>,
}

// Who voted and then left was in the room for this item.
const SEATS: &str = "
SELECT s.id, s.is_chair, CASE WHEN a.left_at IS NULL OR v.seat_id IS NOT NULL THEN a.capacity END AS capacity, r.seat_id IS NOT NULL AS recused, v.vote
  FROM seats s
  LEFT JOIN attendances a ON a.tenant_id = s.tenant_id AND a.sitting_id = $3 AND a.seat_id = s.id
  LEFT JOIN recusals r ON r.tenant_id = s.tenant_id AND r.item_id = $4 AND r.seat_id = s.id
  LEFT JOIN ballots v ON v.tenant_id = s.tenant_id AND v.item_id = $4 AND v.seat_id = s.id
 WHERE s.tenant_id = $1 AND s.body_id = $2 AND s.abolished_on IS NULL ORDER BY s.position";

async fn room(tx: &mut Tx<TransitionDocketItem>, held: &Held) -> Result<Item, Problem> {
    let tenant = tx.tenant();
    let rows: Vec<SeatRow> = tx.rows(sql(SEATS).uuid(tenant).uuid(held.body_id).opt_uuid(held.sitting_id).uuid(held.id)).await?;
    let attends = |row: &SeatRow| {
        let attendance = if row.capacity.as_deref()? == "alternate" { Attendance::Alternate } else { Attendance::Member };
        Some((row.id.to_string(), attendance))
    };
    let voted = |row: &SeatRow| {
        let vote = match row.vote.as_deref()? {
            "yes" => Vote::Yes,
            "no" => Vote::No,
            _ => Vote::Abstain,
        };
        Some(Ballot { seat: row.id.to_string(), vote })
    };
    Ok(Item {
        seats: rows.iter().map(|row| Seat { id: row.id.to_string(), is_chair: row.is_chair }).collect(),
        attendance: rows.iter().filter_map(attends).collect::<BTreeMap<_, _>>(),
        recused: rows.iter().filter(|row| row.recused).map(|row| row.id.to_string()).collect::<BTreeSet<_>>(),
        ballots: rows.iter().filter_map(voted).collect(),
        ..Item::default()
    })
}

/// The name by which problems and scenarios know a rule of the ballot.
fn refusal(refusal: &Refusal) -> Problem {
    let rule = match refusal {
        Refusal::UnknownSeat(_) | Refusal::AbsentSeatVoted(_) => "not-a-seat",
        Refusal::OneVotePerSeat(_) => "already-voted",
        Refusal::RecusedSeatVoted(_) => "recused",
        Refusal::AbstentionNotAllowed(_) => "abstention-not-allowed",
        Refusal::ReasonsMandatory => "reasons-missing",
        Refusal::LegalGroundMandatory => "legal-ground-missing",
        Refusal::ExclusionScreeningMandatory => "exclusion-screening-missing",
        Refusal::MalformedBody => "well-formed-body",
    };
    Problem::house_rule(rule, &[])
}

/// Close an item: quorum, majority and tie rule say what became of it, and the case moves by it.
///
/// # Errors
/// `not_found`, `not_permitted`; rules `item-not-on-this-docket`, `item-closed`, `sitting-not-open`, `quorum-missing`,
/// `reasons-missing`, `legal-ground-missing`, `exclusion-screening-missing`, or a rule of the programme.
pub(super) async fn close(
    tx: &mut Tx<TransitionDocketItem>,
    house: &Arc<House>,
    id: ItemId,
    decision: &Decision,
) -> Result<Recorded<ItemView>, Problem> {
    let held = hold(tx, id, true).await?;
    if held.sitting_state.as_deref() != Some("open") {
        return Err(Problem::house_rule("sitting-not-open", &[]));
    }
    let case = case_of(tx, &held).await?;
    if !awaits(house, &held, &case) {
        return Err(Problem::house_rule("case-moved-on", &[]));
    }
    let rules = rules(tx, house, &held.parameters, needs_screening(house, &held, &case)).await?;
    let voted = Item {
        reasons: decision.reasons.clone(),
        legal_ground: decision.legal_ground.clone(),
        exclusion_screening: decision.exclusion_screening.clone(),
        ..room(tx, &held).await?
    };
    let (tally, outcome) = collegial::close(&voted, &rules);
    if !tally.quorum_present {
        return Err(Problem::house_rule("quorum-missing", &[]));
    }
    let outcome = match outcome {
        Outcome::Positive => "positive",
        Outcome::Negative => "negative",
        Outcome::Adjourned(_) => "adjourned",
        Outcome::Refused(refused) => return Err(refusal(&refused)),
    };
    end(tx, house, &held, Some(case), outcome, Some(tally), decision).await
}

/// Adjourn an item without counting: the quorum is missing, or a question was put.
///
/// # Errors
/// `not_found`, `not_permitted`; rules `item-not-on-this-docket`, `item-closed`, or a rule of the programme.
pub(super) async fn adjourn(
    tx: &mut Tx<TransitionDocketItem>,
    house: &Arc<House>,
    id: ItemId,
    adjournment: &Adjournment,
) -> Result<Recorded<ItemView>, Problem> {
    let held = hold(tx, id, true).await?;
    let case = case_of(tx, &held).await?;
    let case = awaits(house, &held, &case).then_some(case);
    let decision = Decision { reasons: Some(adjournment.ground.clone()), legal_ground: None, exclusion_screening: None };
    end(tx, house, &held, case, "adjourned", None, &decision).await
}

/// The case as it stands, held until commit.
async fn case_of(tx: &mut Tx<TransitionDocketItem>, held: &Held) -> Result<Case, Problem> {
    cases::lock(tx, held.case_id).await
}

/// The programme in the version on which the case runs.
fn programme_of<'h>(house: &'h Arc<House>, case: &Case) -> Option<&'h Arc<Programme>> {
    house.catalogue.version(&case.row.programme, u32::try_from(case.row.programme_version).ok()?)
}

/// What the programme says about this question. What is not known is not left out: without its word the screening is needed.
fn needs_screening(house: &Arc<House>, held: &Held, case: &Case) -> bool {
    let programme = programme_of(house, case);
    programme.and_then(|programme| programme.bodies.get(&held.programme_question)).is_none_or(|body| body.needs_screening)
}

/// Whether the case still awaits this outcome: it may have been withdrawn or adjourned by another act since.
fn awaits(house: &Arc<House>, held: &Held, case: &Case) -> bool {
    let Some(programme) = programme_of(house, case) else { return false };
    let Some(transition) = programme.bodies.get(&held.programme_question).and_then(|body| programme.transition(&body.positive)) else {
        return false;
    };
    transition.from.iter().any(|from| matches!(from, Origin::State(state) if *state == case.row.state))
}

async fn end(
    tx: &mut Tx<TransitionDocketItem>,
    house: &Arc<House>,
    held: &Held,
    case: Option<Case>,
    outcome: &'static str,
    tally: Option<Tally>,
    decision: &Decision,
) -> Result<Recorded<ItemView>, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), ItemId(held.id));
    let state = match (&case, outcome) {
        (None, _) => "withdrawn",
        (Some(_), "adjourned") => "adjourned",
        (Some(_), _) => "decided",
    };
    // A case that moved on by itself was not decided by the body.
    let (outcome, ended_at) = if case.is_some() { (Some(outcome), Some(now)) } else { (None, None) };
    let tally = tally.map(serde_json::to_value).transpose().map_err(|error| Problem::defect("writing a tally", error))?;
    let statement = sql(
        "UPDATE docket_items SET state = $3, outcome = $4, reasons = $5, legal_ground = $6, exclusion_screening = $7, tally = $8, decided_at = $9, version = version + 1
          WHERE tenant_id = $1 AND id = $2",
    );
    let statement = statement
        .uuid(tenant)
        .uuid(id)
        .text(state)
        .opt_text(outcome.map(str::to_owned))
        .opt_text(decision.reasons.clone())
        .opt_text(decision.legal_ground.clone());
    // First the item, then the case: a case that comes back before the body at once needs the place of its old item.
    tx.execute(statement.opt_text(decision.exclusion_screening.clone()).opt_json(tally).opt_at(ended_at)).await?;
    if let (Some(case), Some(outcome)) = (case, outcome) {
        cases::decided(tx, &Desk::of_house(house.clone()), case, &held.programme_question, outcome).await?;
    }
    let view = item(tx, house, id).await?;
    let act =
        Act::new(if state == "decided" { "docket_item.close" } else { "docket_item.adjourn" }).on("docket_item", id).case(held.case_id);
    tx.record(act.class(2).fields(["outcome", "reasons", "legal_ground", "exclusion_screening", "tally"]), view).await
}
