//! Bodies, their seats, who holds them and who is secretary.
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use panoh_rules::collegial::BodyRules;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::api::seats::{NewBody, NewHolder, NewSeat, NewSecretary, SeatChange, Term};
use crate::access::Permission;
use crate::access::permission::ManageSeats;
use crate::database::{Count, IdRow, Recorded, Tx, sql};
use crate::http::Representation;
use crate::ids::{BodyId, SeatId};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// A body.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct BodyView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) key: String,
    /// Title per language.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    title: Value,
    /// Prefix of its parameters: `com` for `com.quorum`.
    #[diesel(sql_type = Text)]
    parameters: String,
    /// How many seats it has.
    #[diesel(sql_type = BigInt)]
    seats: i64,
    #[diesel(sql_type = Bool)]
    has_chair: bool,
    /// `[{membership, name, starts_on, ends_on}]`
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Vec<Object>)]
    secretaries: Value,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for BodyView {
    fn location(&self) -> Option<String> {
        Some(format!("/bodies/{}", self.id))
    }
}

/// A seat and who holds it.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct SeatView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    body: Uuid,
    /// The institution that it stands for, per language.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    institution: Value,
    #[diesel(sql_type = Bool)]
    is_chair: bool,
    #[diesel(sql_type = SmallInt)]
    position: i16,
    #[diesel(sql_type = Nullable<Date>)]
    abolished_on: Option<NaiveDate>,
    /// `[{id, membership, full_name, capacity, starts_on, ends_on}]`
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Vec<Object>)]
    holders: Value,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for SeatView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/seats/{}", self.id))
    }
}

const BODIES: &str = "
SELECT b.id, b.key, b.title, b.parameters, b.version,
       (SELECT count(*) FROM seats s WHERE s.tenant_id = b.tenant_id AND s.body_id = b.id AND s.abolished_on IS NULL) AS seats,
       EXISTS (SELECT 1 FROM seats s WHERE s.tenant_id = b.tenant_id AND s.body_id = b.id AND s.abolished_on IS NULL AND s.is_chair) AS has_chair,
       coalesce((SELECT jsonb_agg(jsonb_build_object('membership', y.membership_id, 'name', u.full_name, 'starts_on', y.starts_on, 'ends_on', y.ends_on) ORDER BY y.starts_on)
                   FROM body_secretaries y JOIN memberships m ON m.tenant_id = y.tenant_id AND m.id = y.membership_id LEFT JOIN users u ON u.id = m.user_id
                  WHERE y.tenant_id = b.tenant_id AND y.body_id = b.id), '[]') AS secretaries
  FROM bodies b WHERE b.tenant_id = $1 AND ($2 IS NULL OR b.id = $2) AND b.key > $3 ORDER BY b.key LIMIT $4";

/// Bodies whose key comes after `after`.
///
/// # Errors
/// What the database says.
pub(super) async fn bodies<P: Permission>(tx: &mut Tx<P>, after: Option<String>, limit: i64) -> Result<Vec<BodyView>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql(BODIES).uuid(tenant).opt_uuid(None::<BodyId>).text(after.unwrap_or_default()).big(limit)).await
}

/// One body.
///
/// # Errors
/// `not_found`.
pub(super) async fn body<P: Permission>(tx: &mut Tx<P>, id: BodyId) -> Result<BodyView, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(BODIES).uuid(tenant).opt_uuid(Some(id)).text("").big(1)).await
}

const SEATS: &str = "
SELECT s.id, s.body_id AS body, s.institution, s.is_chair, s.position, s.abolished_on, s.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'membership', h.membership_id, 'full_name', u.full_name, 'capacity', h.capacity,
                                                     'starts_on', h.starts_on, 'ends_on', h.ends_on) ORDER BY h.capacity DESC, h.starts_on, h.id)
                   FROM seat_holders h JOIN memberships m ON m.tenant_id = h.tenant_id AND m.id = h.membership_id LEFT JOIN users u ON u.id = m.user_id
                  WHERE h.tenant_id = s.tenant_id AND h.seat_id = s.id), '[]') AS holders
  FROM seats s WHERE s.tenant_id = $1 AND ($2 IS NULL OR s.body_id = $2) AND ($3 IS NULL OR s.id = $3) ORDER BY s.position";

/// The seats of a body, abolished ones among them, by position; a body has at most 32,767.
///
/// # Errors
/// `not_found` where there is no such body.
pub(super) async fn seats<P: Permission>(tx: &mut Tx<P>, of: BodyId) -> Result<Vec<SeatView>, Problem> {
    body(tx, of).await?;
    let tenant = tx.tenant();
    tx.rows(sql(SEATS).uuid(tenant).opt_uuid(Some(of)).opt_uuid(None::<SeatId>)).await
}

