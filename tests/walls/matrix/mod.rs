//! Every operation as every role on every kind of record: own, a colleague's, another office's, another organisation's, unknown,
//! and a K4 case on and off its list. Status, "hidden" byte for byte as "unknown", no row changed on refusal, one ledger entry
//! per act and per reading of personal data.
mod calls;
mod expected;
mod golden;
mod records;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use futures::StreamExt;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use self::expected::{Expected, Grants, expected, relations};
use self::records::{Around, Records, Relation, make};
use super::operations::{Operation, operations};
use crate::support::{Answer, Caller, House, Organisation, ROLES};

/// Somebody who calls.
struct Actor {
    name: &'static str,
    caller: Caller,
    /// Whether they may sign in; else every answer is 401.
    present: bool,
    platform: bool,
}

struct Fixture {
    house: House,
    owner: Client,
    actors: Vec<Actor>,
    records: BTreeMap<(usize, Relation), Records>,
    /// Of the department, and of the platform.
    grants: (Grants, Grants),
}

async fn staff(house: &House, organisation: &Organisation) -> Vec<Actor> {
    let office = organisation.offices[0];
    let expired = house.employ(organisation, office, &["caseworker"]).await;
    // An access token lives ten minutes.
    house.wait(TimeDelta::minutes(11));
    let training: Vec<&str> = house.app().house.codes.get("training-flag").unwrap().codes().map(|code| code.code.as_str()).collect();
    let mut actors = Vec::new();
    for role in ROLES {
        let caller = house.employ_trained(organisation, office, &[role], &training).await;
        actors.push(Actor { name: role, caller, present: true, platform: false });
    }
    let platform = house.platform().await;
    let caller = house.employ(&platform, platform.offices[0], &["platform_administrator"]).await;
    actors.push(Actor { name: "platform_administrator", caller, present: true, platform: true });
    let removed = house.employ(organisation, office, &["supervisor"]).await;
    house.owner().await.execute("UPDATE memberships SET deactivated_at = now() WHERE id = $1", &[&removed.membership.0]).await.unwrap();
    for (name, caller) in [("anonymous", Caller::nobody(&house.address)), ("expired", expired), ("removed", removed)] {
        actors.push(Actor { name, caller, present: false, platform: false });
    }
    actors
}

/// A body whose seats and secretaryship the members hold: (body, seat and holder of each member).
async fn convene(owner: &Client, tenant: Uuid, members: &[Uuid], secretary: Option<Uuid>) -> (Uuid, Vec<(Uuid, Uuid)>) {
    let body = Uuid::now_v7();
    let words = json!({ "en": "Body", "tg": "Мақом", "ru": "Орган", "fa": "نهاد" });
    owner
        .execute(
            "INSERT INTO bodies (tenant_id, id, key, title, parameters, created_at) VALUES ($1, $2, 'commission', $3, 'com', now())",
            &[&tenant, &body, &words],
        )
        .await
        .unwrap();
    let mut seats = Vec::new();
    for (position, member) in members.iter().enumerate() {
        let (seat, holder) = (Uuid::now_v7(), Uuid::now_v7());
        let (position, chair) = (i16::try_from(position).unwrap(), position == 0);
        let statement = "INSERT INTO seats (tenant_id, id, body_id, institution, is_chair, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, now())";
        owner.execute(statement, &[&tenant, &seat, &body, &words, &chair, &position]).await.unwrap();
        let statement = "INSERT INTO seat_holders (tenant_id, id, seat_id, membership_id, capacity, starts_on, created_at) VALUES ($1, $2, $3, $4, 'member', '2020-01-01', now())";
        owner.execute(statement, &[&tenant, &holder, &seat, member]).await.unwrap();
        seats.push((seat, holder));
    }
    if let Some(secretary) = secretary {
        owner
            .execute(
                "INSERT INTO body_secretaries (tenant_id, body_id, membership_id, starts_on) VALUES ($1, $2, $3, '2020-01-01')",
                &[&tenant, &body, &secretary],
            )
            .await
            .unwrap();
    }
    (body, seats)
}

async fn role_of(owner: &Client, tenant: Uuid) -> Uuid {
    owner.query_one("SELECT id FROM roles WHERE tenant_id = $1 AND key = 'trainer'", &[&tenant]).await.unwrap().get(0)
}

