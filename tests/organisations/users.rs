//! Inviting, changing and ending memberships; what may not be held together.
use serde_json::{Value, json};

use super::{administered, entries};
use crate::cases::Desk;
use crate::support::{Answer, Caller, House, Organisation};

async fn invite(administrator: &Caller, email: &str, rest: Value) -> Answer {
    let mut body = json!({ "email": email, "full_name": "Somebody New" });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    administrator.post("/users", body).await
}

#[track_caller]
fn refused(answer: Answer, rule: &str) {
    let answer = answer.expect(409);
    assert_eq!(answer.json["rule"], rule, "{}", answer.text);
    assert!(
        answer.json["detail"].as_str().is_some_and(|detail| detail.len() > 20 && !detail.contains('{') && !detail.contains('$')),
        "{}",
        answer.text
    );
}

#[actix_web::test]
async fn an_administrator_invites_and_finds_people() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let before = entries(&house, &organisation).await;
    let made = invite(&administrator, "one@department.example", json!({ "roles": ["caseworker"], "team": organisation.offices[1].team }))
        .await
        .expect(201);
    assert_eq!(entries(&house, &organisation).await, before + 1);
    assert_eq!(made.json["office"], organisation.offices[1].id.to_string(), "the team's office");
    assert_eq!(made.json["invited"], true);
    assert_eq!(made.headers["location"], format!("/api/v1/users/{}", made.id()));
    let found = administrator.get("/users?q=ONE@dep&role=caseworker&active=true").await.expect(200);
    assert_eq!(found.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(found.json["data"][0]["id"], made.json["id"]);
    assert!(found.json["data"][0].get("invitation").is_none(), "a token is shown once");
    let memberships = administrator.get(&format!("/users/{}/memberships", made.id())).await.expect(200);
    assert_eq!(memberships.json["data"][0]["roles"], json!(["caseworker"]));
}

#[actix_web::test]
async fn users_come_in_pages_by_name() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    for which in 0..5 {
        invite(&administrator, &format!("u{which}@department.example"), json!({ "roles": ["caseworker"] })).await.expect(201);
    }
    let mut seen = Vec::new();
    let mut path = "/users?limit=2".to_owned();
    loop {
        let page = administrator.get(&path).await.expect(200);
        seen.extend(page.json["data"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.json["page"]["next_cursor"].as_str() else { break };
        path = format!("/users?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 6);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6);
    let other = administrator.get("/users?limit=2").await.expect(200).json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(administrator.get(&format!("/users?limit=2&role=caseworker&cursor={other}")).await.expect(400).code(), "cursor_invalid");
}

#[actix_web::test]
async fn wrong_members_of_an_invitation_are_named() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let before = entries(&house, &organisation).await;
    for (rest, pointer, code) in [
        (json!({ "roles": ["caseworker", "no_such_role"] }), "/roles", "unknown_reference"),
        (json!({ "roles": [] }), "/roles", "length"),
        (json!({ "roles": ["caseworker"], "programmes": ["refugee-claim", "no-such"] }), "/programmes/1", "not_in_list"),
        (json!({ "roles": ["caseworker"], "training": ["no-such"] }), "/training/0", "not_in_list"),
        (
            json!({ "roles": ["caseworker"], "office": organisation.offices[0].id, "team": organisation.offices[1].team }),
            "/team",
            "unknown_reference",
        ),
        (json!({ "roles": ["caseworker"], "starts_on": "2024-02-01", "ends_on": "2024-01-31" }), "/ends_on", "order"),
        (json!({ "roles": ["caseworker"], "office": "019a0000-0000-7000-8000-000000000000" }), "/office", "unknown_reference"),
        (json!({ "roles": ["caseworker"], "colour": 1 }), "/colour", "unknown_field"),
    ] {
        let wrong = invite(&administrator, "wrong@department.example", rest).await.expect(422);
        assert_eq!(
            (wrong.json["errors"][0]["pointer"].as_str(), wrong.json["errors"][0]["code"].as_str()),
            (Some(pointer), Some(code)),
            "{}",
            wrong.text
        );
    }
    let twice = invite(&administrator, &administrator.email, json!({ "roles": ["caseworker"] })).await.expect(409);
    assert_eq!(twice.json["errors"][0]["pointer"], "/email");
    assert_eq!(entries(&house, &organisation).await, before);
}

#[actix_web::test]
async fn roles_that_exclude_each_other_are_refused() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let before = entries(&house, &organisation).await;
    for roles in [
        ["organisation_administrator", "caseworker"],
        ["auditor", "monitoring_officer"],
        ["commission_secretary", "commission_member"],
        ["lawyer", "supervisor"],
    ] {
        refused(invite(&administrator, "two@department.example", json!({ "roles": roles })).await, "roles-conflict");
    }
    assert_eq!(entries(&house, &organisation).await, before, "nothing of it stays");
    let lawyer = invite(&administrator, "two@department.example", json!({ "roles": ["lawyer"] })).await.expect(201);
    let path = format!("/users/{}", lawyer.id());
    refused(administrator.patch(&path, &lawyer.etag(), json!({ "roles": ["lawyer", "supervisor"] })).await, "roles-conflict");
    let unchanged = administrator.get(&path).await.expect(200);
    assert_eq!((unchanged.json["roles"].clone(), unchanged.etag()), (json!(["lawyer"]), lawyer.etag()));
    let changed = administrator.patch(&path, &lawyer.etag(), json!({ "roles": ["supervisor"] })).await.expect(200);
    assert_eq!(changed.json["roles"], json!(["supervisor"]));
    assert_eq!(administrator.patch(&path, &lawyer.etag(), json!({ "roles": ["lawyer"] })).await.expect(412).code(), "stale");
}

#[actix_web::test]
async fn a_platform_administrator_holds_nothing_elsewhere() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    let platform = house.platform().await;
    let keeper = house.employ(&platform, platform.offices[0], &["platform_administrator"]).await;
    refused(invite(&administrator, &keeper.email, json!({ "roles": ["caseworker"] })).await, "roles-conflict");
}

