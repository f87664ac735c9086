//! Making two records of one person one, by two people: one says so, another does it (programmes.md 4.2). The merged record stays and
//! answers with its survivor; undone, everything returns that has not been changed since, and what has been is named and kept.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::checking::{Checking, at, rule_says_no};
use super::duplicates;
use super::moving::{self, Moved};
use super::pairs::{self, Pair};
use super::person::Facts;
use super::store::{self, PersonRow};
use crate::access::Permission;
use crate::database::{Count, JsonRow, Recorded, Tx, sql};
use crate::http::Representation;
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// Fields of which one record's value is chosen.
const CHOSEN: &[&str] = &["sex", "gender", "birth", "death_on", "citizenships", "languages"];

/// Two records of one person.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeForm {
    /// The record that goes on.
    pub(super) survivor: Uuid,
    /// Whose value of a field is kept, `survivor` or `merged`: of `sex`, `gender`, `birth`, `death_on`, `citizenships`, `languages`. Of
    /// others the survivor's, or the merged one's where the survivor has none.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) choose: Map<String, Value>,
}

/// Why a merge is undone.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UndoForm {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub(super) reason: String,
}

/// A merge, proposed, done or undone.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub(super) struct MergeView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// `proposed`: it waits for a second person; `done`; `undone`.
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = SqlUuid)]
    merged: Uuid,
    #[diesel(sql_type = SqlUuid)]
    survivor: Uuid,
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    choose: Value,
    #[diesel(sql_type = SqlUuid)]
    proposed_by: Uuid,
    #[diesel(sql_type = Timestamptz)]
    proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    decided_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    decided_at: Option<DateTime<Utc>>,
    /// How many records of each kind went over.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    moved: Value,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    undone_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    undone_at: Option<DateTime<Utc>>,
    /// What had been changed or added since, and stayed with the survivor: `fields`, and counts by kind.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    kept: Value,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for MergeView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/merges/{}", self.id))
    }
}

const VIEW: &str = "
SELECT m.id, m.state, m.merged_id AS merged, m.survivor_id AS survivor, m.choose, m.proposed_by, m.proposed_at, m.decided_by, m.decided_at,
       (SELECT coalesce(jsonb_object_agg(k.key, jsonb_array_length(k.value)), '{}') FROM jsonb_each(m.moved) k) AS moved,
       m.undone_by, m.undone_at, m.kept, m.version
  FROM merges m WHERE m.tenant_id = $1 AND m.id = $2";

/// A merge of two people whom one sees.
///
/// # Errors
/// `not_found`.
pub(super) async fn read<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<MergeView, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(VIEW).uuid(tenant).uuid(id)).await
}

/// Both people, held in the order of their ids against everything that is done to either, cases opened for them too.
async fn hold<P: Permission>(tx: &mut Tx<P>, merged: Uuid, survivor: Uuid) -> Result<(PersonRow, PersonRow), Problem> {
    // One merge at a time in an organisation: it also moves those who were merged into the two before, in no order that others keep.
    let tenant = tx.tenant();
    let alone = sql("SELECT 1::bigint AS count FROM pg_advisory_xact_lock(hashtextextended('merges/' || $1, 0))").text(tenant.to_string());
    let _alone: Count = tx.one(alone).await?;
    let first = store::seize_person(tx, merged.min(survivor)).await;
    let second = store::seize_person(tx, merged.max(survivor)).await;
    let (merged, survivor) = if merged < survivor { (first, second) } else { (second, first) };
    let merged = merged?;
    tx.require_permission()?;
    let survivor = survivor.map_err(|problem| at(problem, "/survivor"))?;
    Ok((merged, survivor))
}