async fn fixture() -> Fixture {
    let house = House::open_with(|settings| {
        settings.database.pool_size = 8;
        settings.http.workers = 2;
    })
    .await;
    let (ours, theirs) = (house.organisation("department").await, house.organisation("neighbour").await);
    let actors = staff(&house, &ours).await;
    let owner = house.owner().await;
    let (near, far) =
        (house.employ(&ours, ours.offices[0], &["caseworker"]).await, house.employ(&ours, ours.offices[1], &["caseworker"]).await);
    let (near_user, far_user) =
        (house.employ(&ours, ours.offices[0], &["trainer"]).await, house.employ(&ours, ours.offices[1], &["trainer"]).await);
    let stranger = house.employ(&theirs, theirs.offices[0], &["caseworker"]).await;
    let present: Vec<Uuid> =
        actors.iter().filter(|actor| actor.present && !actor.platform).map(|actor| actor.caller.membership.0).collect();
    let secretary = ROLES.iter().position(|role| *role == "commission_secretary").map(|at| present[at]);
    let (body, seats) = convene(&owner, ours.id.0, &present, secretary).await;
    let (their_body, their_seats) = convene(&owner, theirs.id.0, &[stranger.membership.0], None).await;
    let (role, their_role) = (role_of(&owner, ours.id.0).await, role_of(&owner, theirs.id.0).await);
    let statement = "INSERT INTO holidays (tenant_id, on_day, name, created_at) VALUES ($1, '2027-07-07', 'A day', now())";
    owner.execute(statement, &[&ours.id.0]).await.unwrap();
    let mut records = BTreeMap::new();
    for (at, actor) in actors.iter().enumerate() {
        let own = if actor.present && !actor.platform { actor.caller.membership.0 } else { near.membership.0 };
        let (seat, holder) = seats.get(at).copied().unwrap_or(seats[0]);
        for relation in Relation::ALL {
            if relation == Relation::Unknown {
                records.insert((at, relation), Records::unknown());
                continue;
            }
            let mut around = Around {
                organisation: &ours,
                office: ours.offices[0],
                owner: own,
                listed: None,
                trafficking: false,
                body,
                seat,
                holder,
                role,
                user: own,
                colleague: near.membership.0,
            };
            match relation {
                Relation::Colleague => (around.owner, around.user) = (near.membership.0, near_user.membership.0),
                Relation::OtherOffice => {
                    (around.owner, around.user, around.office) = (far.membership.0, far_user.membership.0, ours.offices[1])
                }
                Relation::OtherOrganisation => {
                    let there = stranger.membership.0;
                    around = Around {
                        organisation: &theirs,
                        office: theirs.offices[0],
                        owner: there,
                        listed: None,
                        trafficking: false,
                        body: their_body,
                        seat: their_seats[0].0,
                        holder: their_seats[0].1,
                        role: their_role,
                        user: there,
                        colleague: there,
                    };
                }
                Relation::Listed => (around.trafficking, around.listed) = (true, Some(own)),
                Relation::Unlisted => (around.trafficking, around.listed) = (true, Some(far.membership.0)),
                _ => {}
            }
            records.insert((at, relation), make(&owner, &around).await);
        }
    }
    let platform: Uuid = owner.query_one("SELECT id FROM organisations WHERE slug = 'platform'", &[]).await.unwrap().get(0);
    let grants = (Grants::of(&owner, ours.id.0).await, Grants::of(&owner, platform).await);
    Fixture { house, owner, actors, records, grants }
}

/// One call of one actor on one record.
struct Cell<'a> {
    actor: &'a Actor,
    operation: &'a Operation,
    relation: Relation,
    records: &'a Records,
    expected: Expected,
}

impl Cell<'_> {
    fn name(&self) -> String {
        format!("{} by {} on {:?}", self.operation.id, self.actor.name, self.relation)
    }

    async fn call(&self) -> Answer {
        let answer = self.call_at("\"1\"").await;
        // What it is now, the service says itself.
        match answer.json["current"].as_str() {
            Some(current) if answer.status == 412 => self.call_at(current).await,
            _ => answer,
        }
    }

    async fn call_at(&self, version: &str) -> Answer {
        let request = self.actor.caller.request(self.operation.method.parse().unwrap(), &calls::path(self.operation, self.records));
        let request = if self.operation.needs_version { request.header("If-Match", version) } else { request };
        let answer = if self.operation.takes_body && !self.operation.takes_json {
            let (media_type, content) = calls::file(&self.operation.id);
            request.header("Content-Type", media_type).body(content)
        } else if self.operation.takes_body {
            let body = calls::body(&self.operation.id, self.records)
                .unwrap_or_else(|| panic!("tell the matrix how to call {}", self.operation.id));
            request.json(&body)
        } else {
            request
        };
        self.actor.caller.send(answer).await
    }
}

