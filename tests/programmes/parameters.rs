//! The statutory numbers of an organisation.
use panoh::access::permission::ReadParameter;
use panoh::programmes::ground;
use panoh::server::system_door;
use serde_json::{Value, json};

use crate::organisations::{administered, entries};
use crate::support::{Answer, Caller, House};

async fn put(caller: &Caller, key: &str, body: Value) -> Answer {
    caller.send(caller.request(reqwest::Method::PUT, &format!("/parameters/{key}")).json(&body)).await
}

fn value(value: Value, from: &str) -> Value {
    json!({ "value": value, "source": "Order 12 of the department", "valid_from": from })
}

#[actix_web::test]
async fn a_value_of_ones_own_holds_from_its_day() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let shipped = administrator.get("/parameters/ref.prelim_review?on=2026-06-01").await.expect(200);
    assert_eq!((shipped.json["in_force"]["value"].as_str(), shipped.json["own"].as_bool()), (Some("5 working days"), Some(false)));
    let before = entries(&house, &organisation).await;
    put(&administrator, "ref.prelim_review", value(json!("7 working days"), "2026-05-01")).await.expect(200);
    assert_eq!(entries(&house, &organisation).await, before + 1);
    let after = administrator.get("/parameters/ref.prelim_review?on=2026-06-01").await.expect(200);
    assert_eq!((after.json["in_force"]["value"].as_str(), after.json["own"].as_bool()), (Some("7 working days"), Some(true)));
    assert_eq!(after.json["in_force"]["source"], "Order 12 of the department");
    assert_eq!(after.json["default"]["value"], "5 working days");
    let earlier = administrator.get("/parameters/ref.prelim_review?on=2026-04-30").await.expect(200);
    assert_eq!(earlier.json["in_force"]["value"], "5 working days");
    let twice = put(&administrator, "ref.prelim_review", value(json!("8 working days"), "2026-05-01")).await.expect(409);
    assert_eq!(twice.json["errors"][0]["pointer"], "/valid_from");
}

#[actix_web::test]
async fn decisions_stand_on_the_organisations_own_values_and_days() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let (other, _) = administered(&house, "other").await;
    put(&administrator, "ref.prelim_review", value(json!("7 working days"), "2026-05-01")).await.expect(200);
    administrator.put_new("/calendar/2026-06-02", json!({ "name": "Day of the department" })).await.expect(200);
    let pause = json!({ "from": "2026-02-01", "until": "2026-03-01", "ground": "national-suspension" });
    administrator.post("/calendar/suspensions", pause).await.expect(201);
    let door = system_door(house.app());
    let members = door.members().await.unwrap();
    for (of, period, working, suspensions) in [(&organisation, "7 working days", false, 1), (&other, "5 working days", true, 0)] {
        let member = *members.iter().find(|member| member.tenant() == of.id).unwrap();
        let day = "2026-06-02".parse().unwrap();
        let configuration = &house.app().house;
        let found = door.read::<ReadParameter, _>(member, house.clock.now(), async |tx| {
            let ground = ground(tx, configuration).await?;
            let rules = ground.of_rules();
            Ok((
                rules.parameters.period("ref.prelim_review", day).unwrap().to_string(),
                rules.calendar.is_working_day(day),
                ground.suspensions.len(),
            ))
        });
        assert_eq!(found.await.unwrap(), (period.to_owned(), working, suspensions));
    }
}

#[actix_web::test]
async fn what_the_law_fixes_or_limits_is_refused_by_its_rule() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let parameters = &house.app().house.parameters;
    let fixed = parameters
        .iter()
        .find(|(_, parameter)| parameter.fixed)
        .map(|(key, parameter)| (key.to_owned(), parameter.values[0].value.to_string()))
        .unwrap();
    let limited = parameters
        .iter()
        .find(|(_, parameter)| !parameter.fixed && matches!(parameter.maximum, Some(panoh_rules::parameters::Value::Period(_))))
        .unwrap()
        .0
        .to_owned();
    let before = entries(&house, &organisation).await;
    let refused = put(&administrator, &fixed.0, value(json!(fixed.1), "2026-05-01")).await.expect(409);
    assert_eq!(refused.json["rule"], "parameter-fixed");
    assert!(refused.json["detail"].as_str().unwrap().contains(&fixed.0));
    let longest =
        if parameters.parameter(&limited).unwrap().kind == Some(panoh_rules::calendar::Kind::Hours) { "90000 hours" } else { "900 months" };
    assert_eq!(put(&administrator, &limited, value(json!(longest), "2026-05-01")).await.expect(409).json["rule"], "parameter-maximum");
    assert_eq!(
        put(&administrator, "ref.prelim_review", value(json!("5 hours"), "2026-05-01")).await.expect(409).json["rule"],
        "parameter-kind"
    );
    put(&administrator, "no.such_key", value(json!("5 days"), "2026-05-01")).await.expect(404);
    assert_eq!(
        put(&administrator, "ref.prelim_review", value(json!("soon"), "2026-05-01")).await.expect(422).json["errors"][0]["pointer"],
        "/value"
    );
    assert_eq!(
        put(&administrator, "ref.prelim_review", value(json!({ "a": 1 }), "2026-05-01")).await.expect(422).json["errors"][0]["code"],
        "wrong_type"
    );
    assert_eq!(entries(&house, &organisation).await, before);
}

#[actix_web::test]
async fn every_member_reads_parameters_and_only_administrators_change_them() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let listed = officer.get("/parameters").await.expect(200);
    assert!(listed.json["data"].as_array().unwrap().len() > 50);
    put(&officer, "ref.prelim_review", value(json!("7 working days"), "2026-05-01")).await.expect(403);
    put(&officer, "no.such_key", value(json!("7 working days"), "2026-05-01")).await.expect(404);
}
