//! `/calendar`: days off and days worked, the organisation's own over the shipped; and the times at which all its clocks stand
//! still (programmes.md 0.1 C3, C6).
use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use chrono::{Datelike, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::permission::{ManageCalendar, ReadCalendar, SuspendClocks};
use crate::access::{May, Permission};
use crate::database::{Tx, sql};
use crate::http::{Body, IfMatch, Language, Page, Parameters, Representation, Seen, nullable};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};
use crate::server::App;

/// A day that differs from its weekday, or that the organisation says something about.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarDay {
    day: NaiveDate,
    name: String,
    /// Whether people work.
    working: bool,
    /// Whether this is the organisation's own word on the day.
    own: bool,
    /// Whether the date follows the moon and is confirmed only shortly before.
    movable: bool,
    source: Option<String>,
    /// Of the organisation's own entry, for `If-Match`.
    version: Option<i64>,
}

impl Representation for CalendarDay {
    fn version(&self) -> Option<i64> {
        self.version
    }
}

#[derive(QueryableByName)]
struct OwnDay {
    #[diesel(sql_type = Date)]
    on_day: NaiveDate,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    working: bool,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl From<OwnDay> for CalendarDay {
    fn from(own: OwnDay) -> Self {
        Self { day: own.on_day, name: own.name, working: own.working, own: true, movable: false, source: None, version: Some(own.version) }
    }
}

/// Which year.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Year {
    /// This year, when absent.
    #[validate(range(min = 1900, max = 9998))]
    year: Option<i32>,
}

fn shipped(app: &App, language: Language, wanted: impl Fn(NaiveDate) -> bool) -> BTreeMap<NaiveDate, CalendarDay> {
    let listed = app.house.holidays.iter().filter(|day| wanted(day.date));
    let view = |day: &panoh_rules::calendar::Holiday| CalendarDay {
        day: day.date,
        name: day.name.get(language.into()).to_owned(),
        working: day.working,
        own: false,
        movable: day.movable,
        source: Some(day.source.clone()),
        version: None,
    };
    listed.map(|day| (day.date, view(day))).collect()
}

/// The listed days of a year.
#[utoipa::path(tag = "Programmes", operation_id = "list_calendar_days", params(Year), responses(
    (status = 200, body = Page<CalendarDay>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("calendar.read"))))]
#[get("/calendar")]
async fn list_calendar_days(
    may: May<ReadCalendar>,
    app: web::Data<App>,
    year: Parameters<Year>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let (tenant, year) = (tx.tenant(), year.0.year.unwrap_or_else(|| legal_day(tx.now()).year()));
        let mut days = shipped(&app, language, |day| day.year() == year);
        let (first, next) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year + 1, 1, 1));
        let statement = sql("SELECT on_day, name, working, version FROM holidays WHERE tenant_id = $1 AND on_day >= $2 AND on_day < $3");
        let own: Vec<OwnDay> = tx.rows(statement.uuid(tenant).opt_day(first).opt_day(next)).await?;
        days.extend(own.into_iter().map(|own| (own.on_day, own.into())));
        Ok(Page::whole(days.into_values().collect()))
    })
    .await
}

const ONE: &str = "SELECT on_day, name, working, version FROM holidays WHERE tenant_id = $1 AND on_day = $2";

async fn own_day<P: Permission>(tx: &mut Tx<P>, day: NaiveDate) -> Result<Option<OwnDay>, Problem> {
    let tenant = tx.tenant();
    tx.maybe(sql(ONE).uuid(tenant).day(day)).await
}

fn parse(day: &str) -> Result<NaiveDate, Problem> {
    day.parse().map_err(|_no_day| Code::NotFound.into())
}

/// What the organisation says about a day.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayWord {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// True: worked although the calendar or the weekday says otherwise.
    #[serde(default)]
    working: bool,
}

/// Say that a day is off, or worked.
#[utoipa::path(tag = "Programmes", operation_id = "set_calendar_day", request_body = DayWord,
    params(("day" = String, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header, description = "`*` where nothing was said yet")), responses(
    (status = 200, body = CalendarDay), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("calendar.manage"))))]
#[put("/calendar/{day}")]
async fn set_calendar_day(
    may: May<ManageCalendar>,
    day: web::Path<String>,
    seen: Seen,
    body: Body<DayWord>,
) -> Result<HttpResponse, Problem> {
    let DayWord { name, working } = body.0;
    may.change(async |tx| {
        let day = parse(&day)?;
        tx.require_permission()?;
        let (tenant, now) = (tx.tenant(), tx.now());
        let before = own_day(tx, day).await?;
        let done = match (seen, &before) {
            (Seen::Nothing, None) => {
                let statement = sql("INSERT INTO holidays (tenant_id, on_day, name, working, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, on_day) DO NOTHING");
                tx.execute(statement.uuid(tenant).day(day).text(name).boolean(working).at(now)).await?
            }
            (Seen::Version(seen), Some(_)) => {
                let statement = sql("UPDATE holidays SET name = $3, working = $4, version = version + 1 WHERE tenant_id = $1 AND on_day = $2 AND version = $5");
                tx.execute(statement.uuid(tenant).day(day).text(name).boolean(working).big(seen)).await?
            }
            _ => 0,
        };
        if done == 0 {
            return Err(Problem::stale(before.map_or(0, |before| before.version)));
        }
        let after: CalendarDay = own_day(tx, day).await?.ok_or(Code::NotFound)?.into();
        let change = json!({ "day": day, "before": before.map(|before| before.working), "after": working });
        tx.record(Act::new("calendar.set").fields(["day", "name", "working"]).change(change), after).await
    })
    .await
}

