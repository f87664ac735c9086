//! What answers outside the API: the client's page for every address that it draws, and nothing for what does not exist. Holds with
//! and without a built client.
use crate::support::House;

async fn get(address: &str, path: &str) -> (u16, String, String) {
    let answer = reqwest::get(format!("{address}{path}")).await.unwrap();
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), kind, answer.text().await.unwrap())
}

#[actix_web::test]
async fn every_address_of_the_client_answers_with_its_page() {
    let house = House::open().await;
    let (status, kind, page) = get(&house.address, "/").await;
    assert!(status == 200 && kind.starts_with("text/html"), "{status} {kind}");
    for address in ["/cases/0198c0de-0000-7000-8000-000000000000", "/people/new", "/deeply/nested/screen"] {
        assert_eq!(get(&house.address, address).await, (200, kind.clone(), page.clone()), "{address}");
    }
}

#[actix_web::test]
async fn what_does_not_exist_is_a_problem_and_no_page() {
    let house = House::open().await;
    for address in ["/assets/none-00000000.js", "/robots.txt", "/api", "/api/v1/nothing", "/api/v2/cases", "/.well-known/nothing"] {
        let (status, kind, _) = get(&house.address, address).await;
        assert_eq!((status, kind.as_str()), (404, "application/problem+json"), "{address}");
    }
}
