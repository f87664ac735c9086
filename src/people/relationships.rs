//! `/people/{id}/relationships`: who is what to whom (programmes.md 3.1). A tie stands once and is shown from both sides, from each
//! under its own name. Nobody is their own kin, and nobody their own ancestor: the database says so too, however many write at once.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::attached::difference;
use super::checking::{Checking, at, rule_says_no};
use super::{duplicates, store};
use crate::access::{Disclosed, Permission};
use crate::database::{Recorded, Tx, sql};
use crate::http::{Page, Representation};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// What is kept, and what it is called from the other side. A tie is kept under the first name; one whose names are the same is
/// mutual.
pub(super) const TIES: &[(&str, &str)] = &[
    ("spouse", "spouse"),
    ("parent", "child"),
    ("sibling", "sibling"),
    ("guardian", "ward"),
    ("caregiver", "cared-for"),
    ("grandparent", "grandchild"),
    ("other-kin", "other-kin"),
    ("other", "other"),
];

/// Ties of one person, ended and removed ones too.
const MOST: i64 = 500;

/// A tie between this person and another.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationshipForm {
    pub(super) to: Uuid,
    /// What this person is to the other, of the list `relationship-type`: `parent` makes the other their child.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "parent")]
    pub(super) kind: String,
    /// Of the list `legal-basis`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(super) legal_basis: Option<String>,
    pub(super) from: Option<NaiveDate>,
    /// Last day on which it holds.
    pub(super) until: Option<NaiveDate>,
}

/// What may be said anew about a tie, as a whole. Who it is between and what it is are said by another tie.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationshipTerms {
    /// Of the list `legal-basis`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(super) legal_basis: Option<String>,
    pub(super) from: Option<NaiveDate>,
    /// Last day on which it holds.
    pub(super) until: Option<NaiveDate>,
}

/// A tie, seen from one side.
#[derive(Debug, Clone, Serialize, ToSchema, QueryableByName)]
pub(super) struct RelationshipView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    /// The other.
    #[diesel(sql_type = SqlUuid)]
    to: Uuid,
    /// What the person is to the other, of the list `relationship-type`.
    #[diesel(sql_type = Text)]
    kind: String,
    /// What the other is to the person.
    #[diesel(sql_type = Text)]
    inverse: String,
    #[diesel(sql_type = Nullable<Text>)]
    legal_basis: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    /// When it was removed, having been recorded by mistake.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    removed_at: Option<DateTime<Utc>>,
}

impl Representation for RelationshipView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/people/{}/relationships", self.person))
    }
}

// A tie between a person and a record that was merged into them is none.
const LIST: &str = "
SELECT r.id, $2 AS person, CASE WHEN r.person_id = $2 THEN r.related_id ELSE r.person_id END AS to,
       CASE WHEN r.person_id = $2 THEN t.kind ELSE t.inverse END AS kind, CASE WHEN r.person_id = $2 THEN t.inverse ELSE t.kind END AS inverse,
       r.legal_basis, r.from_on AS from, r.until_on AS until, r.version, r.created_at, r.updated_at, r.removed_at
  FROM person_relationships r JOIN unnest($4, $5) AS t (kind, inverse) ON t.kind = r.kind
 WHERE r.tenant_id = $1 AND (r.person_id = $2 OR r.related_id = $2) AND ($3::uuid IS NULL OR r.id = $3)
   AND NOT EXISTS (SELECT 1 FROM persons q WHERE q.tenant_id = $1 AND q.id IN (r.person_id, r.related_id) AND q.merged_into = $2)
 ORDER BY r.created_at, r.id LIMIT $6";

async fn rows<P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Option<Uuid>) -> Result<Vec<RelationshipView>, Problem> {
    let tenant = tx.tenant();
    let kinds = TIES.iter().map(|(kind, _)| (*kind).to_owned()).collect();
    let inverses = TIES.iter().map(|(_, inverse)| (*inverse).to_owned()).collect();
    tx.rows(sql(LIST).uuid(tenant).uuid(person).opt_uuid(id).texts(kinds).texts(inverses).big(MOST)).await
}

async fn row<P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Uuid) -> Result<RelationshipView, Problem> {
    rows(tx, person, Some(id)).await?.into_iter().next().ok_or_else(|| crate::problem::Code::NotFound.into())
}

