//! A whole sitting on one item: called, attended, opened, voted in, closed, minuted.
use std::collections::BTreeMap;

use panoh_rules::scenario::{Scenario, Vote};
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::Desk;
use crate::support::Answer;

/// The body with its seats, by the names that the scenario gives them.
pub struct Bench {
    body: String,
    seats: BTreeMap<String, String>,
}

fn words(text: &str) -> Value {
    json!({ "en": text, "tg": text, "ru": text, "fa": text })
}

impl Bench {
    /// The body and its secretary: what is placed before it waits.
    pub async fn found(desk: &mut Desk) -> Self {
        let administrator = desk.actor("organisation_administrator", None).await;
        let secretary = desk.actor("commission_secretary", None).await;
        let new = json!({ "key": "commission", "title": words("Permanent Commission"), "parameters": "com" });
        let body = administrator.post("/bodies", new).await.expect(201).id();
        administrator.post(&format!("/bodies/{body}/secretaries"), json!({ "membership": secretary.membership })).await.expect(201);
        Self { body, seats: BTreeMap::new() }
    }

    /// As many seats as the scenario names, or as many as the Commission has; the first chairs.
    pub async fn seat(&mut self, desk: &mut Desk, scenario: &Scenario) {
        if !self.seats.is_empty() {
            return;
        }
        let given = scenario.given.bodies.first();
        let names: Vec<String> = match given {
            Some(given) => given.seats.clone(),
            None => (1..=6).map(|number| format!("seat_{number}")).collect(),
        };
        let chair = given.and_then(|given| given.chair.clone()).unwrap_or_else(|| names[0].clone());
        let administrator = desk.actor("organisation_administrator", None).await;
        let body = self.body.clone();
        for name in names {
            let seat = json!({ "institution": words(&name), "is_chair": name == chair });
            let seat = administrator.post(&format!("/bodies/{body}/seats"), seat).await.expect(201).id();
            for capacity in ["member", "alternate"] {
                let who = desk.actor("commission_member", Some(&format!("{name} {capacity}"))).await;
                let holder = json!({ "membership": who.membership, "capacity": capacity });
                administrator.post(&format!("/seats/{seat}/holders"), holder).await.expect(201);
            }
            self.seats.insert(name, seat);
        }
    }

    /// The answer of whatever ended it: the close, or the first refusal.
    pub async fn decide(&self, desk: &mut Desk, case: &str, vote: &Vote) -> Answer {
        let secretary = desk.actor("commission_secretary", None).await;
        let id: Uuid = case.parse().unwrap();
        let statement = "SELECT i.id, i.sitting_id FROM docket_items i LEFT JOIN sittings s ON s.id = i.sitting_id
                          WHERE i.case_id = $1 AND i.question = $2 AND i.state IN ('waiting', 'listed') ORDER BY i.placed_at DESC LIMIT 1";
        let rows = desk.owner.query(statement, &[&id, &vote.body]).await.unwrap();
        let Some(row) = rows.first() else { return secretary.post(&format!("/items/{id}/close"), json!({})).await };
        let item: Uuid = row.get(0);
        let sitting = match row.get::<_, Option<Uuid>>(1) {
            Some(sitting) => sitting.to_string(),
            None => {
                let call = json!({ "body": self.body, "called_for": desk.now(), "place": "Dushanbe" });
                secretary.post("/sittings", call).await.expect(201).id()
            }
        };
        match self.sit(desk, &sitting, item, vote).await {
            Ok(()) => {}
            Err(refused) => return *refused,
        }
        let decision =
            json!({ "reasons": vote.reasons, "legal_ground": vote.legal_ground, "exclusion_screening": vote.exclusion_screening });
        let closed = secretary.post(&format!("/items/{item}/close"), decision).await;
        if closed.status == 200 {
            self.end(desk, &sitting).await;
        }
        closed
    }

    async fn sit(&self, desk: &mut Desk, sitting: &str, item: Uuid, vote: &Vote) -> Result<(), Box<Answer>> {
        let secretary = desk.actor("commission_secretary", None).await;
        let done = |answer: Answer| if answer.status < 300 { Ok(()) } else { Err(Box::new(answer)) };
        for seat in &vote.present {
            let who = self.holder(desk, seat, vote).await;
            let here = json!({ "seat": self.seats.get(seat), "membership": who.membership });
            done(secretary.post(&format!("/sittings/{sitting}/attendance"), here).await)?;
        }
        done(secretary.post(&format!("/sittings/{sitting}/open"), json!({})).await)?;
        for seat in &vote.recused {
            let recusal = json!({ "seat": self.seats.get(seat), "ground": "a relative" });
            done(secretary.post(&format!("/items/{item}/recusals"), recusal).await)?;
        }
        for (says, seats) in [("yes", &vote.yes), ("no", &vote.no), ("abstain", &vote.abstain)] {
            for seat in seats {
                let who = self.holder(desk, seat, vote).await;
                let ballot = json!({ "seat": self.seats.get(seat), "vote": says });
                done(who.post(&format!("/items/{item}/ballots"), ballot).await)?;
            }
        }
        Ok(())
    }

    async fn holder(&self, desk: &mut Desk, seat: &str, vote: &Vote) -> crate::support::Caller {
        let capacity = if vote.alternates.iter().any(|name| name == seat) { "alternate" } else { "member" };
        desk.actor("commission_member", Some(&format!("{seat} {capacity}"))).await
    }

    async fn end(&self, desk: &mut Desk, sitting: &str) {
        let secretary = desk.actor("commission_secretary", None).await;
        secretary.post(&format!("/sittings/{sitting}/close"), json!({})).await.expect(200);
        secretary.post(&format!("/sittings/{sitting}/minutes"), json!({ "minutes": "The body met." })).await.expect(200);
    }
}