impl Fixture {
    fn cells<'a>(&'a self, operations: &'a [Operation]) -> Vec<Cell<'a>> {
        let mut cells = Vec::new();
        for (at, actor) in self.actors.iter().enumerate() {
            for operation in operations.iter().filter(|operation| !operation.public) {
                for relation in relations(operation) {
                    // Who is not there is told so before anything is looked for.
                    if !actor.present && !matches!(relation, Relation::Own | Relation::Colleague | Relation::Unknown) {
                        continue;
                    }
                    if actor.platform
                        && *relation != Relation::Unknown
                        && *relation != Relation::OtherOrganisation
                        && operation.path.contains('{')
                    {
                        continue;
                    }
                    let grants = if actor.platform { &self.grants.1 } else { &self.grants.0 };
                    let expected = if actor.present { expected(grants, actor.name, operation, *relation) } else { Expected::NotSignedIn };
                    cells.push(Cell { actor, operation, relation: *relation, records: &self.records[&(at, *relation)], expected });
                }
            }
        }
        cells
    }

    /// Number and content of the rows of every tenant table; the ledger's too, but not its order.
    async fn fingerprint(&self) -> BTreeMap<String, (i64, String)> {
        let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL ('{ledger_pending,ledger_seals,sessions}')";
        let mut found = BTreeMap::new();
        for row in self.owner.query(tables, &[]).await.unwrap() {
            let table: String = row.get(0);
            let statement = format!("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {table} t");
            let row = self.owner.query_one(&statement, &[]).await.unwrap();
            found.insert(table, (row.get(0), row.get(1)));
        }
        found
    }
}

/// Operations of which no call here succeeds, with the reason; their success has tests of its own.
const UNTRIED: &[(&str, &str)] = &[
    ("create_body", "the parameters know one body, and the fixture has it"),
    ("close_item", "a decision needs the votes of many members on a file that is ready"),
    ("sign_break_glass", "two supervisors and a K4 case are needed"),
    ("close_break_glass", "as for signing"),
    ("review_break_glass", "as for signing"),
];

/// What ends a thing comes after what needs it.
fn rank(operation: &str) -> u8 {
    match operation {
        "assign_case" => 5,
        "end_access" | "end_holder" | "end_secretary" | "deactivate_user" => 4,
        "close_sitting" | "minute_sitting" | "record_leaving" => 3,
        "remove_document" | "remove_contact" | "remove_relationship" => 3,
        "adjourn_item" | "resume_deadline" | "leave_household" => 2,
        "open_sitting" | "close_item" | "waive_deadline" | "put_section" | "split_household" => 1,
        _ => 0,
    }
}

/// Answers of the cells, eight calls at a time; those of one actor on one kind of record come one after the other.
async fn answers<'a>(cells: Vec<Cell<'a>>, concurrent: bool) -> Vec<(Cell<'a>, Answer)> {
    let mut groups: BTreeMap<(&str, Relation), Vec<Cell<'a>>> = BTreeMap::new();
    let mut cells = cells;
    cells.sort_by_key(|cell| rank(&cell.operation.id));
    for cell in cells {
        groups.entry((cell.actor.name, cell.relation)).or_default().push(cell);
    }
    let work = groups.into_values().map(async |group| {
        let mut done = Vec::new();
        for cell in group {
            let answer = cell.call().await;
            done.push((cell, answer));
        }
        done
    });
    let done: Vec<_> = futures::stream::iter(work).buffer_unordered(if concurrent { 8 } else { 1 }).collect().await;
    done.into_iter().flatten().collect()
}

/// Status, body and headers.
type Bare = (u16, String, Vec<(String, String)>);

/// What is left of an answer when what names the request itself is taken away.
fn anonymous(answer: &Answer) -> Bare {
    let headers = answer.headers.iter().filter(|(name, _)| !["x-request-id", "date", "ratelimit"].contains(&name.as_str()));
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
    headers.sort();
    (answer.status, answer.text.replace(answer.json["instance"].as_str().unwrap_or("no instance"), ""), headers)
}

fn request_id(answer: &Answer) -> String {
    answer.headers.get("x-request-id").unwrap().to_str().unwrap().to_owned()
}