/// The person's ties, seen from their side.
///
/// # Errors
/// `not_found`.
pub(super) async fn list<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Disclosed<Page<RelationshipView>>, Problem> {
    store::see_person(tx, person).await?;
    let data = rows(tx, person, None).await?;
    let act = Act::new("person.relationships").on("person", person).person(person).class(2).fields(["relationships"]);
    Ok(Disclosed::new(Page::whole(data), act))
}

/// The tie as it is kept: who is what to whom.
fn kept(person: Uuid, form: &RelationshipForm) -> Option<(&'static str, Uuid, Uuid)> {
    let (kind, inverse) = TIES.iter().find(|(kind, inverse)| form.kind == *kind || form.kind == *inverse)?;
    let forward = if kind == inverse { person < form.to } else { form.kind == *kind };
    Some(if forward { (kind, person, form.to) } else { (kind, form.to, person) })
}

/// Both people, held in the order of their ids, so that two who tie the same people wait for each other. The second may be hidden,
/// which is as if they were not there.
async fn hold<P: Permission>(tx: &mut Tx<P>, person: Uuid, other: Uuid) -> Result<[store::PersonRow; 2], Problem> {
    store::see_person(tx, person).await?;
    let first = person.min(other);
    let mut held = Vec::with_capacity(2);
    for id in [first, person.max(other)] {
        let pointer = if id == person { "" } else { "/to" };
        held.push(store::lock_person(tx, id).await.map_err(|problem| if id == person { problem } else { at(problem, pointer) })?);
    }
    <[store::PersonRow; 2]>::try_from(held).map_err(|_two| Problem::defect("holding two people", "there are not two"))
}

/// Tie two people.
///
/// # Errors
/// `not_found`, `not_permitted`, `invalid`; `refused` for a circle of parents, a parent who is surely younger, or a tie that is
/// there already.
pub(super) async fn add<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    person: Uuid,
    form: RelationshipForm,
) -> Result<Recorded<RelationshipView>, Problem> {
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    checking.code("relationship-type", &form.kind, "/kind");
    check_terms(&mut checking, form.legal_basis.as_deref(), form.from, form.until);
    if form.to == person {
        store::see_person(tx, person).await?;
        tx.require_permission()?;
        return Err(Problem::field("/to", "own_kin"));
    }
    let people = hold(tx, person, form.to).await?;
    checking.finish()?;
    let (kind, one, other) = kept(person, &form).ok_or_else(|| Problem::defect("keeping a tie", "its kind has no inverse"))?;
    if kind == "parent" {
        not_younger(&people, one)?;
        may_become_parent(tx, one, other).await?;
    }
    let id = Uuid::now_v7();
    insert(tx, id, (kind, one, other), &form).await?;
    if kind == "parent" {
        duplicates::look_again(tx, other).await?;
    }
    let said = json!({ "to": form.to, "kind": form.kind, "legal_basis": form.legal_basis, "from": form.from, "until": form.until });
    let view = row(tx, person, id).await?;
    record(tx, "relationship.create", view, difference(&Map::new(), &members(said), &[])).await
}

fn members(value: Value) -> Map<String, Value> {
    if let Value::Object(members) = value { members } else { Map::new() }
}

fn check_terms(checking: &mut Checking<'_>, basis: Option<&str>, from: Option<NaiveDate>, until: Option<NaiveDate>) {
    if let Some(basis) = basis {
        checking.code("legal-basis", basis, "/legal_basis");
    }
    if checking.past_day(from, "/from") && checking.day(until, "/until") {
        checking.order(from, until, "/until");
    }
}

/// A parent is not surely younger than the child.
fn not_younger(people: &[store::PersonRow; 2], parent: Uuid) -> Result<(), Problem> {
    let mut births = [None, None];
    for row in people {
        let slot = usize::from(row.id != parent);
        if let Some(birth) = births.get_mut(slot) {
            *birth = row.facts()?.birth.map(|birth| birth.rule());
        }
    }
    let [parent, child] = births;
    match parent.zip(child) {
        Some((parent, child)) if parent.earliest() >= child.latest() => Err(rule_says_no("parent-not-older")),
        _ => Ok(()),
    }
}

