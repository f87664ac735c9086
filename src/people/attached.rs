//! What hangs on a person with a version of its own: documents, contacts. Each is listed, added, replaced as a whole and removed in
//! the same way; removed, it stays in the file with the day of its removal.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb};
use panoh_rules::calendar::legal_day;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::checking::Checking;
use super::{duplicates, store};
use crate::access::{Disclosed, Permission};
use crate::database::{JsonRow, Recorded, Tx, sql};
use crate::http::{Page, Representation};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// Records of one kind that one person may have, removed ones too.
const MOST: usize = 200;

/// What every record that hangs on a person has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct Standing {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// When it was removed, having been recorded by mistake.
    pub(super) removed_at: Option<DateTime<Utc>>,
}

/// The statements of one table; see [`statements!`].
#[derive(Debug)]
pub(super) struct Statements {
    pub(super) list: &'static str,
    pub(super) lock: &'static str,
    pub(super) insert: &'static str,
    pub(super) update: &'static str,
    pub(super) remove: &'static str,
}

/// The statements of a table whose changeable columns are these.
macro_rules! statements {
    ($table:literal, $columns:literal) => {
        $crate::people::attached::Statements {
            list: concat!(
                "SELECT to_jsonb(r) || jsonb_build_object('person', r.person_id) AS value FROM ",
                $table,
                " r WHERE r.tenant_id = $1 AND r.person_id = $2 AND ($3::uuid IS NULL OR r.id = $3) ORDER BY r.created_at, r.id"
            ),
            lock: concat!(
                "SELECT r.version AS version, to_jsonb(r) || jsonb_build_object('person', r.person_id) AS value FROM ",
                $table,
                " r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.id = $3 FOR NO KEY UPDATE"
            ),
            insert: concat!("INSERT INTO ", $table, " SELECT (jsonb_populate_record(NULL::", $table, ", $1)).*"),
            update: concat!(
                "UPDATE ",
                $table,
                " r SET (",
                $columns,
                ", version, updated_at) = (SELECT ",
                $columns,
                ", r.version + 1, $4 FROM jsonb_populate_record(NULL::",
                $table,
                ", $3)) WHERE r.tenant_id = $1 AND r.id = $2"
            ),
            remove: concat!(
                "UPDATE ",
                $table,
                " SET removed_at = $3, updated_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL"
            ),
        }
    };
}
pub(super) use statements;

/// Names of the operations, as the ledger keeps them.
pub(super) struct Names {
    /// The kind of object.
    pub(super) kind: &'static str,
    /// The list, as a field of the person and in the address.
    pub(super) field: &'static str,
    pub(super) list: &'static str,
    pub(super) add: &'static str,
    pub(super) change: &'static str,
    pub(super) remove: &'static str,
    /// Whether two people are compared by it.
    pub(super) compared: bool,
    /// Members whose values stay out of the ledger (K3).
    pub(super) withheld: &'static [&'static str],
}

/// A kind of record that hangs on a person: the form is what is asked for, checked as a whole.
pub(super) trait Attached: Serialize + DeserializeOwned {
    type View: Serialize + DeserializeOwned + Clone + Send + AsRef<Self> + AsRef<Standing>;
    const NAMES: Names;
    const SQL: Statements;

    /// Check it, and say which further columns follow from it.
    async fn prepare<P: Permission>(&self, tx: &mut Tx<P>, person: Uuid, checking: &mut Checking<'_>) -> Result<Value, Problem>;
}

/// A record with the address that it has under its person.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Shown<V> {
    view: V,
    #[serde(skip)]
    field: &'static str,
}

impl<V: Serialize + AsRef<Standing>> Representation for Shown<V> {
    fn version(&self) -> Option<i64> {
        Some(self.view.as_ref().version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/people/{}/{}", self.view.as_ref().person, self.field))
    }
}

fn shown<A: Attached>(view: A::View) -> Shown<A::View> {
    Shown { view, field: A::NAMES.field }
}

fn read<V: DeserializeOwned>(value: Value) -> Result<V, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::defect("reading a record of a person", error))
}

/// All of one kind, removed ones too, in the order in which they were added.
pub(super) async fn all<A: Attached, P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Vec<A::View>, Problem> {
    let tenant = tx.tenant();
    let rows: Vec<JsonRow> = tx.rows(sql(A::SQL.list).uuid(tenant).uuid(person).opt_uuid(None::<Uuid>)).await?;
    rows.into_iter().map(|row| read(row.value)).collect()
}

/// What the person has of this kind.
///
/// # Errors
/// `not_found`.
pub(super) async fn list<A: Attached, P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Disclosed<Page<A::View>>, Problem> {
    store::see_person(tx, person).await?;
    let data = all::<A, P>(tx, person).await?;
    let act = Act::new(A::NAMES.list).on("person", person).person(person).class(2).fields([A::NAMES.field]);
    Ok(Disclosed::new(Page::whole(data), act))
}

/// What the ledger says of one that came with its person.
pub(super) fn came<A: Attached>(form: &A, person: Uuid, id: Uuid) -> Result<Act, Problem> {
    let change = difference(&Map::new(), &values(form)?, A::NAMES.withheld);
    Ok(act::<A>(A::NAMES.add, person, id, change))
}

