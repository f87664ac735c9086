//! Who may be the same as somebody, before anything is compared: whoever has nearly the same name by the index of names, or a document of the
//! same number. It looks among everybody, so the transaction reaches as the system member.
use chrono::{Duration, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Date, Nullable, Text};
use panoh_rules::names::{Name, Reading};
use uuid::Uuid;

use super::search::alike;
use crate::access::Permission;
use crate::database::{IdRow, Tx, sql};
use crate::problem::Problem;

/// People whom one name brings up.
const MOST: i64 = 200;
/// Rows of the index that are looked at for one name.
const LOOKED_AT: i64 = 3_000;
/// Names of one person that are looked for.
const NAMES: usize = 6;
/// Births that lie farther apart are of two people, whatever was mistyped.
const DAYS_APART: i64 = 750;

#[derive(Debug, QueryableByName)]
struct Looked {
    #[diesel(sql_type = Text)]
    sex: String,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Array<Text>)]
    names: Vec<String>,
}

const LOOKED: &str = "
SELECT p.sex, p.birth_on, ARRAY(SELECT n.as_written FROM person_names n
                                 WHERE n.tenant_id = $1 AND n.person_id = p.id AND n.superseded_at IS NULL ORDER BY n.position, n.id) AS names
  FROM persons p WHERE p.tenant_id = $1 AND p.id = $2 AND p.merged_into IS NULL
   AND NOT EXISTS (SELECT 1 FROM shielded_persons s WHERE s.tenant_id = $1 AND s.person_id = p.id)";

const BY_NAME: &str = "
SELECT DISTINCT p.id FROM (SELECT w.written FROM name_writings w WHERE w.tenant_id = $1 LIMIT $7) w
  JOIN person_names n ON n.tenant_id = $1 AND n.as_written = w.written AND n.superseded_at IS NULL
  JOIN persons p ON p.tenant_id = $1 AND p.id = n.person_id
 WHERE p.id <> $2 AND p.merged_into IS NULL AND ($3 IN ('0', '9') OR p.sex IN ('0', '9', $3))
   AND ($4::date IS NULL OR p.birth_on IS NULL OR p.birth_on BETWEEN $4 AND $5) LIMIT $6";

const BY_DOCUMENT: &str = "
SELECT DISTINCT o.person_id AS id FROM person_documents d
  JOIN person_documents o ON o.tenant_id = d.tenant_id AND o.number_key = d.number_key AND o.removed_at IS NULL AND o.person_id <> d.person_id
  JOIN persons p ON p.tenant_id = o.tenant_id AND p.id = o.person_id AND p.merged_into IS NULL
 WHERE d.tenant_id = $1 AND d.person_id = $2 AND d.number_key IS NOT NULL AND d.removed_at IS NULL LIMIT $3";

/// Everybody who is to be compared with a person; nobody where the person is shielded or merged.
pub(super) async fn of<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Vec<Uuid>, Problem> {
    let tenant = tx.tenant();
    let Some(looked): Option<Looked> = tx.maybe(sql(LOOKED).uuid(tenant).uuid(person)).await? else { return Ok(Vec::new()) };
    let mut found: Vec<IdRow> = tx.rows(sql(BY_DOCUMENT).uuid(tenant).uuid(person).big(MOST)).await?;
    for name in looked.names.iter().take(NAMES) {
        alike(tenant.into(), &Reading::of(&Name::whole(name))).ask(tx);
        found.extend(by_name(tx, person, &looked).await?);
    }
    let mut ids: Vec<Uuid> = found.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn by_name<P: Permission>(tx: &mut Tx<P>, person: Uuid, looked: &Looked) -> Result<Vec<IdRow>, Problem> {
    let tenant = tx.tenant();
    let around = |days: i64| looked.birth_on.and_then(|day| day.checked_add_signed(Duration::days(days)));
    let statement =
        sql(BY_NAME).uuid(tenant).uuid(person).text(looked.sex.clone()).opt_day(around(-DAYS_APART)).opt_day(around(DAYS_APART));
    tx.rows(statement.big(MOST).big(LOOKED_AT)).await
}
