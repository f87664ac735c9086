//! `/duplicates`: the queue of pairs that may be one person, and what is decided about each.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Double, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::checking::rule_says_no;
use super::pairs::{Why, in_words};
use crate::access::permission::{ReadDuplicate, UpdateDuplicate};
use crate::access::{Disclosed, May, Permission};
use crate::database::{Recorded, Tx, sql};
use crate::http::{Body, Cursor, Language, Page, Parameters, Representation};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// One of the two.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct DuplicatePerson {
    person: Uuid,
    /// Names borne, as they are written.
    names: Vec<String>,
    sex: String,
    birth_on: Option<chrono::NaiveDate>,
    birth_precision: Option<String>,
    /// Kind, issuer and number of the documents.
    documents: Vec<String>,
    created_at: DateTime<Utc>,
}

/// Two records that may be of one person.
#[derive(Debug, Serialize, ToSchema)]
struct DuplicateView {
    id: Uuid,
    one: DuplicatePerson,
    other: DuplicatePerson,
    /// From 0 to 1.
    score: f64,
    why: Vec<Why>,
    /// `open`; `later`; `same`, which waits for a second person to merge them; `not_the_same`; `merged`.
    state: String,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    raised_at: DateTime<Utc>,
    version: i64,
}

impl Representation for DuplicateView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// What a member found.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateDecision {
    decision: Finding,
    /// Why; needed for `not_the_same`.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What may be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Finding {
    Same,
    NotTheSame,
    Later,
}

impl Finding {
    const fn state(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NotTheSame => "not_the_same",
            Self::Later => "later",
        }
    }
}

/// Which part of the queue.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(min = 1, max = 500))]
    cursor: Option<String>,
    /// Pairs of this person.
    person: Option<Uuid>,
}

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Jsonb)]
    one: Value,
    #[diesel(sql_type = Jsonb)]
    other: Value,
    #[diesel(sql_type = Double)]
    score: f64,
    #[diesel(sql_type = Array<Text>)]
    signs: Vec<String>,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    decided_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    raised_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

macro_rules! duplicates {
    ($tail:literal) => {
        concat!(
            "SELECT d.id, d.score, d.signs, d.state, d.decided_by, d.decided_at, d.reason, d.raised_at, d.version, a.shown AS one, b.shown AS other
  FROM duplicates d
  CROSS JOIN LATERAL (",
            duplicates!(@person "d.one_id"),
            ") AS a CROSS JOIN LATERAL (",
            duplicates!(@person "d.other_id"),
            ") AS b WHERE d.tenant_id = $1 AND ",
            $tail
        )
    };
    (@person $id:literal) => {
        concat!(
            "SELECT p.merged_into, jsonb_build_object('person', p.id, 'sex', p.sex, 'birth_on', p.birth_on, 'birth_precision', p.birth_precision, 'created_at', p.created_at,
                 'names', coalesce((SELECT jsonb_agg(n.as_written ORDER BY n.position, n.id) FROM person_names n
                                     WHERE n.tenant_id = $1 AND n.person_id = p.id AND n.superseded_at IS NULL), '[]'),
                 'documents', coalesce((SELECT jsonb_agg(concat_ws(' ', c.kind, c.issuer, c.number) ORDER BY c.created_at, c.id) FROM person_documents c
                                         WHERE c.tenant_id = $1 AND c.person_id = p.id AND c.removed_at IS NULL), '[]')) AS shown
               FROM persons p WHERE p.tenant_id = $1 AND p.id = ",
            $id
        )
    };
}

// What was put off comes after what nobody has looked at.
const QUEUE: &str = duplicates!(
    "d.state IN ('open', 'later', 'same') AND (d.score >= $2 OR d.state = 'same') AND a.merged_into IS NULL AND b.merged_into IS NULL
   AND ($3::uuid IS NULL OR d.one_id = $3 OR d.other_id = $3) AND ($4::boolean IS NULL OR (d.state = 'later', -d.score, d.id) > ($4, -$5, $6))
 ORDER BY (d.state = 'later'), -d.score, d.id LIMIT $7"
);
const ONE: &str = duplicates!("d.id = $2");

