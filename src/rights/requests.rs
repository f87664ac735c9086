//! The register of what people ask about the data that is kept of them (programmes.md 4.3): a copy, a correction, a restriction. Whoever works
//! with somebody records it; the data-protection officer answers, in time, with an outcome and a reason.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::{Kind, legal_day};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::copy;
use super::holdings::hexadecimal;
use super::origin::{Recipient, may_leave};
use crate::access::Permission;
use crate::access::permission::{ApproveSubjectRequest, CreateSubjectRequest, ExportSubjectData};
use crate::database::{IdRow, Recorded, Tx, name_of, sql};
use crate::http::{Language, Representation};
use crate::ledger::Act;
use crate::people;
use crate::problem::{Code, Problem};
use crate::programmes::{House, ground};

/// What somebody asks for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectRequestKind {
    /// Of everything that is kept of them.
    Copy,
    /// Of what is wrong; the earlier value stays in the history.
    Correction,
    /// What is kept is used no further, and leaves for nobody.
    Restriction,
}

impl SubjectRequestKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Correction => "correction",
            Self::Restriction => "restriction",
        }
    }
}

/// What somebody asks about their data.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectRequestForm {
    kind: SubjectRequestKind,
    /// Who asks for them, where they do not themselves: a guardian's or a representative's name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    representative: Option<String>,
    /// Whether that is the guardian.
    #[serde(default)]
    by_guardian: bool,
    /// ISO 3166-1 alpha-3, where the representative is an authority or public body.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3)]
    representative_country: Option<String>,
    /// Today, when absent.
    asked_on: Option<NaiveDate>,
    channel: SubjectRequestChannel,
    /// In the person's words.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    what: String,
}

/// How it was asked.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectRequestChannel {
    InPerson,
    Letter,
    Phone,
    Email,
    Messenger,
}

impl SubjectRequestChannel {
    const fn word(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::Letter => "letter",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Messenger => "messenger",
        }
    }
}

/// A line of the register.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct SubjectRequest {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person: Uuid,
    /// As the first of their names is written.
    #[diesel(sql_type = Nullable<Text>)]
    person_name: Option<String>,
    /// `copy`, `correction`, `restriction`.
    #[diesel(sql_type = Text)]
    kind: String,
    /// `self`, `guardian`, `representative`.
    #[diesel(sql_type = Text)]
    asked_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    representative: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    representative_country: Option<String>,
    #[diesel(sql_type = Date)]
    asked_on: NaiveDate,
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Text)]
    what: String,
    /// Last day on which an answer is on time (dat.subject_request).
    #[diesel(sql_type = Date)]
    pub(super) due_on: NaiveDate,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    copied_at: Option<DateTime<Utc>>,
    /// The contact through which the last copy went; absent where it was handed over.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    copied_through: Option<Uuid>,
    /// `granted`, `partly`, `refused`; absent until it is answered.
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    answered_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    answered_by_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    answered_at: Option<DateTime<Utc>>,
    /// When a restriction ended.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    lifted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    lifted_because: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    recorded_by_name: Option<String>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for SubjectRequest {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/subject-requests/{}", self.id))
    }
}

macro_rules! requests {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.person_id AS person, r.kind, r.asked_by, r.representative, r.representative_country, r.asked_on, r.channel, r.what, r.due_on,
                    r.copied_at, r.copied_through, r.outcome, r.reason, r.answered_by, r.answered_at, r.lifted_at, r.lifted_because, r.version,
                    ",
            called!(),
            ", ",
            name_of!("r", "recorded_by"),
            ", ",
            name_of!("r", "answered_by"),
            "
               FROM subject_requests r WHERE r.tenant_id = $1 AND ",
            $tail
        )
    };
}

