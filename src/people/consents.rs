//! `/people/{id}/consents`: what somebody agreed to, or the law orders, as a ledger (programmes.md 3.1). A consent is a fact that is
//! never changed; its withdrawal is another fact, and ends sharing from that instant. Whoever shares anything asks [`covers`] in the
//! transaction of the act.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::attached::difference;
use super::checking::{Checking, NoParameters, at, rule_says_no};
use super::store;
use crate::access::permission::{CreateConsent, ReadConsent, UpdateConsent};
use crate::access::{Disclosed, May, Permission};
use crate::database::{IdRow, Recorded, Tx, sql};
use crate::http::{Body, Page, Parameters, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};
use crate::programmes::House;
use crate::server::App;

/// Everything that is known.
const ALL_FIELDS: &str = "*";

/// Groups of what is known of a person that a consent may name.
pub const FIELDS: &[&str] =
    &["names", "birth", "citizenships", "documents", "contacts", "household", "case", "photo", "health", ALL_FIELDS];

/// A consent, or the law that stands in its place.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentForm {
    /// Of the list `consent-purpose`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "share-with-org")]
    purpose: String,
    /// What may be shared: `names`, `birth`, `citizenships`, `documents`, `contacts`, `household`, `case`, `photo`, `health`; `*` is all.
    #[validate(length(min = 1, max = 10))]
    #[schema(min_items = 1, max_items = 10)]
    fields: Vec<String>,
    /// With whom, by the name under which sharing knows them; without one, nothing leaves the organisation.
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    recipient: Option<String>,
    /// `self`, `guardian` or `legal-basis`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "self")]
    given_by: String,
    /// The person who gave it for them.
    guardian: Option<Uuid>,
    /// Law and article, where the law stands in the place of a consent.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    legal_article: Option<String>,
    /// Of the list `consent-form`; not with a legal basis.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "written")]
    form: Option<String>,
    /// First day; today where nothing is said.
    from: Option<NaiveDate>,
    /// Last day.
    until: Option<NaiveDate>,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// Why a consent ends.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// A consent as it stands in the ledger of consents.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub(super) struct ConsentView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    purpose: String,
    #[diesel(sql_type = Array<Text>)]
    fields: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    recipient: Option<String>,
    #[diesel(sql_type = Text)]
    given_by: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    guardian: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    legal_article: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    form: Option<String>,
    #[diesel(sql_type = Date)]
    from: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    note: Option<String>,
    /// The membership that recorded it.
    #[diesel(sql_type = SqlUuid)]
    recorded_by: Uuid,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    /// From this instant it covers nothing.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    withdrawn_at: Option<DateTime<Utc>>,
}

impl Representation for ConsentView {
    fn location(&self) -> Option<String> {
        Some(format!("/people/{}/consents", self.person))
    }
}

// A guardian is shown where the person is: a hidden one is none.
const LIST: &str = "
SELECT c.id, c.person_id AS person, c.purpose, c.fields, c.recipient, c.given_by,
       (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = c.guardian_id) AS guardian, c.legal_article, c.form,
       c.from_on AS from, c.until_on AS until, c.note, c.recorded_by, c.created_at, w.withdrawn_at
  FROM person_consents c LEFT JOIN person_consent_withdrawals w ON w.tenant_id = c.tenant_id AND w.consent_id = c.id
 WHERE c.tenant_id = $1 AND (c.person_id = $2 OR c.person_id IN (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.merged_into = $2))
   AND ($3::uuid IS NULL OR c.id = $3) ORDER BY c.created_at DESC, c.id DESC LIMIT 500";

async fn rows<P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Option<Uuid>) -> Result<Vec<ConsentView>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql(LIST).uuid(tenant).uuid(person).opt_uuid(id)).await
}

async fn row<P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Uuid) -> Result<ConsentView, Problem> {
    rows(tx, person, Some(id)).await?.into_iter().next().ok_or_else(|| Code::NotFound.into())
}

