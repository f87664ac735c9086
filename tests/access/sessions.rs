//! Tokens: rotated, revoked on reuse, ended with the membership or the organisation.
use chrono::TimeDelta;
use panoh::ids::MembershipId;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Caller, House, Organisation};

const PASSWORD: &str = "a-long-enough-secret";

async fn officer(house: &House) -> (Organisation, Caller) {
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    (organisation, officer)
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn sign_in(house: &House, email: &str) -> Answer {
    Caller::nobody(&house.address).post("/auth/sign-in", json!({ "email": email, "password": PASSWORD })).await
}

async fn with_cookie(house: &House, path: &str, cookie: &str) -> Answer {
    let nobody = Caller::nobody(&house.address);
    nobody.send(nobody.request(Method::POST, path).header("Cookie", cookie).json(&json!({}))).await
}

async fn me(house: &House, token: &str) -> Answer {
    let nobody = Caller::nobody(&house.address);
    nobody.send(nobody.request(Method::GET, "/me").bearer_auth(token)).await
}

#[actix_web::test]
async fn a_member_of_two_organisations_chooses_and_switches() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let other = house.organisation("femida").await;
    let administrator = house.employ(&other, other.offices[0], &["organisation_administrator"]).await;
    let invited = json!({ "email": officer.email, "full_name": "Somebody", "roles": ["lawyer"] });
    administrator.post("/users", invited).await.expect(201);
    let choose = sign_in(&house, &officer.email).await.expect(409);
    assert_eq!(choose.code(), "choose_organisation");
    let slugs: Vec<&str> =
        choose.json["choices"].as_array().unwrap().iter().map(|choice| choice["organisation"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["department", "femida"]);
    let nobody = Caller::nobody(&house.address);
    let chosen =
        nobody.post("/auth/sign-in", json!({ "email": officer.email, "password": PASSWORD, "organisation": "femida" })).await.expect(200);
    assert_eq!(chosen.json["member"]["organisation"], "femida");
    assert_eq!(chosen.json["elsewhere"].as_array().unwrap().len(), 1);
    assert_eq!(chosen.json["elsewhere"][0]["organisation"], "department");
    let elsewhere = nobody.post("/auth/switch", json!({ "organisation": "nowhere" })).await;
    assert_eq!(elsewhere.expect(404).code(), "not_found");
    let switched = nobody.post("/auth/switch", json!({ "organisation": "department" })).await.expect(200);
    assert_eq!(switched.json["member"]["organisation"], "department");
    assert_eq!(switched.json["elsewhere"][0]["organisation"], "femida");
    assert_eq!(me(&house, switched.json["access_token"].as_str().unwrap()).await.expect(200).json["organisation"], "department");
}

#[actix_web::test]
async fn a_refresh_token_rotates_and_its_reuse_ends_the_family() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let first = cookie(&sign_in(&house, &officer.email).await.expect(200));
    let second = cookie(&with_cookie(&house, "/auth/refresh", &first).await.expect(200));
    assert_ne!(first, second);
    // Two tabs: the direct predecessor is still answered for a moment.
    let tab = cookie(&with_cookie(&house, "/auth/refresh", &first).await.expect(200));
    house.wait(TimeDelta::seconds(house.app().settings.access.refresh_grace_seconds + 5));
    assert_eq!(with_cookie(&house, "/auth/refresh", &first).await.expect(401).code(), "session_ended");
    for family in [&second, &tab] {
        assert_eq!(with_cookie(&house, "/auth/refresh", family).await.expect(401).code(), "session_ended");
    }
}

#[actix_web::test]
async fn signing_out_ends_the_family() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let first = cookie(&sign_in(&house, &officer.email).await.expect(200));
    let second = cookie(&with_cookie(&house, "/auth/refresh", &first).await.expect(200));
    with_cookie(&house, "/auth/sign-out", &second).await.expect(204);
    with_cookie(&house, "/auth/refresh", &second).await.expect(401);
}

#[actix_web::test]
async fn a_refresh_token_is_not_taken_from_a_foreign_page() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let first = cookie(&sign_in(&house, &officer.email).await.expect(200));
    let nobody = Caller::nobody(&house.address);
    let request = nobody.request(Method::POST, "/auth/refresh").header("Cookie", first).header("Sec-Fetch-Site", "cross-site");
    nobody.send(request).await.expect(401);
}

#[actix_web::test]
async fn a_changed_password_ends_the_other_sessions() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let elsewhere = cookie(&sign_in(&house, &officer.email).await.expect(200));
    let wrong = officer.post("/auth/password", json!({ "old": "not this one", "new": "quite another secret" })).await.expect(422);
    assert_eq!(wrong.json["errors"][0]["code"], "wrong_password");
    let easy = officer.post("/auth/password", json!({ "old": PASSWORD, "new": "aaaaaaaaaaaa" })).await.expect(422);
    assert_eq!(easy.json["errors"][0]["code"], "too_easy");
    officer.post("/auth/password", json!({ "old": PASSWORD, "new": "quite another secret" })).await.expect(204);
    with_cookie(&house, "/auth/refresh", &elsewhere).await.expect(401);
    officer.post("/auth/refresh", json!({})).await.expect(200);
    sign_in(&house, &officer.email).await.expect(401);
}

#[actix_web::test]
async fn an_access_token_ends_after_ten_minutes() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    house.wait(TimeDelta::seconds(595));
    officer.get("/me").await.expect(200);
    house.wait(TimeDelta::seconds(15));
    assert_eq!(officer.get("/me").await.expect(401).code(), "not_signed_in");
}

