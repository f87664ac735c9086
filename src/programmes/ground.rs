//! What stands under every decision in one organisation: its own numbers and days laid over the shipped ones, and the times at
//! which all its clocks stand still. Read anew in each transaction: nothing here outlives it or meets another organisation's.
use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::Jsonb;
use panoh_rules::calendar::Calendar;
use panoh_rules::codes::CodeLists;
use panoh_rules::engine::{self, Suspension};
use panoh_rules::parameters::{Override, Parameters, Written};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::House;
use crate::access::Permission;
use crate::database::{Ask, Tx, sql};
use crate::ids::OrganisationId;
use crate::problem::Problem;

/// One organisation's ground.
#[derive(Debug)]
pub struct Ground<'h> {
    /// The statutory numbers, the organisation's own over the shipped ones (programmes.md 0.2).
    pub parameters: Cow<'h, Parameters>,
    /// Its working days (0.1 C3).
    pub calendar: Cow<'h, Calendar>,
    /// Its pauses of all clocks (0.1 C6).
    pub suspensions: Vec<Suspension>,
    codes: &'h CodeLists,
}

impl Ground<'_> {
    /// As the engine wants it.
    pub fn of_rules(&self) -> engine::Ground<'_> {
        engine::Ground { parameters: &self.parameters, calendar: &self.calendar, codes: self.codes }
    }
}

/// An organisation's own values, as they are stored.
#[derive(QueryableByName)]
pub struct Own {
    #[diesel(sql_type = Jsonb)]
    parameters: Value,
    #[diesel(sql_type = Jsonb)]
    days: Value,
    #[diesel(sql_type = Jsonb)]
    suspensions: Value,
}

const OWN: &str = "
SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('key', p.key, 'value', p.value, 'valid_from', p.valid_from, 'source', p.source) ORDER BY p.valid_from)
                   FROM parameter_values p WHERE p.tenant_id = $1), '[]') AS parameters,
       coalesce((SELECT jsonb_agg(jsonb_build_object('on', h.on_day, 'working', h.working) ORDER BY h.on_day)
                   FROM holidays h WHERE h.tenant_id = $1), '[]') AS days,
       coalesce((SELECT jsonb_agg(jsonb_build_object('from', s.from_day, 'until', s.until_day, 'ground', s.ground) ORDER BY s.from_day)
                   FROM suspensions s WHERE s.tenant_id = $1), '[]') AS suspensions";

#[derive(Deserialize)]
struct StoredValue {
    key: String,
    value: Written,
    valid_from: NaiveDate,
    source: String,
}

#[derive(Deserialize)]
struct StoredDay {
    on: NaiveDate,
    working: bool,
}

fn stored<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::defect("reading an organisation's own values", error))
}

/// The question after an organisation's own values, to travel with others.
pub fn ground_question(tenant: OrganisationId) -> Ask<Own> {
    sql(OWN).uuid(tenant).of()
}

/// The ground of this transaction's organisation, in one statement.
///
/// # Errors
/// What the database says.
pub async fn ground<'h, P: Permission>(tx: &mut Tx<P>, house: &'h House) -> Result<Ground<'h>, Problem> {
    ground_of(house, tx.ask(ground_question(tx.tenant())).await?)
}

/// The ground that [`ground_question`] was answered with.
///
/// # Errors
/// A defect: what is stored cannot be read.
pub fn ground_of(house: &House, own: Vec<Own>) -> Result<Ground<'_>, Problem> {
    let own = own.into_iter().next().ok_or_else(|| Problem::defect("reading an organisation's own values", "no row"))?;
    let values: Vec<StoredValue> = stored(own.parameters)?;
    let days: Vec<StoredDay> = stored(own.days)?;
    let overrides: Vec<Override> = values.into_iter().map(into_override).collect();
    Ok(Ground {
        parameters: laid_over(&house.parameters, &overrides),
        calendar: calendar(house, &days),
        suspensions: stored(own.suspensions)?,
        codes: &house.codes,
    })
}

fn into_override(stored: StoredValue) -> Override {
    Override { key: stored.key, value: stored.value, valid_from: Some(stored.valid_from), source: Some(stored.source), note: None }
}

/// A value that a newer release no longer admits is left out and reported; the others stand.
fn laid_over<'h>(shipped: &'h Parameters, overrides: &[Override]) -> Cow<'h, Parameters> {
    if overrides.is_empty() {
        return Cow::Borrowed(shipped);
    }
    if let Ok(laid) = shipped.overlay(overrides) {
        return Cow::Owned(laid);
    }
    let mut laid = shipped.clone();
    for one in overrides {
        match laid.overlay(std::slice::from_ref(one)) {
            Ok(more) => laid = more,
            Err(error) => tracing::warn!(%error, "an organisation's own value no longer fits and is left out"),
        }
    }
    Cow::Owned(laid)
}

fn calendar<'h>(house: &'h House, days: &[StoredDay]) -> Cow<'h, Calendar> {
    if days.is_empty() {
        return Cow::Borrowed(&house.calendar);
    }
    let mut calendar = house.calendar.clone();
    for day in days {
        if day.working { calendar.add_working_day(day.on) } else { calendar.add_holiday(day.on) }
    }
    Cow::Owned(calendar)
}
