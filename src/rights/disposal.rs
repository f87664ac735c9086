//! Disposal (programmes.md 4.3): a supervisor proposes it for a case in the archive, the data-protection officer carries it out or
//! declines. What goes, goes in one transaction with its certificate; what the ledger said of it goes a moment later, by the sealer's
//! hand, and its chain stays whole.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::holdings::{OF_CASE, OF_PERSON, Tally, forget, hexadecimal};
use crate::access::Permission;
use crate::access::permission::{ApproveErasure, CreateErasure};
use crate::cases;
use crate::database::{Count, IdRow, Recorded, Tx, name_of, sql};
use crate::http::Representation;
use crate::ledger::Act;
use crate::people::search;
use crate::problem::{Code, Problem};
use crate::programmes::{House, ground};

/// A disposal, proposed, declined or done.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Disposal {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    case: Uuid,
    #[diesel(sql_type = Text)]
    case_number: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = SmallInt)]
    pub(super) class: i16,
    /// `proposed`, `declined`, `done`.
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = SqlUuid)]
    proposed_by: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    proposed_by_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    decided_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    decided_by_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    declined_because: Option<String>,
    /// What was disposed of, when, by whom, under which rule; no personal content.
    #[diesel(sql_type = Nullable<Jsonb>)]
    #[schema(value_type = Option<Object>)]
    certificate: Option<Value>,
    /// SHA-256 of the certificate as JSON without spaces, each object's members sorted by name; it stands in the ledger too.
    #[diesel(sql_type = Nullable<Text>)]
    certificate_sha256: Option<String>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for Disposal {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/disposals/{}", self.id))
    }
}

macro_rules! disposals {
    ($tail:literal) => {
        concat!(
            "SELECT d.id, d.case_id AS case, d.case_number, d.programme, d.class, d.state, d.proposed_by, d.proposed_at, d.decided_by, d.decided_at,
                    d.declined_because, d.certificate, encode(d.certificate_hash, 'hex') AS certificate_sha256, d.version, ",
            name_of!("d", "proposed_by"),
            ", ",
            name_of!("d", "decided_by"),
            "
               FROM disposals d WHERE d.tenant_id = $1 AND ",
            $tail
        )
    };
}

/// Disposals, the latest proposal first, behind a place in the list.
pub(super) async fn list<P: Permission>(
    tx: &mut Tx<P>,
    state: Option<&'static str>,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Disposal>, Problem> {
    let statement = sql(disposals!("($2::text IS NULL OR d.state = $2) AND ($3::uuid IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4"));
    let tenant = tx.tenant();
    tx.rows(statement.uuid(tenant).opt_text(state.map(str::to_owned)).opt_uuid(after).big(most)).await
}

/// One disposal; `not_found` where there is none that this member may see.
pub(super) async fn find<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<Disposal, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(disposals!("d.id = $2")).uuid(tenant).uuid(id)).await
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    retention: String,
    #[diesel(sql_type = Date)]
    opened_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    closed_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    archived_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    holds: i64,
}

