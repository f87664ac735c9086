//! A sitting from convocation to minutes, and who attends it.
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use panoh_rules::collegial::BodyRules;
use uuid::Uuid;

use super::api::sittings::{Arrival, NewSitting};
use super::docket;
use super::reading::{SittingView, sitting};
use crate::access::Permission;
use crate::access::permission::{CreateSitting, TransitionSitting, UpdateDocketItem, UpdateSitting};
use crate::database::{Count, Recorded, Tx, sql};
use crate::ids::SittingId;
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::{House, ground};

/// A sitting that is locked until commit.
#[derive(QueryableByName)]
pub(super) struct Locked {
    #[diesel(sql_type = SqlUuid)]
    pub body_id: Uuid,
    #[diesel(sql_type = Text)]
    pub parameters: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub seats: i64,
    #[diesel(sql_type = BigInt)]
    pub present: i64,
}

const LOCK: &str = "
SELECT g.body_id, b.parameters, g.state,
       (SELECT count(*) FROM seats s WHERE s.tenant_id = g.tenant_id AND s.body_id = g.body_id AND s.abolished_on IS NULL) AS seats,
       (SELECT count(*) FROM attendances a WHERE a.tenant_id = g.tenant_id AND a.sitting_id = g.id AND a.left_at IS NULL) AS present
  FROM sittings g JOIN bodies b ON b.tenant_id = g.tenant_id AND b.id = g.body_id
 WHERE g.tenant_id = $1 AND g.id = $2 FOR UPDATE OF g";

async fn lock<P: Permission>(tx: &mut Tx<P>, id: SittingId) -> Result<Locked, Problem> {
    let tenant = tx.tenant();
    let locked = tx.one(sql(LOCK).uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    Ok(locked)
}

fn demand(holds: bool, rule: &'static str) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(Problem::house_rule(rule, &[])) }
}

#[derive(QueryableByName)]
struct Convened {
    #[diesel(sql_type = Bool)]
    has_chair: bool,
}

/// Convene the body: what waits for it comes on the docket, what is urgent first, and its papers are frozen.
///
/// # Errors
/// `invalid` where the caller is no secretary of such a body; rule `chair-missing`.
pub(super) async fn call(tx: &mut Tx<CreateSitting>, house: &House, new: &NewSitting) -> Result<Recorded<SittingView>, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), SittingId::new());
    let statement = sql(
        "SELECT EXISTS (SELECT 1 FROM seats s WHERE s.tenant_id = b.tenant_id AND s.body_id = b.id AND s.is_chair AND s.abolished_on IS NULL) AS has_chair
           FROM bodies b WHERE b.tenant_id = $1 AND b.id = $2 AND is_secretary(b.tenant_id, b.id)",
    );
    let convened: Option<Convened> = tx.maybe(statement.uuid(tenant).uuid(new.body)).await?;
    let convened = convened.ok_or_else(|| Problem::field("/body", "unknown_reference"))?;
    demand(convened.has_chair, "chair-missing")?;
    if legal_day(new.called_for) < legal_day(now) {
        return Err(Problem::field("/called_for", "order"));
    }
    let statement = sql(
        "INSERT INTO sittings (tenant_id, id, body_id, called_for, place, state, created_at) VALUES ($1, $2, $3, $4, $5, 'called', $6)",
    );
    tx.execute(statement.uuid(tenant).uuid(id).uuid(new.body).at(new.called_for).opt_text(new.place.clone()).at(now)).await?;
    docket::list_waiting(tx, house, new.body, id).await?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("sitting.call").on("sitting", id).class(2).fields(["called_for", "place", "docket"]), view).await
}

/// Put one more waiting item on the docket of a sitting that is not open yet.
///
/// # Errors
/// `not_found`; rules `sitting-not-called`, `item-not-on-this-docket`.
pub(super) async fn add_item(
    tx: &mut Tx<UpdateDocketItem>,
    house: &House,
    id: SittingId,
    item: Uuid,
) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(locked.state == "called", "sitting-not-called")?;
    docket::list_one(tx, house, locked.body_id, id, item).await?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("docket_item.list").on("docket_item", item).class(2).fields(["sitting", "papers"]), view).await
}

/// Open the sitting: enough seats must be present.
///
/// # Errors
/// `not_found`; rules `sitting-not-called`, `quorum-missing`.
pub(super) async fn open(tx: &mut Tx<TransitionSitting>, house: &House, id: SittingId) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(locked.state == "called", "sitting-not-called")?;
    let rules = rules(tx, house, &locked.parameters, false).await?;
    let seats = usize::try_from(locked.seats).unwrap_or_default();
    demand(usize::try_from(locked.present).unwrap_or_default() >= rules.quorum.needed(seats), "quorum-missing")?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("UPDATE sittings SET state = 'open', opened_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).at(now)).await?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("sitting.open").on("sitting", id).fields(["state"]), view).await
}

