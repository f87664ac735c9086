//! `/people/{id}/documents`: papers that say who somebody is. A machine-readable zone is read and checked, and what it says
//! otherwise than the record is shown, never refused: an officer compares it with the document (programmes.md N10).
use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::NaiveDate;
use panoh_rules::document_number::number_key;
use panoh_rules::mrz::Mrz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::attached::{self, Attached, Names, Standing, Statements, statements};
use super::checking::{Checking, NoParameters};
use super::store;
use crate::access::May;
use crate::access::Permission;
use crate::access::permission::{ReadPerson, UpdatePerson};
use crate::database::Tx;
use crate::http::{Body, IfMatch, Page, Parameters};
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Letters of a document's number; the form says the same of itself.
const LONGEST_NUMBER: usize = 60;

/// A document that says who somebody is, or `none`: that they have none.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentForm {
    /// Of the list `document-kind`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "passport")]
    kind: String,
    /// Of the list `country`.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3, example = "AFG")]
    issuer: Option<String>,
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    /// Last day on which it is valid.
    expires_on: Option<NaiveDate>,
    /// The lines of its machine-readable zone (ICAO 9303).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    mrz: Option<String>,
    /// Of the list `document-authenticity`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "seen")]
    authenticity: String,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// A document as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct DocumentView {
    #[serde(flatten)]
    document: DocumentForm,
    /// Parts of the zone whose check digit is wrong: `document_number`, `birth`, `expiry`, `personal_number`, `composite`.
    mrz_failed: Vec<String>,
    /// What the zone says otherwise than is recorded: `number`, `issuer`, `expires_on`, `birth`, `sex`.
    mrz_differs: Vec<String>,
    #[serde(flatten)]
    standing: Standing,
}

impl AsRef<DocumentForm> for DocumentView {
    fn as_ref(&self) -> &DocumentForm {
        &self.document
    }
}
impl AsRef<Standing> for DocumentView {
    fn as_ref(&self) -> &Standing {
        &self.standing
    }
}

impl Attached for DocumentForm {
    type View = DocumentView;
    const NAMES: Names = Names {
        kind: "document",
        field: "documents",
        list: "person.documents",
        add: "document.create",
        change: "document.update",
        remove: "document.remove",
        compared: true,
        withheld: &[],
    };
    const SQL: Statements = statements!(
        "person_documents",
        "kind, issuer, number, number_key, issued_on, expires_on, mrz, mrz_failed, mrz_differs, authenticity, note"
    );

    async fn prepare<P: Permission>(&self, tx: &mut Tx<P>, person: Uuid, checking: &mut Checking<'_>) -> Result<Value, Problem> {
        let key = self.check(checking, "");
        let (mut failed, mut differs) = (Vec::new(), Vec::new());
        if let Some(zone) = &self.mrz {
            match Mrz::parse(zone) {
                Err(_) => checking.fault("/mrz", "mrz_unreadable"),
                Ok(zone) => {
                    failed = zone.failed.iter().filter_map(|check| serde_json::to_value(check).ok()).collect();
                    differs = self.differs(tx, person, &zone, checking.today).await?;
                }
            }
        }
        Ok(json!({ "number_key": key, "mrz_failed": failed, "mrz_differs": differs }))
    }
}

impl DocumentForm {
    /// A document that a list names and nobody has seen yet.
    pub fn listed(kind: String, number: Option<String>, issuer: Option<String>) -> Self {
        let authenticity = "unverified".to_owned();
        Self { kind, issuer, number, issued_on: None, expires_on: None, mrz: None, authenticity, note: None }
    }

    /// The same, with its days.
    #[must_use]
    pub fn dated(self, issued_on: Option<NaiveDate>, expires_on: Option<NaiveDate>) -> Self {
        Self { issued_on, expires_on, ..self }
    }

