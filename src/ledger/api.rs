//! `/ledger`: what was done, for those who may ask, and the proof that nobody rewrote it.
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::Act;
use super::verify::{self, LARGEST_PROOF};
use crate::access::permission::{ReadLedger, VerifyLedger};
use crate::access::{Disclosed, May};
use crate::database::{Sealer, sql};
use crate::http::{Cursor, Page, Parameters, Text as TextAnswer};
use crate::problem::{Problem, ProblemBody};

/// One entry of the ledger.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct EntryView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// Its place in the chain; absent until it is sealed, a moment after the act.
    #[diesel(sql_type = Nullable<BigInt>)]
    seq: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    actor_name: Option<String>,
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Nullable<Text>)]
    object_kind: Option<String>,
    /// Withheld for K4, like `case` and `person`, except in one's own acts.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    object: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    case: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<Uuid>,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Array<Text>)]
    fields: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
}

/// Which entries.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// e.g. `case.transition`.
    #[validate(length(max = 60))]
    operation: Option<String>,
    membership: Option<Uuid>,
}

// The filters stand in a CASE for the planner, as those of the list of cases do: it would read and sort the whole ledger.
const LIST: &str = "
SELECT e.id, s.seq, e.at, e.membership_id AS membership, u.full_name AS actor_name, e.operation, e.object_kind,
       CASE WHEN e.class < 4 OR e.membership_id = $2 THEN e.object_id END AS object,
       CASE WHEN e.class < 4 OR e.membership_id = $2 THEN e.case_id END AS case,
       CASE WHEN e.class < 4 OR e.membership_id = $2 THEN e.person_id END AS person,
       e.class, e.fields, e.reason
  FROM ledger_entries e
  LEFT JOIN ledger_seals s ON s.tenant_id = e.tenant_id AND s.entry_id = e.id
  LEFT JOIN users u ON u.id = e.user_id
 WHERE e.tenant_id = $1 AND e.id < $4
   AND CASE WHEN ($3 OR e.membership_id = $2) AND ($5::text IS NULL OR e.operation = $5) AND ($6::uuid IS NULL OR e.membership_id = $6) THEN true ELSE false END
 ORDER BY e.id DESC LIMIT $7";

/// Who did what, newest first: one's own acts, or the organisation's for its auditor and administrator.
#[utoipa::path(tag = "Oversight", operation_id = "list_ledger", params(LedgerQuery), responses((status = 200, body = Page<EntryView>),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("ledger.read"))))]
#[get("/ledger")]
async fn list_ledger(may: May<ReadLedger>, query: Parameters<LedgerQuery>) -> Result<HttpResponse, Problem> {
    let query = query.0;
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let (tenant, membership) = (tx.tenant(), tx.member().membership);
        let everybody = tx.member().reach.iter().any(|reach| reach == "organisation");
        let list = cursors.of(format!("ledger/{tenant}/{membership}/{:?}/{:?}", query.operation, query.membership));
        let (limit, after) = (Cursor::limit(query.limit), list.read::<Uuid>(query.cursor.as_deref())?);
        let statement = sql(LIST).uuid(tenant).uuid(membership).boolean(everybody).uuid(after.unwrap_or(Uuid::max()));
        let rows: Vec<EntryView> = tx.rows(statement.opt_text(query.operation.clone()).opt_uuid(query.membership).big(limit + 1)).await?;
        let page = list.page(rows, limit, |row| row.id, |row| row)?;
        let class = page.data.iter().map(|row| row.class).max().unwrap_or(2).max(2);
        let asked = json!({ "operation": query.operation, "membership": query.membership });
        Ok(Disclosed::new(page, Act::new("ledger.list").class(class).fields(["entries"]).change(asked)))
    })
    .await
}

/// Which part of the chain; all of it where nothing is said, at most 100,000 entries at once.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProofQuery {
    /// The first entry's number, from 1.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    from: Option<u64>,
    to: Option<u64>,
}

/// The ledger as a bundle that `panoh-verify` proves without the service (docs/ledger-format.md).
#[utoipa::path(tag = "Oversight", operation_id = "get_ledger_proof", params(ProofQuery), responses(
    (status = 200, content_type = "application/x-ndjson", body = String), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("ledger.verify"))))]
#[get("/ledger/proof")]
async fn get_ledger_proof(may: May<VerifyLedger>, query: Parameters<ProofQuery>) -> Result<HttpResponse, Problem> {
    let sealer = Sealer::new(may.app().pools.reports().await);
    may.disclose(async |tx| {
        let ProofQuery { from, to } = query.0;
        let bytes = verify::bundle(&sealer, tx.tenant().0, from.unwrap_or(1), to, LARGEST_PROOF, tx.now()).await?;
        let bundle = TextAnswer { media_type: "application/x-ndjson", text: String::from_utf8_lossy(&bytes).into_owned() };
        let act = Act::new("ledger.prove").class(4).fields(["entries"]).change(json!({ "from": from, "to": to }));
        Ok(Disclosed::new(bundle, act))
    })
    .await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_ledger).service(get_ledger_proof);
}