/// Take back the organisation's own word on a day; what is shipped holds again.
#[utoipa::path(tag = "Programmes", operation_id = "delete_calendar_day", params(("day" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CalendarDay), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("calendar.manage"))))]
#[delete("/calendar/{day}")]
async fn delete_calendar_day(
    may: May<ManageCalendar>,
    app: web::Data<App>,
    day: web::Path<String>,
    seen: IfMatch,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let day = parse(&day)?;
        let before = own_day(tx, day).await?.ok_or(Code::NotFound)?;
        tx.require_permission()?;
        let tenant = tx.tenant();
        let gone = sql("DELETE FROM holidays WHERE tenant_id = $1 AND on_day = $2 AND version = $3");
        if tx.execute(gone.uuid(tenant).day(day).big(seen.0)).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let weekday = CalendarDay {
            day,
            name: String::new(),
            working: app.house.calendar.is_working_day(day),
            own: false,
            movable: false,
            source: None,
            version: None,
        };
        let after = shipped(&app, language, |listed| listed == day).remove(&day).unwrap_or(weekday);
        tx.record(Act::new("calendar.clear").fields(["day"]).change(json!({ "day": day, "before": before.working })), after).await
    })
    .await
}

/// A time at which all clocks of the organisation stand still.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct SuspensionView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// The first day paused.
    #[diesel(sql_type = Date)]
    from: NaiveDate,
    /// The day on which work goes on; null while that is not known.
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
    /// Of the list `suspension-ground`.
    #[diesel(sql_type = Text)]
    ground: String,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for SuspensionView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some("/calendar/suspensions".to_owned())
    }
}

const SUSPENSIONS: &str = "SELECT id, from_day AS \"from\", until_day AS until, ground, version FROM suspensions
  WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY from_day DESC, id LIMIT 200";

async fn suspension<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<SuspensionView, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(SUSPENSIONS).uuid(tenant).uuid(id)).await
}

/// Suspensions, the latest first.
#[utoipa::path(tag = "Programmes", operation_id = "list_suspensions", responses(
    (status = 200, body = Page<SuspensionView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("calendar.read"))))]
#[get("/calendar/suspensions")]
async fn list_suspensions(may: May<ReadCalendar>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let tenant = tx.tenant();
        Ok(Page::whole(tx.rows::<SuspensionView>(sql(SUSPENSIONS).uuid(tenant).opt_uuid(None::<Uuid>)).await?))
    })
    .await
}

/// A suspension to declare.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuspension {
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[validate(length(max = 60))]
    ground: String,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

fn check_order(from: NaiveDate, until: Option<NaiveDate>) -> Result<(), Problem> {
    if until.is_some_and(|until| until <= from) { Err(Problem::field("/until", "order")) } else { Ok(()) }
}

/// Let all clocks stand still.
#[utoipa::path(tag = "Programmes", operation_id = "create_suspension", request_body = NewSuspension, responses(
    (status = 201, body = SuspensionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("calendar.transition"))))]
#[post("/calendar/suspensions")]
async fn create_suspension(may: May<SuspendClocks>, app: web::Data<App>, body: Body<NewSuspension>) -> Result<HttpResponse, Problem> {
    let NewSuspension { from, until, ground, reason } = body.0;
    may.create(async |tx| {
        check_order(from, until)?;
        if app.house.codes.get("suspension-ground").is_none_or(|list| list.get(&ground).is_none()) {
            return Err(Problem::field("/ground", "not_in_list"));
        }
        let (tenant, id, now) = (tx.tenant(), Uuid::now_v7(), tx.now());
        let statement =
            sql("INSERT INTO suspensions (tenant_id, id, from_day, until_day, ground, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
        tx.execute(statement.uuid(tenant).uuid(id).day(from).opt_day(until).text(ground).at(now)).await?;
        let made = suspension(tx, id).await?;
        tx.record(Act::new("calendar.suspend").on("suspension", id).fields(["from", "until", "ground"]).reason(reason), made).await
    })
    .await
}

/// When work goes on: a day, or null while that is not known.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionChange {
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<NaiveDate>)]
    until: Option<Option<NaiveDate>>,
}

/// Say when work goes on.
#[utoipa::path(tag = "Programmes", operation_id = "update_suspension", request_body = SuspensionChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = SuspensionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("calendar.transition"))))]
#[patch("/calendar/suspensions/{id}")]
async fn update_suspension(
    may: May<SuspendClocks>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<SuspensionChange>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let before = suspension(tx, *id).await?;
        tx.require_permission()?;
        let until = body.0.until.unwrap_or(before.until);
        check_order(before.from, until)?;
        let tenant = tx.tenant();
        let statement =
            sql("UPDATE suspensions SET until_day = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
        if tx.execute(statement.uuid(tenant).uuid(*id).big(seen.0).opt_day(until)).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let after = suspension(tx, *id).await?;
        let change = json!({ "until": { "before": before.until, "after": after.until } });
        tx.record(Act::new("calendar.suspend").on("suspension", *id).fields(["until"]).change(change), after).await
    })
    .await
}

/// Register these operations. What has a fixed name comes before what has a day in its place.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_suspensions).service(create_suspension).service(update_suspension);
    service.service(list_calendar_days).service(set_calendar_day).service(delete_calendar_day);
}