    /// The day on which it was issued, and the last on which it is valid.
    pub(super) fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.issued_on, self.expires_on)
    }

    /// What can be judged without looking at the person; the number as it is compared.
    pub(super) fn check(&self, checking: &mut Checking<'_>, at: &str) -> Option<String> {
        let at = |member: &str| format!("{at}/{member}");
        checking.code("document-kind", &self.kind, at("kind"));
        checking.code("document-authenticity", &self.authenticity, at("authenticity"));
        if let Some(issuer) = &self.issuer {
            checking.code("country", issuer, at("issuer"));
        }
        checking.text(self.number.as_deref(), at("number"));
        checking.lines(self.note.as_deref(), &at("note"));
        if checking.past_day(self.issued_on, &at("issued_on")) && checking.day(self.expires_on, &at("expires_on")) {
            checking.order(self.issued_on, self.expires_on, at("expires_on"));
        }
        let key = self.number.as_deref().map(number_key);
        if self.kind == "none" && key.is_some() {
            checking.fault(at("number"), "not_of_this_kind");
        }
        if key.as_deref() == Some("") {
            checking.fault(at("number"), "required");
        }
        if self.number.as_deref().is_some_and(|number| number.chars().count() > LONGEST_NUMBER) {
            checking.limits(at("number"), "length", 1, LONGEST_NUMBER);
        }
        key
    }

    /// Its columns that a list can fill.
    pub(super) fn columns(&self) -> (String, Option<String>, Option<String>, String) {
        (self.kind.clone(), self.issuer.clone(), self.number.clone(), self.authenticity.clone())
    }

    /// What a zone says otherwise than the document and the person; what either leaves open is no difference.
    async fn differs<P: Permission>(
        &self,
        tx: &mut Tx<P>,
        person: Uuid,
        zone: &Mrz,
        today: NaiveDate,
    ) -> Result<Vec<&'static str>, Problem> {
        let facts = store::person(tx, person).await?.facts()?;
        let number = self.number.as_deref().is_some_and(|number| number_key(number) != number_key(&zone.document_number));
        // Zones pad what has fewer than three letters, as Germany's `D`.
        let issuer = self.issuer.as_deref().is_some_and(|issuer| zone.issuer.len() == 3 && issuer != zone.issuer);
        let expires = zone.expires_on(today).zip(self.expires_on).is_some_and(|(zone, said)| zone != said);
        let birth = zone.birth_on(today).zip(facts.birth).is_some_and(|(zone, said)| {
            let said = said.rule();
            zone.latest() < said.earliest() || said.latest() < zone.earliest()
        });
        let sex = matches!((zone.sex, facts.sex.as_str()), ('M', "2") | ('F', "1"));
        let found = [("number", number), ("issuer", issuer), ("expires_on", expires), ("birth", birth), ("sex", sex)];
        Ok(found.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect())
    }
}

/// Identity documents of a person, removed ones too.
#[utoipa::path(tag = "People", operation_id = "list_documents", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<DocumentView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}/documents")]
async fn list_documents(may: May<ReadPerson>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| attached::list::<DocumentForm, _>(tx, *path).await).await
}

/// Add an identity document; its machine-readable zone is read and checked.
#[utoipa::path(tag = "People", operation_id = "add_document", request_body = DocumentForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = DocumentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[post("/people/{id}/documents")]
async fn add_document(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<DocumentForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| attached::add(tx, &app.house, *path, body.0).await).await
}

/// Say anew what is known of an identity document, as a whole.
#[utoipa::path(tag = "People", operation_id = "put_document", request_body = DocumentForm,
    params(("id" = Uuid, Path), ("document" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DocumentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule record-removed", body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("person.update"))))]
#[put("/people/{id}/documents/{document}")]
async fn put_document(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<DocumentForm>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| attached::change(tx, &app.house, *path, seen.0, body.0).await).await
}

/// Take away an identity document that was recorded by mistake; it stays in the file as removed.
#[utoipa::path(tag = "People", operation_id = "remove_document",
    params(("id" = Uuid, Path), ("document" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DocumentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule record-removed", body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[delete("/people/{id}/documents/{document}")]
async fn remove_document(may: May<UpdatePerson>, path: web::Path<(Uuid, Uuid)>, seen: IfMatch) -> Result<HttpResponse, Problem> {
    may.change(async |tx| attached::remove::<DocumentForm, _>(tx, *path, seen.0).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_documents).service(add_document).service(put_document).service(remove_document);
}
