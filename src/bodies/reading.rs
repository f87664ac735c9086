//! What is read of sittings and their items: a seat's holder sees the docket of their own sitting and nothing else, from
//! convocation to the end of com.docket_visible after the decision (3.5).
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::{Kind, legal_day};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::api::items::Items;
use super::api::sittings::Sittings;
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::http::Representation;
use crate::ids::{ItemId, SittingId};
use crate::problem::{Code, Problem};
use crate::programmes::{House, ground};

/// A sitting with its attendance and its docket.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct SittingView {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    body: Uuid,
    /// Title per language.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    body_title: Value,
    #[diesel(sql_type = Timestamptz)]
    called_for: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    place: Option<String>,
    /// `called`, `open`, `closed`, `minuted`
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    opened_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    minutes: Option<String>,
    /// `[{seat, institution, is_chair, membership, full_name, capacity, arrived_at, left_at}]`
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Vec<Object>)]
    attendance: Value,
    /// `[{id, case_number, question, position, urgent, state, outcome}]`
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Vec<Object>)]
    docket: Value,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for SittingView {
    fn location(&self) -> Option<String> {
        Some(format!("/sittings/{}", self.id))
    }
}

const SITTING: &str = "
SELECT g.id, g.body_id AS body, b.title AS body_title, g.called_for, g.place, g.state, g.opened_at, g.closed_at, g.minutes, g.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object('seat', a.seat_id, 'institution', s.institution, 'is_chair', s.is_chair, 'membership', a.membership_id,
                          'full_name', u.full_name, 'capacity', a.capacity, 'arrived_at', a.arrived_at, 'left_at', a.left_at) ORDER BY s.position)
                   FROM attendances a JOIN seats s ON s.tenant_id = a.tenant_id AND s.id = a.seat_id
                   JOIN memberships m ON m.tenant_id = a.tenant_id AND m.id = a.membership_id LEFT JOIN users u ON u.id = m.user_id
                  WHERE a.tenant_id = g.tenant_id AND a.sitting_id = g.id), '[]') AS attendance,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', i.id, 'case_number', i.case_number, 'question', i.question, 'position', i.position,
                          'urgent', i.urgent, 'state', i.state, 'outcome', i.outcome) ORDER BY i.position, i.id)
                   FROM docket_items i WHERE i.tenant_id = g.tenant_id AND i.sitting_id = g.id), '[]') AS docket
  FROM sittings g JOIN bodies b ON b.tenant_id = g.tenant_id AND b.id = g.body_id
 WHERE g.tenant_id = $1 AND g.id = $2";

/// One sitting.
///
/// # Errors
/// `not_found`.
pub(super) async fn sitting<P: Permission>(tx: &mut Tx<P>, id: SittingId) -> Result<SittingView, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(SITTING).uuid(tenant).uuid(id)).await
}

/// A sitting in a list.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct SittingLine {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    body: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub(super) called_for: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    place: Option<String>,
    #[diesel(sql_type = Text)]
    state: String,
}

/// Sittings, the latest first, behind a place in the list.
///
/// # Errors
/// What the database says.
pub(super) async fn sittings<P: Permission>(
    tx: &mut Tx<P>,
    asked: &Sittings,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<SittingLine>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT g.id, g.body_id AS body, g.called_for, g.place, g.state FROM sittings g
          WHERE g.tenant_id = $1 AND ($2 IS NULL OR g.state = $2) AND ($3 IS NULL OR g.body_id = $3)
            AND ($4 IS NULL OR (g.called_for, g.id) < ($4, $5)) ORDER BY g.called_for DESC, g.id DESC LIMIT $6");
    let (at, id) = after.unzip();
    tx.rows(
        statement
            .uuid(tenant)
            .opt_text(asked.state.map(|state| state.word().to_owned()))
            .opt_uuid(asked.body)
            .opt_at(at)
            .opt_uuid(id)
            .big(limit),
    )
    .await
}

/// A docket item in a list, without its papers.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct ItemLine {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    body: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    sitting: Option<Uuid>,
    #[diesel(sql_type = Text)]
    case_number: String,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Bool)]
    urgent: bool,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
}

