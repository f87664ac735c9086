//! The list of cases: only what the member may see, newest first.
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use crate::access::permission::ReadCase;
use crate::access::{Disclosed, May};
use crate::cases::apply::Desk;
use crate::cases::retention::Retention;
use crate::cases::words::words;
use crate::database::{Ask, sql};
use crate::http::{Cursor, Page, Parameters};
use crate::ids::OrganisationId;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// Which cases.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesAsked {
    #[validate(length(max = 60))]
    programme: Option<String>,
    #[validate(length(max = 60))]
    state: Option<String>,
    #[validate(length(max = 20))]
    phase: Option<String>,
    /// Membership of the owner.
    owner: Option<Uuid>,
    team: Option<Uuid>,
    /// With an open deadline that ends before this day.
    due_before: Option<NaiveDate>,
    /// Beginning of the number.
    #[validate(length(max = 13))]
    q_number: Option<String>,
    /// `restricted` or `archive`: closed cases that are no longer worked with. Without it they are left out.
    #[serde(default)]
    #[param(inline)]
    retention: Retention,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 2000))]
    cursor: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = Integer)]
    programme_version: i32,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    phase: String,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = SqlUuid)]
    owner_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    owner_name: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team_id: Option<Uuid>,
    #[diesel(sql_type = Date)]
    opened_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    closed_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    next_due: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    principal: Option<String>,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    id: Uuid,
    number: String,
    programme: String,
    programme_title: String,
    state: String,
    state_title: String,
    phase: String,
    class: i16,
    owner: Uuid,
    owner_name: Option<String>,
    team: Option<Uuid>,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    /// Last day of the open deadline that ends first.
    next_due: Option<NaiveDate>,
    /// Name of the first person in the case.
    principal: Option<String>,
    version: i64,
}

/// The statement of a list that is narrowed by what leads it, for which there is an index in the list's order (migration 0070). The other
/// filters stand in a CASE, of which the planner assumes that it lets half through: it takes a list of `$n IS NULL OR …` for one that lets
/// nothing through, and would read and sort every case there is.
macro_rules! cases {
    ($led_by:literal) => {
        concat!(
            "
SELECT c.id, c.number, c.programme, c.programme_version, c.state, c.phase, c.class, c.owner_id, c.team_id, c.opened_on, c.closed_on, c.version, c.created_at,
       (SELECT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = c.tenant_id AND m.id = c.owner_id) AS owner_name,
       (SELECT min(d.due_on) FROM case_deadlines d WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id AND d.state = 'open') AS next_due,
       (SELECT n.as_written FROM case_subjects s JOIN person_names n ON n.tenant_id = s.tenant_id AND n.person_id = s.person_id
         WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id AND n.superseded_at IS NULL ORDER BY s.position, n.position LIMIT 1) AS principal
  FROM cases c
 WHERE c.tenant_id = $1 AND c.retention = $12",
            $led_by,
            "
   AND (c.created_at, c.id) < ($9, $10)
   AND CASE WHEN ($2::text IS NULL OR c.programme = $2) AND ($3::text IS NULL OR c.state = $3) AND ($4::text IS NULL OR c.phase = $4)
             AND ($5::uuid IS NULL OR c.owner_id = $5) AND ($6::uuid IS NULL OR c.team_id = $6)
             AND ($7::date IS NULL OR EXISTS (SELECT 1 FROM case_deadlines d WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id AND d.state = 'open' AND d.due_on < $7))
             AND ($8::text IS NULL OR left(c.number, length($8)) = $8) THEN true ELSE false END
 ORDER BY c.created_at DESC, c.id DESC LIMIT $11"
        )
    };
}

const NEWEST: &str = cases!("");
const OF_PROGRAMME: &str = cases!(" AND c.programme = $2");
const IN_STATE: &str = cases!(" AND c.programme = $2 AND c.state = $3");
const OF_OWNER: &str = cases!(" AND c.owner_id = $5");
const OF_NUMBER: &str = cases!(" AND c.number = $8");

