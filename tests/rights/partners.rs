//! What is known of refugees never reaches the country that they fled, also not through a partner system (programmes.md 3.4 rule 5).
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cases::Desk;
use crate::support::Caller;

/// A partner system that declared an Afghan's intent, and the paths of the case and of the person.
async fn declared(desk: &Desk) -> (Caller, [String; 2]) {
    let partner = desk.employ(&["partner_system"]).await;
    let case = desk.claim(&partner).await;
    let person = case.json["subjects"][0]["person"].as_str().unwrap();
    let paths = [format!("/cases/{}", case.id()), format!("/people/{person}")];
    (partner, paths)
}

/// Written past the service, as though the country had become known later.
async fn belongs_to(desk: &Desk, partner: &Caller, country: &str) {
    let statement = "UPDATE memberships SET country = $2 WHERE id = $1";
    desk.house.owner().await.execute(statement, &[&partner.membership.0, &country]).await.unwrap();
}

#[actix_web::test]
async fn to_a_partner_of_the_country_that_was_fled_neither_the_case_nor_the_person_exists() {
    let desk = Desk::open().await;
    let (partner, paths) = declared(&desk).await;
    for (country, status) in [("DEU", 200), ("AFG", 404), ("TJK", 200)] {
        belongs_to(&desk, &partner, country).await;
        for path in &paths {
            partner.get(path).await.expect(status);
        }
        let listed = partner.get("/cases").await.expect(200).json["data"].as_array().unwrap().len();
        assert_eq!(listed, usize::from(status == 200), "{country}");
    }
    desk.officer.get(&paths[0]).await.expect(200);
}

#[actix_web::test]
async fn nor_can_it_send_a_claim_of_somebody_who_fled_it() {
    let desk = Desk::open().await;
    let partner = desk.employ(&["partner_system"]).await;
    belongs_to(&desk, &partner, "AFG").await;
    let person = desk.person(&partner).await;
    partner.post("/cases", desk.opening(person, &desk.today())).await.expect(404);
    let kept: i64 = desk.house.owner().await.query_one("SELECT count(*) FROM cases", &[]).await.unwrap().get(0);
    assert_eq!(kept, 0);
}

#[actix_web::test]
async fn who_wants_them_to_be_told_says_so_in_writing_and_may_take_it_back() {
    let desk = Desk::open().await;
    let (partner, paths) = declared(&desk).await;
    belongs_to(&desk, &partner, "AFG").await;
    let consents = format!("{}/consents", paths[1]);
    // The partner's name is what it was invited by.
    let consent =
        json!({ "purpose": "share-with-org", "fields": ["*"], "recipient": "partner_system", "given_by": "self", "form": "written" });
    let given = desk.officer.post(&consents, consent).await.expect(201);
    partner.get(&paths[0]).await.expect(200);
    desk.officer.post(&format!("{consents}/{}/withdrawal", given.id()), json!({ "reason": "He is afraid" })).await.expect(200);
    partner.get(&paths[0]).await.expect(404);
}

#[actix_web::test]
async fn a_partner_system_is_invited_with_its_country() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let invite = async |country: Value| {
        let body = json!({ "email": "sync@partner.example", "full_name": "Partner", "roles": ["partner_system"], "country": country });
        administrator.post("/users", body).await
    };
    assert_eq!(invite(Value::Null).await.expect(409).json["rule"], "partner-needs-country");
    assert_eq!(invite(json!("XQQ")).await.expect(422).json["errors"][0]["pointer"], "/country");
    let made = invite(json!("DEU")).await.expect(201);
    let path = format!("/users/{}", made.id());
    assert_eq!(
        administrator.patch(&path, &made.etag(), json!({ "country": null })).await.expect(409).json["rule"],
        "partner-needs-country"
    );
    assert_eq!(administrator.patch(&path, &made.etag(), json!({ "country": "NLD" })).await.expect(200).json["country"], "NLD");
}

#[actix_web::test]
async fn the_database_and_the_roles_file_name_the_same_programmes_of_asylum() {
    let desk = Desk::open().await;
    let roles = &desk.house.app().house.roles;
    let named: BTreeSet<String> = roles.programmes.get("2a").unwrap().iter().cloned().collect();
    let owner = desk.house.owner().await;
    let mut held = BTreeSet::new();
    for programme in roles.programmes.values().flatten() {
        if owner.query_one("SELECT of_asylum($1)", &[&programme]).await.unwrap().get(0) {
            held.insert(programme.clone());
        }
    }
    assert_eq!(held, named);
}
