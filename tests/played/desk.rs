//! The organisation of a scenario: its numbers and days, and whoever acts in it.
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use panoh_rules::scenario::Given;
use serde_json::json;

use super::choice::shelf;
use crate::support::{Caller, House, Organisation};

/// A token lives ten minutes.
const TOKEN: TimeDelta = TimeDelta::minutes(8);

pub struct Desk {
    pub house: House,
    pub organisation: Organisation,
    /// Past every wall: to look at what really stands there.
    pub owner: tokio_postgres::Client,
    /// Name in the scenario → who it is, and until when the token is good.
    actors: BTreeMap<String, (Caller, DateTime<Utc>)>,
    training: BTreeMap<String, Vec<String>>,
}

impl Desk {
    pub async fn open(given: &Given) -> Self {
        let house = House::open().await;
        house.wait(given.now - house.clock.now());
        let organisation = house.organisation("department").await;
        let owner = house.owner().await;
        let desk = Self { house, organisation, owner, actors: BTreeMap::new(), training: given.training.clone() };
        desk.lay_down(given).await;
        desk
    }

    /// The scenario's own numbers and holidays over the shipped ones.
    async fn lay_down(&self, given: &Given) {
        let owner = &self.owner;
        let tenant = self.organisation.id.0;
        for (key, value) in &given.parameters {
            let statement = "INSERT INTO parameter_values (tenant_id, id, key, value, source, valid_from, set_by, created_at)
                             VALUES ($1, $2, $3, $4, 'A', '2000-01-01', $2, now())";
            owner.execute(statement, &[&tenant, &uuid::Uuid::now_v7(), key, &value.value]).await.unwrap();
        }
        let Some(days) = &given.holidays else { return };
        let shipped = shelf().holidays.iter().map(|holiday| holiday.date);
        // A holiday that is lifted leaves a Saturday or a Sunday what it is.
        let week_end = |day: &NaiveDate| [Weekday::Sat, Weekday::Sun].contains(&day.weekday());
        let lifted = shipped.filter(|day| !days.contains(day) && !week_end(day)).map(|day| (day, true));
        let mut rows: Vec<(NaiveDate, bool)> = days.iter().map(|day| (*day, false)).chain(lifted).collect();
        rows.sort_unstable();
        rows.dedup_by_key(|(day, _)| *day);
        for (day, working) in rows {
            let statement = "INSERT INTO holidays (tenant_id, on_day, name, working, created_at) VALUES ($1, $2, 'scenario', $3, now())";
            owner.execute(statement, &[&tenant, &day, &working]).await.unwrap();
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.house.clock.now()
    }

    /// Let the clock run to this instant and fire what falls due on the way.
    pub async fn move_to(&self, at: DateTime<Utc>) {
        if at > self.now() {
            // The clock is set by whole seconds: on this one, not on the one before.
            self.house.wait(TimeDelta::milliseconds((at - self.now()).num_milliseconds() + 999));
        }
        panoh::cases::jobs::fire_now(self.house.app()).await.unwrap();
    }

    /// Somebody of this role; a person may be named, else the role is one.
    pub async fn actor(&mut self, role: &str, person: Option<&str>) -> Caller {
        let name = person.unwrap_or(role);
        let now = self.now();
        let caller = match self.actors.get(name) {
            Some((caller, until)) if *until > now => return caller.clone(),
            Some((caller, _)) => caller.again().await,
            None => {
                let flags = |name: &str| self.training.get(name).cloned().unwrap_or_default();
                let flags: Vec<String> = [flags(role), flags(name)].concat();
                let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
                self.house.employ_trained(&self.organisation, self.organisation.offices[0], &[role], &flags).await
            }
        };
        self.actors.insert(name.to_owned(), (caller.clone(), now + TOKEN));
        caller
    }

    /// The membership of somebody who acts in the scenario under this name.
    pub fn membership(&self, name: &str) -> Option<String> {
        self.actors.get(name).map(|(caller, _)| caller.membership.to_string())
    }

    pub async fn suspend(&mut self, from: NaiveDate, until: Option<NaiveDate>, ground: &str) {
        let supervisor = self.actor("supervisor", None).await;
        let known = supervisor.get("/calendar/suspensions").await.expect(200);
        let same = |row: &&serde_json::Value| row["from"] == from.to_string() && row["ground"] == ground;
        match known.json["data"].as_array().unwrap().iter().find(same) {
            Some(row) => {
                let path = format!("/calendar/suspensions/{}", row["id"].as_str().unwrap());
                supervisor.patch(&path, &format!("\"{}\"", row["version"]), json!({ "until": until })).await.expect(200);
            }
            None => {
                let body = json!({ "from": from, "until": until, "ground": ground });
                supervisor.post("/calendar/suspensions", body).await.expect(201);
            }
        }
        panoh::cases::jobs::fire_now(self.house.app()).await.unwrap();
    }
}