/// The register: what is open, by the day on which it is due; what is answered, the latest first.
pub(super) async fn list<P: Permission>(
    tx: &mut Tx<P>,
    person: Option<Uuid>,
    answered: bool,
    after: Option<(NaiveDate, Uuid)>,
    most: i64,
) -> Result<Vec<SubjectRequest>, Problem> {
    let statement = sql(requests!(
        "($2::uuid IS NULL OR r.person_id = $2) AND (r.outcome IS NOT NULL) = $3 AND ($4::date IS NULL OR (r.due_on, r.id) > ($4, $5)) ORDER BY r.due_on, r.id LIMIT $6"
    ));
    let tenant = tx.tenant();
    let (day, id) = after.unzip();
    tx.rows(statement.uuid(tenant).opt_uuid(person).boolean(answered).opt_day(day).opt_uuid(id).big(most)).await
}

/// One line; `not_found` where there is none that this member may see.
pub(super) async fn find<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<SubjectRequest, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(requests!("r.id = $2")).uuid(tenant).uuid(id)).await
}

/// One line to be changed, held until the transaction ends.
async fn held<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<SubjectRequest, Problem> {
    let tenant = tx.tenant();
    let held = sql("SELECT id FROM subject_requests WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
    let _held: IdRow = tx.one(held.uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    find(tx, id).await
}

/// Record what somebody asks. The day on which it is due is counted from the day on which it was asked.
///
/// # Errors
/// `not_found` for a person that this member does not see; `invalid`.
pub(super) async fn record(
    tx: &mut Tx<CreateSubjectRequest>,
    house: &House,
    person: Uuid,
    form: SubjectRequestForm,
) -> Result<Recorded<SubjectRequest>, Problem> {
    let (tenant, by, now, today, id) = (tx.tenant(), tx.member().membership, tx.now(), legal_day(tx.now()), Uuid::now_v7());
    let seen = sql("SELECT id FROM persons WHERE tenant_id = $1 AND id = $2 AND merged_into IS NULL");
    let _seen: IdRow = tx.one(seen.uuid(tenant).uuid(person)).await?;
    tx.require_permission()?;
    let asked_on = form.asked_on.unwrap_or(today);
    if asked_on > today {
        return Err(Problem::field("/asked_on", "in_the_future"));
    }
    if form.by_guardian && form.representative.is_none() {
        return Err(Problem::field("/representative", "required"));
    }
    if form.representative_country.as_ref().is_some_and(|code| house.codes.get("country").is_none_or(|list| list.get(code).is_none())) {
        return Err(Problem::field("/representative_country", "not_in_list"));
    }
    let asked_by = match (&form.representative, form.by_guardian) {
        (None, _) => "self",
        (Some(_), true) => "guardian",
        (Some(_), false) => "representative",
    };
    let ground = ground(tx, house).await?;
    let period = ground.parameters.period("dat.subject_request", asked_on);
    let period = period.map_err(|error| Problem::defect("reading how soon a request is answered", error))?;
    let due_on = period.last_day(asked_on, Kind::Act, &ground.calendar);
    let due_on = due_on.map_err(|error| Problem::defect("counting when a request is due", error))?;
    let statement = sql("INSERT INTO subject_requests (tenant_id, id, person_id, kind, asked_by, representative, representative_country, asked_on, channel, what,
           due_on, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
    let statement = statement.uuid(tenant).uuid(id).uuid(person).text(form.kind.word()).text(asked_by).opt_text(form.representative);
    let statement = statement.opt_text(form.representative_country).day(asked_on).text(form.channel.word()).text(form.what).day(due_on);
    tx.execute(statement.uuid(by).at(now)).await?;
    let view = find(tx, id).await?;
    tx.record(Act::new("subject_request.create").on("subject_request", id).person(person).class(3).fields(["kind", "what"]), view).await
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestOutcome {
    Granted,
    Partly,
    Refused,
}

impl RequestOutcome {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Refused => "refused",
        }
    }
}

/// Answer a request. A restriction that is granted is in force from this instant.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` by `request-answered`.
pub(super) async fn answer(
    tx: &mut Tx<ApproveSubjectRequest>,
    id: Uuid,
    outcome: RequestOutcome,
    reason: String,
) -> Result<Recorded<SubjectRequest>, Problem> {
    let request = held(tx, id).await?;
    if request.outcome.is_some() {
        return Err(Problem::house_rule("request-answered", &[]));
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "UPDATE subject_requests SET outcome = $3, reason = $4, answered_by = $5, answered_at = $6, version = version + 1 WHERE tenant_id = $1 AND id = $2",
    );
    tx.execute(statement.uuid(tenant).uuid(id).text(outcome.word()).text(reason.clone()).uuid(by).at(now)).await?;
    let view = find(tx, id).await?;
    let act = Act::new("subject_request.answer").on("subject_request", id).person(request.person).class(3).fields(["outcome"]);
    tx.record(act.reason(Some(reason)), view).await
}

/// End a restriction.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` by `restriction-not-in-force`.
pub(super) async fn lift(tx: &mut Tx<ApproveSubjectRequest>, id: Uuid, reason: String) -> Result<Recorded<SubjectRequest>, Problem> {
    let request = held(tx, id).await?;
    let in_force = request.kind == "restriction" && request.outcome.as_deref().is_some_and(|outcome| outcome != "refused");
    if !in_force || request.lifted_at.is_some() {
        return Err(Problem::house_rule("restriction-not-in-force", &[]));
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "UPDATE subject_requests SET lifted_by = $3, lifted_at = $4, lifted_because = $5, version = version + 1 WHERE tenant_id = $1 AND id = $2",
    );
    tx.execute(statement.uuid(tenant).uuid(id).uuid(by).at(now).text(reason.clone())).await?;
    let view = find(tx, id).await?;
    let act = Act::new("subject_request.lift").on("subject_request", id).person(request.person).class(3).fields(["restriction"]);
    tx.record(act.reason(Some(reason)), view).await
}

/// A copy of what is kept of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectCopy {
    request: Uuid,
    person: Uuid,
    #[schema(value_type = Object)]
    content: Value,
    /// The same to be read, in the caller's language.
    text: String,
    /// SHA-256 of `content`, which stands in the register.
    sha256: String,
}

impl Representation for SubjectCopy {}

/// Make the copy that was asked for, to be handed over or to go through a contact that is safe now.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` by `request-not-for-a-copy`, `channel-not-safe`, and where somebody else asked, by what
/// [`may_leave`] says.
pub(super) async fn make_copy(
    tx: &mut Tx<ExportSubjectData>,
    house: &House,
    id: Uuid,
    through: Option<Uuid>,
    language: Language,
) -> Result<Recorded<SubjectCopy>, Problem> {
    let request = held(tx, id).await?;
    if request.kind != "copy" || request.outcome.as_deref() == Some("refused") {
        return Err(Problem::house_rule("request-not-for-a-copy", &[]));
    }
    if let Some(name) = &request.representative {
        may_leave(tx, house, request.person, Recipient { name, country: request.representative_country.as_deref() }).await?;
    }
    if let Some(contact) = through
        && !people::is_safe_now(tx, request.person, contact).await?
    {
        return Err(Problem::house_rule("channel-not-safe", &[]));
    }
    let content = copy::of(tx, request.person).await.map_err(|problem| match problem.code {
        Code::NotFound => Problem::defect("making a copy", "its person is not there"),
        _ => problem,
    })?;
    let hash = Sha256::digest(content.to_string());
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql(
        "UPDATE subject_requests SET copied_at = $3, copied_by = $4, copied_through = $5, copy_hash = $6, version = version + 1 WHERE tenant_id = $1 AND id = $2",
    );
    tx.execute(statement.uuid(tenant).uuid(id).at(now).uuid(by).opt_uuid(through).bytes(hash.to_vec())).await?;
    let text = copy::readable(house, &content, language);
    let view = SubjectCopy { request: id, person: request.person, content, text, sha256: hexadecimal(&hash) };
    let act = Act::new("subject_request.copy").on("subject_request", id).person(request.person).class(3).fields(["*"]);
    tx.record(act, view).await
}
