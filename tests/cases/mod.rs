//! Cases: opening, acts, clocks, sections, notes, and what nobody else may see.
mod acts;
mod attachments;
mod break_glass;
mod clock;
mod corrections;
mod desk_work;
mod opening;
pub mod retention;
mod secrets;
mod slices;

use panoh_rules::calendar::legal_day;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Caller, House, Office, Organisation};

/// A house with one organisation and a registration officer of its head office.
pub struct Desk {
    pub house: House,
    pub organisation: Organisation,
    pub officer: Caller,
}

impl Desk {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut panoh::config::Settings)) -> Self {
        Self::in_house(House::open_with(change).await).await
    }

    pub async fn in_house(house: House) -> Self {
        let organisation = house.organisation("department").await;
        let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
        Self { house, organisation, officer }
    }

    pub async fn employ(&self, roles: &[&str]) -> Caller {
        self.house.employ(&self.organisation, self.organisation.offices[0], roles).await
    }

    pub fn today(&self) -> String {
        legal_day(self.house.clock.now()).to_string()
    }

    /// Somebody in the records, registered by this member.
    pub async fn person(&self, by: &Caller) -> Uuid {
        person(&self.house, &self.organisation, self.organisation.offices[0], by, "1985-05-02").await
    }

    /// An asylum claim in its first state, at the border on this day, by this member.
    pub async fn claim(&self, by: &Caller) -> Answer {
        let person = self.person(by).await;
        by.post("/cases", self.opening(person, &self.today())).await.expect(201)
    }

    pub fn opening(&self, person: Uuid, entry_on: &str) -> Value {
        json!({
            "programme": "refugee-claim", "subjects": [{ "person": person, "role": "principal" }], "transition": "declare_intent",
            "sections": { "arrival": { "declared_at": self.house.clock.now().to_rfc3339(), "declared_place": "TJ-DU", "channel": "border",
                                       "entry_on": entry_on, "entry_lawful": false, "language": "prs" } }
        })
    }

    /// Lodge the claim.
    pub async fn lodge(&self, case: &Answer) -> Answer {
        self.officer.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), lodging()).await
    }

    pub async fn count(&self, table: &str, case: &str) -> i64 {
        let column = if table == "cases" { "id" } else { "case_id" };
        let case: Uuid = case.parse().unwrap();
        self.house
            .kept_owner()
            .await
            .query_one(&format!("SELECT count(*) FROM {table} WHERE {column} = $1"), &[&case])
            .await
            .unwrap()
            .get(0)
    }

    /// Entries in the ledger with this operation about this case.
    pub async fn entries(&self, operation: &str, case: &str) -> i64 {
        let case: Uuid = case.parse().unwrap();
        let statement = "SELECT count(*) FROM ledger_entries WHERE operation = $1 AND case_id = $2";
        self.house.kept_owner().await.query_one(statement, &[&operation, &case]).await.unwrap().get(0)
    }
}

pub fn lodging() -> Value {
    json!({ "transition": "lodge",
            "sections": { "claim": { "signed": true, "by_representative": false, "claim_language": "prs", "interpreter_need": true, "residence_registration": false } } })
}

/// A signal of trafficking, by this member.
pub async fn signal(desk: &Desk, by: &Caller) -> Answer {
    let person = desk.person(by).await;
    let programme = desk.house.app().house.catalogue.programme("trafficking-assistance").unwrap().clone();
    let role = programme.principal_role().unwrap().to_owned();
    let source = desk.house.app().house.codes.get("signal-source").unwrap().codes().next().unwrap().code.clone();
    let answers = json!({ "source": source, "received_on": desk.today(), "pseudonymous": true, "appears_child": false });
    let body = json!({ "programme": "trafficking-assistance", "subjects": [{ "person": person, "role": role }], "sections": { "signal": answers } });
    by.post("/cases", body).await.expect(201)
}

pub async fn person(house: &House, organisation: &Organisation, office: Office, by: &Caller, born: &str) -> Uuid {
    let id = Uuid::now_v7();
    let owner = house.kept_owner().await;
    let statement = "INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, citizenships, office_id, team_id, created_by, created_at, updated_at)
                     VALUES ($1, $2, '1', $3, 'day', '{AFG}', $4, $5, $6, now(), now())";
    let born: chrono::NaiveDate = born.parse().unwrap();
    owner.execute(statement, &[&organisation.id.0, &id, &born, &office.id.0, &office.team.0, &by.membership.0]).await.unwrap();
    let statement = "INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, as_written, created_at) VALUES ($1, $2, $3, 0, 'legal', 'Latn', 'Ahmad Karimi', now())";
    owner.execute(statement, &[&organisation.id.0, &Uuid::now_v7(), &id]).await.unwrap();
    id
}

/// The deadline of this name in an answer.
pub fn deadline<'a>(case: &'a Value, name: &str) -> &'a Value {
    let rows = case["deadlines"].as_array().unwrap();
    rows.iter().rev().find(|row| row["deadline"] == name).unwrap_or_else(|| panic!("no deadline {name} in {case}"))
}
