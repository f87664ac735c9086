//! Founding a household, joining and leaving it. Each change holds the household, so that stays of one person never meet.
use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::checking::{Checking, at, chosen_id, rule_says_no};
use super::household::{HouseholdChange, HouseholdForm, HouseholdView, JoiningForm, LeavingForm, MemberOfHousehold};
use super::household_store as store;
use crate::access::Permission;
use crate::database::{Recorded, Tx};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::programmes::House;

/// Stays in one household, ended ones too.
const MOST_STAYS: usize = 500;

/// Found a household with its first members.
///
/// # Errors
/// `invalid` with a pointer for each fault, also for a person who is not there or not to be seen.
pub async fn found<P: Permission>(tx: &mut Tx<P>, house: &House, form: HouseholdForm) -> Result<Recorded<HouseholdView>, Problem> {
    let today = legal_day(tx.now());
    let id = chosen_id(form.id)?;
    let mut checking = Checking::new(&house.codes, today);
    form.check(&mut checking);
    checking.finish()?;
    for (index, member) in form.members.iter().enumerate() {
        fits_lifetime(tx, house, member, &format!("/members/{index}")).await?;
    }
    store::insert_household(tx, id, &form).await?;
    for member in &form.members {
        store::insert_member(tx, id, member).await?;
    }
    let view = store::household(tx, id).await?.view(today)?;
    let people: Vec<String> = form.members.iter().map(|member| member.person.to_string()).collect();
    let act = Act::new("household.create").on("household", id).class(2).fields(["kind", "head", "note", "members"]);
    let change = json!({ "kind": { "after": form.kind }, "head": { "after": form.head }, "members": { "after": people } });
    tx.record(act.change(change), view).await
}

/// Name another head, or change the note.
///
/// # Errors
/// `not_found`, `not_permitted`, `stale`, `invalid`.
pub(super) async fn change<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    seen: i64,
    change: HouseholdChange,
) -> Result<Recorded<HouseholdView>, Problem> {
    let today = legal_day(tx.now());
    let row = store::lock_household(tx, id).await?;
    if row.version != seen {
        return Err(Problem::stale(row.version));
    }
    let (old_head, old_note) = (row.head_id, row.note.clone());
    let head = change.head.unwrap_or(old_head);
    let note = change.note.unwrap_or_else(|| old_note.clone());
    let mut checking = Checking::new(&house.codes, today);
    checking.lines(note.as_deref(), "/note");
    let members = row.members()?;
    if change.head.flatten().is_some_and(|head| !members.iter().any(|member| member.person == head && member.is_there_on(today))) {
        checking.fault("/head", "not_a_member");
    }
    checking.finish()?;
    let (mut fields, mut difference) = (Vec::new(), Map::new());
    if head != old_head {
        fields.push("head");
        difference.insert("head".to_owned(), json!({ "before": old_head, "after": head }));
    }
    if note != old_note {
        fields.push("note");
    }
    if !store::update_household(tx, id, seen, head, note).await? {
        return Err(Problem::stale(row.version));
    }
    let view = store::household(tx, id).await?.view(today)?;
    let act = Act::new("household.update").on("household", id).class(2).fields(fields);
    tx.record(act.change(Value::Object(difference)), view).await
}

/// Somebody joins a household. They may belong to others, and may have belonged to this one before.
///
/// # Errors
/// `not_found`, `not_permitted`; `invalid`; `refused` when they belong to it at that time.
pub(super) async fn join<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    form: JoiningForm,
) -> Result<Recorded<MemberOfHousehold>, Problem> {
    let row = store::lock_household(tx, id).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    form.check(&mut checking, "");
    let members = row.members()?;
    if members.len() >= MOST_STAYS {
        checking.fault("", "too_many");
    }
    checking.finish()?;
    fits_lifetime(tx, house, &form, "").await?;
    if members.iter().any(|member| member.person == form.person && member.meets_stay_from(form.joined_on)) {
        return Err(rule_says_no("household-overlap"));
    }
    let member = store::insert_member(tx, id, &form).await?;
    store::update_household(tx, id, row.version, row.head_id, row.note).await?;
    let act = Act::new("household.join").on("household", id).person(form.person).class(2).fields(["members"]);
    let change =
        json!({ "members": { "after": { "person": form.person, "relationship": form.relationship, "joined_on": form.joined_on } } });
    tx.record(act.change(change), MemberOfHousehold { household: id, member }).await
}

/// Somebody leaves a household; whoever was its head no longer is.
///
/// # Errors
/// `not_found`, `not_permitted`; `invalid`; `refused` when they left already.
pub(super) async fn leave<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    (id, member): (Uuid, Uuid),
    form: LeavingForm,
) -> Result<Recorded<MemberOfHousehold>, Problem> {
    let row = store::lock_household(tx, id).await?;
    let member = row.members()?.into_iter().find(|stay| stay.id == member);
    let mut member = member.ok_or_else(|| Problem::from(Code::NotFound))?;
    if member.left_on.is_some() {
        return Err(rule_says_no("household-left"));
    }
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    checking.past_day(Some(form.left_on), "/left_on");
    checking.order(Some(member.joined_on), Some(form.left_on), "/left_on");
    checking.finish()?;
    store::end_membership(tx, id, member.id, form.left_on).await?;
    let head = row.head_id.filter(|head| *head != member.person);
    let mut change = Map::new();
    change.insert("members".to_owned(), json!({ "before": { "left_on": null }, "after": { "left_on": form.left_on } }));
    let mut fields = vec!["members"];
    if head != row.head_id {
        fields.push("head");
        change.insert("head".to_owned(), json!({ "before": row.head_id, "after": null }));
    }
    store::update_household(tx, id, row.version, head, row.note).await?;
    member.left_on = Some(form.left_on);
    let act = Act::new("household.leave").on("household", id).person(member.person).class(2).fields(fields);
    tx.record(act.change(Value::Object(change)), MemberOfHousehold { household: id, member }).await
}

/// The person is there, was born, and had not died.
async fn fits_lifetime<P: Permission>(tx: &mut Tx<P>, house: &House, form: &JoiningForm, base: &str) -> Result<(), Problem> {
    let pointer = format!("{base}/person");
    let (born, died): (Option<NaiveDate>, Option<NaiveDate>) =
        store::lifetime(tx, form.person).await.map_err(|problem| at(problem, &pointer))?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    checking.order(born, Some(form.joined_on), format!("{base}/joined_on"));
    checking.order(Some(form.joined_on), died, format!("{base}/joined_on"));
    checking.finish()
}
