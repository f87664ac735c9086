//! `/retention`: closed cases and how long each is kept (programmes.md 4.3): what is restricted next, what goes to the archive next, what waits
//! there for two people, and what a legal hold keeps. Numbers and days only; who the cases are about is not said here.
use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text, Uuid as SqlUuid};
use panoh_rules::calendar::{Kind, Period, legal_day};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::permission::ReadLegalHold;
use crate::access::{Disclosed, May};
use crate::cases::retention::{RESTRICT_AFTER, Retention};
use crate::database::{Tx, sql};
use crate::http::{Cursor, Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::programmes::{Ground, House, ground};
use crate::server::App;

/// Which closed cases.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KeptAsked {
    /// `working` (closed, and not restricted yet), `restricted` or `archive`.
    #[serde(default)]
    #[param(inline)]
    stage: Retention,
    #[validate(length(max = 60))]
    programme: Option<String>,
    /// Only what a legal hold keeps.
    #[serde(default)]
    held: bool,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 500))]
    cursor: Option<String>,
}

/// A closed case, and how long it is kept.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct KeptCase {
    #[diesel(sql_type = SqlUuid)]
    case: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Date)]
    closed_on: NaiveDate,
    /// `working`, `restricted`, `archive`.
    #[diesel(sql_type = Text)]
    stage: String,
    /// Since when it is restricted, or in the archive.
    #[diesel(sql_type = Nullable<Date>)]
    since: Option<NaiveDate>,
    /// Last day of this stage, unless a hold stands; absent in the archive, which only two people end.
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
    /// Legal holds that stand.
    #[diesel(sql_type = BigInt)]
    holds: i64,
    /// The disposal that waits for its second person.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    disposal: Option<Uuid>,
}

const CASES: &str = "
SELECT c.id AS case, c.number, c.programme, c.class, c.closed_on, c.retention AS stage, c.retention_since AS since, NULL::date AS until,
       (SELECT count(*) FROM legal_holds h WHERE h.tenant_id = c.tenant_id AND h.case_id = c.id AND h.lifted_at IS NULL) AS holds,
       (SELECT d.id FROM disposals d WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id AND d.state = 'proposed') AS disposal
  FROM cases c
 WHERE c.tenant_id = $1 AND c.phase = 'closed' AND c.closed_on IS NOT NULL AND c.retention = $2 AND ($3::text IS NULL OR c.programme = $3)
   AND (NOT $4 OR EXISTS (SELECT 1 FROM legal_holds h WHERE h.tenant_id = c.tenant_id AND h.case_id = c.id AND h.lifted_at IS NULL))
   AND ($5::date IS NULL OR (c.closed_on, c.id) > ($5, $6))
 ORDER BY c.closed_on, c.id LIMIT $7";

/// Closed cases and how long each is kept, the longest closed first.
#[utoipa::path(tag = "Cases", operation_id = "list_retention", params(KeptAsked), responses(
    (status = 200, body = Page<KeptCase>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("legal_hold.read"))))]
#[get("/retention")]
async fn list_retention(may: May<ReadLegalHold>, app: web::Data<App>, asked: Parameters<KeptAsked>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let KeptAsked { stage, programme, held, limit, cursor } = asked.0;
        let (tenant, limit) = (tx.tenant(), Cursor::limit(limit));
        let cursors = app.cursors.of(format!("retention/{tenant}/{}/{programme:?}/{held}", stage.word()));
        let after: Option<(NaiveDate, Uuid)> = cursors.read(cursor.as_deref())?;
        let (day, id) = after.unzip();
        let statement = sql(CASES).uuid(tenant).text(stage.word()).opt_text(programme).boolean(held);
        let rows: Vec<KeptCase> = tx.rows(statement.opt_day(day).opt_uuid(id).big(limit.saturating_add(1))).await?;
        let mut page = cursors.page(rows, limit, |row| (row.closed_on, row.case), |row| row)?;
        say_until(tx, &app.house, stage, &mut page.data).await?;
        let class = page.data.iter().map(|line| line.class).max().unwrap_or(2).max(2);
        Ok(Disclosed::new(page, Act::new("retention.list").class(class).fields(["cases"])))
    })
    .await
}

/// How long this stage of a case lasts, counted from the day on which it was closed.
fn period(house: &House, ground: &Ground<'_>, stage: Retention, programme: &str, today: NaiveDate) -> Result<Option<Period>, Problem> {
    let key = match stage {
        Retention::Working => RESTRICT_AFTER,
        Retention::Restricted => match house.catalogue.programme(programme) {
            Some(programme) => programme.retention.as_str(),
            None => return Ok(None),
        },
        Retention::Archive => return Ok(None),
    };
    ground.parameters.period(key, today).map(Some).map_err(|error| Problem::defect("reading how long a case is kept", error))
}

async fn say_until(tx: &mut Tx<ReadLegalHold>, house: &House, stage: Retention, lines: &mut [KeptCase]) -> Result<(), Problem> {
    let today = legal_day(tx.now());
    let ground = ground(tx, house).await?;
    let mut known = BTreeMap::new();
    for line in lines {
        let lasts = match known.get(&line.programme) {
            Some(lasts) => *lasts,
            None => *known.entry(line.programme.clone()).or_insert(period(house, &ground, stage, &line.programme, today)?),
        };
        let last = lasts.map(|lasts| lasts.last_day(line.closed_on, Kind::Validity, &ground.calendar)).transpose();
        line.until = last.map_err(|error| Problem::defect("counting how long a case is kept", error))?;
    }
    Ok(())
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_retention);
}
