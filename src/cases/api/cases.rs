//! Opening cases, reading them, doing acts to them.
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::permission::{CreateCase, ReadCase, TransitionCase};
use crate::access::{Disclosed, May};
use crate::cases::apply::Desk;
use crate::cases::case;
use crate::cases::operations::{self, Wish};
use crate::cases::view::CaseView;
use crate::http::{Body, IfMatch, Language};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::programmes::{ground_of, ground_question};
use crate::server::App;

/// What a request brings besides its body.
pub(super) fn desk(app: &App, request: &HttpRequest) -> Desk {
    Desk { house: app.house.clone(), language: Language::of(request) }
}

/// A person and their place in the case.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectOf {
    pub person: Uuid,
    /// A subject role of the programme; the first of them is the principal.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub role: String,
}

/// A case to open.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseOpening {
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    programme: String,
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    subjects: Vec<SubjectOf>,
    /// Answers by section.
    #[serde(default)]
    #[schema(value_type = Object)]
    sections: IndexMap<String, Value>,
    /// The act that opens it; by default the first that the member's roles may do.
    #[validate(length(min = 1, max = 60))]
    transition: Option<String>,
    #[validate(length(min = 1, max = 2000))]
    reason: Option<String>,
    /// The team that has it; by default the member's own.
    team: Option<Uuid>,
    /// A day or an instant, not in the future; by default today.
    #[validate(length(min = 10, max = 40))]
    effective_at: Option<String>,
}

/// Open a case.
#[utoipa::path(tag = "Cases", operation_id = "create_case", request_body = CaseOpening, responses(
    (status = 201, body = CaseView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, description = "refused", body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("case.create"))))]
#[post("/cases")]
async fn create_case(may: May<CreateCase>, request: HttpRequest, body: Body<CaseOpening>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let CaseOpening { programme, subjects, sections, transition, reason, team, effective_at } = body.0;
    let people: Vec<(Uuid, String)> = subjects.into_iter().map(|subject| (subject.person, subject.role)).collect();
    let wish = Wish { transition, effective_at, reason, sections };
    may.create(async |tx| operations::open(tx, &desk, &programme, &people, team, wish).await).await
}

/// A case, as this member may see it.
#[utoipa::path(tag = "Cases", operation_id = "get_case", params(("id" = Uuid, Path)), responses(
    (status = 200, body = CaseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("case.read"))))]
#[get("/cases/{id}")]
async fn get_case(may: May<ReadCase>, request: HttpRequest, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let id = *path;
    may.disclose_at_once(
        |opening| (case::question(opening.tenant, id), ground_question(opening.tenant)),
        |tx, (found, own)| {
            let found = case::found(found)?;
            let class = found.row.class.max(2);
            let view = CaseView::of(tx, &desk, &ground_of(&desk.house, own)?, found)?;
            let act = Act::new("case.read").on("case", id).case(id).class(view.proposal.as_ref().map_or(class, |it| it.class.max(class)));
            let mut fields = ["case", "subjects", "deadlines", "papers", "tasks"].map(str::to_owned).to_vec();
            fields.extend(view.proposal.iter().flat_map(|it| it.sections.keys().cloned()));
            Ok(Disclosed::new(view, act.fields(fields)))
        },
    )
    .await
}

/// An act to do.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionWish {
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    transition: String,
    /// A day or an instant, not in the future; by default today.
    #[validate(length(min = 10, max = 40))]
    effective_at: Option<String>,
    #[validate(length(min = 1, max = 2000))]
    reason: Option<String>,
    /// Answers by section.
    #[serde(default)]
    #[schema(value_type = Object)]
    sections: IndexMap<String, Value>,
}

/// Do an act to a case.
#[utoipa::path(tag = "Cases", operation_id = "transition_case", request_body = TransitionWish, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CaseView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused", body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("case.transition"))))]
#[post("/cases/{id}/transitions")]
async fn transition_case(
    may: May<TransitionCase>,
    request: HttpRequest,
    path: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<TransitionWish>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let TransitionWish { transition, effective_at, reason, sections } = body.0;
    let wish = Wish { transition: Some(transition), effective_at, reason, sections };
    may.change(async |tx| operations::transition(tx, &desk, *path, seen.0, wish).await).await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(create_case).service(get_case).service(transition_case);
}