// A merged record's consents are the survivor's. Days are legal ones; a withdrawal counts from its instant.
const COVERS: &str = "
SELECT c.id FROM person_consents c
 WHERE c.tenant_id = $1 AND (c.person_id = $2 OR c.person_id IN (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.merged_into = $2))
   AND c.purpose = $3 AND c.recipient IS NOT DISTINCT FROM $4 AND c.fields && ARRAY[$5, '*']
   AND c.from_on <= $6 AND (c.until_on IS NULL OR c.until_on >= $6) AND c.created_at <= $7
   AND NOT EXISTS (SELECT 1 FROM person_consent_withdrawals w WHERE w.tenant_id = c.tenant_id AND w.consent_id = c.id AND w.withdrawn_at <= $7)
   -- What is restricted at the person's own request is shared with nobody.
   AND NOT EXISTS (SELECT 1 FROM subject_requests r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.kind = 'restriction' AND r.outcome IN ('granted', 'partly') AND r.lifted_at IS NULL)
 ORDER BY c.created_at DESC LIMIT 1";

/// The consent, if there is one, that covers sharing a group of fields ([`FIELDS`]) of a person with a recipient for a purpose at an
/// instant. What no consent names is not covered: a recipient is the one that was named, and no recipient is nobody outside.
///
/// # Errors
/// What the database says.
pub async fn covers<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    purpose: &str,
    recipient: Option<&str>,
    field: &str,
    instant: DateTime<Utc>,
) -> Result<Option<Uuid>, Problem> {
    let tenant = tx.tenant();
    let statement = sql(COVERS).uuid(tenant).uuid(person).text(purpose).opt_text(recipient.map(str::to_owned)).text(field);
    let found: Option<IdRow> = tx.maybe(statement.day(legal_day(instant)).at(instant)).await?;
    Ok(found.map(|consent| consent.id))
}

impl ConsentForm {
    fn check(&self, checking: &mut Checking<'_>) {
        checking.code("consent-purpose", &self.purpose, "/purpose");
        checking.code("consent-given-by", &self.given_by, "/given_by");
        if let Some(form) = &self.form {
            checking.code("consent-form", form, "/form");
        }
        for (index, field) in self.fields.iter().enumerate() {
            if !FIELDS.contains(&field.as_str()) {
                checking.fault(format!("/fields/{index}"), "not_in_list");
            }
        }
        checking.text(self.recipient.as_deref(), "/recipient");
        checking.text(self.legal_article.as_deref(), "/legal_article");
        checking.lines(self.note.as_deref(), "/note");
        // Each way of giving needs its own proof, and no other.
        let by_law = self.given_by == "legal-basis";
        for (pointer, is_there, wanted) in [
            ("/legal_article", self.legal_article.is_some(), by_law),
            ("/form", self.form.is_some(), !by_law),
            ("/guardian", self.guardian.is_some(), self.given_by == "guardian"),
        ] {
            match (is_there, wanted) {
                (false, true) => checking.fault(pointer, "required"),
                (true, false) => checking.fault(pointer, "not_of_this_kind"),
                _ => {}
            }
        }
        if self.purpose == "share-with-org" && self.recipient.is_none() {
            checking.fault("/recipient", "required");
        }
        if checking.past_day(self.from, "/from") && checking.day(self.until, "/until") {
            checking.order(Some(self.from.unwrap_or(checking.today)), self.until, "/until");
        }
    }
}

