//! `/people/search`.
use actix_web::{HttpRequest, HttpResponse, post, web};
use panoh_rules::calendar::legal_day;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::super::checking::Checking;
use super::super::person::BirthForm;
use super::find::{Wanted, find};
use super::hit::Found;
use crate::access::permission::SearchNames;
use crate::access::{Disclosed, May};
use crate::http::{Body, Language};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// People who are shown unless it is said otherwise.
const USUAL: u32 = 10;

/// Whom to look for.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchForm {
    /// A name in any script, as far as it is typed, with an error or two; or the whole number of a case, a document, a telephone or
    /// another system.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Mohammadi Zahra")]
    query: String,
    /// Nobody who was surely born at another time; whose birth is not known is found.
    birth: Option<BirthForm>,
    /// ISO 5218. Nobody who is of another sex; whose sex is not known is found.
    #[validate(length(min = 1, max = 1))]
    #[schema(min_length = 1, max_length = 1, example = "2")]
    sex: Option<String>,
    #[validate(range(min = 1, max = 50))]
    #[schema(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// Find somebody by a name in any script, or by a number.
#[utoipa::path(tag = "People", operation_id = "search_people", request_body = SearchForm, responses(
    (status = 200, body = Found), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("name_search.read"))))]
#[post("/people/search")]
async fn search_people(
    may: May<SearchNames>,
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<SearchForm>,
) -> Result<HttpResponse, Problem> {
    let language = Language::of(&request);
    may.disclose(async |tx| {
        let mut checking = Checking::new(&app.house.codes, legal_day(tx.now()));
        let wanted = body.0.checked(&mut checking);
        checking.finish()?;
        let found = find(tx, &wanted, language).await?;
        let shown: Vec<Uuid> = found.data.iter().map(|hit| hit.id).collect();
        let act = Act::new("person.search").class(2).fields(["names", "sex", "birth"]).change(json!({ "shown": shown }));
        Ok(Disclosed::new(found, act))
    })
    .await
}

impl SearchForm {
    fn checked(self, checking: &mut Checking<'_>) -> Wanted {
        checking.text(Some(&self.query), "/query");
        if let Some(sex) = &self.sex {
            checking.code("sex", sex, "/sex");
        }
        checking.day(self.birth.map(|birth| birth.date), "/birth/date");
        let limit = usize::try_from(self.limit.unwrap_or(USUAL)).unwrap_or_default();
        Wanted { query: self.query.trim().to_owned(), birth: self.birth.map(BirthForm::rule), sex: self.sex, limit }
    }
}

/// Register the operation.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(search_people);
}