/// That the case may be disposed of now; it is held until the transaction ends.
async fn ripe<P: Permission>(tx: &mut Tx<P>, case: Uuid) -> Result<Kept, Problem> {
    let tenant = tx.tenant();
    let held = sql("SELECT id FROM cases WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
    let _held: IdRow = tx.one(held.uuid(tenant).uuid(case)).await?;
    let statement = sql("SELECT c.retention, c.opened_on, c.closed_on, c.retention_since AS archived_on,
                (SELECT count(*) FROM legal_holds h WHERE h.tenant_id = $1 AND h.case_id = c.id AND h.lifted_at IS NULL) AS holds
           FROM cases c WHERE c.tenant_id = $1 AND c.id = $2");
    let kept: Kept = tx.one(statement.uuid(tenant).uuid(case)).await?;
    match &kept {
        Kept { retention, .. } if retention != "archive" => Err(Problem::house_rule("not-in-archive", &[])),
        Kept { holds: 1.., .. } => Err(Problem::house_rule("case-on-hold", &[])),
        _ => Ok(kept),
    }
}

/// Propose to dispose of a case.
///
/// # Errors
/// `invalid` for a case that this member does not see; `refused` by `not-in-archive` or `case-on-hold`; `already_exists`.
pub(super) async fn propose(tx: &mut Tx<CreateErasure>, case_id: Uuid) -> Result<Recorded<Disposal>, Problem> {
    let unknown = |problem: Problem| if problem.code == Code::NotFound { Problem::field("/case", "unknown_reference") } else { problem };
    let case = cases::lock(tx, case_id).await.map_err(unknown)?.row;
    ripe(tx, case_id).await?;
    let (tenant, by, now, id) = (tx.tenant(), tx.member().membership, tx.now(), Uuid::now_v7());
    let statement = sql("INSERT INTO disposals (tenant_id, id, case_id, case_number, programme, class, state, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8)");
    let statement = statement.uuid(tenant).uuid(id).uuid(case_id).text(case.number).text(case.programme).small(case.class);
    tx.execute(statement.uuid(by).at(now)).await?;
    let view = find(tx, id).await?;
    tx.record(Act::new("disposal.propose").on("disposal", id).case(case_id).class(case.class.max(2)).fields(["disposal"]), view).await
}

/// The disposal to be decided, held, by somebody else than who proposed it.
async fn to_decide(tx: &mut Tx<ApproveErasure>, id: Uuid) -> Result<Disposal, Problem> {
    let tenant = tx.tenant();
    find(tx, id).await?;
    tx.require_permission()?;
    let held = sql("SELECT id FROM disposals WHERE tenant_id = $1 AND id = $2 AND state = 'proposed' FOR UPDATE");
    if tx.maybe::<IdRow>(held.uuid(tenant).uuid(id)).await?.is_none() {
        return Err(Problem::house_rule("disposal-decided", &[]));
    }
    let disposal = find(tx, id).await?;
    if disposal.proposed_by == tx.member().membership.0 {
        return Err(Problem::house_rule("disposal-needs-another", &[]));
    }
    Ok(disposal)
}

/// Decline a disposal: the case stays in the archive.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` by `disposal-decided` or `disposal-needs-another`.
pub(super) async fn decline(tx: &mut Tx<ApproveErasure>, id: Uuid, because: String) -> Result<Recorded<Disposal>, Problem> {
    let disposal = to_decide(tx, id).await?;
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement =
        sql("UPDATE disposals SET state = 'declined', decided_by = $3, decided_at = $4, declined_because = $5, version = version + 1
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).uuid(by).at(now).text(because.clone())).await?;
    let view = find(tx, id).await?;
    let act = Act::new("disposal.decline").on("disposal", id).case(disposal.case).class(disposal.class.max(2)).fields(["disposal"]);
    tx.record(act.reason(Some(because)), view).await
}

/// Carry a disposal out: the case, and whoever was in no other, go; the certificate stays.
///
/// # Errors
/// As [`decline`]; `refused` by `not-in-archive` or `case-on-hold`.
pub(super) async fn carry_out(tx: &mut Tx<ApproveErasure>, house: &House, id: Uuid) -> Result<Recorded<Disposal>, Problem> {
    let disposal = to_decide(tx, id).await?;
    let by = tx.member().membership.0;
    let class = disposal.class.max(2);
    let case = disposal.case;
    let hash = tx.by_system(async |tx| gone(tx, house, &disposal, by).await).await?;
    let view = find(tx, id).await?;
    let act = Act::new("case.dispose").on("disposal", id).case(case).class(class).fields(["case", "people", "certificate"]);
    tx.record(act.change(json!({ "certificate_sha256": { "after": hash } })), view).await
}

/// Everything that goes, as the house's own act: who goes is decided by all of their cases, also those that the officer does not see.
async fn gone(tx: &mut Tx<ApproveErasure>, house: &House, disposal: &Disposal, by: Uuid) -> Result<String, Problem> {
    let kept = ripe(tx, disposal.case).await?;
    let people = in_no_other_case(tx, disposal.case).await?;
    let mut tally = Tally::new();
    tally.take(tx, OF_CASE, &[disposal.case]).await?;
    tally.take(tx, OF_PERSON, &people).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let said: Count = tx.one(sql(SAID).uuid(tenant).uuid(disposal.case).uuids(people.clone())).await?;
    let rule = rule(tx, house, &disposal.programme).await?;
    let rows = std::mem::take(&mut tally.rows);
    let mut certificate = json!({
        "certificate": disposal.id, "case_number": disposal.case_number, "programme": disposal.programme, "opened_on": kept.opened_on,
        "closed_on": kept.closed_on, "archived_on": kept.archived_on, "disposed_at": now, "rule": rule, "proposed_by": disposal.proposed_by,
        "carried_out_by": by, "rows": rows, "people": people.len(), "ledger_entries": said.count, "content_sha256": tally.hash(),
    });
    // The database orders members its own way: the hash is over the text with every object's members sorted by name.
    certificate.sort_all_objects();
    let hash = Sha256::digest(certificate.to_string());
    let statement = sql("UPDATE disposals SET state = 'done', decided_by = $3, decided_at = $4, people = $5, certificate = $6, certificate_hash = $7, version = version + 1
          WHERE tenant_id = $1 AND id = $2");
    let statement = statement.uuid(tenant).uuid(disposal.id).uuid(by).at(now).uuids(people.clone());
    tx.execute(statement.json(certificate).bytes(hash.to_vec())).await?;
    tx.execute(sql(ORDER).uuid(tenant).uuid(disposal.case).uuids(people.clone()).uuid(disposal.id).at(now)).await?;
    let writings = search::writings_of(tx, &people).await?;
    forget(tx, OF_CASE, &[disposal.case]).await?;
    forget(tx, OF_PERSON, &people).await?;
    search::forget_writings(tx, writings).await?;
    Ok(hexadecimal(&hash))
}

/// Who was in this case and is in no other, with the records that were merged into theirs.
async fn in_no_other_case<P: Permission>(tx: &mut Tx<P>, case: Uuid) -> Result<Vec<Uuid>, Problem> {
    let statement = sql("
WITH alone AS (
  SELECT s.person_id AS id FROM case_subjects s
   WHERE s.tenant_id = $1 AND s.case_id = $2 AND NOT EXISTS (SELECT 1 FROM case_subjects o WHERE o.tenant_id = $1 AND o.person_id = s.person_id AND o.case_id <> $2))
SELECT id FROM alone UNION SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.merged_into IN (SELECT id FROM alone) ORDER BY id");
    let tenant = tx.tenant();
    let found: Vec<IdRow> = tx.rows(statement.uuid(tenant).uuid(case)).await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The rule under which it goes, as it is in force today.
async fn rule<P: Permission>(tx: &mut Tx<P>, house: &House, programme: &str) -> Result<Value, Problem> {
    let today = legal_day(tx.now());
    let ground = ground(tx, house).await?;
    let key = house.catalogue.programme(programme).map_or("dat.retention", |programme| programme.retention.as_str());
    let dated = ground.parameters.dated(key, today).map_err(|error| Problem::defect("reading how long a case is kept", error))?;
    Ok(json!({ "parameter": key, "value": dated.value.to_string(), "source": dated.source, "valid_from": dated.valid_from }))
}

macro_rules! said {
    ($select:literal) => {
        concat!(
            $select,
            " FROM ledger_entries e WHERE e.tenant_id = $1 AND (e.case_id = $2 OR e.person_id = ANY ($3))
               AND (e.change IS NOT NULL OR e.reason IS NOT NULL OR e.purpose IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM ledger_erasures x WHERE x.tenant_id = $1 AND x.entry_id = e.id)"
        )
    };
}

/// What the ledger said of it, and the order to take it out.
const SAID: &str = said!("SELECT count(*) AS count");
const ORDER: &str = said!("INSERT INTO ledger_erasures (tenant_id, entry_id, disposal_id, ordered_at) SELECT $1, e.id, $4, $5");
