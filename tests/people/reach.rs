//! Who sees whom: by registration, place of work, case; and who is shielded by a K4 case.
use serde_json::json;
use uuid::Uuid;

use super::{officer, somebody, without_request};
use crate::support::{Caller, House, Organisation};

/// A case of this class with one subject, owned by somebody; put there past the walls, as the cases feature will.
pub(super) async fn open_case(
    house: &House,
    organisation: &Organisation,
    programme: &str,
    class: i16,
    owner: &Caller,
    person: &str,
) -> Uuid {
    let (case, person, office): (Uuid, Uuid, Uuid) = (Uuid::now_v7(), person.parse().unwrap(), organisation.offices[0].id.0);
    let number = format!("26-{}-0", case.simple().to_string()[24..].to_uppercase());
    let db = house.owner().await;
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
        [&organisation.id.0, &case, &number, &programme, &class, &owner.membership.0, &office];
    db.execute(
        "INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, phase, class, owner_id, office_id, opened_on, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 1, 'open', 'active', $5, $6, $7, current_date, now(), now())",
        &values,
    )
    .await
    .unwrap();
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&organisation.id.0, &case, &person];
    db.execute(
        "INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at) VALUES ($1, $2, $3, 'client', 1, now())",
        &values,
    )
    .await
    .unwrap();
    let shield = "INSERT INTO shielded_persons (tenant_id, person_id, case_id) SELECT tenant_id, $3, id FROM cases WHERE tenant_id = $1 AND id = $2 AND class = 4";
    db.execute(shield, &values).await.unwrap();
    case
}

pub(super) async fn put_on_list(house: &House, organisation: &Organisation, case: Uuid, member: &Caller) {
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&organisation.id.0, &case, &member.membership.0];
    let statement = "INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at) VALUES ($1, $2, $3, 'works on it', $3, now())";
    house.owner().await.execute(statement, &values).await.unwrap();
}

#[actix_web::test]
async fn a_caseworker_sees_their_own_their_teams_and_those_of_their_cases() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let colleague = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let elsewhere = officer.post("/people", somebody()).await.expect(201).id();
    let own = caseworker.post("/people", somebody()).await.expect(201).id();
    let see = async |who: &Caller, id: &str, status: u16| who.get(&format!("/people/{id}")).await.expect(status);
    see(&caseworker, &own, 200).await;
    see(&colleague, &own, 200).await;
    see(&officer, &own, 200).await;
    see(&caseworker, &elsewhere, 404).await;
    assert!(caseworker.get(&format!("/people/{own}/cases")).await.expect(200).json["data"].as_array().unwrap().is_empty());
    open_case(&house, &organisation, "refugee-claim", 3, &caseworker, &elsewhere).await;
    see(&caseworker, &elsewhere, 200).await;
    // The colleague's grant reaches the team, and the case is not the team's.
    see(&colleague, &elsewhere, 404).await;
    let cases = caseworker.get(&format!("/people/{elsewhere}/cases")).await.expect(200).json;
    assert_eq!((&cases["data"][0]["programme"], &cases["data"][0]["role"]), (&json!("refugee-claim"), &json!("client")));
}

#[actix_web::test]
async fn who_may_read_but_not_change_is_told_so_for_what_they_see() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let lawyer = house.employ(&organisation, organisation.offices[0], &["lawyer"]).await;
    let (seen, hidden) =
        (officer.post("/people", somebody()).await.expect(201).id(), officer.post("/people", somebody()).await.expect(201).id());
    open_case(&house, &organisation, "refugee-claim", 3, &lawyer, &seen).await;
    lawyer.get(&format!("/people/{seen}")).await.expect(200);
    let change = json!({ "sex": "2" });
    assert_eq!(lawyer.patch(&format!("/people/{seen}"), "\"1\"", change.clone()).await.expect(403).code(), "not_permitted");
    lawyer.patch(&format!("/people/{hidden}"), "\"1\"", change).await.expect(404);
    assert_eq!(lawyer.post("/people", somebody()).await.expect(403).code(), "not_permitted");
    let administrator = house.employ(&organisation, organisation.offices[0], &["organisation_administrator"]).await;
    administrator.get(&format!("/people/{seen}")).await.expect(404);
}

#[actix_web::test]
async fn a_person_known_through_a_k4_case_alone_is_hidden_off_its_list() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[0], &["caseworker"]).await;
    let colleague = house.employ(&organisation, organisation.offices[0], &["caseworker"]).await;
    let victim = caseworker.post("/people", somebody()).await.expect(201).id();
    let path = format!("/people/{victim}");
    let family = json!({ "kind": "family", "members": [{ "person": victim, "relationship": "other", "joined_on": "2020-01-01" }] });
    let family = caseworker.post("/households", family).await.expect(201).id();
    officer.get(&path).await.expect(200);
    let case = open_case(&house, &organisation, "trafficking-assistance", 4, &caseworker, &victim).await;
    // Off the list: neither the organisation's officer, nor the team, nor who registered them.
    for member in [&officer, &colleague, &caseworker] {
        let hidden = member.get(&path).await.expect(404);
        let unknown = member.get(&format!("/people/{}", Uuid::now_v7())).await.expect(404);
        assert_eq!(without_request(&hidden), without_request(&unknown));
        assert!(member.get(&format!("/households/{family}")).await.expect(200).json["members"].as_array().unwrap().is_empty());
    }
    officer.patch(&path, "\"1\"", json!({ "sex": "2" })).await.expect(404);
    let joining = json!({ "person": victim, "relationship": "child", "joined_on": "2020-01-01" });
    let refused = officer.post(&format!("/households/{family}/members"), joining).await.expect(422);
    assert_eq!(
        (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
        (&json!("/person"), &json!("unknown_reference"))
    );
    put_on_list(&house, &organisation, case, &caseworker).await;
    caseworker.get(&path).await.expect(200);
    assert_eq!(caseworker.get(&format!("{path}/cases")).await.expect(200).json["data"][0]["class"], 4);
    officer.get(&path).await.expect(404);
    // A case of another programme shows the person again, and not the K4 case.
    open_case(&house, &organisation, "refugee-claim", 3, &officer, &victim).await;
    officer.get(&path).await.expect(200);
    let cases = officer.get(&format!("{path}/cases")).await.expect(200).json;
    assert_eq!(cases["data"].as_array().unwrap().len(), 1);
    assert_eq!(cases["data"][0]["programme"], "refugee-claim");
    colleague.get(&path).await.expect(404);
}

#[actix_web::test]
async fn another_organisation_sees_nobody() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201).id();
    let other = house.organisation("other").await;
    for role in ["registration_officer", "caseworker", "supervisor", "auditor"] {
        let stranger = house.employ(&other, other.offices[0], &[role]).await;
        stranger.get(&format!("/people/{made}")).await.expect(404);
        stranger.get(&format!("/people/{made}/readers")).await.expect(404);
    }
    // The same outside number may be known to both.
    let numbered = super::somebody_with("external_ids", json!([{ "system": "progres", "value": "1" }]));
    officer.post("/people", numbered.clone()).await.expect(201);
    house.employ(&other, other.offices[1], &["registration_officer"]).await.post("/people", numbered).await.expect(201);
}