#[actix_web::test]
async fn a_role_needs_its_training() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    refused(
        invite(&administrator, "cp@department.example", json!({ "roles": ["child_protection_caseworker"] })).await,
        "role-needs-training",
    );
    let trained = json!({ "roles": ["child_protection_caseworker"], "training": ["child-protection"] });
    let made = invite(&administrator, "cp@department.example", trained).await.expect(201);
    refused(administrator.patch(&format!("/users/{}", made.id()), &made.etag(), json!({ "training": [] })).await, "role-needs-training");
}

#[actix_web::test]
async fn police_units_hold_no_grant_over_refugee_cases() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "ministry").await;
    let police = administrator.post("/offices", json!({ "name": "Operations", "unit_kind": "police-operational" })).await.expect(201);
    let member = |roles: Value, programmes: Value| json!({ "roles": roles, "office": police.id(), "programmes": programmes });
    refused(invite(&administrator, "p@ministry.example", member(json!(["caseworker"]), Value::Null)).await, "police-firewall");
    refused(
        invite(&administrator, "p@ministry.example", member(json!(["registration_officer"]), json!(["refugee-claim"]))).await,
        "police-firewall",
    );
    // Another programme is open to them, and the docket of a Commission member's own sitting.
    let other = invite(&administrator, "p@ministry.example", member(json!(["caseworker"]), json!(["voluntary-return"]))).await.expect(201);
    invite(&administrator, "c@ministry.example", member(json!(["commission_member"]), Value::Null)).await.expect(201);
    let path = format!("/users/{}", other.id());
    refused(administrator.patch(&path, &other.etag(), json!({ "programmes": null })).await, "police-firewall");
}

#[actix_web::test]
async fn an_office_does_not_become_a_police_unit_around_its_members() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    house.employ(&organisation, organisation.offices[1], &["registration_officer"]).await;
    let offices = administrator.get("/offices").await.expect(200);
    let office = offices.json["data"].as_array().unwrap().iter().find(|office| office["name"] == "Branch office").unwrap().clone();
    let path = format!("/offices/{}", office["id"].as_str().unwrap());
    refused(
        administrator.patch(&path, &format!("\"{}\"", office["version"]), json!({ "unit_kind": "security-operational" })).await,
        "police-firewall",
    );
}

#[actix_web::test]
async fn nobody_changes_their_own_rights() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    let me = administrator.get("/me").await.expect(200);
    let path = format!("/users/{}", me.json["user"].as_str().unwrap());
    let seen = administrator.get(&path).await.expect(200).etag();
    refused(administrator.patch(&path, &seen, json!({ "roles": ["supervisor"] })).await, "own-rights");
    refused(administrator.patch(&path, &seen, json!({ "ends_on": null })).await, "own-rights");
    refused(administrator.post_if(&format!("{path}/deactivate"), &seen, json!({})).await, "own-rights");
}