/// Propose, or as the second person do.
///
/// # Errors
/// `not_found`, `not_permitted`, `invalid`; `refused` for a record that was merged already, one of a K4 case that would not survive,
/// a circle of parents, or one's own proposal.
pub(super) async fn merge<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    merged: Uuid,
    form: MergeForm,
) -> Result<Recorded<MergeView>, Problem> {
    store::see_person(tx, merged).await?;
    if merged == form.survivor {
        tx.require_permission()?;
        return Err(Problem::field("/survivor", "duplicate"));
    }
    let (gone, survivor) = hold(tx, merged, form.survivor).await?;
    check_choice(house, &form, legal_day(tx.now()))?;
    for row in [&gone, &survivor] {
        row.not_merged()?;
    }
    may_go_over(tx, merged).await?;
    let pair = pairs::pair(tx, merged, form.survivor).await?;
    let by = tx.member().membership.0;
    match Pair::said_same_by(pair.as_ref()) {
        Some(proposer) if proposer == by => Err(rule_says_no("awaits-second-person")),
        Some(proposer) => carry_out(tx, house, (gone, survivor), form, proposer).await,
        None => propose(tx, merged, form).await,
    }
}

fn check_choice(house: &House, form: &MergeForm, today: chrono::NaiveDate) -> Result<(), Problem> {
    let mut checking = Checking::new(&house.codes, today);
    for (field, which) in &form.choose {
        if !CHOSEN.contains(&field.as_str()) {
            checking.fault(format!("/choose/{field}"), "unknown_field");
        } else if !["survivor", "merged"].contains(&which.as_str().unwrap_or_default()) {
            checking.fault(format!("/choose/{field}"), "not_in_list");
        }
    }
    checking.finish()
}

/// The record of somebody in a K4 case survives, so that what shields it goes on shielding.
async fn may_go_over<P: Permission>(tx: &mut Tx<P>, merged: Uuid) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT count(*) AS count FROM shielded_persons s WHERE s.tenant_id = $1 AND s.person_id = $2");
    let shields: Count = tx.one(statement.uuid(tenant).uuid(merged)).await?;
    if shields.count == 0 { Ok(()) } else { Err(rule_says_no("merge-shielded")) }
}

async fn propose<P: Permission>(tx: &mut Tx<P>, merged: Uuid, form: MergeForm) -> Result<Recorded<MergeView>, Problem> {
    pairs::say_of(tx, (merged, form.survivor), "same", None).await?;
    let (tenant, now, by, id) = (tx.tenant(), tx.now(), tx.member().membership, Uuid::now_v7());
    let statement = sql("INSERT INTO merges (tenant_id, id, merged_id, survivor_id, state, choose, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7)");
    let choose = Value::Object(form.choose);
    tx.execute(statement.uuid(tenant).uuid(id).uuid(merged).uuid(form.survivor).json(choose).uuid(by).at(now)).await?;
    let view = read(tx, id).await?;
    let act = Act::new("merge.propose").on("merge", id).person(merged).class(2).fields(["merged_into"]);
    tx.record(act, view).await
}

#[derive(QueryableByName)]
struct Proposal {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Jsonb)]
    choose: Value,
}

/// The proposal of this very merge, or one that stands for the word of who said in the queue that they are the same.
async fn proposal<P: Permission>(tx: &mut Tx<P>, merged: Uuid, form: &MergeForm, proposer: Uuid) -> Result<Proposal, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let find = sql(
        "SELECT m.id, m.choose FROM merges m WHERE m.tenant_id = $1 AND m.merged_id = $2 AND m.survivor_id = $3 AND m.state = 'proposed'
           AND m.proposed_by = $4 ORDER BY m.id DESC LIMIT 1",
    );
    if let Some(found) = tx.maybe(find.uuid(tenant).uuid(merged).uuid(form.survivor).uuid(proposer)).await? {
        return Ok(found);
    }
    let id = Uuid::now_v7();
    let statement = sql("INSERT INTO merges (tenant_id, id, merged_id, survivor_id, state, choose, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, 'proposed', '{}', $5, $6)");
    tx.execute(statement.uuid(tenant).uuid(id).uuid(merged).uuid(form.survivor).uuid(proposer).at(now)).await?;
    Ok(Proposal { id, choose: json!({}) })
}

