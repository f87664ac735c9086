//! Signing in and staying signed in.
mod sessions;
mod words;

use serde_json::json;

use crate::support::{Caller, House};

#[actix_web::test]
async fn a_member_signs_in_and_sees_who_they_are() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let me = officer.get("/me").await.expect(200);
    assert_eq!(me.json["organisation"], "department");
    assert_eq!(me.json["roles"][0]["role"], "registration_officer");
}

#[actix_web::test]
async fn an_unknown_login_and_a_wrong_password_are_the_same_answer() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let nobody = Caller::nobody(&house.address);
    let wrong = nobody.post("/auth/sign-in", json!({ "email": officer.email, "password": "not the right one" })).await.expect(401);
    let unknown =
        nobody.post("/auth/sign-in", json!({ "email": "nobody@nowhere.example", "password": "not the right one" })).await.expect(401);
    assert_eq!(wrong.code(), "sign_in_refused");
    assert_eq!(wrong.json["detail"], unknown.json["detail"]);
}

#[actix_web::test]
async fn a_removed_membership_ends_at_that_instant() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    officer.get("/me").await.expect(200);
    let owner = house.owner().await;
    owner.execute("UPDATE memberships SET deactivated_at = now() WHERE id = $1", &[&officer.membership.0]).await.unwrap();
    assert_eq!(officer.get("/me").await.expect(401).code(), "session_ended");
}