async fn seat<P: Permission>(tx: &mut Tx<P>, id: SeatId) -> Result<SeatView, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(SEATS).uuid(tenant).opt_uuid(None::<BodyId>).opt_uuid(Some(id))).await
}

/// Make a body. Its parameters must be in the registry: how it decides is never left open.
///
/// # Errors
/// `invalid` where the registry has no such parameters; `already_exists`.
pub(super) async fn create_body(tx: &mut Tx<ManageSeats>, house: &House, new: &NewBody) -> Result<Recorded<BodyView>, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), BodyId::new());
    if BodyRules::of(&house.parameters, &new.parameters, legal_day(now), false).is_err() {
        return Err(Problem::field("/parameters", "unknown_reference"));
    }
    let statement = sql("INSERT INTO bodies (tenant_id, id, key, title, parameters, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
    tx.execute(statement.uuid(tenant).uuid(id).text(&new.key).json(new.title.json()).text(&new.parameters).at(now)).await?;
    let view = body(tx, id).await?;
    tx.record(Act::new("body.create").on("body", id).fields(["key", "title", "parameters"]), view).await
}

/// Add a seat behind the others. A second chair is refused by the database.
///
/// # Errors
/// `not_found`, `already_exists`.
pub(super) async fn create_seat(tx: &mut Tx<ManageSeats>, of: BodyId, new: &NewSeat) -> Result<Recorded<SeatView>, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), SeatId::new());
    // The lock keeps two seats from taking one position.
    tx.one::<IdRow>(sql("SELECT id FROM bodies WHERE tenant_id = $1 AND id = $2 FOR UPDATE").uuid(tenant).uuid(of)).await?;
    tx.require_permission()?;
    let statement = sql("INSERT INTO seats (tenant_id, id, body_id, institution, is_chair, position, created_at)
         SELECT $1, $2, $3, $4, $5, (SELECT coalesce(max(s.position), 0) + 1 FROM seats s WHERE s.tenant_id = $1 AND s.body_id = $3), $6");
    tx.execute(statement.uuid(tenant).uuid(id).uuid(of).json(new.institution.json()).boolean(new.is_chair).at(now)).await?;
    let view = seat(tx, id).await?;
    tx.record(Act::new("seat.create").on("seat", id).fields(["institution", "is_chair"]), view).await
}

