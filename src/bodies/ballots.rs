//! Ballots and recusals (programmes.md 3.6): one vote per seat, given by whoever attends for it while the sitting is open and
//! enough seats are in the room, and final when given.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::api::items::{NewBallot, NewRecusal, Vote};
use super::reading::{ItemView, item};
use super::sittings::rules;
use crate::access::Permission;
use crate::access::permission::{CastBallot, ReadBallot, UpdateDocketItem};
use crate::database::{Count, Recorded, Tx, sql};
use crate::http::Representation;
use crate::ids::ItemId;
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// An item on a docket, held until commit: ballots hold it together, closing and recusing hold it alone.
#[derive(QueryableByName)]
pub(super) struct Held {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub body_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub sitting_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    pub case_id: Uuid,
    #[diesel(sql_type = Text)]
    pub programme_question: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub sitting_state: Option<String>,
    #[diesel(sql_type = Text)]
    pub parameters: String,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub barred: Vec<Uuid>,
    /// Seats of the body.
    #[diesel(sql_type = BigInt)]
    pub seats: i64,
    /// Seats in the room for this item: attending and not recused.
    #[diesel(sql_type = BigInt)]
    pub present: i64,
}

const TOGETHER: &str = "
SELECT i.id, i.body_id, i.sitting_id, i.case_id, i.question AS programme_question, i.state, g.state AS sitting_state, b.parameters, i.barred,
       (SELECT count(*) FROM seats s WHERE s.tenant_id = i.tenant_id AND s.body_id = i.body_id AND s.abolished_on IS NULL) AS seats,
       (SELECT count(*) FROM attendances a WHERE a.tenant_id = i.tenant_id AND a.sitting_id = i.sitting_id AND a.left_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM recusals r WHERE r.tenant_id = i.tenant_id AND r.item_id = i.id AND r.seat_id = a.seat_id)) AS present
  FROM docket_items i JOIN bodies b ON b.tenant_id = i.tenant_id AND b.id = i.body_id
  LEFT JOIN sittings g ON g.tenant_id = i.tenant_id AND g.id = i.sitting_id
 WHERE i.tenant_id = $1 AND i.id = $2 FOR SHARE OF i";
const ALONE: &str = "
SELECT i.id, i.body_id, i.sitting_id, i.case_id, i.question AS programme_question, i.state, g.state AS sitting_state, b.parameters, i.barred,
       (SELECT count(*) FROM seats s WHERE s.tenant_id = i.tenant_id AND s.body_id = i.body_id AND s.abolished_on IS NULL) AS seats,
       (SELECT count(*) FROM attendances a WHERE a.tenant_id = i.tenant_id AND a.sitting_id = i.sitting_id AND a.left_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM recusals r WHERE r.tenant_id = i.tenant_id AND r.item_id = i.id AND r.seat_id = a.seat_id)) AS present
  FROM docket_items i JOIN bodies b ON b.tenant_id = i.tenant_id AND b.id = i.body_id
  LEFT JOIN sittings g ON g.tenant_id = i.tenant_id AND g.id = i.sitting_id
 WHERE i.tenant_id = $1 AND i.id = $2 FOR UPDATE OF i";

fn demand(holds: bool, rule: &'static str) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(Problem::house_rule(rule, &[])) }
}

/// Hold an item that is on the docket of a sitting, and not closed yet.
///
/// # Errors
/// `not_found`, `not_permitted`; rules `item-not-on-this-docket`, `item-closed`.
pub(super) async fn hold<P: Permission>(tx: &mut Tx<P>, id: ItemId, alone: bool) -> Result<Held, Problem> {
    let tenant = tx.tenant();
    let held: Held = tx.one(sql(if alone { ALONE } else { TOGETHER }).uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    demand(held.state != "waiting", "item-not-on-this-docket")?;
    demand(held.state == "listed", "item-closed")?;
    Ok(held)
}

/// What a seat said.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct BallotView {
    #[diesel(sql_type = SqlUuid)]
    seat: Uuid,
    /// Per language.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    institution: Value,
    /// `yes`, `no`, `abstain`
    #[diesel(sql_type = Text)]
    vote: String,
    #[diesel(sql_type = Nullable<Text>)]
    dissent: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    cast_at: DateTime<Utc>,
}

impl Representation for BallotView {}

#[derive(QueryableByName)]
struct Attending {
    #[diesel(sql_type = Bool)]
    recused: bool,
}

