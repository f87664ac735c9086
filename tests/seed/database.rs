//! A small stock in a database.
use panoh::database::Sealer;
use panoh::ids::MembershipId;
use panoh::ledger::verify::verify;
use panoh::seed::{PASSWORD, Stock, demo_of};

use crate::support::{Caller, House};

const SMALL: Stock = Stock { refugees: 60, seekers: 12 };

async fn count(owner: &tokio_postgres::Client, question: &str) -> i64 {
    owner.query_one(question, &[]).await.unwrap().get(0)
}

const POSITIONS: &str = "SELECT count(DISTINCT s.person_id) FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id WHERE c.phase <> 'closed' AND c.programme = ";

/// As the officers see them: the service reads each case back, and what its screens list is there.
async fn every_case_loads(house: &House, owner: &tokio_postgres::Client) {
    for (login, list) in [
        ("registration", "SELECT id FROM cases"),
        ("interior", "SELECT id FROM cases WHERE false"),
        ("secretary", "SELECT case_id FROM docket_items"),
    ] {
        let email = format!("{login}@department.example");
        let membership: uuid::Uuid = owner
            .query_one("SELECT m.id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = $1", &[&email])
            .await
            .unwrap()
            .get(0);
        let caller = Caller::sign_in(&house.address, &email, PASSWORD, MembershipId(membership)).await;
        for row in owner.query(list, &[]).await.unwrap() {
            let id: uuid::Uuid = row.get(0);
            let case = caller.get(&format!("/cases/{id}")).await.expect(200);
            let state: String = owner.query_one("SELECT state FROM cases WHERE id = $1", &[&id]).await.unwrap().get(0);
            assert_eq!(case.json["state"], state);
        }
        if login == "registration" {
            caller.get("/work").await.expect(200);
        } else {
            assert!(!caller.get("/sittings").await.expect(200).json["data"].as_array().unwrap().is_empty(), "{login} sees sittings");
            let listed = "SELECT id FROM docket_items WHERE state = 'listed'";
            for row in owner.query(listed, &[]).await.unwrap() {
                let item = caller.get(&format!("/items/{}", row.get::<_, uuid::Uuid>(0))).await.expect(200);
                let papers = item.json["papers"].as_array().expect("a listed item carries its papers");
                assert!(papers.iter().all(|paper| paper["title"]["tg"].is_string() && paper["class"].is_i64()), "{login} reads {papers:?}");
            }
        }
    }
}

#[actix_web::test]
async fn a_small_demo_holds_what_it_says_and_a_second_run_changes_nothing() {
    let house = House::open().await;
    let app = house.app();
    demo_of(&app.settings, &app.house, &house.clock, SMALL).await.expect("the demo is seeded");
    let owner = house.owner().await;

    assert_eq!(count(&owner, &format!("{POSITIONS} 'refugee-status'")).await, 60);
    assert_eq!(count(&owner, &format!("{POSITIONS} 'refugee-claim'")).await, 12);
    let unnamed = "SELECT count(*) FROM persons p WHERE EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = p.tenant_id AND s.person_id = p.id) AND (SELECT count(DISTINCT (n.script, n.language)) FROM person_names n WHERE n.tenant_id = p.tenant_id AND n.person_id = p.id) <> 4";
    assert_eq!(count(&owner, unnamed).await, 0, "everybody has four names");
    // The state is where the last step led; each step begins where the one before ended.
    let astray = "SELECT count(*) FROM cases c WHERE c.state <> (SELECT s.to_state FROM case_steps s WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id ORDER BY s.position DESC LIMIT 1)
        OR EXISTS (SELECT 1 FROM case_steps a JOIN case_steps b ON b.tenant_id = a.tenant_id AND b.case_id = a.case_id AND b.position = a.position + 1
                    WHERE a.tenant_id = c.tenant_id AND a.case_id = c.id AND (b.from_state <> a.to_state OR b.done_at < a.done_at))";
    assert_eq!(count(&owner, astray).await, 0, "the steps lead to the state");
    assert_eq!(count(&owner, "SELECT count(*) FROM case_deadlines WHERE fires_at <= now()").await, 0, "the clock has caught up");
    assert_eq!(count(&owner, "SELECT count(*) FROM ledger_entries WHERE at > now()").await, 0, "nothing is done tomorrow");
    assert_eq!(count(&owner, "SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.tenant_id = c.tenant_id AND e.case_id = c.id AND e.operation = 'case.create')").await, 0);
    assert_eq!(count(&owner, "SELECT count(*) FROM sittings WHERE state = 'called' AND called_for > now()").await, 1);
    assert!(count(&owner, "SELECT count(*) FROM docket_items WHERE state = 'listed' AND papers IS NOT NULL").await > 0);
    assert!(count(&owner, "SELECT count(*) FROM ballots").await > 0);
    let twice = "SELECT count(*) FROM duplicates d JOIN persons p ON p.tenant_id = d.tenant_id AND p.id IN (d.one_id, d.other_id) WHERE d.state = 'open' AND d.score >= 0.85
        AND NOT EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = p.tenant_id AND s.person_id = p.id)";
    assert!(count(&owner, twice).await >= 2, "some were written down twice, and it was noticed");
    assert_eq!(count(&owner, "SELECT count(*) FROM person_external_ids WHERE system = 'tour'").await, 3);

    every_case_loads(&house, &owner).await;
    let sealer = Sealer::new(app.pools.clone());
    for (tenant, slug) in sealer.organisations().await.unwrap() {
        let standing = verify(&sealer, tenant, slug.clone(), &[]).await.unwrap();
        assert_eq!((standing.fault, standing.unsealed), (None, 0), "the chain of {slug}");
    }

    let before =
        count(&owner, "SELECT (SELECT count(*) FROM ledger_entries) + (SELECT count(*) FROM cases) + (SELECT count(*) FROM users)").await;
    demo_of(&app.settings, &app.house, &house.clock, SMALL).await.expect("it is there already");
    let after =
        count(&owner, "SELECT (SELECT count(*) FROM ledger_entries) + (SELECT count(*) FROM cases) + (SELECT count(*) FROM users)").await;
    assert_eq!(before, after);
}
