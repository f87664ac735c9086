//! A Commission of six seats in an organisation of its own, and files placed before it.
use panoh::ids::MembershipId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Caller, House, Organisation};

/// The Commission with everybody who has to do with it.
pub struct Commission {
    pub house: House,
    pub organisation: Organisation,
    pub administrator: Caller,
    pub secretary: Caller,
    /// By seat; the first chairs.
    pub members: Vec<Caller>,
    /// Of the second seat.
    pub alternate: Caller,
    pub body: String,
    pub seats: Vec<String>,
}

pub fn words(text: &str) -> Value {
    json!({ "en": text, "tg": text, "ru": text, "fa": text })
}

pub fn rule(answer: &Answer) -> &str {
    answer.json["rule"].as_str().unwrap_or_default()
}

impl Commission {
    pub async fn convene() -> Self {
        Self::convene_in(House::open().await).await
    }

    pub async fn convene_in(house: House) -> Self {
        let organisation = house.organisation("department").await;
        let office = organisation.offices[0];
        let administrator = house.employ(&organisation, office, &["organisation_administrator"]).await;
        let secretary = house.employ(&organisation, office, &["commission_secretary"]).await;
        let alternate = house.employ(&organisation, office, &["commission_member"]).await;
        let new = json!({ "key": "commission", "title": words("Permanent Commission"), "parameters": "com" });
        let body = administrator.post("/bodies", new).await.expect(201).id();
        let (mut members, mut seats) = (Vec::new(), Vec::new());
        for (position, institution) in
            ["Interior", "Health", "Labour", "Foreign Affairs", "Security", "Executive Office"].into_iter().enumerate()
        {
            let member = house.employ(&organisation, office, &["commission_member"]).await;
            let seat = json!({ "institution": words(institution), "is_chair": position == 0 });
            let seat = administrator.post(&format!("/bodies/{body}/seats"), seat).await.expect(201).id();
            let holder = json!({ "membership": member.membership, "capacity": "member" });
            administrator.post(&format!("/seats/{seat}/holders"), holder).await.expect(201);
            members.push(member);
            seats.push(seat);
        }
        let holder = json!({ "membership": alternate.membership, "capacity": "alternate" });
        administrator.post(&format!("/seats/{}/holders", seats[1]), holder).await.expect(201);
        administrator.post(&format!("/bodies/{body}/secretaries"), json!({ "membership": secretary.membership })).await.expect(201);
        Self { house, organisation, administrator, secretary, members, alternate, body, seats }
    }

    /// Everybody who acts turns to another server.
    pub fn turn_to(&mut self, address: impl Fn(&Caller) -> Caller) {
        for caller in [&mut self.secretary, &mut self.alternate].into_iter().chain(&mut self.members) {
            *caller = address(caller);
        }
    }

    /// A claim that was placed before the Commission and waits for a sitting.
    pub async fn place(&self) -> (Uuid, Uuid) {
        self.place_barring(&[]).await
    }

    pub async fn place_barring(&self, barred: &[MembershipId]) -> (Uuid, Uuid) {
        let owner = self.house.kept_owner().await;
        let (case, item, tenant) = (Uuid::now_v7(), Uuid::now_v7(), self.organisation.id.0);
        let number = format!("26-{:0>8}-0", case.simple().to_string()[24..].to_uppercase().replace(['I', 'L', 'O', 'U'], "0"));
        let office = self.organisation.offices[0];
        owner
            .execute(
                "INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, phase, class, owner_id, team_id, office_id, opened_on, created_at, updated_at)
                 VALUES ($1, $2, $3, 'refugee-claim', 1, 'before_commission', 'decision', 3, $4, $5, $6, current_date, now(), now())",
                &[&tenant, &case, &number, &self.administrator.membership.0, &office.team.0, &office.id.0],
            )
            .await
            .unwrap();
        for (section, class, answers) in [
            ("claim", 3i16, json!({ "claim_language": "fa" })),
            ("proposal", 3, json!({ "term_months": 12, "proposes": "recognise" })),
            ("notice", 3, json!({ "served_on": "2026-01-01" })),
        ] {
            owner
                .execute(
                    "INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, now())",
                    &[&tenant, &case, &section, &class, &answers, &self.administrator.membership.0],
                )
                .await
                .unwrap();
        }
        let barred: Vec<Uuid> = barred.iter().map(|member| member.0).collect();
        let body: Uuid = self.body.parse().unwrap();
        owner
            .execute(
                "INSERT INTO docket_items (tenant_id, id, body_id, case_id, case_number, question, state, barred, placed_at) VALUES ($1, $2, $3, $4, $5, 'commission', 'waiting', $6, now())",
                &[&tenant, &item, &body, &case, &number, &barred],
            )
            .await
            .unwrap();
        (case, item)
    }

    pub async fn call(&self) -> String {
        let new = json!({ "body": self.body, "called_for": self.house.clock.now(), "place": "Dushanbe" });
        self.secretary.post("/sittings", new).await.expect(201).id()
    }

    pub async fn arrive(&self, sitting: &str, seat: usize, member: &Caller) -> Answer {
        self.secretary
            .post(&format!("/sittings/{sitting}/attendance"), json!({ "seat": self.seats[seat], "membership": member.membership }))
            .await
    }

    /// A sitting with the first seats present, opened.
    pub async fn open(&self, seats: usize) -> String {
        let sitting = self.call().await;
        for (seat, member) in self.members.iter().enumerate().take(seats) {
            self.arrive(&sitting, seat, member).await.expect(200);
        }
        self.secretary.post(&format!("/sittings/{sitting}/open"), json!({})).await.expect(200);
        sitting
    }

    pub async fn vote(&self, item: Uuid, seat: usize, vote: &str) -> Answer {
        self.members[seat].post(&format!("/items/{item}/ballots"), json!({ "seat": self.seats[seat], "vote": vote })).await
    }

    /// One ballot for each letter, by seat: `y` yes, `n` no, `a` abstain, `-` none.
    pub async fn votes(&self, item: Uuid, votes: &str) {
        for (seat, letter) in votes.chars().enumerate() {
            let vote = match letter {
                'y' => "yes",
                'n' => "no",
                'a' => "abstain",
                _ => continue,
            };
            self.vote(item, seat, vote).await.expect(200);
        }
    }

    pub async fn recuse(&self, item: Uuid, seat: usize) -> Answer {
        self.secretary.post(&format!("/items/{item}/recusals"), json!({ "seat": self.seats[seat], "ground": "a relative" })).await
    }

    pub async fn close(&self, item: Uuid) -> Answer {
        let decision = json!({ "reasons": "well-founded fear", "legal_ground": "art. 1", "exclusion_screening": "none found" });
        self.secretary.post(&format!("/items/{item}/close"), decision).await
    }
}