#[actix_web::test]
async fn a_forged_token_and_one_of_another_key_are_refused() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (head, signature) = officer.token.rsplit_once('.').unwrap();
    let turned: String = signature.chars().rev().collect();
    me(&house, &format!("{head}.{turned}")).await.expect(401);
    me(&house, head).await.expect(401);
    me(&house, "").await.expect(401);
    let other = House::open().await;
    let stranger = other.organisation("department").await;
    let stranger = other.employ(&stranger, stranger.offices[0], &["registration_officer"]).await;
    assert_eq!(me(&house, &stranger.token).await.expect(401).code(), "not_signed_in");
}

#[actix_web::test]
async fn a_token_without_a_signature_is_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let claims = officer.token.split('.').nth(1).unwrap();
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "at+jwt" }).to_string());
    me(&house, &format!("{header}.{claims}.")).await.expect(401);
}

#[actix_web::test]
async fn a_deactivated_login_ends_at_that_instant() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let owner = house.owner().await;
    owner.execute("UPDATE users SET deactivated_at = now() WHERE email = $1", &[&officer.email]).await.unwrap();
    assert_eq!(officer.get("/me").await.expect(401).code(), "session_ended");
    officer.post("/auth/refresh", json!({})).await.expect(401);
    sign_in(&house, &officer.email).await.expect(401);
}

#[actix_web::test]
async fn a_suspended_organisation_ends_its_sessions_at_that_instant() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let platform = house.platform().await;
    let keeper = house.employ(&platform, platform.offices[0], &["platform_administrator"]).await;
    let path = format!("/organisations/{}", organisation.id);
    let seen = keeper.get(&path).await.expect(200);
    let suspended = keeper.patch(&path, &seen.etag(), json!({ "suspended": true, "reason": "as asked" })).await.expect(200);
    assert_eq!(officer.get("/me").await.expect(401).code(), "session_ended");
    officer.post("/auth/refresh", json!({})).await.expect(401);
    sign_in(&house, &officer.email).await.expect(401);
    keeper.patch(&path, &suspended.etag(), json!({ "suspended": false })).await.expect(200);
    officer.get("/me").await.expect(200);
}

#[actix_web::test]
async fn an_invitation_is_accepted_once() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let administrator = house.employ(&organisation, organisation.offices[0], &["organisation_administrator"]).await;
    let invited = json!({ "email": "New.Officer@department.example", "full_name": "New Officer", "roles": ["registration_officer"], "office": organisation.offices[0].id });
    let invited = administrator.post("/users", invited).await.expect(201);
    assert_eq!(invited.json["email"], "new.officer@department.example");
    let token = invited.json["invitation"]["token"].as_str().unwrap();
    let nobody = Caller::nobody(&house.address);
    let accept = format!("/auth/invitations/{token}");
    sign_in(&house, "new.officer@department.example").await.expect(401);
    nobody.post(&accept, json!({ "password": "new.officer" })).await.expect(422);
    nobody.post(&accept, json!({ "password": PASSWORD })).await.expect(204);
    nobody.post(&accept, json!({ "password": "a secret of a thief" })).await.expect(404);
    let membership = MembershipId(invited.json["membership"].as_str().unwrap().parse().unwrap());
    Caller::sign_in(&house.address, "new.officer@department.example", PASSWORD, membership).await.get("/me").await.expect(200);
}

#[actix_web::test]
async fn an_invitation_ends_after_a_week_and_when_it_is_renewed() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let administrator = house.employ(&organisation, organisation.offices[0], &["organisation_administrator"]).await;
    let invited = json!({ "email": "new@department.example", "full_name": "New Officer", "roles": ["registration_officer"] });
    let invited = administrator.post("/users", invited).await.expect(201);
    let renewed = administrator.post(&format!("/users/{}/invitation", invited.id()), json!({})).await.expect(201);
    let nobody = Caller::nobody(&house.address);
    let path = |answer: &Answer| format!("/auth/invitations/{}", answer.json["invitation"]["token"].as_str().unwrap());
    nobody.post(&path(&invited), json!({ "password": PASSWORD })).await.expect(404);
    house.wait(TimeDelta::days(8));
    nobody.post(&path(&renewed), json!({ "password": PASSWORD })).await.expect(404);
}

#[actix_web::test]
async fn a_storm_of_sign_ins_is_never_a_defect() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let storm = (0..20).map(|which| {
        let password = if which % 2 == 0 { PASSWORD } else { "not the right one" };
        let (address, email) = (house.address.clone(), officer.email.clone());
        async move { Caller::nobody(&address).post("/auth/sign-in", json!({ "email": email, "password": password })).await.status }
    });
    let statuses = futures::future::join_all(storm).await;
    assert!(statuses.iter().all(|status| [200, 401, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&401), "{statuses:?}");
}

#[actix_web::test]
async fn a_password_changes_with_its_entry_or_not_at_all() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let owner = house.owner().await;
    // The ledger cannot be written: then nothing has changed.
    owner
        .batch_execute("ALTER TABLE ledger_entries ADD CONSTRAINT no_passwords CHECK (operation <> 'session.password_change') NOT VALID")
        .await
        .unwrap();
    let refused = officer.post("/auth/password", json!({ "old": PASSWORD, "new": "quite another secret" })).await;
    assert!(refused.status >= 500, "{}", refused.text);
    sign_in(&house, &officer.email).await.expect(200);
    owner.batch_execute("ALTER TABLE ledger_entries DROP CONSTRAINT no_passwords").await.unwrap();
    officer.post("/auth/password", json!({ "old": PASSWORD, "new": "quite another secret" })).await.expect(204);
    sign_in(&house, &officer.email).await.expect(401);
}
