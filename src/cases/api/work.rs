//! Today, for me: one ranked list, each line with the reason why it is there.
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use panoh_rules::programme::Programme;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::desk;
use super::whole;
use crate::access::permission::ReadWork;
use crate::access::{Disclosed, May, Member};
use crate::cases::apply::Desk;
use crate::cases::view::task_title;
use crate::cases::words::words;
use crate::database::sql;
use crate::http::Page;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// A deadline is on the list so many days before its last day.
const AHEAD_DAYS: i64 = 14;
/// One that was missed stays on it so long.
const BEHIND_DAYS: i64 = 30;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    title: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    due_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    due_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Integer)]
    programme_version: i32,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Nullable<Text>)]
    principal: Option<String>,
}

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkLine {
    /// `approval`, `deadline_overdue`, `deadline_due`, `task_mine`, `task_for_role`, `alert`.
    reason: String,
    /// What it is, in the caller's language.
    title: String,
    due_on: Option<NaiveDate>,
    due_at: Option<DateTime<Utc>>,
    /// Calendar days to the last day, negative when it is past.
    days_left: Option<i64>,
    /// The deadline, task or alert; the case itself for an approval.
    id: Uuid,
    case: Uuid,
    case_number: String,
    programme: String,
    /// How the case stands, in the caller's language.
    state_title: String,
    /// Name of the first person in the case.
    principal: Option<String>,
    /// Address of the case.
    link: String,
}

const WORK: &str = "
SELECT w.reason, w.id, w.name, w.title, w.due_on, w.due_at, c.id AS case_id, c.number, c.programme, c.programme_version, c.state, c.class,
       (SELECT n.as_written FROM case_subjects s JOIN person_names n ON n.tenant_id = s.tenant_id AND n.person_id = s.person_id
         WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id AND n.superseded_at IS NULL ORDER BY s.position, n.position LIMIT 1) AS principal
  FROM (
    SELECT 'approval' AS reason, 0 AS rank, c.id, c.proposal ->> 'transition' AS name, NULL::text AS title, NULL::date AS due_on, NULL::timestamptz AS due_at, c.id AS case_id
      FROM cases c WHERE c.tenant_id = $1 AND c.proposal IS NOT NULL AND c.proposal ->> 'proposed_by' <> $2::text
    UNION ALL
    (SELECT CASE WHEN d.state = 'missed' OR d.due_on < $3 THEN 'deadline_overdue' ELSE 'deadline_due' END, CASE WHEN d.state = 'missed' OR d.due_on < $3 THEN 1 ELSE 2 END,
           d.id, d.kind, NULL, d.due_on, d.due_at, d.case_id
      FROM cases c JOIN case_deadlines d ON d.tenant_id = c.tenant_id AND d.case_id = c.id
     WHERE c.tenant_id = $1 AND c.owner_id = $2 AND c.phase <> 'closed'
       AND (d.state = 'open' AND d.due_on <= $4 OR d.state = 'missed' AND d.due_on >= $5) ORDER BY d.due_on LIMIT 200)
    UNION ALL
    (SELECT 'task_mine', 2, t.id, coalesce(t.kind, ''), t.title, t.due_on, NULL, t.case_id
      FROM case_tasks t
     WHERE t.tenant_id = $1 AND t.state = 'open' AND t.assigned_to = $2 AND (t.kind IS NULL OR t.kind NOT LIKE 'approve:%')
     ORDER BY t.due_on NULLS LAST, t.id LIMIT 200)
    UNION ALL
    SELECT 'task_for_role', 3, t.id, coalesce(t.kind, ''), t.title, t.due_on, NULL, t.case_id
      FROM unnest(app_roles()) AS held (role) CROSS JOIN LATERAL (
        SELECT t.* FROM case_tasks t
         WHERE t.tenant_id = $1 AND t.state = 'open' AND t.assigned_to IS NULL AND t.for_role = held.role
           AND (t.kind IS NULL OR t.kind NOT LIKE 'approve:%')
         ORDER BY t.due_on NULLS LAST, t.id LIMIT 200) AS t
    UNION ALL
    (SELECT 'alert', 4, a.id, a.alert, NULL, NULL, a.raised_at, a.case_id
      FROM case_alerts a WHERE a.tenant_id = $1 AND a.seen_at IS NULL AND a.to_roles && app_roles() ORDER BY a.raised_at DESC LIMIT 200)
  ) AS w JOIN cases c ON c.tenant_id = $1 AND c.id = w.case_id
 ORDER BY w.rank, w.due_on NULLS LAST, w.due_at NULLS LAST, w.id LIMIT 200";

/// What there is to do today, the most pressing first.
#[utoipa::path(tag = "Work", operation_id = "get_work", responses((status = 200, body = Page<WorkLine>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("work.read"))))]
#[get("/work")]
async fn get_work(may: May<ReadWork>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.disclose_at_once(
        |opening| {
            let today = legal_day(opening.now);
            let day = |days: i64| today.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(today);
            sql(WORK).uuid(opening.tenant).uuid(opening.membership).day(today).day(day(AHEAD_DAYS)).day(day(-BEHIND_DAYS)).of::<Row>()
        },
        |tx, rows| {
            let class = rows.iter().map(|row| row.class).max().unwrap_or(2).max(2);
            let lines: Vec<WorkLine> = rows.into_iter().filter_map(|row| line(&desk, tx.member(), legal_day(tx.now()), row)).collect();
            let shown: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
            Ok(Disclosed::new(whole(lines), Act::new("work.read").class(class).fields(["work"]).change(json!({ "shown": shown }))))
        },
    )
    .await
}

fn line(desk: &Desk, member: &Member, today: NaiveDate, row: Row) -> Option<WorkLine> {
    let programme = desk.version(&row.programme, row.programme_version)?;
    if row.reason == "approval" && !may_approve(&programme, member, &row.name) {
        return None;
    }
    let title = match row.reason.as_str() {
        "approval" => words(&programme, desk.language, &format!("transitions/{}/title", row.name)),
        "alert" => words(&programme, desk.language, &format!("alerts/{}", row.name)),
        "deadline_overdue" | "deadline_due" => words(&programme, desk.language, &format!("deadlines/{}", row.name)),
        _ => row.title.unwrap_or_else(|| task_title(&programme, &row.name, desk.language)),
    };
    Some(WorkLine {
        reason: row.reason,
        title,
        due_on: row.due_on,
        due_at: row.due_at,
        days_left: row.due_on.map(|due_on| (due_on - today).num_days()),
        id: row.id,
        case: row.case_id,
        case_number: row.number,
        state_title: words(&programme, desk.language, &format!("states/{}", row.state)),
        principal: row.principal,
        programme: row.programme,
        link: format!("/cases/{}", row.case_id),
    })
}

fn may_approve(programme: &Programme, member: &Member, transition: &str) -> bool {
    programme.transition(transition).is_some_and(|transition| transition.approved_by.iter().any(|role| member.holds(role)))
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_work);
}
