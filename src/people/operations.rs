//! Registering somebody and correcting what is known of them. What was there before stays: facts in the ledger, names in their
//! own rows.
use panoh_rules::calendar::legal_day;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::checking::{Checking, rule_says_no};
use super::duplicates::{self, PossibleDuplicate};
use super::many::{Around, examine};
use super::name::{AddedName, NameCorrection, NameForm, NameView};
use super::person::{Facts, PersonChange, PersonForm, PersonView};
use super::store;
use crate::access::Permission;
use crate::database::{Recorded, Tx};
use crate::http::{Language, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::programmes::{House, ground};

/// Names of one person, earlier ones too.
const MOST_NAMES: usize = 100;

/// Register somebody, in the office and team of the member.
///
/// # Errors
/// `invalid` with a pointer for each fault; `already_exists` for an id or an outside number that somebody has.
pub async fn register<P: Permission>(tx: &mut Tx<P>, house: &House, form: PersonForm) -> Result<Recorded<PersonView>, Problem> {
    let today = legal_day(tx.now());
    let newcomer = examine(house, today, form, Around::default())?;
    store::insert_person(tx, newcomer.id, &newcomer.facts).await?;
    store::insert_names(tx, newcomer.id, &newcomer.names, None).await?;
    let view = store::person(tx, newcomer.id).await?.view(today)?;
    tx.record(newcomer.act(), view).await
}

/// Register somebody and look for whom they may be already. Where the organisation wants it, nobody is registered before the member
/// has looked at those whom they may see.
///
/// # Errors
/// As [`register`]; `possible_duplicates`, with whom.
pub(super) async fn register_once<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    form: PersonForm,
    language: Language,
) -> Result<Recorded<RegisteredPerson>, Problem> {
    let looked = form.looked_at_duplicates;
    let registered = register(tx, house, form).await?;
    let possible_duplicates = duplicates::look(tx, registered.get().id, language).await?;
    if !possible_duplicates.is_empty() && !looked && wants_a_look(tx, house).await? {
        let found = serde_json::to_value(&possible_duplicates).map_err(|error| Problem::defect("writing possible duplicates", error))?;
        return Err(Problem::from(Code::PossibleDuplicates).with("possible_duplicates", found));
    }
    Ok(registered.map(|person| RegisteredPerson { person, possible_duplicates }))
}

/// Whether the organisation wants members to look before they register.
async fn wants_a_look<P: Permission>(tx: &mut Tx<P>, house: &House) -> Result<bool, Problem> {
    let ground = ground(tx, house).await?;
    let value = ground.parameters.boolean("dup.search_before_create", legal_day(tx.now()));
    value.map_err(|error| Problem::defect("reading a parameter", error))
}

/// Somebody who was registered, and whom they may be already.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegisteredPerson {
    #[serde(flatten)]
    person: PersonView,
    /// The likeliest first; only people whom the member may see.
    possible_duplicates: Vec<PossibleDuplicate>,
}

impl Representation for RegisteredPerson {
    fn version(&self) -> Option<i64> {
        self.person.version()
    }
    fn location(&self) -> Option<String> {
        self.person.location()
    }
}

/// Change what is known of somebody; the result is checked as a whole. What others changed since the version that was seen stays as
/// they left it, as long as it is none of the fields of this change.
///
/// # Errors
/// `not_found`, `not_permitted`; `stale` with the fields changed since, when one of them is to be changed again or nobody knows which
/// they were; `invalid`; `already_exists`.
pub(super) async fn change<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    seen: i64,
    change: PersonChange,
) -> Result<Recorded<PersonView>, Problem> {
    let today = legal_day(tx.now());
    let row = store::lock_person(tx, id).await?;
    let current = row.version;
    if current != seen {
        let changed = row.changed_since(seen);
        let known = (1..current).contains(&seen);
        if !known || changed.iter().any(|field| field == "*" || change.fields().contains(&field.as_str())) {
            return Err(Problem::stale(current).with("changed", changed));
        }
    }
    let before = row.facts()?;
    let mut checking = Checking::new(&house.codes, today);
    let after = change.merged(&before, &mut checking);
    after.check(&mut checking);
    checking.finish()?;
    if !store::update_person(tx, &before, &after, id, current).await? {
        return Err(Problem::stale(current));
    }
    let difference = Facts::difference(Some(&before), &after);
    if difference.contains_key("sex") || difference.contains_key("birth") {
        duplicates::look_again(tx, id).await?;
    }
    let view = store::person(tx, id).await?.view(today)?;
    let act = Act::new("person.update").on("person", id).person(id).class(2).fields(difference.keys().cloned().collect::<Vec<_>>());
    tx.record(act.change(Value::Object(difference)), view).await
}

