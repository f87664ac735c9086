//! The police firewall where the data is (programmes.md 3.4 rule 4): even a grant that slipped past the service opens nothing.
use std::collections::BTreeSet;

use crate::cases::{Desk, signal};

#[actix_web::test]
async fn what_a_member_of_such_a_unit_was_granted_past_the_service_opens_nothing() {
    let desk = Desk::open().await;
    let owner = desk.house.owner().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let case = desk.claim(&desk.officer).await;
    let trafficking = signal(&desk, &caseworker).await;
    let person = case.json["subjects"][0]["person"].as_str().unwrap().to_owned();
    // Granted while the office was a civil one; that it becomes another is written past the service, which would refuse.
    let branch = desk.organisation.offices[1];
    let inspector = desk.house.employ(&desk.organisation, branch, &["registration_officer"]).await;
    let statement = "INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at) SELECT tenant_id, id, $2, 'test', owner_id, created_at FROM cases WHERE id = $1";
    let id: uuid::Uuid = trafficking.id().parse().unwrap();
    owner.execute(statement, &[&id, &inspector.membership.0]).await.unwrap();
    inspector.get(&format!("/cases/{}", case.id())).await.expect(200);
    inspector.get(&format!("/people/{person}")).await.expect(200);
    for (table, column, key, kind, ordinary) in [
        ("offices", "unit_kind", branch.id.0, "police-operational", "civil"),
        ("offices", "unit_kind", branch.id.0, "security-operational", "civil"),
        ("organisations", "kind", desk.organisation.id.0, "police-operational", "state"),
    ] {
        let set = |to: &str| format!("UPDATE {table} SET {column} = '{to}' WHERE id = '{key}'");
        owner.batch_execute(&set(kind)).await.unwrap();
        for path in [format!("/cases/{}", case.id()), format!("/cases/{}", trafficking.id()), format!("/people/{person}")] {
            inspector.get(&path).await.expect(404);
        }
        assert_eq!(inspector.get("/cases").await.expect(200).json["data"], serde_json::json!([]));
        owner.batch_execute(&set(ordinary)).await.unwrap();
    }
    inspector.get(&format!("/cases/{}", case.id())).await.expect(200);
}

#[actix_web::test]
async fn the_database_and_the_roles_file_name_the_same_programmes() {
    let desk = Desk::open().await;
    let barred: BTreeSet<String> = desk.house.app().house.roles.barred_units.iter().flat_map(|rule| rule.programmes.clone()).collect();
    let known = desk.house.app().house.roles.programmes.values().flatten().cloned();
    let owner = desk.house.owner().await;
    let mut held = BTreeSet::new();
    for programme in known {
        if owner.query_one("SELECT behind_firewall($1)", &[&programme]).await.unwrap().get(0) {
            held.insert(programme);
        }
    }
    assert_eq!(held, barred);
}
