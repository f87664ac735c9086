//! One scenario, played.
use std::collections::{BTreeMap, BTreeSet};

use panoh_rules::calendar::legal_day;
use panoh_rules::programme::{FieldType, Programme};
use panoh_rules::scenario::{Act, Expect, Scenario, ScenarioStep};
use reqwest::Method;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::choice::shelf;
use super::compare;
use super::desk::Desk;
use super::people::{self, Keys};
use super::vote::Bench;
use crate::support::{Answer, Caller};

/// Roles that reach only what is theirs: somebody gives them a task first (programmes.md 3.1).
const BY_TASK: &[&str] = &["lawyer", "caseworker", "medical_worker", "child_protection_caseworker", "commission_secretary"];

pub struct Player {
    pub desk: Desk,
    pub scenario: Scenario,
    pub keys: Keys,
    /// The case that the scenario is about.
    pub case: Option<String>,
    bench: Bench,
    alerts: BTreeSet<Uuid>,
}

impl Player {
    pub async fn open(scenario: &Scenario) -> Self {
        let mut desk = Desk::open(&scenario.given).await;
        let bench = Bench::found(&mut desk).await;
        Self { desk, scenario: scenario.clone(), keys: BTreeMap::new(), case: None, bench, alerts: BTreeSet::new() }
    }

