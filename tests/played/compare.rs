//! What a step expects against what the service shows.
use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::scenario::{At, ExpectCase, ExpectDeadline, ExpectPaper, ScenarioStep};
use serde_json::Value;
use uuid::Uuid;

use super::player::Player;

/// The service's own clock goes on while a scenario's stands.
const SLACK: TimeDelta = TimeDelta::minutes(2);

/// Every alert there is.
pub async fn all_alerts(player: &Player) -> BTreeSet<Uuid> {
    let rows = player.desk.owner.query("SELECT id FROM case_alerts", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

pub async fn expectations(player: &mut Player, step: &ScenarioStep, case: Option<&str>, before: &BTreeSet<Uuid>) -> Vec<String> {
    let mut said = Vec::new();
    let expect = &step.expect;
    if let Some(case) = case {
        said.extend(one_case(player, &expect.case, case, "").await);
        said.extend(possible(player, step, case).await);
    }
    said.extend(alerts(player, step, before).await);
    for (label, expected) in &expect.cases {
        match player.case_of(Some(&label.value)).await {
            Some(id) => said.extend(one_case(player, expected, &id, &format!("{}: ", label.value)).await),
            None if expected.state.as_ref().is_some_and(|state| state.value == "none") => {}
            None => said.push(format!("{} was not opened", label.value)),
        }
    }
    said
}

async fn one_case(player: &mut Player, expected: &ExpectCase, id: &str, prefix: &str) -> Vec<String> {
    let path = format!("/cases/{id}");
    let mut read = player.officer().await.get(&path).await;
    if read.status == 404 {
        // Closed for more than a year: whoever answers for the work still reads it (programmes.md 4.3).
        read = player.lead().await.get(&path).await;
    }
    let page = read.expect(200).json;
    let mut said = Vec::new();
    let mut differs = |what: String, expected: String, got: String| {
        if expected != got {
            said.push(format!("{prefix}{what}: {expected} expected, {got} found"));
        }
    };
    if let Some(state) = &expected.state {
        differs("state".to_owned(), state.value.clone(), text(&page["state"]));
    }
    for (track, state) in &expected.tracks {
        let found = page["tracks"].as_array().unwrap().iter().find(|row| row["track"] == track.as_str());
        let found = found.map_or("new".to_owned(), |row| text(&row["state"]));
        let meant = if state.value == "none" { "new" } else { &state.value };
        differs(format!("track {track}"), meant.to_owned(), found);
    }
    for (flag, At { value, .. }) in &expected.flags {
        let found = page["flags"].get(flag).cloned().unwrap_or(Value::Null);
        let unset = found.is_null() && [Value::Bool(false), Value::from(0), Value::Null].contains(value);
        differs(format!("flag {flag}"), value.to_string(), if unset { value.to_string() } else { found.to_string() });
    }
    let tasks: BTreeSet<String> = page["tasks"].as_array().unwrap().iter().map(|task| text(&task["task"])).collect();
    for task in expected.tasks.iter().flat_map(|tasks| &tasks.value) {
        differs(format!("task {task}"), "open".to_owned(), if tasks.contains(task) { "open".to_owned() } else { format!("{tasks:?}") });
    }
    for task in expected.no_tasks.iter().flat_map(|tasks| &tasks.value) {
        differs(format!("task {task}"), "not open".to_owned(), if tasks.contains(task) { "open" } else { "not open" }.to_owned());
    }
    for (name, expected) in &expected.deadlines {
        let rows = page["deadlines"].as_array().unwrap();
        deadline(&mut differs, name, expected, rows.iter().rev().find(|row| row["deadline"] == name.value.as_str()));
    }
    let today = player.today();
    for (name, expected) in &expected.papers {
        let rows = page["papers"].as_array().unwrap();
        paper(&mut differs, name, expected, rows.iter().rev().find(|row| row["paper"] == name.value.as_str()), &today);
    }
    said
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn deadline(differs: &mut impl FnMut(String, String, String), name: &At<String>, expected: &ExpectDeadline, row: Option<&Value>) {
    let got = |key: &str| row.map_or("none".to_owned(), |row| text(&row[key]));
    let what = |part: &str| format!("deadline {}{part}", name.value);
    if let Some(state) = &expected.state {
        differs(what(""), state.clone(), got("state"));
    }
    if let Some(day) = expected.due_on {
        differs(what(", due on"), day.to_string(), got("due_on"));
    }
    if let Some(day) = expected.starts_on {
        differs(what(", starts on"), day.to_string(), got("starts_on"));
    }
    if let Some(days) = expected.paused_days {
        differs(what(", paused days"), days.to_string(), row.map_or("0".to_owned(), |row| row["paused_days"].to_string()));
    }
    if let Some(at) = expected.due_at {
        let found: Option<DateTime<Utc>> = row.and_then(|row| row["due_at"].as_str()).and_then(|text| text.parse().ok());
        let near = found.is_some_and(|found| (found - at).abs() < SLACK);
        differs(what(", due at"), at.to_string(), if near { at.to_string() } else { format!("{found:?}") });
    }
}

fn paper(differs: &mut impl FnMut(String, String, String), name: &At<String>, expected: &ExpectPaper, row: Option<&Value>, today: &str) {
    let what = |part: &str| format!("paper {}{part}", name.value);
    let got = |key: &str| row.map_or("none".to_owned(), |row| text(&row[key]));
    if let Some(state) = &expected.state {
        let found = match row {
            None => "none",
            Some(row) if !row["revoked_on"].is_null() => "revoked",
            Some(row) if row["valid_until"].as_str().is_some_and(|last| last < today) => "expired",
            Some(_) => "valid",
        };
        differs(what(""), state.clone(), found.to_owned());
    }
    if let Some(day) = expected.valid_until {
        differs(what(", valid until"), day.to_string(), got("valid_until"));
    }
    if let Some(day) = expected.issued_on {
        differs(what(", issued on"), day.to_string(), got("issued_on"));
    }
}

async fn alerts(player: &Player, step: &ScenarioStep, before: &BTreeSet<Uuid>) -> Vec<String> {
    let rows = player.desk.owner.query("SELECT id, alert FROM case_alerts", &[]).await.unwrap();
    let raised = rows.iter().filter(|row| !before.contains(&row.get(0)));
    let raised: BTreeSet<String> = raised.map(|row| row.get(1)).collect();
    let wanted = step.expect.alerts.iter().flat_map(|alerts| &alerts.value).filter(|alert| !raised.contains(*alert));
    let unwanted = step.expect.no_alerts.iter().flat_map(|alerts| &alerts.value).filter(|alert| raised.contains(*alert));
    let wanted = wanted.map(|alert| format!("alert {alert} was not raised: {raised:?}"));
    wanted.chain(unwanted.map(|alert| format!("alert {alert} was raised"))).collect()
}

async fn possible(player: &mut Player, step: &ScenarioStep, case: &str) -> Vec<String> {
    let expect = &step.expect;
    let (Some(role), true) = (expect.can_as.clone().or_else(|| step.by.clone()), expect.can.is_some() || expect.cannot.is_some()) else {
        return Vec::new();
    };
    let person = if expect.can_as.is_some() { None } else { step.person.as_deref() };
    let actor = player.desk.actor(&role, person).await;
    let page = actor.get(&format!("/cases/{case}")).await;
    let next = page.json["allowed_transitions"].as_array().cloned().unwrap_or_default();
    let ready = |name: &String| next.iter().any(|one| one["transition"] == name.as_str() && one["ready"] == true);
    let can = expect.can.iter().flat_map(|names| &names.value).filter(|name| !ready(name));
    let cannot = expect.cannot.iter().flat_map(|names| &names.value).filter(|name| ready(name));
    let can = can.map(|name| format!("{role} cannot {name}"));
    can.chain(cannot.map(|name| format!("{role} can {name}"))).collect()
}