#[actix_web::test]
async fn ending_a_membership_ends_its_session() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let me = officer.get("/me").await.expect(200);
    let path = format!("/users/{}", me.json["user"].as_str().unwrap());
    let seen = administrator.get(&path).await.expect(200).etag();
    let ended = administrator.post_if(&format!("{path}/deactivate"), &seen, json!({ "reason": "left" })).await.expect(200);
    assert_eq!(ended.json["deactivated"], true);
    officer.get("/me").await.expect(401);
    administrator.post_if(&format!("{path}/reactivate"), &ended.etag(), json!({})).await.expect(200);
    officer.get("/me").await.expect(200);
}

async fn colleague(house: &House, organisation: &Organisation, office: usize) -> (Caller, String) {
    let caller = house.employ(organisation, organisation.offices[office], &["caseworker"]).await;
    let id = caller.get("/me").await.expect(200).json["user"].as_str().unwrap().to_owned();
    (caller, id)
}

#[actix_web::test]
async fn colleagues_are_seen_as_far_as_the_grant_reaches() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let supervisor = house.employ(&organisation, organisation.offices[0], &["supervisor"]).await;
    let (near, near_id) = colleague(&house, &organisation, 0).await;
    let (_, far_id) = colleague(&house, &organisation, 1).await;
    supervisor.get(&format!("/users/{near_id}")).await.expect(200);
    supervisor.get(&format!("/users/{far_id}")).await.expect(404);
    near.get(&format!("/users/{near_id}")).await.expect(200);
    near.get(&format!("/users/{far_id}")).await.expect(404);
    let listed = supervisor.get("/users").await.expect(200);
    assert_eq!(listed.json["data"].as_array().unwrap().len(), 2);
    // Seen but not to be changed is 403; not seen is 404.
    supervisor.patch(&format!("/users/{near_id}"), "\"1\"", json!({ "training": [] })).await.expect(403);
    supervisor.patch(&format!("/users/{far_id}"), "\"1\"", json!({ "training": [] })).await.expect(404);
}

#[actix_web::test]
async fn another_organisation_is_as_if_it_did_not_exist() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    let (other, stranger) = administered(&house, "femida").await;
    let theirs = stranger.get("/me").await.expect(200).json["user"].as_str().unwrap().to_owned();
    let role = stranger.get("/roles").await.expect(200).json["data"][0]["id"].as_str().unwrap().to_owned();
    let unknown = "019a0000-0000-7000-8000-000000000000";
    let same = |hidden: Answer, unknown: Answer| {
        let strip = |mut answer: Value| {
            answer.as_object_mut().unwrap().remove("instance");
            answer
        };
        assert_eq!((hidden.status, strip(hidden.json)), (404, strip(unknown.json)));
    };
    for (path, id) in [("users", theirs.as_str()), ("roles", role.as_str()), ("organisations", &other.id.to_string())] {
        same(administrator.get(&format!("/{path}/{id}")).await, administrator.get(&format!("/{path}/{unknown}")).await);
    }
    let office = other.offices[0];
    let rename = json!({ "name": "Mine now" });
    same(
        administrator.patch(&format!("/offices/{}", office.id), "\"1\"", rename.clone()).await,
        administrator.patch(&format!("/offices/{unknown}"), "\"1\"", rename.clone()).await,
    );
    same(
        administrator.patch(&format!("/teams/{}", office.team), "\"1\"", rename.clone()).await,
        administrator.patch(&format!("/teams/{unknown}"), "\"1\"", rename).await,
    );
    assert_eq!(administrator.get("/offices").await.expect(200).json["data"].as_array().unwrap().len(), 2);
    let invited = invite(&administrator, "x@department.example", json!({ "roles": ["caseworker"], "office": office.id })).await;
    assert_eq!(invited.expect(422).json["errors"][0]["pointer"], "/office");
}

#[actix_web::test]
async fn administrators_read_no_case_and_no_person() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let platform = desk.house.platform().await;
    let keeper = desk.house.employ(&platform, platform.offices[0], &["platform_administrator"]).await;
    let person = desk.person(&desk.officer).await;
    let case = desk.officer.post("/cases", desk.opening(person, &desk.today())).await.expect(201);
    desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    let before = entries(&desk.house, &desk.organisation).await;
    let unknown = "019a0000-0000-7000-8000-000000000000";
    for caller in [&administrator, &keeper] {
        for (path, id) in [("cases", case.id()), ("people", person.to_string())] {
            let hidden = caller.get(&format!("/{path}/{id}")).await;
            assert!([403, 404].contains(&hidden.status), "{path}: {}", hidden.text);
            let unknown = caller.get(&format!("/{path}/{unknown}")).await;
            assert_eq!((hidden.status, &hidden.json["detail"]), (unknown.status, &unknown.json["detail"]), "hidden is as unknown");
        }
    }
    assert_eq!(entries(&desk.house, &desk.organisation).await, before, "nothing is disclosed");
}
