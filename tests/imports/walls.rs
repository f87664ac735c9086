//! Who may bring a file, whose it is, and that the work ends with the right to it.
use serde_json::json;

use super::{count, sample, send, watch, work};
use crate::people::officer;
use crate::support::House;

#[actix_web::test]
async fn whoever_may_not_bring_a_file_is_told_so_and_nothing_is_kept() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    for role in ["caseworker", "organisation_administrator", "auditor"] {
        let other = house.employ(&organisation, organisation.offices[0], &[role]).await;
        assert_eq!(send(&other, "", sample("solar.csv")).await.expect(403).code(), "not_permitted", "{role}");
    }
    let sent = send(&officer, "", sample("solar.csv")).await.expect(202).id();
    let neighbour = house.organisation("neighbour").await;
    let stranger = house.employ(&neighbour, neighbour.offices[0], &["registration_officer"]).await;
    for path in [format!("/operations/{sent}"), format!("/operations/{sent}/lines")] {
        stranger.get(&path).await.expect(404);
    }
    for path in [format!("/operations/{sent}/commit"), format!("/operations/{sent}/cancel"), format!("/imports/{sent}/undo")] {
        stranger.post(&path, json!({})).await.expect(404);
    }
    assert_eq!(count(&house, "SELECT count(*) FROM imports").await, 1);
}

#[actix_web::test]
async fn the_work_ends_when_the_membership_of_whoever_asked_does() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let supervisor = house.employ(&organisation, organisation.offices[0], &["supervisor"]).await;
    let sent = send(&officer, "", sample("solar.csv")).await.expect(202).id();
    house.owner().await.execute("UPDATE memberships SET deactivated_at = now() WHERE id = $1", &[&officer.membership.0]).await.unwrap();
    work(&house).await;
    let ended = watch(&supervisor, &sent).await;
    assert_eq!((&ended["state"], &ended["failure"]["code"]), (&json!("failed"), &json!("import_asker_gone")));
    assert_eq!(count(&house, "SELECT count(*) FROM persons").await, 0);
    assert_eq!(count(&house, "SELECT count(*) FROM import_chunks").await, 0);
}

#[actix_web::test]
async fn whoever_commits_is_whoever_registers() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let supervisor = house.employ(&organisation, organisation.offices[1], &["supervisor"]).await;
    let sent = send(&officer, "?dry_run=true", sample("solar.csv")).await.expect(202).id();
    work(&house).await;
    supervisor.post(&format!("/operations/{sent}/commit"), json!({})).await.expect(202);
    work(&house).await;
    let by_supervisor = format!(
        "SELECT count(*) FROM persons WHERE created_by = '{}' AND office_id = '{}'",
        supervisor.membership, organisation.offices[1].id
    );
    assert_eq!(count(&house, &by_supervisor).await, 3);
}
