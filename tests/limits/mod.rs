//! How much anybody may ask: rates that every answer tells, a body that must arrive, places for work (security.md 13, 21).
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::cases::Desk;
use crate::support::{Caller, House, PASSWORD};

#[actix_web::test]
async fn each_answer_says_what_is_left_and_one_too_many_is_told_when_to_come_back() {
    let house = House::open_with(|settings| settings.http.requests_per_minute = 5).await;
    let organisation = house.organisation("department").await;
    let office = organisation.offices[0];
    let (officer, colleague) = (
        house.employ(&organisation, office, &["registration_officer"]).await,
        house.employ(&organisation, office, &["registration_officer"]).await,
    );
    for left in (0..5).rev() {
        let answer = officer.get("/me").await.expect(200);
        assert_eq!(answer.headers["ratelimit-policy"], "\"client\";q=5;w=60");
        let said = answer.headers["ratelimit"].to_str().unwrap();
        assert!(said.starts_with(&format!("\"client\";r={left};t=")), "{said}");
    }
    let refused = officer.get("/me").await.expect(429);
    assert_eq!(refused.code(), "too_many_requests");
    assert!((1..=60).contains(&refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap()));
    assert!(refused.headers["ratelimit"].to_str().unwrap().starts_with("\"client\";r=0;t="));
    colleague.get("/me").await.expect(200);
}

#[actix_web::test]
async fn guessing_at_one_account_ends_soon_and_locks_no_other() {
    let house = House::open_with(|settings| settings.http.sign_ins_per_minute = 3).await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let other = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let nobody = Caller::nobody(&house.address);
    for _ in 0..2 {
        nobody.post("/auth/sign-in", json!({ "email": officer.email, "password": "a wrong guess" })).await.expect(401);
    }
    let refused = nobody.post("/auth/sign-in", json!({ "email": officer.email.to_uppercase(), "password": PASSWORD })).await.expect(429);
    assert!(refused.headers.contains_key("retry-after"));
    nobody.post("/auth/sign-in", json!({ "email": other.email, "password": PASSWORD })).await.expect(200);
}

#[actix_web::test]
async fn a_body_that_drips_is_given_up() {
    let house = House::open_with(|settings| settings.http.body_seconds = 1).await;
    let mut line = tokio::net::TcpStream::connect(house.address.strip_prefix("http://").unwrap()).await.unwrap();
    let head = "POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: panoh\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{";
    line.write_all(head.as_bytes()).await.unwrap();
    let started = std::time::Instant::now();
    let mut said = Vec::new();
    loop {
        let mut piece = [0_u8; 4096];
        tokio::select! {
            read = line.read(&mut piece) => match read {
                Ok(0) | Err(_) => break,
                Ok(many) => said.extend_from_slice(&piece[..many]),
            },
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                let _gone = line.write_all(b" ").await;
            }
        }
        assert!(started.elapsed() < Duration::from_secs(10), "the line is still open: {}", String::from_utf8_lossy(&said));
    }
    let said = String::from_utf8_lossy(&said);
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("body_timeout"), "{said}");
}

#[actix_web::test]
async fn a_full_house_says_so_at_once_and_writing_does_not_starve_reading() {
    // Two connections: one place to write, the others to read.
    let desk = Desk::open_with(|settings| {
        settings.database.pool_size = 2;
        (settings.admission.write, settings.admission.wait_ms) = (1, 100);
    })
    .await;
    let case = desk.claim(&desk.officer).await;
    let owner = desk.house.owner().await;
    owner.batch_execute("BEGIN; SELECT 1 FROM cases FOR UPDATE").await.unwrap();
    let (held, turned_away, read) = futures::join!(desk.lodge(&case), desk.lodge(&case), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let read = desk.officer.get("/cases").await;
        owner.batch_execute("COMMIT").await.unwrap();
        read
    });
    read.expect(200);
    let (done, refused) = if held.status == 200 { (held, turned_away) } else { (turned_away, held) };
    done.expect(200);
    let refused = refused.expect(503);
    assert_eq!(refused.code(), "unavailable");
    assert!((1..=5).contains(&refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap()));
}