fn act<A: Attached>(operation: &'static str, person: Uuid, id: Uuid, change: Map<String, Value>) -> Act {
    let fields: Vec<String> = change.keys().cloned().collect();
    Act::new(operation).on(A::NAMES.kind, id).person(person).class(2).fields(fields).change(Value::Object(change))
}

/// Add one.
///
/// # Errors
/// `not_found`, `not_permitted`, `invalid`.
pub(super) async fn add<A: Attached, P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    person: Uuid,
    form: A,
) -> Result<Recorded<Shown<A::View>>, Problem> {
    store::lock_person(tx, person).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    if all::<A, P>(tx, person).await?.len() >= MOST {
        checking.fault("", "too_many");
    }
    let derived = form.prepare(tx, person, &mut checking).await?;
    checking.finish()?;
    let (tenant, now, id) = (tx.tenant(), tx.now(), Uuid::now_v7());
    let standing = json!({ "tenant_id": tenant.0, "id": id, "person_id": person, "version": 1, "created_at": now, "updated_at": now });
    let row = [values(&form)?, members(derived), members(standing)].into_iter().flatten().collect();
    tx.execute(sql(A::SQL.insert).json(Value::Object(row))).await?;
    let change = difference(&Map::new(), &values(&form)?, A::NAMES.withheld);
    record::<A, P>(tx, A::NAMES.add, person, id, change).await
}

/// Put another content in its place.
///
/// # Errors
/// `not_found`, `not_permitted`, `stale`, `invalid`; `refused` when it was removed.
pub(super) async fn change<A: Attached, P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    (person, id): (Uuid, Uuid),
    seen: i64,
    form: A,
) -> Result<Recorded<Shown<A::View>>, Problem> {
    let before = lock::<A, P>(tx, person, id, seen).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    let derived = form.prepare(tx, person, &mut checking).await?;
    checking.finish()?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = [values(&form)?, members(derived)].into_iter().flatten().collect();
    tx.execute(sql(A::SQL.update).uuid(tenant).uuid(id).json(Value::Object(row)).at(now)).await?;
    let before: &A = before.as_ref();
    let change = difference(&values(before)?, &values(&form)?, A::NAMES.withheld);
    record::<A, P>(tx, A::NAMES.change, person, id, change).await
}

/// Take it away, since it was recorded by mistake; it stays in the file as removed.
///
/// # Errors
/// `not_found`, `not_permitted`, `stale`; `refused` when it was removed already.
pub(super) async fn remove<A: Attached, P: Permission>(
    tx: &mut Tx<P>,
    (person, id): (Uuid, Uuid),
    seen: i64,
) -> Result<Recorded<Shown<A::View>>, Problem> {
    let before = lock::<A, P>(tx, person, id, seen).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    tx.execute(sql(A::SQL.remove).uuid(tenant).uuid(id).at(now)).await?;
    let before: &A = before.as_ref();
    let change = difference(&values(before)?, &Map::new(), A::NAMES.withheld);
    record::<A, P>(tx, A::NAMES.remove, person, id, change).await
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Jsonb)]
    value: Value,
}

/// The record to be changed, held with its person, at the version that was seen.
async fn lock<A: Attached, P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Uuid, seen: i64) -> Result<A::View, Problem> {
    store::lock_person(tx, person).await?;
    let tenant = tx.tenant();
    let row: Locked = tx.one(sql(A::SQL.lock).uuid(tenant).uuid(person).uuid(id)).await?;
    if row.version != seen {
        return Err(Problem::stale(row.version));
    }
    let view: A::View = read(row.value)?;
    let standing: &Standing = view.as_ref();
    if standing.removed_at.is_some() {
        return Err(Problem::house_rule("record-removed", &[]));
    }
    Ok(view)
}

async fn record<A: Attached, P: Permission>(
    tx: &mut Tx<P>,
    operation: &'static str,
    person: Uuid,
    id: Uuid,
    change: Map<String, Value>,
) -> Result<Recorded<Shown<A::View>>, Problem> {
    if A::NAMES.compared {
        duplicates::look_again(tx, person).await?;
    }
    let tenant = tx.tenant();
    let row: JsonRow = tx.one(sql(A::SQL.list).uuid(tenant).uuid(person).opt_uuid(Some(id))).await?;
    tx.record(act::<A>(operation, person, id, change), shown::<A>(read(row.value)?)).await
}

fn values<A: Serialize>(form: &A) -> Result<Map<String, Value>, Problem> {
    serde_json::to_value(form).map(members).map_err(|error| Problem::defect("writing a record of a person", error))
}

fn members(value: Value) -> Map<String, Value> {
    if let Value::Object(members) = value { members } else { Map::new() }
}

/// Before and after of each member that differs; of withheld ones only that it does.
pub(super) fn difference(before: &Map<String, Value>, after: &Map<String, Value>, withheld: &[&str]) -> Map<String, Value> {
    let absent = |value: &Value| value.is_null() || *value == json!([]);
    let mut change = Map::new();
    let others = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(others) {
        let (old, new) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        if old == new || (absent(old) && absent(new)) {
            continue;
        }
        let mut values = Map::new();
        if !withheld.contains(&name.as_str()) {
            values.extend(
                [("before", old), ("after", new)]
                    .into_iter()
                    .filter(|(_, value)| !absent(value))
                    .map(|(when, value)| (when.to_owned(), value.clone())),
            );
        }
        change.insert(name.clone(), Value::Object(values));
    }
    change
}