/// Rename a seat, make it the chair or an ordinary one, or abolish it.
///
/// # Errors
/// `not_found`, `stale`, `already_exists`.
pub(super) async fn change_seat(
    tx: &mut Tx<ManageSeats>,
    id: SeatId,
    seen: i64,
    change: &SeatChange,
) -> Result<Recorded<SeatView>, Problem> {
    let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
    let current = seat(tx, id).await?;
    tx.require_permission()?;
    let statement =
        sql("UPDATE seats SET institution = coalesce($4, institution), is_chair = coalesce($5, is_chair), version = version + 1,
                abolished_on = CASE WHEN $6 THEN coalesce(abolished_on, $7) ELSE abolished_on END
          WHERE tenant_id = $1 AND id = $2 AND version = $3");
    let statement = statement.uuid(tenant).uuid(id).big(seen).opt_json(change.institution.as_ref().map(super::api::Words::json));
    if tx.execute(statement.opt_boolean(change.is_chair).boolean(change.abolished.unwrap_or(false)).day(today)).await? == 0 {
        return Err(Problem::stale(current.version));
    }
    let view = seat(tx, id).await?;
    tx.record(Act::new("seat.update").on("seat", id).fields(["institution", "is_chair", "abolished_on"]), view).await
}

fn ordered(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Result<(), Problem> {
    if ends_on.is_some_and(|end| end < starts_on) { Err(Problem::field("/ends_on", "order")) } else { Ok(()) }
}

/// Give a seat its member or an alternate: one member at a time, as many alternates as the institution names, nobody as both.
///
/// # Errors
/// `not_found`; rule `seat-already-held`; `invalid` for a membership that does not exist.
pub(super) async fn add_holder(tx: &mut Tx<ManageSeats>, to: SeatId, new: &NewHolder) -> Result<Recorded<SeatView>, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), Uuid::now_v7());
    tx.one::<IdRow>(sql("SELECT id FROM seats WHERE tenant_id = $1 AND id = $2 FOR UPDATE").uuid(tenant).uuid(to)).await?;
    tx.require_permission()?;
    let starts_on = new.starts_on.unwrap_or(legal_day(now));
    ordered(starts_on, new.ends_on)?;
    let statement = sql("SELECT count(*) AS count FROM seat_holders h WHERE h.tenant_id = $1 AND h.seat_id = $2
            AND (h.membership_id = $3 OR h.capacity = 'member' AND $4 = 'member')
            AND h.starts_on <= coalesce($6, 'infinity'::date) AND coalesce(h.ends_on, 'infinity'::date) >= $5");
    let statement = statement.uuid(tenant).uuid(to).uuid(new.membership).text(new.capacity.word()).day(starts_on).opt_day(new.ends_on);
    if tx.one::<Count>(statement).await?.count > 0 {
        return Err(Problem::house_rule("seat-already-held", &[]));
    }
    let statement = sql(
        "INSERT INTO seat_holders (tenant_id, id, seat_id, membership_id, capacity, starts_on, ends_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let statement = statement.uuid(tenant).uuid(id).uuid(to).uuid(new.membership).text(new.capacity.word());
    tx.execute(statement.day(starts_on).opt_day(new.ends_on).at(now)).await?;
    let view = seat(tx, to).await?;
    tx.record(Act::new("seat.hold").on("seat", to).class(2).fields(["membership", "capacity", "starts_on", "ends_on"]), view).await
}

/// End somebody's time in a seat, today at the earliest: who sat, sat.
///
/// # Errors
/// `not_found`.
pub(super) async fn end_holder(tx: &mut Tx<ManageSeats>, of: SeatId, holder: Uuid, term: &Term) -> Result<Recorded<SeatView>, Problem> {
    let tenant = tx.tenant();
    seat(tx, of).await?;
    tx.require_permission()?;
    let statement = sql(
        "UPDATE seat_holders SET ends_on = $4, version = version + 1 WHERE tenant_id = $1 AND seat_id = $2 AND id = $3 AND starts_on <= $4",
    );
    if tx.execute(statement.uuid(tenant).uuid(of).uuid(holder).day(term.ends_on)).await? == 0 {
        let known = sql("SELECT id FROM seat_holders WHERE tenant_id = $1 AND seat_id = $2 AND id = $3").uuid(tenant).uuid(of).uuid(holder);
        tx.one::<IdRow>(known).await?;
        return Err(Problem::field("/ends_on", "order"));
    }
    let view = seat(tx, of).await?;
    tx.record(Act::new("seat.release").on("seat", of).class(2).fields(["ends_on"]), view).await
}

/// Name a secretary: convenes and minutes, and has no vote.
///
/// # Errors
/// `not_found`; `already_exists`; `invalid` for a membership that does not exist.
pub(super) async fn add_secretary(tx: &mut Tx<ManageSeats>, of: BodyId, new: &NewSecretary) -> Result<Recorded<BodyView>, Problem> {
    let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
    body(tx, of).await?;
    tx.require_permission()?;
    let starts_on = new.starts_on.unwrap_or(today);
    ordered(starts_on, new.ends_on)?;
    let statement = sql("INSERT INTO body_secretaries (tenant_id, body_id, membership_id, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5)");
    tx.execute(statement.uuid(tenant).uuid(of).uuid(new.membership).day(starts_on).opt_day(new.ends_on)).await?;
    let view = body(tx, of).await?;
    tx.record(Act::new("body.name_secretary").on("body", of).class(2).fields(["membership", "starts_on", "ends_on"]), view).await
}

/// End a secretary's time.
///
/// # Errors
/// `not_found`.
pub(super) async fn end_secretary(
    tx: &mut Tx<ManageSeats>,
    of: BodyId,
    membership: Uuid,
    term: &Term,
) -> Result<Recorded<BodyView>, Problem> {
    let tenant = tx.tenant();
    body(tx, of).await?;
    tx.require_permission()?;
    let known =
        sql("SELECT membership_id AS id FROM body_secretaries WHERE tenant_id = $1 AND body_id = $2 AND membership_id = $3 LIMIT 1");
    tx.one::<IdRow>(known.uuid(tenant).uuid(of).uuid(membership)).await?;
    let statement = sql(
        "UPDATE body_secretaries SET ends_on = $4 WHERE tenant_id = $1 AND body_id = $2 AND membership_id = $3 AND starts_on <= $4 AND (ends_on IS NULL OR ends_on > $4)",
    );
    if tx.execute(statement.uuid(tenant).uuid(of).uuid(membership).day(term.ends_on)).await? == 0 {
        return Err(Problem::field("/ends_on", "order"));
    }
    let view = body(tx, of).await?;
    tx.record(Act::new("body.release_secretary").on("body", of).class(2).fields(["ends_on"]), view).await
}