/// Every statement that is read in the list's order, with the index that has it and what leads that; for the test that each does.
pub const STATEMENTS: [(&str, &str, &str); 4] = [
    (NEWEST, "cases_newest_idx", "retention = $12"),
    (OF_PROGRAMME, "cases_programme_idx", "programme = $2"),
    (IN_STATE, "cases_state_idx", "state = $3"),
    (OF_OWNER, "cases_owner_idx", "owner_id = $5"),
];

/// Characters of a whole number.
const WHOLE_NUMBER: usize = 13;

impl CasesAsked {
    /// The one that is narrowed most.
    fn statement(&self, number: Option<&str>) -> &'static str {
        match (number, self.owner, &self.programme, &self.state) {
            (Some(number), ..) if number.len() == WHOLE_NUMBER => OF_NUMBER,
            (_, Some(_), ..) => OF_OWNER,
            (_, _, Some(_), Some(_)) => IN_STATE,
            (_, _, Some(_), None) => OF_PROGRAMME,
            _ => NEWEST,
        }
    }
}

/// Cases, newest first.
#[utoipa::path(tag = "Cases", operation_id = "list_cases", params(CasesAsked), responses(
    (status = 200, body = Page<CaseLine>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("case.read"))))]
#[get("/cases")]
async fn list_cases(may: May<ReadCase>, request: HttpRequest, asked: Parameters<CasesAsked>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let (tenant, asked) = (may.tenant(), asked.0);
    let limit = Cursor::limit(asked.limit);
    let kept = asked.retention.word();
    let filters = (&asked.programme, &asked.state, &asked.phase, asked.owner, asked.team, asked.due_before, &asked.q_number, kept);
    let cursors = may.app().cursors.clone();
    let cursor = cursors.of(format!("cases/{tenant}/{filters:?}"));
    let after: Option<(DateTime<Utc>, Uuid)> = cursor.read(asked.cursor.as_deref())?;
    may.disclose_at_once(
        |_| question(tenant, asked, after, limit),
        |_, rows| {
            let page = cursor.page(rows, limit, |row| (row.created_at, row.id), |row| line(&desk, row))?;
            let shown: Vec<Uuid> = page.data.iter().map(|line| line.id).collect();
            let class = page.data.iter().map(|line| line.class).max().unwrap_or(2).max(2);
            Ok(Disclosed::new(page, Act::new("case.list").class(class).fields(["cases", "principal"]).change(json!({ "shown": shown }))))
        },
    )
    .await
}

fn question(tenant: OrganisationId, asked: CasesAsked, after: Option<(DateTime<Utc>, Uuid)>, limit: i64) -> Ask<Row> {
    // Before everything that there can be, so that where the last page ended is always a bound of the index.
    let (at, id) = after.unwrap_or((DateTime::<Utc>::MAX_UTC, Uuid::max()));
    let number = asked.q_number.as_ref().map(|text| text.trim().to_uppercase());
    let statement =
        sql(asked.statement(number.as_deref())).uuid(tenant).opt_text(asked.programme).opt_text(asked.state).opt_text(asked.phase);
    let statement = statement.opt_uuid(asked.owner).opt_uuid(asked.team).opt_day(asked.due_before).opt_text(number);
    let statement = statement.at(at).uuid(id).big(limit.saturating_add(1));
    statement.text(asked.retention.word()).of()
}

fn line(desk: &Desk, row: Row) -> CaseLine {
    let programme = desk.version(&row.programme, row.programme_version);
    let say = |key: &str, name: &str| programme.as_ref().map_or_else(|| name.to_owned(), |programme| words(programme, desk.language, key));
    CaseLine {
        programme_title: say("title", &row.programme),
        state_title: say(&format!("states/{}", row.state), &row.state),
        id: row.id,
        number: row.number,
        programme: row.programme,
        state: row.state,
        phase: row.phase,
        class: row.class,
        owner: row.owner_id,
        owner_name: row.owner_name,
        team: row.team_id,
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        next_due: row.next_due,
        principal: row.principal,
        version: row.version,
    }
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_cases);
}