/// Items in the order in which they were placed before their body.
///
/// # Errors
/// What the database says.
pub(super) async fn items<P: Permission>(
    tx: &mut Tx<P>,
    asked: &Items,
    sitting: Option<Uuid>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ItemLine>, Problem> {
    let tenant = tx.tenant();
    let statement = sql(
        "SELECT i.id, i.body_id AS body, i.sitting_id AS sitting, i.case_number, i.question, i.urgent, i.state, i.outcome FROM docket_items i
          WHERE i.tenant_id = $1 AND ($2 IS NULL OR i.state = $2) AND ($3 IS NULL OR i.body_id = $3) AND ($4 IS NULL OR i.case_id = $4)
            AND ($5 IS NULL OR i.sitting_id = $5) AND ($6 IS NULL OR i.id > $6) ORDER BY i.id LIMIT $7",
    );
    let statement =
        statement.uuid(tenant).opt_text(asked.state.map(|state| state.word().to_owned())).opt_uuid(asked.body).opt_uuid(asked.case);
    tx.rows(statement.opt_uuid(sitting).opt_uuid(after).big(limit)).await
}

/// A docket item with what the body decides on.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct ItemView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    body: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    sitting: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    #[serde(skip)]
    pub(super) case_id: Uuid,
    #[diesel(sql_type = Text)]
    case_number: String,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    position: Option<i16>,
    #[diesel(sql_type = Bool)]
    urgent: bool,
    /// `waiting`, `listed`, `decided`, `adjourned`, `withdrawn`
    #[diesel(sql_type = Text)]
    state: String,
    /// Frozen at convocation: `[{section, title, class, answers}]`. Only for the body and its secretary.
    #[diesel(sql_type = Nullable<Jsonb>)]
    #[schema(value_type = Option<Vec<Object>>)]
    papers: Option<Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    papers_frozen_at: Option<DateTime<Utc>>,
    /// `[{seat, ground}]`
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Vec<Object>)]
    recusals: Value,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reasons: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    legal_ground: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    exclusion_screening: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    #[schema(value_type = Option<Object>)]
    tally: Option<Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    /// To be printed across what is shown: who looked, and when.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    watermark: Value,
    #[diesel(sql_type = Bool)]
    #[serde(skip)]
    as_secretary: bool,
    #[diesel(sql_type = Array<Text>)]
    #[serde(skip)]
    pub(super) sections: Vec<String>,
    #[diesel(sql_type = SmallInt)]
    #[serde(skip)]
    pub(super) class: i16,
    #[diesel(sql_type = Text)]
    #[serde(skip)]
    parameters: String,
}

impl Representation for ItemView {}

const ITEM: &str = "
SELECT i.id, i.body_id AS body, i.sitting_id AS sitting, i.case_id, i.case_number, i.question, i.position, i.urgent, i.state,
       CASE WHEN $4 THEN i.papers END AS papers, i.papers_frozen_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('seat', r.seat_id, 'ground', r.ground)) FROM recusals r WHERE r.tenant_id = i.tenant_id AND r.item_id = i.id), '[]') AS recusals,
       i.outcome, i.reasons, i.legal_ground, i.exclusion_screening, i.tally, i.decided_at,
       jsonb_build_object('membership', $3, 'member', (SELECT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 AND m.id = $3), 'at', $5) AS watermark,
       is_secretary(i.tenant_id, i.body_id) AS as_secretary,
       coalesce((SELECT array_agg(p ->> 'section') FROM jsonb_array_elements(i.papers) AS p WHERE $4), '{}') AS sections,
       coalesce((SELECT max((p ->> 'class')::smallint) FROM jsonb_array_elements(i.papers) AS p WHERE $4), 2::smallint) AS class,
       b.parameters
  FROM docket_items i JOIN bodies b ON b.tenant_id = i.tenant_id AND b.id = i.body_id
 WHERE i.tenant_id = $1 AND i.id = $2";

/// One item. The papers are for those whose reach is the docket; others who follow the case see the question and the outcome.
///
/// # Errors
/// `not_found`, also for a seat's holder when the time after the decision is over.
pub(super) async fn item<P: Permission>(tx: &mut Tx<P>, house: &House, id: ItemId) -> Result<ItemView, Problem> {
    let (tenant, me, now) = (tx.tenant(), tx.member().membership, tx.now());
    let of_docket = tx.member().reach.iter().any(|reach| reach == "docket");
    let view: ItemView = tx.one(sql(ITEM).uuid(tenant).uuid(id).uuid(me).boolean(of_docket).text(now.to_rfc3339())).await?;
    if of_docket && !view.as_secretary && over(tx, house, &view).await? {
        return Err(Code::NotFound.into());
    }
    Ok(view)
}

/// Whether the time in which a seat's holder still sees a decided item is over (com.docket_visible; C2).
async fn over<P: Permission>(tx: &mut Tx<P>, house: &House, item: &ItemView) -> Result<bool, Problem> {
    let Some(decided_at) = item.decided_at else { return Ok(false) };
    let (decided_on, today) = (legal_day(decided_at), legal_day(tx.now()));
    let ground = ground(tx, house).await?;
    let Ok(period) = ground.parameters.period(&format!("{}.docket_visible", item.parameters), decided_on) else { return Ok(false) };
    let last = period.last_day(decided_on, Kind::Validity, &ground.calendar);
    let last = last.map_err(|error| Problem::defect("counting how long a docket is seen", error))?;
    Ok(today > last)
}