async fn carry_out<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    (gone, survivor): (PersonRow, PersonRow),
    form: MergeForm,
    proposer: Uuid,
) -> Result<Recorded<MergeView>, Problem> {
    let (merged, into) = (gone.id, survivor.id);
    let proposal = proposal(tx, merged, &form, proposer).await?;
    let proposed = if let Value::Object(choose) = proposal.choose { choose } else { Map::new() };
    let choose = if form.choose.is_empty() { proposed } else { form.choose };
    let before = survivor.facts()?;
    let after = chosen(&before, &gone.facts()?, &choose);
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    after.check(&mut checking);
    checking.finish()?;
    no_circle(tx, merged, into).await?;
    store::update_person(tx, &before, &after, into, survivor.version).await?;
    let moved = tx.by_system(async |tx| moving::over(tx, merged, into).await).await?;
    store::touch_names(tx, into).await?;
    store::merge_into(tx, merged, Some(into)).await?;
    let replaced = Facts::difference(Some(&before), &after);
    let (tenant, now, by) = (tx.tenant(), tx.now(), tx.member().membership);
    let statement = sql(
        "UPDATE merges SET state = 'done', choose = $3, decided_by = $4, decided_at = $5, moved = $6, replaced = $7, version = version + 1
          WHERE tenant_id = $1 AND id = $2",
    );
    let statement = statement.uuid(tenant).uuid(proposal.id).json(Value::Object(choose)).uuid(by).at(now).json(json!(moved));
    tx.execute(statement.json(json!({ "fields": replaced, "version": survivor.version + 1 }))).await?;
    pairs::say_of(tx, (merged, into), "merged", None).await?;
    duplicates::look_again(tx, into).await?;
    let view = read(tx, proposal.id).await?;
    let mut change = replaced;
    change.insert("merged_from".to_owned(), json!({ "after": merged }));
    tx.append(
        Act::new("merge.absorb")
            .on("merge", view.id)
            .person(into)
            .class(2)
            .fields(change.keys().cloned().collect::<Vec<_>>())
            .change(Value::Object(change)),
    )
    .await?;
    let act = Act::new("merge.do").on("merge", view.id).person(merged).class(2).fields(["merged_into"]);
    tx.record(act.change(json!({ "merged_into": { "after": into } })), view).await
}

/// What is known of the survivor afterwards, field by field. Outside numbers go over as records.
fn chosen(survivor: &Facts, merged: &Facts, choose: &Map<String, Value>) -> Facts {
    let take = |field: &str, is_empty: bool| match choose.get(field).and_then(Value::as_str) {
        Some(which) => which == "merged",
        None => is_empty,
    };
    let mut after = survivor.clone();
    if take("sex", survivor.sex == "0") {
        after.sex.clone_from(&merged.sex);
    }
    if take("gender", survivor.gender.is_none()) {
        after.gender.clone_from(&merged.gender);
    }
    if take("birth", survivor.birth.is_none()) {
        after.birth = merged.birth;
    }
    if take("death_on", survivor.death_on.is_none()) {
        after.death_on = merged.death_on;
    }
    if take("citizenships", survivor.citizenships.is_empty()) {
        after.citizenships.clone_from(&merged.citizenships);
    }
    if take("languages", survivor.languages.is_empty()) {
        after.languages.clone_from(&merged.languages);
    }
    after
}

/// As one, the two are no ancestor of themselves; a tie between them counts for nothing.
async fn no_circle<P: Permission>(tx: &mut Tx<P>, merged: Uuid, survivor: Uuid) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let hold = sql("SELECT 1::bigint AS count FROM pg_advisory_xact_lock(hashtextextended('parents/' || $1, 0))").text(tenant.to_string());
    let look = sql("WITH RECURSIVE ancestors (id) AS (
           SELECT r.person_id FROM person_relationships r
            WHERE r.tenant_id = $1 AND r.kind = 'parent' AND r.removed_at IS NULL AND r.related_id IN ($2, $3) AND r.person_id NOT IN ($2, $3)
           UNION
           SELECT r.person_id FROM person_relationships r JOIN ancestors a ON r.related_id = a.id
            WHERE r.tenant_id = $1 AND r.kind = 'parent' AND r.removed_at IS NULL)
         SELECT count(*) AS count FROM ancestors WHERE id IN ($2, $3)");
    let look = look.uuid(tenant).uuid(merged).uuid(survivor);
    let found: Count = tx
        .by_system(async |tx| {
            let _held: Count = tx.one(hold).await?;
            tx.one(look).await
        })
        .await?;
    if found.count == 0 { Ok(()) } else { Err(rule_says_no("parental-circle")) }
}

