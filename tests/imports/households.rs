//! Lines with one key live together.
use serde_json::json;

use super::{import, lines, sample};
use crate::people::{entries, officer};
use crate::support::House;

#[actix_web::test]
async fn lines_of_one_family_number_become_a_household_with_its_head() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "", sample("families.csv")).await;
    assert_eq!(done["counts"], json!({ "written": 5 }));
    let written = lines(&officer, &done, "written").await;
    let person = |at: usize| written[at]["person"].as_str().unwrap().to_owned();
    let homes = officer.get(&format!("/people/{}/households", person(0))).await.expect(200).json;
    let home = homes["data"][0]["id"].as_str().unwrap().to_owned();
    let family = officer.get(&format!("/households/{home}")).await.expect(200).json;
    assert_eq!((&family["kind"], &family["head"]), (&json!("family"), &json!(person(0))));
    let members: Vec<(String, String)> = family["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| (member["person"].as_str().unwrap().to_owned(), member["relationship"].as_str().unwrap().to_owned()))
        .collect();
    let wanted = [(0, "other"), (1, "spouse"), (2, "child")].map(|(at, word)| (person(at), word.to_owned()));
    assert_eq!(members, wanted);
    assert_eq!(entries(&house, "household.create", &home).await, 1);
    // A key of its own is a household of one; no key is none.
    assert_eq!(officer.get(&format!("/people/{}/households", person(3))).await.expect(200).json["data"].as_array().unwrap().len(), 1);
    assert_eq!(officer.get(&format!("/people/{}/households", person(4))).await.expect(200).json["data"], json!([]));
}

#[actix_web::test]
async fn a_household_whose_lines_stand_far_apart_is_still_one() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    // More lines than a batch has, with the head at the very end.
    let mut table = "Name,Birth,Household,Relation\nZarina Nazarova,1949-01-01,17,wife\n".to_owned();
    for number in 0..1_500 {
        table.push_str(&format!("Somebody {},{},,\n", letters(number), born(number)));
    }
    table.push_str("Karim Nazarov,1948-01-01,17,head\n");
    let done = import(&house, &officer, "", table.into_bytes()).await;
    assert_eq!(done["counts"], json!({ "written": 1502 }), "{done}");
    let owner = house.owner().await;
    let row = owner
        .query_one(
            "SELECT h.id::text, h.head_id::text, (SELECT count(*) FROM household_members m WHERE m.household_id = h.id) FROM households h",
            &[],
        )
        .await
        .unwrap();
    let (home, head, members): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
    assert_eq!(members, 2);
    assert_eq!(officer.get(&format!("/people/{head}")).await.expect(200).json["names"][0]["as_written"], "Karim Nazarov");
    assert_eq!(entries(&house, "household.join", &home).await, 1);
}

/// A day of its own for each number.
pub fn born(number: usize) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::TimeDelta::days(i64::try_from(number).unwrap())
}

/// A word of its own for each number.
pub fn letters(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..6 {
        word.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
    }
    word
}