#[actix_web::test]
async fn every_role_meets_every_operation_on_every_kind_of_record() {
    let fixture = fixture().await;
    let operations = operations();
    let begun = std::time::Instant::now();
    let (refused, permitted): (Vec<_>, Vec<_>) = fixture.cells(&operations).into_iter().partition(|cell| cell.expected.refuses());
    let (all, mut faults) = (refused.len() + permitted.len(), Vec::new());

    let before = fixture.fingerprint().await;
    let refused = answers(refused, true).await;
    let after = fixture.fingerprint().await;
    for (table, rows) in &before {
        if after[table] != *rows {
            faults.push(format!("a refused call changed {table}: {rows:?} became {:?}", after[table]));
        }
    }
    let mut unknown: BTreeMap<(&str, &str), Bare> = BTreeMap::new();
    for (cell, answer) in refused.iter().filter(|(cell, _)| cell.relation == Relation::Unknown) {
        unknown.insert((cell.actor.name, &cell.operation.id), anonymous(answer));
    }
    for (cell, answer) in &refused {
        if !cell.expected.is_met_by(answer.status) {
            faults.push(format!("{}: {} {} instead of {:?}", cell.name(), answer.status, answer.code(), cell.expected));
        } else if cell.expected == Expected::Hidden {
            let twin = unknown.get(&(cell.actor.name, cell.operation.id.as_str()));
            if twin.is_some_and(|twin| *twin != anonymous(answer)) {
                faults.push(format!("{}: hidden is told from unknown: {:?} and {twin:?}", cell.name(), anonymous(answer)));
            }
        }
    }

    let permitted = answers(permitted, true).await;
    let mut done = BTreeSet::new();
    // What the clock had to do first is the house's own act with its own entry.
    let statement =
        "SELECT request_id, count(*) FROM ledger_entries WHERE request_id IS NOT NULL AND actor_kind = 'member' GROUP BY request_id";
    let entries = fixture.owner.query(statement, &[]).await.unwrap();
    let entries: BTreeMap<String, i64> = entries.iter().map(|row| (row.get(0), row.get(1))).collect();
    for (cell, answer) in &permitted {
        if !cell.expected.is_met_by(answer.status) && !finer(&cell.operation.id, answer.status) {
            faults.push(format!("{}: {} {} instead of {:?}", cell.name(), answer.status, answer.code(), cell.expected));
            continue;
        }
        let written = entries.get(&request_id(answer)).copied().unwrap_or(0);
        let success = (200..300).contains(&answer.status);
        if success {
            done.insert(cell.operation.id.as_str());
        }
        let wanted = if success { entries_left(&fixture.house, cell.operation) } else { 0 };
        if written != wanted {
            faults.push(format!("{}: {} wrote {written} ledger entries instead of {wanted}", cell.name(), answer.status));
        }
    }
    let never: Vec<_> = operations
        .iter()
        .filter(|operation| !operation.public && !done.contains(operation.id.as_str()))
        .map(|operation| operation.id.clone())
        .collect();
    for id in never.iter().filter(|id| !UNTRIED.iter().any(|(untried, _)| untried == id)) {
        let mine = permitted.iter().filter(|(cell, _)| cell.operation.id == *id);
        let heard: BTreeSet<String> =
            mine.map(|(_, answer)| format!("{} {} {}", answer.status, answer.json["rule"], answer.json["errors"])).collect();
        faults.push(format!("{id}: no call of it succeeds, so nothing is known of its entry in the ledger: {heard:?}"));
    }
    println!("{all} cells in {:?}; {} refused, {} permitted", begun.elapsed(), refused.len(), permitted.len());
    faults.sort();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(all >= 5_000, "only {all} cells");
}

/// Answers that a permitted call may also get, because something finer than the role decides.
fn finer(operation: &str, status: u16) -> bool {
    match (operation, status) {
        // A section lists the roles that read it; for others it is not there (programmes.md 3.4).
        ("get_section" | "put_section" | "patch_section" | "get_attachment", 404) => true,
        // A note is its author's.
        ("update_note", 403) => true,
        _ => false,
    }
}

/// How many entries a success leaves: one for a change, one for a reading of personal data, which is K2 and above.
fn entries_left(house: &House, operation: &Operation) -> i64 {
    let (resource, _) = operation.permission.as_deref().unwrap().split_once('.').unwrap();
    match operation.id.as_str() {
        // One's own login, shown to oneself.
        "get_me" => 0,
        // The seats show who holds them, and the lines of a file who is there already.
        "list_seats" | "list_operation_lines" => 1,
        // A tie stands in both files; who parts or moves in, with both households.
        "add_relationship" | "put_relationship" | "remove_relationship" | "split_household" | "merge_household" | "undo_merge" => 2,
        // In the ledger of the platform, and as the first entry of the new organisation's own.
        "create_organisation" => 2,
        _ => i64::from(!operation.reads() || house.app().house.roles.resources[resource].class >= panoh_rules::programme::Class::K2),
    }
}
