//! Tasks of a case: shown, written by hand, assigned, done.
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::Command;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use super::whole;
use crate::access::permission::{CreateTask, ReadTask, UpdateTask};
use crate::access::{Disclosed, May, Permission};
use crate::cases::apply::{Desk, apply, follow_assignments};
use crate::cases::case::{Case, hold, load, lock};
use crate::cases::view::{TaskView, tasks};
use crate::database::{IdRow, Recorded, Tx, sql};
use crate::http::{Body, IfMatch, Page, Representation};
use crate::ids::TaskId;
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};

impl Representation for TaskView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// Open tasks of a case.
#[utoipa::path(tag = "Tasks", operation_id = "list_tasks", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<TaskView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("task.read"))))]
#[get("/cases/{id}/tasks")]
async fn list_tasks(may: May<ReadTask>, request: HttpRequest, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let programme = desk.programme(&case.row)?;
        let act = Act::new("task.list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["tasks"]);
        Ok(Disclosed::new(whole(tasks(&programme, &case, tx.member(), desk.language)), act))
    })
    .await
}

/// A task to be written down.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskWish {
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    title: String,
    /// Role that shall do it; by default the writer's own first role.
    #[validate(length(min = 1, max = 60))]
    for_role: Option<String>,
    /// Membership that shall do it.
    assigned_to: Option<Uuid>,
    due_on: Option<NaiveDate>,
}

/// Write a task by hand.
#[utoipa::path(tag = "Tasks", operation_id = "create_task", request_body = TaskWish, params(("id" = Uuid, Path)), responses(
    (status = 201, body = TaskView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("task.create"))))]
#[post("/cases/{id}/tasks")]
async fn create_task(may: May<CreateTask>, path: web::Path<Uuid>, body: Body<TaskWish>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let case = lock(tx, *path).await?;
        let (tenant, now, wish) = (tx.tenant(), tx.now(), body.0);
        assignable(tx, &case, wish.assigned_to).await?;
        let own_role = tx.member().roles.first().cloned().unwrap_or_default();
        let view = TaskView {
            id: TaskId::new().0,
            task: None,
            title: wish.title,
            for_role: wish.for_role.unwrap_or(own_role),
            assigned_to: wish.assigned_to,
            opened_on: legal_day(now),
            due_on: wish.due_on,
            version: 1,
        };
        let statement = sql(
            "INSERT INTO case_tasks (tenant_id, id, case_id, position, title, for_role, assigned_to, opened_on, due_on, state, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)",
        );
        let statement = statement
            .uuid(tenant)
            .uuid(view.id)
            .uuid(*path)
            .int(case.last_task.saturating_add(1))
            .text(view.title.clone())
            .text(view.for_role.clone());
        tx.execute(statement.opt_uuid(view.assigned_to).day(view.opened_on).opt_day(view.due_on).at(now)).await?;
        if view.assigned_to.is_some() {
            follow_assignments(tx, &[*path]).await?;
        }
        let act = Act::new("task.create").on("task", view.id).case(*path).class(case.row.class).fields([
            "title",
            "for_role",
            "assigned_to",
            "due_on",
        ]);
        tx.record(act, view).await
    })
    .await
}

/// Whoever shall do it works here, and is on the list of a K4 case: a task opens none (programmes.md 3.4).
async fn assignable<P: Permission>(tx: &mut Tx<P>, case: &Case, membership: Option<Uuid>) -> Result<(), Problem> {
    let Some(membership) = membership else { return Ok(()) };
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("SELECT m.id FROM memberships m
          WHERE m.tenant_id = $1 AND m.id = $2 AND m.user_id IS NOT NULL AND m.deactivated_at IS NULL AND (m.ends_on IS NULL OR m.ends_on >= $3)
            AND ($4 < 4 OR EXISTS (SELECT 1 FROM case_access a WHERE a.tenant_id = m.tenant_id AND a.case_id = $5 AND a.membership_id = m.id
                                    AND a.from_at <= $6 AND (a.until_at IS NULL OR a.until_at > $6)))");
    let statement = statement.uuid(tenant).uuid(membership).day(legal_day(now)).small(case.row.class).uuid(case.row.id).at(now);
    let found: Option<IdRow> = tx.maybe(statement).await?;
    found.map(|_| ()).ok_or_else(|| Problem::field("/assigned_to", "unknown_reference"))
}

/// What may change about a task.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskChange {
    /// `true`: it is done.
    done: Option<bool>,
    /// Membership that shall do it; null for nobody in particular.
    #[serde(default, deserialize_with = "super::nullable")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<Option<Uuid>>,
}

/// Assign a task, or say that it is done.
#[utoipa::path(tag = "Tasks", operation_id = "update_task", request_body = TaskChange, params(("id" = Uuid, Path), ("task" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TaskView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("task.update"))))]
#[patch("/cases/{id}/tasks/{task}")]
async fn update_task(
    may: May<UpdateTask>,
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<TaskChange>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.change(async |tx| change(tx, &desk, *path, seen, body.0).await).await
}

async fn change(
    tx: &mut Tx<UpdateTask>,
    desk: &Desk,
    (id, task): (Uuid, Uuid),
    seen: IfMatch,
    change: TaskChange,
) -> Result<Recorded<TaskView>, Problem> {
    let (case, ground) = hold(tx, &desk.house, id).await?;
    let programme = desk.programme(&case.row)?;
    let mut view = tasks(&programme, &case, tx.member(), desk.language).into_iter().find(|open| open.id == task).ok_or(Code::NotFound)?;
    if view.version != seen.0 {
        return Err(Problem::stale(view.version));
    }
    let class = case.row.class;
    let mut fields = Vec::new();
    if let Some(assigned_to) = change.assigned_to {
        fields.push("assigned_to");
        assignable(tx, &case, assigned_to).await?;
        let (tenant, version) = (tx.tenant(), view.version);
        let statement =
            sql("UPDATE case_tasks SET assigned_to = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
        tx.execute(statement.uuid(tenant).uuid(task).big(version).opt_uuid(assigned_to)).await?;
        view.assigned_to = assigned_to;
        view.version = version.saturating_add(1);
    }
    if change.done == Some(true) {
        fields.push("done");
        match &view.task {
            Some(name) => {
                apply(tx, desk, &ground, case, &Command::TaskDone { task: name.clone() }).await?;
            }
            None => {
                let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
                let statement = sql(
                    "UPDATE case_tasks SET state = 'done', done_by = $3, done_at = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2",
                );
                tx.execute(statement.uuid(tenant).uuid(task).uuid(by).at(now)).await?;
            }
        }
        view.version = view.version.saturating_add(1);
    }
    if fields.is_empty() {
        return Err(Problem::field("", "required"));
    }
    follow_assignments(tx, &[id]).await?;
    tx.record(Act::new("task.update").on("task", task).case(id).class(class).fields(fields), view).await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_tasks).service(create_task).service(update_task);
}