/// Ancestors are looked for among everybody, also those whom the member may not see; the lock stays until commit.
async fn may_become_parent<P: Permission>(tx: &mut Tx<P>, parent: Uuid, child: Uuid) -> Result<(), Problem> {
    #[derive(QueryableByName)]
    struct May {
        #[diesel(sql_type = Bool)]
        may: bool,
    }
    let tenant = tx.tenant();
    let statement = sql("SELECT may_become_parent($1, $2, $3) AS may").uuid(tenant).uuid(parent).uuid(child);
    let answer: May = tx.by_system(async |tx| tx.one(statement).await).await?;
    if answer.may { Ok(()) } else { Err(rule_says_no("parental-circle")) }
}

async fn insert<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    (kind, one, other): (&'static str, Uuid, Uuid),
    form: &RelationshipForm,
) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("INSERT INTO person_relationships (tenant_id, id, person_id, related_id, kind, legal_basis, from_on, until_on, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)");
    let statement = statement.uuid(tenant).uuid(id).uuid(one).uuid(other).text(kind).opt_text(form.legal_basis.clone());
    let statement = statement.opt_day(form.from).opt_day(form.until).at(now);
    // The policy against circles looks at everybody too.
    tx.by_system(async |tx| tx.execute(statement).await).await?;
    Ok(())
}

/// The act stands in both files.
async fn record<P: Permission>(
    tx: &mut Tx<P>,
    operation: &'static str,
    view: RelationshipView,
    change: Map<String, Value>,
) -> Result<Recorded<RelationshipView>, Problem> {
    let act = Act::new(operation).on("relationship", view.id).class(2).fields(change.keys().cloned().collect::<Vec<_>>());
    let mut mirrored = change.clone();
    if let Some(kind) = mirrored.get_mut("kind") {
        *kind = json!({ "after": view.inverse });
    }
    if let Some(to) = mirrored.get_mut("to") {
        *to = json!({ "after": view.person });
    }
    tx.append(act.clone().person(view.to).change(Value::Object(mirrored))).await?;
    tx.record(act.person(view.person).change(Value::Object(change)), view).await
}

/// Hold both people of a tie that is there at the version that was seen.
async fn lock<P: Permission>(tx: &mut Tx<P>, person: Uuid, id: Uuid, seen: i64) -> Result<RelationshipView, Problem> {
    let to = row(tx, person, id).await?.to;
    hold(tx, person, to).await?;
    let view = row(tx, person, id).await?;
    if view.version != seen {
        return Err(Problem::stale(view.version));
    }
    if view.removed_at.is_some() { Err(rule_says_no("record-removed")) } else { Ok(view) }
}

/// Say anew on which basis and since and until when a tie holds.
///
/// # Errors
/// `not_found`, `not_permitted`, `stale`, `invalid`; `refused` when it was removed.
pub(super) async fn change<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    (person, id): (Uuid, Uuid),
    seen: i64,
    terms: RelationshipTerms,
) -> Result<Recorded<RelationshipView>, Problem> {
    let before = lock(tx, person, id, seen).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    check_terms(&mut checking, terms.legal_basis.as_deref(), terms.from, terms.until);
    checking.finish()?;
    let old = json!({ "legal_basis": before.legal_basis, "from": before.from, "until": before.until });
    let new = json!({ "legal_basis": terms.legal_basis, "from": terms.from, "until": terms.until });
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement =
        sql("UPDATE person_relationships SET legal_basis = $3, from_on = $4, until_on = $5, version = version + 1, updated_at = $6
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).opt_text(terms.legal_basis).opt_day(terms.from).opt_day(terms.until).at(now)).await?;
    let view = row(tx, person, id).await?;
    record(tx, "relationship.update", view, difference(&members(old), &members(new), &[])).await
}

/// Take a tie away that was recorded by mistake; it stays in both files as removed.
///
/// # Errors
/// `not_found`, `not_permitted`, `stale`; `refused` when it was removed already.
pub(super) async fn remove<P: Permission>(
    tx: &mut Tx<P>,
    (person, id): (Uuid, Uuid),
    seen: i64,
) -> Result<Recorded<RelationshipView>, Problem> {
    lock(tx, person, id, seen).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement =
        sql("UPDATE person_relationships SET removed_at = $3, version = version + 1, updated_at = $3 WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).at(now)).await?;
    let view = row(tx, person, id).await?;
    let change = members(json!({ "removed_at": { "after": now } }));
    record(tx, "relationship.remove", view, change).await
}