/// Vote for the seat one attends for.
///
/// # Errors
/// `not_found`, `not_permitted`; rules `item-not-on-this-docket`, `item-closed`, `sitting-not-open`, `not-a-seat`, `recused`,
/// `barred-voter`, `already-voted`, `quorum-missing`, `abstention-not-allowed`.
pub(super) async fn vote(tx: &mut Tx<CastBallot>, house: &House, id: ItemId, ballot: &NewBallot) -> Result<Recorded<BallotView>, Problem> {
    let held = hold(tx, id, false).await?;
    demand(held.sitting_state.as_deref() == Some("open"), "sitting-not-open")?;
    let (tenant, me, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "SELECT EXISTS (SELECT 1 FROM recusals r WHERE r.tenant_id = a.tenant_id AND r.item_id = $5 AND r.seat_id = a.seat_id) AS recused
           FROM attendances a WHERE a.tenant_id = $1 AND a.sitting_id = $2 AND a.seat_id = $3 AND a.membership_id = $4 AND a.left_at IS NULL",
    );
    let attending: Option<Attending> =
        tx.maybe(statement.uuid(tenant).opt_uuid(held.sitting_id).uuid(ballot.seat).uuid(me).uuid(id)).await?;
    let attending = attending.ok_or_else(|| Problem::house_rule("not-a-seat", &[]))?;
    demand(!attending.recused, "recused")?;
    demand(!held.barred.contains(&me.0), "barred-voter")?;
    let rules = rules(tx, house, &held.parameters, false).await?;
    demand(rules.abstention || ballot.vote != Vote::Abstain, "abstention-not-allowed")?;
    let needed = rules.quorum.needed(usize::try_from(held.seats).unwrap_or_default());
    demand(usize::try_from(held.present).unwrap_or_default() >= needed, "quorum-missing")?;
    let statement =
        sql("INSERT INTO ballots (tenant_id, item_id, seat_id, membership_id, vote, dissent, cast_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant_id, item_id, seat_id) DO NOTHING");
    let statement = statement.uuid(tenant).uuid(id).uuid(ballot.seat).uuid(me).text(ballot.vote.word()).opt_text(ballot.dissent.clone());
    demand(tx.execute(statement.at(now)).await? == 1, "already-voted")?;
    let own = sql(
        "SELECT b.seat_id AS seat, s.institution, b.vote, b.dissent, b.cast_at FROM ballots b JOIN seats s ON s.tenant_id = b.tenant_id AND s.id = b.seat_id
          WHERE b.tenant_id = $1 AND b.item_id = $2 AND b.seat_id = $3",
    );
    let view: BallotView = tx.one(own.uuid(tenant).uuid(id).uuid(ballot.seat)).await?;
    // What was voted is not said here: the entry is read before the item is closed.
    tx.record(Act::new("ballot.cast").on("docket_item", id).case(held.case_id).class(2).fields(["seat", "vote", "dissent"]), view).await
}

/// The ballots of an item as far as the caller may see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ballots {
    /// How many seats have voted.
    cast: i64,
    /// One's own until the item is closed, then every seat's.
    data: Vec<BallotView>,
}

impl Representation for Ballots {}

#[derive(QueryableByName)]
struct Ended {
    #[diesel(sql_type = Bool)]
    ended: bool,
}

/// Ballots: one's own while the item is open; every seat's for the body, its secretary and the auditor afterwards.
///
/// # Errors
/// `not_found`.
pub(super) async fn ballots(tx: &mut Tx<ReadBallot>, house: &House, id: ItemId) -> Result<(Ballots, ItemView), Problem> {
    let view = item(tx, house, id).await?;
    let (tenant, me) = (tx.tenant(), tx.member().membership);
    let whole = tx.member().reach.iter().any(|reach| matches!(reach.as_str(), "docket" | "organisation" | "system"));
    let ended: Ended = tx
        .one(sql("SELECT decided_at IS NOT NULL AS ended FROM docket_items WHERE tenant_id = $1 AND id = $2").uuid(tenant).uuid(id))
        .await?;
    let cast: Count =
        tx.one(sql("SELECT count(*) AS count FROM ballots WHERE tenant_id = $1 AND item_id = $2").uuid(tenant).uuid(id)).await?;
    let statement = sql(
        "SELECT b.seat_id AS seat, s.institution, b.vote, b.dissent, b.cast_at FROM ballots b JOIN seats s ON s.tenant_id = b.tenant_id AND s.id = b.seat_id
          WHERE b.tenant_id = $1 AND b.item_id = $2 AND ($4 OR b.membership_id = $3) ORDER BY s.position",
    );
    let data = tx.rows(statement.uuid(tenant).uuid(id).uuid(me).boolean(whole && ended.ended)).await?;
    Ok((Ballots { cast: cast.count, data }, view))
}

/// A seat leaves the room for this item. It can no longer be recused once it has voted.
///
/// # Errors
/// `not_found`, `not_permitted`; rules `item-not-on-this-docket`, `item-closed`, `not-a-seat`, `already-voted`, `recused`.
pub(super) async fn recuse(
    tx: &mut Tx<UpdateDocketItem>,
    house: &House,
    id: ItemId,
    recusal: &NewRecusal,
) -> Result<Recorded<ItemView>, Problem> {
    let held = hold(tx, id, true).await?;
    let (tenant, me, now) = (tx.tenant(), tx.member().membership, tx.now());
    let seat = sql("SELECT count(*) AS count FROM seats WHERE tenant_id = $1 AND body_id = $2 AND id = $3 AND abolished_on IS NULL");
    demand(tx.one::<Count>(seat.uuid(tenant).uuid(held.body_id).uuid(recusal.seat)).await?.count == 1, "not-a-seat")?;
    let voted = sql("SELECT count(*) AS count FROM ballots WHERE tenant_id = $1 AND item_id = $2 AND seat_id = $3");
    demand(tx.one::<Count>(voted.uuid(tenant).uuid(id).uuid(recusal.seat)).await?.count == 0, "already-voted")?;
    let statement =
        sql("INSERT INTO recusals (tenant_id, item_id, seat_id, ground, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, item_id, seat_id) DO NOTHING");
    let statement = statement.uuid(tenant).uuid(id).uuid(recusal.seat).text(&recusal.ground).uuid(me).at(now);
    demand(tx.execute(statement).await? == 1, "recused")?;
    let view = item(tx, house, id).await?;
    tx.record(Act::new("docket_item.recuse").on("docket_item", id).case(held.case_id).class(2).fields(["seat", "ground"]), view).await
}
