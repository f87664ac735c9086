//! `/imports` and `/operations`.
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::import::{Asked, Choice, OperationView, Why};
use super::line::{LineState, LineView};
use super::{operations, store};
use crate::access::permission::{CreateImport, ReadImport, UpdateImport};
use crate::access::{Disclosed, May};
use crate::http::{Body, Cursor, FileBytes, Language, Page, Parameters, Tables, Upload};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Send a file of people in: CSV (any usual encoding and separator) or XLSX. The work goes on after the answer; `Location` says
/// where it can be watched.
#[utoipa::path(tag = "Imports", operation_id = "create_import",
    request_body(content((FileBytes = "text/csv"), (FileBytes = "text/tab-separated-values"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    params(("dry_run" = Option<bool>, Query, description = "Check every line and write none; `commit` writes"),
        ("columns" = Option<String>, Query, description = "A JSON object, header → field, before what is recognised: `name`, `given`, `family`, `patronymic`, `father`, `grandfather`, `tribe`, `title` (of a second name `given.2` …), `sex`, `birth`, `birth_precision`, `citizenship`, `language`, `household`, `relationship`, `external_ids.SYSTEM`, `ignore`", max_length = 8000),
        ("date_order" = Option<String>, Query, description = "`day_first` or `month_first`, where the file's own days leave it open"),
        ("encoding" = Option<String>, Query, description = "Of a text, where it is not recognised"), ("sheet" = Option<String>, Query, description = "Of a spreadsheet; else the first"),
        ("duplicates" = Option<String>, Query, description = "`skip` (the usual) or `take` lines about somebody who is there already"),
        ("file_name" = Option<String>, Query, max_length = 200)),
    responses((status = 202, description = "Taken in", body = OperationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 413, body = ProblemBody), (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("import.create"))))]
#[post("/imports")]
async fn create_import(
    may: May<CreateImport>,
    asked: Parameters<Asked>,
    language: Language,
    upload: Upload<Tables>,
) -> Result<HttpResponse, Problem> {
    may.accept(async |tx| operations::receive(tx, &asked.0, upload.file, upload.size_bytes, language).await).await
}

/// Where to go on in a list.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PageAsked {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(min = 1, max = 500))]
    cursor: Option<String>,
}

/// Files that were sent in, newest first.
#[utoipa::path(tag = "Imports", operation_id = "list_imports",
    params(("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<OperationView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("import.read"))))]
#[get("/imports")]
async fn list_imports(
    may: May<ReadImport>,
    app: web::Data<App>,
    language: Language,
    asked: Parameters<PageAsked>,
) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let cursors = app.cursors.of(format!("imports/{}", tx.tenant()));
        let limit = Cursor::limit(asked.0.limit);
        let rows = store::imports(tx, cursors.read(asked.0.cursor.as_deref())?, limit.saturating_add(1)).await?;
        let page = cursors.page(rows, limit, |row| row.id, |row| row)?;
        let now = tx.now();
        let data = page.data.into_iter().map(|row| row.view(now, language)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { data, page: page.page })
    })
    .await
}

/// How far work is that goes on after its request, and what was found out about the file.
#[utoipa::path(tag = "Imports", operation_id = "get_operation", params(("id" = Uuid, Path)), responses((status = 200, body = OperationView),
    (status = 304, description = "If-None-Match names this version"), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("import.read"))))]
#[get("/operations/{id}")]
async fn get_operation(may: May<ReadImport>, path: web::Path<Uuid>, language: Language) -> Result<HttpResponse, Problem> {
    may.read(async |tx| operations::watch(tx, *path, language).await).await
}

/// Which lines of the report.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct LinesAsked {
    state: Option<LineState>,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(min = 1, max = 500))]
    cursor: Option<String>,
}

/// The report, line by line, in the caller's language: what is wrong where, who seems to be there already, whom a line became.
#[utoipa::path(tag = "Imports", operation_id = "list_operation_lines", params(("id" = Uuid, Path),
    ("state" = Option<String>, Query, description = "`ready`, `faulty`, `duplicate`, `written`, `skipped`, `undone` or `kept`"),
    ("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<LineView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("import.read"))))]
#[get("/operations/{id}/lines")]
async fn list_operation_lines(
    may: May<ReadImport>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    language: Language,
    asked: Parameters<LinesAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let columns = store::import(tx, *path).await?.found()?.map(|found| found.columns).unwrap_or_default();
        let state = asked.0.state.map(|state| state.word().to_owned());
        let cursors = app.cursors.of(format!("operations/{}/lines/{}/{}", *path, state.as_deref().unwrap_or_default(), tx.tenant()));
        let limit = Cursor::limit(asked.0.limit);
        let rows = store::report(tx, *path, state, cursors.read(asked.0.cursor.as_deref())?, limit.saturating_add(1)).await?;
        let page = cursors.page(rows, limit, |row| row.line, |row| row)?;
        let data = page.data.into_iter().map(|row| row.view(&columns, language)).collect::<Result<Vec<_>, _>>()?;
        Ok(Disclosed::new(
            Page { data, page: page.page },
            Act::new("import.lines").on("import", *path).class(2).fields(["lines", "duplicates"]),
        ))
    })
    .await
}

/// Write what a dry run found to be good.
#[utoipa::path(tag = "Imports", operation_id = "commit_operation", request_body = Choice, params(("id" = Uuid, Path)), responses((status = 202, description = "At work", body = OperationView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule import-not-checked", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("import.update"))))]
#[post("/operations/{id}/commit")]
async fn commit_operation(
    may: May<UpdateImport>,
    path: web::Path<Uuid>,
    language: Language,
    body: Body<Choice>,
) -> Result<HttpResponse, Problem> {
    may.accept(async |tx| operations::commit(tx, *path, &body.0, language).await).await
}

/// Stop the work. What is written stays, and can be taken back.
#[utoipa::path(tag = "Imports", operation_id = "cancel_operation", request_body = Why, params(("id" = Uuid, Path)), responses((status = 200, body = OperationView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule import-not-running", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("import.update"))))]
#[post("/operations/{id}/cancel")]
async fn cancel_operation(
    may: May<UpdateImport>,
    path: web::Path<Uuid>,
    language: Language,
    body: Body<Why>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| operations::cancel(tx, *path, body.0.reason, language).await).await
}

/// Take a whole file back: whoever it brought goes, unless something was done with them since.
#[utoipa::path(tag = "Imports", operation_id = "undo_import", request_body = Why, params(("id" = Uuid, Path)), responses((status = 202, description = "At work", body = OperationView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule import-nothing-to-undo", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("import.update"))))]
#[post("/imports/{id}/undo")]
async fn undo_import(may: May<UpdateImport>, path: web::Path<Uuid>, language: Language, body: Body<Why>) -> Result<HttpResponse, Problem> {
    may.accept(async |tx| operations::undo(tx, *path, body.0.reason, language).await).await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(create_import).service(list_imports).service(undo_import);
    service.service(get_operation).service(list_operation_lines).service(commit_operation).service(cancel_operation);
}