fn show(row: Row, language: Language) -> Result<DuplicateView, Problem> {
    let read = |value: Value| serde_json::from_value(value).map_err(|error| Problem::defect("reading one of a pair", error));
    Ok(DuplicateView {
        id: row.id,
        one: read(row.one)?,
        other: read(row.other)?,
        score: row.score,
        why: in_words(&row.signs, language),
        state: row.state,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        reason: row.reason,
        raised_at: row.raised_at,
        version: row.version,
    })
}

async fn queue<P: Permission>(
    tx: &mut Tx<P>,
    person: Option<Uuid>,
    after: Option<(bool, f64, Uuid)>,
    most: i64,
) -> Result<Vec<Row>, Problem> {
    let tenant = tx.tenant();
    let statement = sql(QUEUE).uuid(tenant).bind::<Double, f64>(panoh_rules::duplicates::THRESHOLD).opt_uuid(person);
    let statement = statement.opt_boolean(after.map(|place| place.0)).bind::<Nullable<Double>, Option<f64>>(after.map(|place| place.1));
    tx.rows(statement.opt_uuid(after.map(|place| place.2)).big(most)).await
}

async fn decide<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    decision: DuplicateDecision,
    language: Language,
) -> Result<Recorded<DuplicateView>, Problem> {
    let tenant = tx.tenant();
    let held = sql("SELECT d.id, d.state AS text FROM duplicates d WHERE d.tenant_id = $1 AND d.id = $2 FOR NO KEY UPDATE");
    let before: Held = tx.one(held.uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    if before.text == "merged" {
        return Err(rule_says_no("duplicate-merged"));
    }
    if decision.decision == Finding::NotTheSame && decision.reason.is_none() {
        return Err(Problem::field("/reason", "required"));
    }
    let (now, by, state) = (tx.now(), tx.member().membership, decision.decision.state());
    let statement = sql("UPDATE duplicates SET state = $3, decided_by = $4, decided_at = $5, reason = $6, version = version + 1
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).text(state).uuid(by).at(now).opt_text(decision.reason.clone())).await?;
    let row: Row = tx.one(sql(ONE).uuid(tenant).uuid(id)).await?;
    let act = Act::new("duplicate.decide").on("duplicate", id).class(2).fields(["state"]).reason(decision.reason);
    let act = act.change(json!({ "state": { "before": before.text, "after": state } }));
    tx.record(act, show(row, language)?).await
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Pairs that may be one person and are not decided, the likeliest first, what was put off last. Only pairs of which one may see both.
#[utoipa::path(tag = "Duplicates", operation_id = "list_duplicates",
    params(("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query), ("person" = Option<Uuid>, Query)), responses(
    (status = 200, body = Page<DuplicateView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("duplicate.read"))))]
#[get("/duplicates")]
async fn list_duplicates(
    may: May<ReadDuplicate>,
    app: web::Data<App>,
    asked: Parameters<Asked>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let cursors = app.cursors.of(format!("duplicates/{}/{:?}", tx.tenant(), asked.0.person));
        let limit = Cursor::limit(asked.0.limit);
        let rows = queue(tx, asked.0.person, cursors.read(asked.0.cursor.as_deref())?, limit.saturating_add(1)).await?;
        let page = cursors.page(rows, limit, |row: &Row| (row.state == "later", row.score, row.id), |row| show(row, language))?;
        let page = Page { data: page.data.into_iter().collect::<Result<Vec<_>, _>>()?, page: page.page };
        let shown: Vec<String> = page.data.iter().flat_map(|pair| [pair.one.person.to_string(), pair.other.person.to_string()]).collect();
        let act = Act::new("duplicate.list")
            .class(2)
            .fields(["names", "sex", "birth", "documents"])
            .change(json!({ "people": { "shown": shown } }));
        Ok(Disclosed::new(page, act))
    })
    .await
}

/// Say of a pair that they are the same, are not, or that it is left for later. The same: a second person merges them.
#[utoipa::path(tag = "Duplicates", operation_id = "decide_duplicate", request_body = DuplicateDecision, params(("id" = Uuid, Path)), responses(
    (status = 200, body = DuplicateView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule duplicate-merged", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("duplicate.update"))))]
#[post("/duplicates/{id}/decision")]
async fn decide_duplicate(
    may: May<UpdateDuplicate>,
    path: web::Path<Uuid>,
    body: Body<DuplicateDecision>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| decide(tx, *path, body.0, language).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_duplicates).service(decide_duplicate);
}
