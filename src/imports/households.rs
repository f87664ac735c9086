//! Lines with the same key live together. A household is founded by the first of its lines that is written; others join it, also
//! from a later batch.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use serde_json::json;
use uuid::Uuid;

use super::checking::Candidate;
use super::import::legal_day;
use super::writing::by_household;
use crate::access::Permission;
use crate::database::{Tx, bulk_row, sql};
use crate::ledger::Act;
use crate::problem::Problem;

bulk_row! {
    HouseholdRow: "INSERT INTO households (tenant_id, id, kind, head_id, office_id, team_id, created_by, created_at, updated_at)
        SELECT $1, r.id, 'family', r.head_id, r.office_id, r.team_id, r.created_by, r.created_at, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7) AS r (id, head_id, office_id, team_id, created_by, created_at)" {
        id: Uuid, head_id: Option<Uuid>, office_id: Option<Uuid>, team_id: Option<Uuid>, created_by: Uuid, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    MemberRow: "INSERT INTO household_members (tenant_id, id, household_id, person_id, relationship, joined_on, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7) AS r" {
        id: Uuid, household_id: Uuid, person_id: Uuid, relationship: String, joined_on: NaiveDate, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    KeyRow: "INSERT INTO import_households (tenant_id, import_id, key, household_id) SELECT $1, r.* FROM unnest($2, $3, $4) AS r" {
        import_id: Uuid, key: String, household_id: Uuid,
    }
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = SqlUuid)]
    household_id: Uuid,
}

/// What a line says its person is to the head; who is the head has no word of its own in the list.
fn relationship(one: &Candidate) -> String {
    one.somebody.told.relationship.clone().filter(|word| word != "head").unwrap_or_else(|| "other".to_owned())
}

fn is_head(one: &Candidate) -> bool {
    one.somebody.told.relationship.as_deref() == Some("head")
}

/// Found the households of a batch and let their people join; what the ledger says of each.
pub(super) async fn gather<P: Permission>(tx: &mut Tx<P>, import: Uuid, people: &[Candidate]) -> Result<Vec<Act>, Problem> {
    let groups = by_household(people);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let (tenant, now, member) = (tx.tenant(), tx.now(), tx.member().clone());
    let keys = groups.iter().map(|(key, _)| key.clone()).collect();
    let statement = sql("SELECT key, household_id FROM import_households WHERE tenant_id = $1 AND import_id = $2 AND key = ANY ($3)");
    let known: Vec<Known> = tx.rows(statement.uuid(tenant).uuid(import).texts(keys)).await?;
    let known: HashMap<String, Uuid> = known.into_iter().map(|row| (row.key, row.household_id)).collect();
    let (mut founded, mut members, mut keys, mut heads, mut acts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (key, group) in groups {
        let head = group.iter().find(|one| is_head(one)).map(|one| one.somebody.newcomer.id);
        let ids: Vec<Uuid> = group.iter().map(|one| one.somebody.newcomer.id).collect();
        let household = match known.get(&key) {
            Some(household) => {
                acts.extend(ids.iter().map(|person| joined(*household, *person)));
                heads.extend(head.map(|head| (*household, head)));
                *household
            }
            None => {
                let id = Uuid::now_v7();
                founded.push(HouseholdRow {
                    id,
                    head_id: head,
                    office_id: member.office.map(Into::into),
                    team_id: member.team.map(Into::into),
                    created_by: member.membership.into(),
                    created_at: now,
                });
                keys.push(KeyRow { import_id: import, key, household_id: id });
                let change = json!({ "kind": { "after": "family" }, "head": { "after": head }, "members": { "after": ids } });
                acts.push(Act::new("household.create").on("household", id).class(2).fields(["kind", "head", "members"]).change(change));
                id
            }
        };
        members.extend(group.iter().map(|one| MemberRow {
            id: Uuid::now_v7(),
            household_id: household,
            person_id: one.somebody.newcomer.id,
            relationship: relationship(one),
            joined_on: legal_day(now),
            created_at: now,
        }));
    }
    tx.insert_all(founded).await?;
    tx.insert_all(keys).await?;
    tx.insert_all(members).await?;
    for (household, head) in heads {
        // The first who is said to be the head is.
        let statement = sql(
            "UPDATE households SET head_id = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2 AND head_id IS NULL",
        );
        tx.execute(statement.uuid(tenant).uuid(household).uuid(head).at(now)).await?;
    }
    Ok(acts)
}

fn joined(household: Uuid, person: Uuid) -> Act {
    let change = json!({ "members": { "after": { "person": person } } });
    Act::new("household.join").on("household", household).person(person).class(2).fields(["members"]).change(change)
}