#[derive(QueryableByName)]
struct Done {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = SqlUuid)]
    merged_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    survivor_id: Uuid,
    #[diesel(sql_type = Jsonb)]
    moved: Value,
    #[diesel(sql_type = Jsonb)]
    replaced: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    decided_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Replaced {
    #[serde(default)]
    fields: Map<String, Value>,
    /// The survivor's version after the merge.
    #[serde(default)]
    version: i64,
}

/// Make two records of the one again.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` for what was not done, or when the survivor has itself been merged since.
pub(super) async fn undo<P: Permission>(tx: &mut Tx<P>, id: Uuid, form: UndoForm) -> Result<Recorded<MergeView>, Problem> {
    let seen = read(tx, id).await?;
    let (_gone, survivor) = hold(tx, seen.merged, seen.survivor).await?;
    let tenant = tx.tenant();
    let find = sql(
        "SELECT m.state, m.merged_id, m.survivor_id, m.moved, m.replaced, m.decided_at FROM merges m WHERE m.tenant_id = $1 AND m.id = $2 FOR NO KEY UPDATE",
    );
    let done: Done = tx.one(find.uuid(tenant).uuid(id)).await?;
    if done.state != "done" {
        return Err(rule_says_no("merge-not-done"));
    }
    survivor.not_merged()?;
    let defect = |error: serde_json::Error| Problem::defect("reading what a merge moved", error);
    let moved: Moved = serde_json::from_value(done.moved).map_err(defect)?;
    let replaced: Replaced = serde_json::from_value(done.replaced).map_err(defect)?;
    let (restored, edited) = restored(&survivor, &replaced)?;
    let since = sql(moving::SINCE).uuid(tenant).uuid(done.survivor_id).at(done.decided_at.unwrap_or_else(|| tx.now()));
    store::update_person(tx, &survivor.facts()?, &restored, done.survivor_id, survivor.version).await?;
    let added: JsonRow = tx
        .by_system(async |tx| {
            moving::back(tx, done.merged_id, done.survivor_id, &moved).await?;
            tx.one(since).await
        })
        .await?;
    store::touch_names(tx, done.survivor_id).await?;
    store::merge_into(tx, done.merged_id, None).await?;
    let mut kept = if let Value::Object(added) = added.value { added } else { Map::new() };
    if !edited.is_empty() {
        kept.insert("fields".to_owned(), json!(edited));
    }
    let (now, by) = (tx.now(), tx.member().membership);
    let statement =
        sql("UPDATE merges SET state = 'undone', undone_by = $3, undone_at = $4, undone_because = $5, kept = $6, version = version + 1
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).uuid(by).at(now).text(form.reason.clone()).json(Value::Object(kept))).await?;
    pairs::say_of(tx, (done.merged_id, done.survivor_id), "not_the_same", Some(form.reason.clone())).await?;
    duplicates::look_again(tx, done.merged_id).await?;
    let view = read(tx, id).await?;
    let change = json!({ "merged_into": { "before": done.survivor_id } });
    let act = Act::new("merge.undo").on("merge", id).class(2).fields(["merged_into"]).reason(Some(form.reason)).change(change);
    tx.append(act.clone().person(done.survivor_id)).await?;
    tx.record(act.person(done.merged_id), view).await
}

/// The survivor as before the merge, where nobody has changed a field since; and the fields that somebody has.
fn restored(survivor: &PersonRow, replaced: &Replaced) -> Result<(Facts, Vec<String>), Problem> {
    let mut values = survivor.facts()?.values();
    let changed = survivor.changed_since(replaced.version);
    let mut edited = Vec::new();
    for (field, change) in &replaced.fields {
        if changed.contains(field) {
            edited.push(field.clone());
        } else {
            values.insert(field.clone(), change.get("before").cloned().unwrap_or(Value::Null));
        }
    }
    let facts = serde_json::from_value(Value::Object(values)).map_err(|error| Problem::defect("restoring a survivor", error))?;
    Ok((facts, edited))
}