/// How the body decides today, by the organisation's own parameters.
pub(super) async fn rules<P: Permission>(tx: &mut Tx<P>, house: &House, prefix: &str, screening: bool) -> Result<BodyRules, Problem> {
    let today = legal_day(tx.now());
    let ground = ground(tx, house).await?;
    BodyRules::of(&ground.parameters, prefix, today, screening).map_err(|error| Problem::defect("reading how a body decides", error))
}

/// Close the sitting once every item is decided or adjourned.
///
/// # Errors
/// `not_found`; rules `sitting-not-open`, `docket-unfinished`.
pub(super) async fn close(tx: &mut Tx<TransitionSitting>, id: SittingId) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(locked.state == "open", "sitting-not-open")?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let left = sql("SELECT count(*) AS count FROM docket_items i WHERE i.tenant_id = $1 AND i.sitting_id = $2 AND i.state = 'listed'");
    demand(tx.one::<Count>(left.uuid(tenant).uuid(id)).await?.count == 0, "docket-unfinished")?;
    let statement = sql("UPDATE sittings SET state = 'closed', closed_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).at(now)).await?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("sitting.close").on("sitting", id).fields(["state"]), view).await
}

/// Record the minutes.
///
/// # Errors
/// `not_found`; rule `sitting-not-closed`.
pub(super) async fn minute(tx: &mut Tx<TransitionSitting>, id: SittingId, minutes: &str) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(locked.state == "closed", "sitting-not-closed")?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement =
        sql("UPDATE sittings SET state = 'minuted', minuted_at = $3, minutes = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).at(now).text(minutes)).await?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("sitting.minute").on("sitting", id).class(2).fields(["state", "minutes"]), view).await
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Text)]
    capacity: String,
}

/// Somebody arrives for a seat: its member or an alternate, whoever comes first, not both. Who left may come back.
///
/// # Errors
/// `not_found`; rules `sitting-not-open`, `not-a-seat`, `seat-already-taken`.
pub(super) async fn arrive(tx: &mut Tx<UpdateSitting>, id: SittingId, arrival: &Arrival) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(matches!(locked.state.as_str(), "called" | "open"), "sitting-not-open")?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("SELECT h.capacity FROM seat_holders h JOIN seats s ON s.tenant_id = h.tenant_id AND s.id = h.seat_id
          WHERE h.tenant_id = $1 AND s.body_id = $2 AND s.id = $3 AND s.abolished_on IS NULL AND h.membership_id = $4
            AND h.starts_on <= $5 AND (h.ends_on IS NULL OR h.ends_on >= $5)");
    let statement = statement.uuid(tenant).uuid(locked.body_id).uuid(arrival.seat).uuid(arrival.membership).day(legal_day(now));
    let holder: Option<Holder> = tx.maybe(statement).await?;
    let holder = holder.ok_or_else(|| Problem::house_rule("not-a-seat", &[]))?;
    let elsewhere =
        sql("SELECT count(*) AS count FROM attendances WHERE tenant_id = $1 AND sitting_id = $2 AND membership_id = $3 AND seat_id <> $4");
    let elsewhere = elsewhere.uuid(tenant).uuid(id).uuid(arrival.membership).uuid(arrival.seat);
    demand(tx.one::<Count>(elsewhere).await?.count == 0, "seat-already-taken")?;
    let statement =
        sql("INSERT INTO attendances (tenant_id, sitting_id, seat_id, membership_id, capacity, arrived_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, sitting_id, seat_id) DO UPDATE SET left_at = NULL
           WHERE attendances.membership_id = EXCLUDED.membership_id AND attendances.left_at IS NOT NULL");
    let statement = statement.uuid(tenant).uuid(id).uuid(arrival.seat).uuid(arrival.membership).text(holder.capacity).at(now);
    demand(tx.execute(statement).await? == 1, "seat-already-taken")?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("attendance.arrive").on("sitting", id).class(2).fields(["seat", "membership", "capacity"]), view).await
}

/// Somebody leaves the room for good.
///
/// # Errors
/// `not_found`; rules `sitting-not-open`, `not-a-seat`.
pub(super) async fn leave(tx: &mut Tx<UpdateSitting>, id: SittingId, seat: Uuid) -> Result<Recorded<SittingView>, Problem> {
    let locked = lock(tx, id).await?;
    demand(matches!(locked.state.as_str(), "called" | "open"), "sitting-not-open")?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement =
        sql("UPDATE attendances SET left_at = $4 WHERE tenant_id = $1 AND sitting_id = $2 AND seat_id = $3 AND left_at IS NULL");
    demand(tx.execute(statement.uuid(tenant).uuid(id).uuid(seat).at(now)).await? == 1, "not-a-seat")?;
    let view = sitting(tx, id).await?;
    tx.record(Act::new("attendance.leave").on("sitting", id).class(2).fields(["seat", "left_at"]), view).await
}
