//! Households that split and merge over time: stays end in one and begin in the other on the same day, so that who lived with whom
//! is known for each day.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use serde_json::json;
use uuid::Uuid;

use super::checking::{Checking, at};
use super::household::{HouseholdForm, HouseholdView, JoiningForm, MemberView, MovingInForm, PartingForm};
use super::household_store::{self as store, HouseholdRow};
use crate::access::Permission;
use crate::database::{Recorded, Tx};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// Some members part and live on together in a new household; the act stands with both.
///
/// # Errors
/// `not_found`, `not_permitted`; `invalid` for somebody who is no member that day.
pub(super) async fn split<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    form: PartingForm,
) -> Result<Recorded<HouseholdView>, Problem> {
    let row = store::lock_household(tx, id).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    checking.past_day(Some(form.on), "/on");
    if let Some(kind) = &form.kind {
        checking.code("household-type", kind, "/kind");
    }
    if form.head.is_some_and(|head| !form.people.contains(&head)) {
        checking.fault("/head", "not_a_member");
    }
    let members = row.members()?;
    let mut parting = Vec::new();
    for (index, person) in form.people.iter().enumerate() {
        if form.people.iter().take(index).any(|other| other == person) {
            checking.fault(format!("/people/{index}"), "duplicate");
        }
        match members.iter().find(|stay| stay.person == *person && stay.is_there_on(form.on) && stay.left_on.is_none()) {
            Some(stay) => parting.push(stay.clone()),
            None => checking.fault(format!("/people/{index}"), "not_a_member"),
        }
    }
    checking.finish()?;
    let new = Uuid::now_v7();
    let founding = HouseholdForm {
        id: Some(new),
        kind: form.kind.unwrap_or_else(|| row.kind.clone()),
        head: form.head,
        note: None,
        members: Vec::new(),
    };
    store::insert_household(tx, new, &founding).await?;
    let joining = parting.iter().map(|stay| (stay.person, stay.relationship.clone())).collect();
    part(tx, id, row, &parting, form.on).await?;
    join(tx, new, &joining, form.on).await?;
    let people: Vec<Uuid> = parting.iter().map(|stay| stay.person).collect();
    let act = Act::new("household.split").on("household", id).class(2).fields(["members"]);
    tx.append(act.change(json!({ "members": { "before": people, "after": { "household": new, "on": form.on } } }))).await?;
    answer(tx, "household.create", new, people, form.on).await
}

/// All members of another household move into this one.
///
/// # Errors
/// `not_found`, `not_permitted`; `invalid` for a household that is not there or not to be seen.
pub(super) async fn merge<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    form: MovingInForm,
) -> Result<Recorded<HouseholdView>, Problem> {
    store::see_household(tx, id).await?;
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    checking.past_day(Some(form.on), "/on");
    for (index, one) in form.relationships.iter().enumerate() {
        checking.code("relationship-type", &one.relationship, format!("/relationships/{index}/relationship"));
    }
    let (row, other) = hold(tx, id, form.household).await?;
    checking.finish()?;
    let here = row.members()?;
    let moving: Vec<MemberView> = other.members()?.into_iter().filter(|stay| stay.is_there_on(form.on) && stay.left_on.is_none()).collect();
    let mut joining = BTreeMap::new();
    for stay in &moving {
        let named = form.relationships.iter().find(|one| one.person == stay.person);
        // Whoever lives here already goes on doing so.
        if !here.iter().any(|there| there.person == stay.person && there.meets_stay_from(form.on)) {
            joining.insert(stay.person, named.map_or_else(|| stay.relationship.clone(), |one| one.relationship.clone()));
        }
    }
    part(tx, form.household, other, &moving, form.on).await?;
    join(tx, id, &joining, form.on).await?;
    store::update_household(tx, id, row.version, row.head_id, row.note).await?;
    let people: Vec<Uuid> = moving.iter().map(|stay| stay.person).collect();
    let act = Act::new("household.merge").on("household", form.household).class(2).fields(["members"]);
    tx.append(act.change(json!({ "members": { "before": people, "after": { "household": id, "on": form.on } } }))).await?;
    answer(tx, "household.merge", id, people, form.on).await
}

/// Both households, held in the order of their ids.
async fn hold<P: Permission>(tx: &mut Tx<P>, id: Uuid, other: Uuid) -> Result<(HouseholdRow, HouseholdRow), Problem> {
    if id == other {
        return Err(Problem::field("/household", "duplicate"));
    }
    if id < other {
        let row = store::lock_household(tx, id).await?;
        Ok((row, store::lock_household(tx, other).await.map_err(|problem| at(problem, "/household"))?))
    } else {
        let other = store::lock_household(tx, other).await.map_err(|problem| at(problem, "/household"))?;
        Ok((store::lock_household(tx, id).await?, other))
    }
}

/// The stays end; a head who goes is head no longer.
async fn part<P: Permission>(tx: &mut Tx<P>, id: Uuid, row: HouseholdRow, stays: &[MemberView], on: NaiveDate) -> Result<(), Problem> {
    for stay in stays {
        store::end_membership(tx, id, stay.id, on).await?;
    }
    let head = row.head_id.filter(|head| !stays.iter().any(|stay| stay.person == *head));
    store::update_household(tx, id, row.version, head, row.note).await?;
    Ok(())
}

async fn join<P: Permission>(tx: &mut Tx<P>, id: Uuid, people: &BTreeMap<Uuid, String>, on: NaiveDate) -> Result<(), Problem> {
    for (person, relationship) in people {
        let form = JoiningForm { person: *person, relationship: relationship.clone(), joined_on: on };
        store::insert_member(tx, id, &form).await?;
    }
    Ok(())
}

async fn answer<P: Permission>(
    tx: &mut Tx<P>,
    operation: &'static str,
    id: Uuid,
    people: Vec<Uuid>,
    on: NaiveDate,
) -> Result<Recorded<HouseholdView>, Problem> {
    let view = store::household(tx, id).await?.view(on)?;
    let act = Act::new(operation).on("household", id).class(2).fields(["members"]);
    tx.record(act.change(json!({ "members": { "after": people } })), view).await
}
