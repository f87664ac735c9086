//! The platform: organisations and counts, and nothing inside.
use serde_json::{Value, json};

use super::{administered, entries};
use crate::support::{Caller, House, Organisation};

const PASSWORD: &str = "a-long-enough-secret";

async fn keeper(house: &House) -> (Organisation, Caller) {
    let platform = house.platform().await;
    let keeper = house.employ(&platform, platform.offices[0], &["platform_administrator"]).await;
    (platform, keeper)
}

fn new_organisation(slug: &str) -> Value {
    json!({ "slug": slug, "name": { "en": "Femida", "tg": "Фемида", "ru": "Фемида", "fa": "فمیدا" }, "kind": "ngo", "language": "ru", "office": "Dushanbe",
            "administrator": { "email": "head@femida.example", "full_name": "Head" } })
}

#[actix_web::test]
async fn the_platform_founds_an_organisation_with_its_first_administrator() {
    let house = House::open().await;
    let (platform, keeper) = keeper(&house).await;
    let before = entries(&house, &platform).await;
    let made = keeper.post("/organisations", new_organisation("femida")).await.expect(201);
    assert_eq!(entries(&house, &platform).await, before + 1);
    assert_eq!(made.headers["location"], format!("/api/v1/organisations/{}", made.id()));
    let token = made.json["invitation"]["token"].as_str().unwrap();
    let nobody = Caller::nobody(&house.address);
    nobody.post(&format!("/auth/invitations/{token}"), json!({ "password": PASSWORD })).await.expect(204);
    let signed_in = nobody.post("/auth/sign-in", json!({ "email": "head@femida.example", "password": PASSWORD })).await.expect(200);
    assert_eq!(
        (signed_in.json["member"]["organisation"].as_str(), signed_in.json["member"]["roles"].clone()),
        (Some("femida"), json!(["organisation_administrator"]))
    );
    let own = house.owner().await;
    let founded: i64 = own.query_one("SELECT count(*) FROM ledger_entries e JOIN organisations o ON o.id = e.tenant_id WHERE o.slug = 'femida' AND e.operation = 'organisation.found'", &[]).await.unwrap().get(0);
    assert_eq!(founded, 1, "the founding is in the organisation's own ledger");
    let taken = keeper.post("/organisations", new_organisation("femida")).await.expect(409);
    assert_eq!(taken.json["errors"][0]["pointer"], "/slug");
    let wrong = keeper
        .post("/organisations", {
            let mut body = new_organisation("other");
            body["kind"] = json!("army");
            body
        })
        .await
        .expect(422);
    assert_eq!(wrong.json["errors"][0]["pointer"], "/kind");
}

#[actix_web::test]
async fn the_platform_sees_sizes_and_no_rows() {
    let house = House::open().await;
    let (department, administrator) = administered(&house, "department").await;
    let (_, keeper) = keeper(&house).await;
    let listed = keeper.get("/organisations").await.expect(200);
    let slugs: Vec<&str> = listed.json["data"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["department", "platform"]);
    let one = keeper.get(&format!("/organisations/{}", department.id)).await.expect(200);
    assert_eq!((one.json["sizes"]["members"].as_i64(), one.json["sizes"]["offices"].as_i64()), (Some(1), Some(2)));
    let user = administrator.get("/me").await.expect(200).json["user"].as_str().unwrap().to_owned();
    keeper.get(&format!("/users/{user}")).await.expect(404);
    let own = keeper.get("/users").await.expect(200);
    assert_eq!(own.json["data"].as_array().unwrap().len(), 1, "themselves");
}

#[actix_web::test]
async fn others_may_not_do_what_the_platform_does() {
    let house = House::open().await;
    let (department, administrator) = administered(&house, "department").await;
    administrator.get("/organisations").await.expect(403);
    administrator.post("/organisations", new_organisation("femida")).await.expect(403);
    administrator.patch(&format!("/organisations/{}", department.id), "\"1\"", json!({ "suspended": true })).await.expect(403);
    let (other, _) = administered(&house, "other").await;
    administrator.patch(&format!("/organisations/{}", other.id), "\"1\"", json!({ "suspended": true })).await.expect(404);
}

#[actix_web::test]
async fn the_platforms_own_organisation_is_not_suspended() {
    let house = House::open().await;
    let (platform, keeper) = keeper(&house).await;
    let path = format!("/organisations/{}", platform.id);
    let seen = keeper.get(&path).await.expect(200);
    assert_eq!(keeper.patch(&path, &seen.etag(), json!({ "suspended": true })).await.expect(409).json["rule"], "own-organisation");
}

#[actix_web::test]
async fn the_command_line_makes_the_first_platform_administrator() {
    let house = House::open().await;
    let app = house.app();
    let make = async |email: &str| {
        panoh::commands::admin::create_administrator(&app.pools, &app.house, &house.clock, "keepers", email, "Keeper").await
    };
    let invitation = make("keeper@panoh.example").await.unwrap();
    let nobody = Caller::nobody(&house.address);
    nobody.post(&format!("/auth/invitations/{}", invitation.token), json!({ "password": PASSWORD })).await.expect(204);
    let signed_in = nobody.post("/auth/sign-in", json!({ "email": "keeper@panoh.example", "password": PASSWORD })).await.expect(200);
    assert_eq!(signed_in.json["member"]["roles"], json!(["platform_administrator"]));
    // A second one joins the same organisation.
    make("second@panoh.example").await.unwrap();
    let own = house.owner().await;
    let there: i64 = own.query_one("SELECT count(*) FROM organisations WHERE kind = 'platform'", &[]).await.unwrap().get(0);
    assert_eq!(there, 1);
}
