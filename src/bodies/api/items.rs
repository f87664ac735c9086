//! `/items`: what is decided on, who leaves the room for it, ballots, and the outcome.
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::super::ballots::{self, BallotView, Ballots};
use super::super::closing;
use super::super::reading::{self, ItemLine, ItemView};
use crate::access::permission::{CastBallot, ReadBallot, ReadDocketItem, TransitionDocketItem, UpdateDocketItem};
use crate::access::{Disclosed, May};
use crate::database::Tx;
use crate::http::{Body, Cursor, Cursors, Page, Parameters};
use crate::ids::ItemId;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// State of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ItemState)]
pub enum State {
    Waiting,
    Listed,
    Decided,
    Adjourned,
    Withdrawn,
}

impl State {
    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Listed => "listed",
            Self::Decided => "decided",
            Self::Adjourned => "adjourned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Which items.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Items {
    #[param(inline)]
    pub state: Option<State>,
    pub body: Option<Uuid>,
    pub case: Option<Uuid>,
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What a ballot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Vote {
    Yes,
    No,
    /// Counts for the quorum, not for the majority.
    Abstain,
}

impl Vote {
    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Abstain => "abstain",
        }
    }
}

/// A ballot of the seat that one attends for. It is final.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBallot {
    pub seat: Uuid,
    pub vote: Vote,
    /// A dissenting opinion.
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub dissent: Option<String>,
}

/// A seat leaves the room for an item.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecusal {
    pub seat: Uuid,
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub ground: String,
}

/// What a decision carries. Which of it is needed is a rule of the body.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    #[validate(length(max = 20_000))]
    #[schema(max_length = 20_000)]
    pub reasons: Option<String>,
    #[validate(length(max = 2_000))]
    #[schema(max_length = 2_000)]
    pub legal_ground: Option<String>,
    /// The finding on exclusion, for a positive decision.
    #[validate(length(max = 20_000))]
    #[schema(max_length = 20_000)]
    pub exclusion_screening: Option<String>,
}

/// Why an item is adjourned.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjournment {
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub ground: String,
}

/// A page of items.
///
/// # Errors
/// `cursor_invalid`, or what the database says.
pub(super) async fn page(
    tx: &mut Tx<ReadDocketItem>,
    cursors: &Cursors,
    asked: &Items,
    sitting: Option<Uuid>,
) -> Result<Page<ItemLine>, Problem> {
    let list = format!("items/{}/{sitting:?}/{:?}/{:?}/{:?}", tx.tenant(), asked.state, asked.body, asked.case);
    let (cursor, limit) = (cursors.of(list), Cursor::limit(asked.limit));
    let after = cursor.read::<Uuid>(asked.cursor.as_deref())?;
    let rows = reading::items(tx, asked, sitting, after, limit + 1).await?;
    cursor.page(rows, limit, |row| row.id, |row| row)
}

/// Items in the order in which they were placed before their bodies.
#[utoipa::path(tag = "Bodies", operation_id = "list_items", params(Items), responses((status = 200, body = Page<ItemLine>), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.read"))))]
#[get("/items")]
async fn list_items(may: May<ReadDocketItem>, asked: Parameters<Items>) -> Result<HttpResponse, Problem> {
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let page = page(tx, &cursors, &asked.0, None).await?;
        Ok(Disclosed::new(page, Act::new("docket_item.list").class(2).fields(["case_number", "question", "outcome"])))
    })
    .await
}

/// One item, with its frozen papers for the body that decides on it.
#[utoipa::path(tag = "Bodies", operation_id = "get_item", params(("id" = Uuid, Path)), responses((status = 200, body = ItemView), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.read"))))]
#[get("/items/{id}")]
async fn get_item(may: May<ReadDocketItem>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let house = may.app().house.clone();
    may.disclose(async |tx| {
        let id = ItemId(path.into_inner());
        let view = reading::item(tx, &house, id).await?;
        let act = Act::new("docket_item.read").on("docket_item", id).case(view.case_id).class(view.class);
        let fields = ["question", "outcome", "reasons"].into_iter().map(str::to_owned).chain(view.sections.iter().cloned());
        let act = act.fields(fields.collect::<Vec<String>>());
        Ok(Disclosed::new(view, act))
    })
    .await
}

/// A seat leaves the room for this item.
#[utoipa::path(tag = "Bodies", operation_id = "recuse_seat", params(("id" = Uuid, Path)), request_body = NewRecusal, responses((status = 200, body = ItemView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.update"))))]
#[post("/items/{id}/recusals")]
async fn recuse_seat(may: May<UpdateDocketItem>, path: web::Path<Uuid>, body: Body<NewRecusal>) -> Result<HttpResponse, Problem> {
    let (house, id) = (may.app().house.clone(), ItemId(path.into_inner()));
    may.decide(async |tx| ballots::recuse(tx, &house, id, &body.0).await).await
}

/// Ballots: one's own until the item is closed, then every seat's.
#[utoipa::path(tag = "Bodies", operation_id = "list_ballots", params(("id" = Uuid, Path)), responses((status = 200, body = Ballots), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("ballot.read"))))]
#[get("/items/{id}/ballots")]
async fn list_ballots(may: May<ReadBallot>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let house = may.app().house.clone();
    may.disclose(async |tx| {
        let id = ItemId(path.into_inner());
        let (ballots, item) = ballots::ballots(tx, &house, id).await?;
        Ok(Disclosed::new(ballots, Act::new("ballot.list").on("docket_item", id).case(item.case_id).class(2).fields(["vote", "dissent"])))
    })
    .await
}

/// Vote for the seat that one attends for.
#[utoipa::path(tag = "Bodies", operation_id = "cast_ballot", params(("id" = Uuid, Path)), request_body = NewBallot, responses((status = 200, body = BallotView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("ballot.vote"))))]
#[post("/items/{id}/ballots")]
async fn cast_ballot(may: May<CastBallot>, path: web::Path<Uuid>, body: Body<NewBallot>) -> Result<HttpResponse, Problem> {
    let (house, id) = (may.app().house.clone(), ItemId(path.into_inner()));
    may.decide(async |tx| ballots::vote(tx, &house, id, &body.0).await).await
}

/// Close an item: count, and let the case move by the outcome.
#[utoipa::path(tag = "Bodies", operation_id = "close_item", params(("id" = Uuid, Path)), request_body = Decision, responses((status = 200, body = ItemView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.transition"))))]
#[post("/items/{id}/close")]
async fn close_item(may: May<TransitionDocketItem>, path: web::Path<Uuid>, body: Body<Decision>) -> Result<HttpResponse, Problem> {
    let (house, id) = (may.app().house.clone(), ItemId(path.into_inner()));
    may.decide(async |tx| closing::close(tx, &house, id, &body.0).await).await
}

/// Adjourn an item to another sitting.
#[utoipa::path(tag = "Bodies", operation_id = "adjourn_item", params(("id" = Uuid, Path)), request_body = Adjournment, responses((status = 200, body = ItemView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.transition"))))]
#[post("/items/{id}/adjourn")]
async fn adjourn_item(may: May<TransitionDocketItem>, path: web::Path<Uuid>, body: Body<Adjournment>) -> Result<HttpResponse, Problem> {
    let (house, id) = (may.app().house.clone(), ItemId(path.into_inner()));
    may.decide(async |tx| closing::adjourn(tx, &house, id, &body.0).await).await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service
        .service(list_items)
        .service(get_item)
        .service(recuse_seat)
        .service(list_ballots)
        .service(cast_ballot)
        .service(close_item)
        .service(adjourn_item);
}