async fn give<P: Permission>(tx: &mut Tx<P>, house: &House, person: Uuid, form: ConsentForm) -> Result<Recorded<ConsentView>, Problem> {
    let today = legal_day(tx.now());
    store::lock_person(tx, person).await?;
    let mut checking = Checking::new(&house.codes, today);
    form.check(&mut checking);
    if form.guardian == Some(person) {
        checking.fault("/guardian", "own_kin");
    }
    checking.finish()?;
    if let Some(guardian) = form.guardian {
        store::see_person(tx, guardian).await.map_err(|problem| at(problem, "/guardian"))?;
    }
    let (tenant, now, by, id) = (tx.tenant(), tx.now(), tx.member().membership, Uuid::now_v7());
    let statement = sql(
        "INSERT INTO person_consents (tenant_id, id, person_id, purpose, fields, recipient, given_by, guardian_id, legal_article, form,
           from_on, until_on, note, recorded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    );
    let statement = statement.uuid(tenant).uuid(id).uuid(person).text(form.purpose.clone()).texts(form.fields.clone());
    let statement = statement.opt_text(form.recipient.as_deref().map(|name| name.trim().to_owned())).text(form.given_by.clone());
    let statement = statement.opt_uuid(form.guardian).opt_text(form.legal_article.clone()).opt_text(form.form.clone());
    let statement = statement.day(form.from.unwrap_or(today)).opt_day(form.until).opt_text(form.note.clone());
    tx.execute(statement.uuid(by).at(now)).await?;
    let values = serde_json::to_value(&form).map_err(|error| Problem::defect("writing a consent", error))?;
    let change = if let Value::Object(values) = values { difference(&Map::new(), &values, &[]) } else { Map::new() };
    let view = row(tx, person, id).await?;
    let act = Act::new("consent.create").on("consent", id).person(person).class(2).fields(change.keys().cloned().collect::<Vec<_>>());
    tx.record(act.change(Value::Object(change)), view).await
}

async fn withdraw<P: Permission>(
    tx: &mut Tx<P>,
    (person, id): (Uuid, Uuid),
    withdrawal: Withdrawal,
) -> Result<Recorded<ConsentView>, Problem> {
    store::lock_person(tx, person).await?;
    if row(tx, person, id).await?.withdrawn_at.is_some() {
        return Err(rule_says_no("consent-withdrawn"));
    }
    let (tenant, now, by) = (tx.tenant(), tx.now(), tx.member().membership);
    let statement = sql("INSERT INTO person_consent_withdrawals (tenant_id, consent_id, person_id, withdrawn_at, reason, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6)");
    tx.execute(statement.uuid(tenant).uuid(id).uuid(person).at(now).opt_text(withdrawal.reason.clone()).uuid(by)).await?;
    tx.by_system(async |tx| crate::cases::alert_about(tx, &[person], "consent_withdrawn").await).await?;
    let view = row(tx, person, id).await?;
    let act = Act::new("consent.withdraw").on("consent", id).person(person).class(2).fields(["withdrawn_at"]).reason(withdrawal.reason);
    tx.record(act.change(json!({ "withdrawn_at": { "after": now } })), view).await
}

/// What somebody agreed to and withdrew, newest first.
#[utoipa::path(tag = "People", operation_id = "list_consents", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<ConsentView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("consent.read"))))]
#[get("/people/{id}/consents")]
async fn list_consents(may: May<ReadConsent>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        store::see_person(tx, *path).await?;
        let data = rows(tx, *path, None).await?;
        let act = Act::new("person.consents").on("person", *path).person(*path).class(2).fields(["consents"]);
        Ok(Disclosed::new(Page::whole(data), act))
    })
    .await
}

/// Record a consent, or the law that stands in its place. It cannot be changed: a narrower one is another, after a withdrawal.
#[utoipa::path(tag = "People", operation_id = "give_consent", request_body = ConsentForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = ConsentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("consent.create"))))]
#[post("/people/{id}/consents")]
async fn give_consent(
    may: May<CreateConsent>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<ConsentForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| give(tx, &app.house, *path, body.0).await).await
}

/// Withdraw a consent: from this instant nothing is shared on it.
#[utoipa::path(tag = "People", operation_id = "withdraw_consent", request_body = Withdrawal,
    params(("id" = Uuid, Path), ("consent" = Uuid, Path)), responses(
    (status = 200, body = ConsentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule consent-withdrawn", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("consent.update"))))]
#[post("/people/{id}/consents/{consent}/withdrawal")]
async fn withdraw_consent(may: May<UpdateConsent>, path: web::Path<(Uuid, Uuid)>, body: Body<Withdrawal>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| withdraw(tx, *path, body.0).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_consents).service(give_consent).service(withdraw_consent);
}