/// Add a name beside the others.
///
/// # Errors
/// `not_found`, `not_permitted`, `invalid`.
pub(super) async fn add_name<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    name: NameForm,
) -> Result<Recorded<AddedName>, Problem> {
    let row = store::lock_person(tx, id).await?;
    let name = name.trimmed();
    let names = row.names()?;
    check_name(tx, house, &name, &names, None, "")?;
    let act = Act::new("person.add_name").on("person", id).person(id).class(2).fields(["names"]);
    let act = act.change(json!({ "names": { "after": name.as_written } }));
    let added = keep_name(tx, id, name, None).await?;
    tx.record(act, added).await
}

/// Put a corrected name in the place of one; the original stays as it was, as an earlier name.
///
/// # Errors
/// `not_found`, `not_permitted`, `invalid`; `refused` when the name was corrected already.
pub(super) async fn correct_name<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    id: Uuid,
    wrong: Uuid,
    correction: NameCorrection,
) -> Result<Recorded<AddedName>, Problem> {
    let row = store::lock_person(tx, id).await?;
    let names = row.names()?;
    let original = names.iter().find(|name| name.id == wrong).ok_or_else(|| Problem::from(Code::NotFound))?;
    if original.superseded_at.is_some() {
        return Err(rule_says_no("name-superseded"));
    }
    let name = correction.name.trimmed();
    check_name(tx, house, &name, &names, Some(wrong), "/name")?;
    store::supersede_name(tx, id, wrong).await?;
    let act = Act::new("person.correct_name").on("person", id).person(id).class(2).fields(["names"]).reason(correction.reason);
    let act = act.change(json!({ "names": { "before": original.as_written, "after": name.as_written } }));
    let added = keep_name(tx, id, name, Some(wrong)).await?;
    tx.record(act, added).await
}

/// The rules of a name among the others of its person; the one that it replaces does not count.
fn check_name<P: Permission>(
    tx: &Tx<P>,
    house: &House,
    name: &NameForm,
    others: &[NameView],
    replaces: Option<Uuid>,
    base: &str,
) -> Result<(), Problem> {
    let mut checking = Checking::new(&house.codes, legal_day(tx.now()));
    name.check(&mut checking, base);
    let active = others.iter().filter(|other| other.superseded_at.is_none() && Some(other.id) != replaces);
    if active.into_iter().any(|other| name.is_same(&other.kind, &other.script, &other.as_written)) {
        checking.fault(format!("{base}/as_written"), "duplicate");
    }
    if others.len() >= MOST_NAMES {
        checking.fault(base, "too_many");
    }
    checking.finish()
}

async fn keep_name<P: Permission>(tx: &mut Tx<P>, person: Uuid, name: NameForm, corrects: Option<Uuid>) -> Result<AddedName, Problem> {
    let id = Uuid::now_v7();
    store::insert_names(tx, person, &[(id, name)], corrects).await?;
    store::touch_names(tx, person).await?;
    duplicates::look_again(tx, person).await?;
    let names = store::person(tx, person).await?.names()?;
    let name = names.into_iter().find(|name| name.id == id);
    let name = name.ok_or_else(|| Problem::defect("adding a name", "it is not there"))?;
    Ok(AddedName { person, name })
}
