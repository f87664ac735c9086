//! `GET /people/{id}/history`: every change of a person, field by field with before and after. It is read from the ledger, which is
//! the only history there is; so is who read the file.
use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::checking::PageAsked;
use super::paging::ListOfPerson;
use crate::access::permission::ReadPerson;
use crate::access::{Disclosed, May, Permission};
use crate::database::{Tx, sql};
use crate::http::{Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// What became of one field.
#[derive(Debug, Serialize, ToSchema)]
struct FieldChange {
    field: String,
    /// Absent where there was nothing, or where the value is kept out of the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

/// One act that changed the person or what hangs on them.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    /// The ledger entry.
    entry: Uuid,
    at: DateTime<Utc>,
    membership: Option<Uuid>,
    full_name: Option<String>,
    operation: String,
    /// `person`, `document`, `contact`, `relationship`, `consent`, `household`, `merge`.
    object_kind: Option<String>,
    object: Option<Uuid>,
    reason: Option<String>,
    fields: Vec<FieldChange>,
}

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    entry: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    full_name: Option<String>,
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Nullable<Text>)]
    object_kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    object: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Jsonb)]
    change: Value,
}

// What names somebody else is shown where the tie or household itself is seen; a case has a timeline of its own.
const HISTORY: &str = "
SELECT e.id AS entry, e.at, e.membership_id AS membership, u.full_name, e.operation, e.object_kind, e.object_id AS object, e.reason, e.change
  FROM ledger_entries e LEFT JOIN users u ON u.id = e.user_id
 WHERE e.tenant_id = $1 AND (e.person_id = $2 OR e.person_id IN (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.merged_into = $2)) AND e.change IS NOT NULL AND e.case_id IS NULL AND e.class < 4 AND ($3::uuid IS NULL OR e.id < $3)
   AND (e.object_kind <> 'relationship' OR EXISTS (SELECT 1 FROM person_relationships r WHERE r.tenant_id = $1 AND r.id = e.object_id))
   AND (e.object_kind <> 'household' OR EXISTS (SELECT 1 FROM household_members m WHERE m.tenant_id = $1 AND m.household_id = e.object_id AND m.person_id = $2))
 ORDER BY e.id DESC LIMIT $4";

async fn changes_of<P: Permission>(tx: &mut Tx<P>, person: Uuid, after: Option<Uuid>, most: i64) -> Result<Vec<Change>, Problem> {
    let tenant = tx.tenant();
    let rows: Vec<Row> = tx.rows(sql(HISTORY).uuid(tenant).uuid(person).opt_uuid(after).big(most)).await?;
    Ok(rows.into_iter().map(show).collect())
}

fn show(row: Row) -> Change {
    let fields = row.change.as_object().into_iter().flatten().map(|(field, values)| FieldChange {
        field: field.clone(),
        before: values.get("before").cloned(),
        after: values.get("after").cloned(),
    });
    Change {
        fields: fields.collect(),
        entry: row.entry,
        at: row.at,
        membership: row.membership,
        full_name: row.full_name,
        operation: row.operation,
        object_kind: row.object_kind,
        object: row.object,
        reason: row.reason,
    }
}

/// Who did what with a person's file.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub(super) struct Reader {
    /// The ledger entry.
    #[diesel(sql_type = SqlUuid)]
    pub(super) entry: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership: Option<Uuid>,
    /// Absent for the organisation's own clock.
    #[diesel(sql_type = Nullable<Text>)]
    full_name: Option<String>,
    #[diesel(sql_type = Text)]
    operation: String,
    /// 1 to 4.
    #[diesel(sql_type = SmallInt)]
    class: i16,
    /// Names of the fields, never values.
    #[diesel(sql_type = Array<Text>)]
    fields: Vec<String>,
}

/// Entries about a person, as far as the ledger may be read: own acts, the team's, the organisation's. Newest first.
pub(super) async fn readers_of<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    after: Option<Uuid>,
    rows: i64,
) -> Result<Vec<Reader>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT e.id AS entry, e.at, e.membership_id AS membership, u.full_name, e.operation, e.class, e.fields
           FROM ledger_entries e
           LEFT JOIN memberships m ON m.tenant_id = e.tenant_id AND m.id = e.membership_id
           LEFT JOIN users u ON u.id = m.user_id
          WHERE e.tenant_id = $1 AND e.person_id = $2 AND ($3::uuid IS NULL OR e.id < $3)
            -- An act of class K4 would betray the case that it is about.
            AND (e.class < 4 OR e.membership_id = (SELECT app_membership()))
            AND ((SELECT app_reach()) && '{organisation,system}' OR e.membership_id = (SELECT app_membership())
                 OR (SELECT app_reach()) @> '{office}' AND m.office_id = (SELECT app_office())
                 OR (SELECT app_reach()) @> '{team}' AND m.team_id = (SELECT app_team()))
          ORDER BY e.id DESC LIMIT $4");
    tx.rows(statement.uuid(tenant).uuid(person).opt_uuid(after).big(rows)).await
}

/// What was changed of a person, by whom and when, with before and after of each field. Newest first.
#[utoipa::path(tag = "People", operation_id = "get_history",
    params(("id" = Uuid, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<Change>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}/history")]
async fn get_history(
    may: May<ReadPerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<PageAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let list = ListOfPerson { cursors: &app.cursors, person: *path, list: "history".to_owned() };
        let rows = async |tx: &mut _, after, most| changes_of(tx, *path, after, most).await;
        let page = list.page(tx, asked.0, rows, |change: &Change| change.entry).await?;
        Ok(Disclosed::new(page, Act::new("person.history").on("person", *path).person(*path).class(2).fields(["history"])))
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_history);
}