    pub fn programme(&self, id: &str) -> &'static Programme {
        shelf().catalogue.programme(id).unwrap()
    }

    /// Who still reads what has been closed for long.
    pub async fn lead(&mut self) -> Caller {
        self.desk.actor("supervisor", Some("whoever leads")).await
    }

    /// The officer whose sight is whole.
    pub async fn officer(&mut self) -> Caller {
        self.desk.actor("registration_officer", Some("whoever looks on")).await
    }

    /// The id of a case by its label, `programme` or `programme:principal`; by default the scenario's own.
    pub async fn case_of(&self, label: Option<&str>) -> Option<String> {
        let Some(label) = label else { return self.case.clone() };
        let (programme, key) = label.split_once(':').map_or((label, None), |(id, key)| (id, Some(key)));
        let principal: Option<Uuid> = key.map(|key| self.keys[key].parse().unwrap());
        let statement = "SELECT c.id FROM cases c JOIN case_subjects s ON s.case_id = c.id AND s.position = 0
                          WHERE c.programme = $1 AND ($2::uuid IS NULL OR s.person_id = $2) ORDER BY c.id LIMIT 1";
        let rows = self.desk.owner.query(statement, &[&programme, &principal]).await.unwrap();
        rows.first().map(|row| row.get::<_, Uuid>(0).to_string())
    }

    async fn programme_of(&self, case: &str) -> &'static Programme {
        let id: Uuid = case.parse().unwrap();
        let row = self.desk.owner.query_one("SELECT programme FROM cases WHERE id = $1", &[&id]).await.unwrap();
        self.programme(row.get(0))
    }

    pub fn today(&self) -> String {
        legal_day(self.desk.now()).to_string()
    }

    /// Do a step, and say what is not as expected.
    pub async fn step(&mut self, step: &ScenarioStep) -> Vec<String> {
        self.alerts = compare::all_alerts(self).await;
        if let Some(at) = step.at {
            self.desk.move_to(at).await;
        }
        let label = step.case.as_ref().map(|label| label.value.clone());
        let case = self.case_of(label.as_deref()).await;
        let answer = self.act(step, case.as_deref()).await;
        // What a day brings is fired on it, as the simulator does after each step.
        panoh::cases::jobs::fire_now(self.desk.house.app()).await.unwrap();
        let mut said = outcome(&step.expect, &answer);
        let case = if case.is_some() { case } else { self.case.clone() };
        let alerts = self.alerts.clone();
        said.extend(compare::expectations(self, step, case.as_deref(), &alerts).await);
        said
    }

    async fn act(&mut self, step: &ScenarioStep, case: Option<&str>) -> Option<Answer> {
        let programme = match case {
            Some(case) => self.programme_of(case).await,
            None => self.programme(&self.scenario.programme.value.clone()),
        };
        let role = step.by.clone().or_else(|| usual_role(programme, &step.act));
        let person = step.person.as_deref();
        match &step.act {
            Act::Wait => None,
            Act::SuspendAll(suspension) => {
                self.desk.suspend(suspension.from, suspension.until, &suspension.ground).await;
                None
            }
            Act::Facts(changes) => {
                let officer = self.officer().await;
                for (key, change) in &changes.people {
                    people::change(&officer, &self.keys[key], change, &self.today()).await;
                }
                None
            }
            Act::Do(transition) => Some(self.transition(step, transition, programme, &role?, case).await),
            Act::Vote(vote) => {
                self.bench.seat(&mut self.desk, &self.scenario).await;
                Some(self.bench.decide(&mut self.desk, case?, vote).await)
            }
            act => {
                let actor = self.desk.actor(&role?, person).await;
                self.reach(&actor, step.by.as_deref().unwrap_or_default(), case?).await;
                Some(self.desk_work(&actor, programme, act, case?).await)
            }
        }
    }

    async fn transition(&mut self, step: &ScenarioStep, transition: &str, programme: &Programme, role: &str, case: Option<&str>) -> Answer {
        let actor = self.desk.actor(role, step.person.as_deref()).await;
        let Some(case) = case else { return self.open_case(step, transition, &actor).await };
        self.reach(&actor, role, case).await;
        let mut body = self.body(step, transition, programme);
        for (section, answers) in body["sections"].as_object_mut().unwrap() {
            hand_in(&actor, programme, case, section, answers).await;
        }
        let version = self.version(case).await;
        actor.post_if(&format!("/cases/{case}/transitions"), &version, body).await
    }

    fn body(&self, step: &ScenarioStep, transition: &str, programme: &Programme) -> Value {
        let given = step.sections.iter();
        let sections: Map<String, Value> =
            given.map(|(section, given)| (section.clone(), people::answers(programme, section, given, &self.keys, &self.desk))).collect();
        let mut body = json!({ "transition": transition, "sections": sections });
        if let Some(on) = step.effective_on {
            body["effective_at"] = json!(on);
        }
        if let Some(reason) = &step.reason {
            body["reason"] = json!(reason);
        }
        body
    }

    async fn open_case(&mut self, step: &ScenarioStep, transition: &str, actor: &Caller) -> Answer {
        let programme = self.programme(&self.scenario.programme.value.clone());
        let officer = self.officer().await;
        let by = if step.by.as_deref() == Some("border_officer") { actor } else { &officer };
        let mut subjects = Vec::new();
        for (at, person) in self.scenario.given.people.clone().iter().enumerate() {
            let id = people::register(by, person, &self.today()).await;
            let role = person.role.clone().unwrap_or_else(|| programme.subject_roles[usize::from(at > 0)].clone());
            subjects.push(json!({ "person": id, "role": role }));
            self.keys.insert(person.key.clone(), id);
        }
        let mut body = self.body(step, transition, programme);
        body["programme"] = json!(programme.id);
        body["subjects"] = json!(subjects);
        // The clock opens this programme's cases itself: it has no desk over HTTP.
        let answer = actor.post("/cases", body).await;
        if answer.status == 201 {
            self.case = Some(answer.id());
        }
        answer
    }

    async fn version(&self, case: &str) -> String {
        let id: Uuid = case.parse().unwrap();
        let row = self.desk.owner.query_one("SELECT version FROM cases WHERE id = $1", &[&id]).await.unwrap();
        format!("\"{}\"", row.get::<_, i64>(0))
    }

    /// Whoever reaches only what is theirs is given a task on the case.
    async fn reach(&mut self, actor: &Caller, role: &str, case: &str) {
        if !BY_TASK.contains(&role) || actor.get(&format!("/cases/{case}")).await.status == 200 {
            return;
        }
        let officer = self.officer().await;
        let task = json!({ "title": "Look after this person", "assigned_to": actor.membership });
        officer.post(&format!("/cases/{case}/tasks"), task).await.expect(201);
    }

    async fn desk_work(&mut self, actor: &Caller, programme: &Programme, act: &Act, case: &str) -> Answer {
        match act {
            Act::Fill { section, answers } => {
                let mut answers = people::answers(programme, section, answers, &self.keys, &self.desk);
                hand_in(actor, programme, case, section, &mut answers).await;
                let (version, old) = self.section(case, section).await;
                let answers = match (old, answers) {
                    (Some(Value::Array(old)), Value::Array(more)) => Value::Array([old, more].concat()),
                    (Some(Value::Array(old)), one) => Value::Array([old, vec![one]].concat()),
                    (None, one @ Value::Object(_)) if programme.sections.get(section).is_some_and(|form| form.repeat) => json!([one]),
                    (_, answers) => answers,
                };
                actor.put(&format!("/cases/{case}/sections/{section}"), &version, answers).await
            }
            Act::Change { section, entry, answers } => {
                let mut answers = people::answers(programme, section, answers, &self.keys, &self.desk);
                hand_in(actor, programme, case, section, &mut answers).await;
                let (version, _) = self.section(case, section).await;
                let entry = entry.map_or_else(String::new, |entry| format!("?entry={entry}"));
                actor.patch(&format!("/cases/{case}/sections/{section}{entry}"), &version, answers).await
            }
            Act::Pause { deadline, ground } => self.deadline(actor, case, deadline, "pause", json!({ "ground": ground })).await,
            Act::Resume { deadline } => self.deadline(actor, case, deadline, "resume", json!({})).await,
            Act::Waive { deadline, ground } => self.deadline(actor, case, deadline, "waive", json!({ "ground": ground })).await,
            Act::Done(task) => {
                let statement = "SELECT id, version FROM case_tasks WHERE case_id = $1 AND kind = $2 AND state = 'open'";
                let (id, version) = self.row(statement, case, task).await;
                actor.patch(&format!("/cases/{case}/tasks/{id}"), &format!("\"{version}\""), json!({ "done": true })).await
            }
            other => panic!("no desk work: {other:?}"),
        }
    }

    async fn deadline(&self, actor: &Caller, case: &str, name: &str, act: &str, body: Value) -> Answer {
        let statement = "SELECT id, version FROM case_deadlines WHERE case_id = $1 AND kind = $2 ORDER BY position DESC LIMIT 1";
        let (id, version) = self.row(statement, case, name).await;
        actor.post_if(&format!("/cases/{case}/deadlines/{id}/{act}"), &format!("\"{version}\""), body).await
    }

    async fn row(&self, statement: &str, case: &str, name: &str) -> (Uuid, i64) {
        let id: Uuid = case.parse().unwrap();
        let rows = self.desk.owner.query(statement, &[&id, &name]).await.unwrap();
        rows.first().map_or((Uuid::nil(), 1), |row| (row.get(0), row.get(1)))
    }

    async fn section(&self, case: &str, section: &str) -> (String, Option<Value>) {
        let id: Uuid = case.parse().unwrap();
        let statement = "SELECT version, answers FROM case_sections WHERE case_id = $1 AND section = $2";
        let rows = self.desk.owner.query(statement, &[&id, &section]).await.unwrap();
        rows.first().map_or(("\"0\"".to_owned(), None), |row| (format!("\"{}\"", row.get::<_, i64>(0)), Some(row.get(1))))
    }

    /// Transitions that rows remember, as `programme/transition`.
    pub async fn steps_done(&self) -> BTreeSet<String> {
        let statement = "SELECT DISTINCT c.programme || '/' || s.transition FROM case_steps s JOIN cases c ON c.id = s.case_id";
        let rows = self.desk.owner.query(statement, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// A file that an answer names is handed in first; then the answer is its id.
async fn hand_in(actor: &Caller, programme: &Programme, case: &str, section: &str, answers: &mut Value) {
    let Some(form) = programme.sections.get(section) else { return };
    let entries = match answers {
        Value::Array(entries) => entries.iter_mut().collect(),
        one => vec![one],
    };
    for entry in entries {
        for (name, _) in form.fields.iter().filter(|(_, field)| field.field_type == FieldType::File) {
            let Some(said) = entry.get_mut(name).filter(|said| said.is_string()) else { continue };
            let path = format!("/cases/{case}/attachments?section={section}&file_name=paper.pdf");
            let request = actor.request(Method::POST, &path).header("Content-Type", "application/pdf").body("%PDF-1.4\n");
            let added = actor.send(request).await;
            if added.status == 201 {
                *said = json!(added.id());
            }
        }
    }
}

/// Who usually does it, where the step does not say.
fn usual_role(programme: &Programme, act: &Act) -> Option<String> {
    let roles = match act {
        Act::Do(transition) => &programme.transition(transition)?.by,
        Act::Fill { section, .. } | Act::Change { section, .. } => &programme.sections.get(section)?.writers,
        Act::Waive { deadline, .. } => &programme.deadlines.get(deadline)?.waivable_by,
        _ => return Some("registration_officer".to_owned()),
    };
    roles.first().cloned()
}

/// Done, proposed or refused by the rule that was expected.
fn outcome(expect: &Expect, answer: &Option<Answer>) -> Vec<String> {
    let Some(answer) = answer else { return Vec::new() };
    let rule = answer.json["rule"].as_str().unwrap_or_default();
    let mut said = Vec::new();
    match &expect.refused {
        None if answer.status >= 300 => said.push(format!("refused: {}", answer.text)),
        Some(expected) if answer.status < 300 => said.push(format!("{} expected, carried out", expected.value)),
        Some(expected) if !same_rule(&expected.value, rule, answer) => said.push(format!("{} expected: {}", expected.value, answer.text)),
        _ => {}
    }
    if expect.proposed.as_ref().is_some_and(|proposed| proposed.value == answer.json["proposal"].is_null()) {
        said.push("proposed otherwise".to_owned());
    }
    said
}

/// A form that does not take an answer, and a role that may not even try, are told before the rules are asked.
fn same_rule(expected: &str, rule: &str, answer: &Answer) -> bool {
    expected == rule
        || expected == "field-invalid" && answer.status == 422
        || expected == "role-not-allowed" && ["not_permitted", "not_found", "unknown_field"].contains(&answer.code())
}
