//! The requests that are measured, over every organisation and case of `fill.sql`.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use panoh_load::drive::Make;
use panoh_load::http::{Client, Request};
use panoh_load::recorded::{Form, psql};
use serde_json::json;

/// Whoever asks, in which organisation.
#[derive(Debug, Clone)]
pub struct Caller {
    organisation: usize,
    /// The header that says who it is.
    authorization: String,
}

/// So many organisations ask at most: checking a password takes longer than anything that is measured.
const MOST_CALLERS: usize = 100;

/// Sign one officer of each organisation in; of many, of some that lie evenly among them.
///
/// # Errors
/// The server does not know them.
pub async fn sign_in(server: &str, organisations: usize, password: &str) -> anyhow::Result<Vec<Caller>> {
    let mut callers = Vec::new();
    let mut client = Client::new(server);
    for organisation in (1..=organisations).step_by(organisations.div_ceil(MOST_CALLERS)) {
        let body = json!({ "email": format!("officer-1@load-{organisation}.example"), "password": password }).to_string();
        let answer = client.send(&Request::new("POST", "/api/v1/auth/sign-in", &[], &body)).await?;
        let token = answer.json().get("access_token").and_then(|token| token.as_str()).map(str::to_owned);
        let token = token.with_context(|| format!("signing in: {}", String::from_utf8_lossy(&answer.body)))?;
        callers.push(Caller { organisation, authorization: format!("authorization: Bearer {token}") });
    }
    Ok(callers)
}

/// An id as `fill.sql` reckons it: 1 a person, 2 a case.
fn counted(kind: usize, organisation: usize, number: usize) -> String {
    format!("{number:08x}-{kind:04x}-7000-9000-{organisation:012x}")
}

/// How the ids of the memberships begin that sign in.
pub const OFFICERS: &str = "01900000-0001-7000-8001-";

/// How pgbench does what an operation does.
pub fn form(operation: &str) -> Form {
    if matches!(operation, "create" | "transition") { Form::InTurns } else { Form::Pipelined }
}

/// Requests of an operation over all organisations, each with another case; no change is asked for twice.
///
/// # Errors
/// There is no such operation, or no case that it could change.
pub async fn requests(operation: &str, owner: &str, callers: Vec<Caller>, each: usize) -> anyhow::Result<Make> {
    let path: fn(usize, usize) -> String = match operation {
        "get" => |organisation, number| format!("/api/v1/cases/{}", counted(2, organisation, number)),
        "list" => |_, _| "/api/v1/cases?programme=refugee-claim&limit=25".to_owned(),
        "work" => |_, _| "/api/v1/work".to_owned(),
        "create" => return Ok(openings(callers, each)),
        "transition" => return transitions(owner, callers).await,
        other => bail!("there is no operation {other}"),
    };
    Ok(Arc::new(move |number| {
        let (caller, number) = turn(&callers, number, each);
        Request::new("GET", &path(caller.organisation, number), &[caller.authorization], "")
    }))
}

/// Whose turn it is, and for which case: a large odd step visits every case before any comes again, far from its neighbours.
fn turn(callers: &[Caller], number: usize, each: usize) -> (Caller, usize) {
    let nobody = Caller { organisation: 0, authorization: String::new() };
    (callers.get(number % callers.len()).cloned().unwrap_or(nobody), (number / callers.len()).wrapping_mul(7919) % each + 1)
}

fn openings(callers: Vec<Caller>, each: usize) -> Make {
    let next = AtomicUsize::new(0);
    Arc::new(move |_| {
        let (caller, number) = turn(&callers, next.fetch_add(1, Ordering::Relaxed), each);
        Request::new("POST", "/api/v1/cases", &[caller.authorization], &opening(&counted(1, caller.organisation, number)))
    })
}

async fn transitions(owner: &str, callers: Vec<Caller>) -> anyhow::Result<Make> {
    let (cases, next) = (open_cases(owner).await?, AtomicUsize::new(0));
    let tokens: BTreeMap<usize, String> = callers.into_iter().map(|caller| (caller.organisation, caller.authorization)).collect();
    Ok(Arc::new(move |_| {
        let (organisation, id) = cases.get(next.fetch_add(1, Ordering::Relaxed) % cases.len()).cloned().unwrap_or_default();
        let headers = [tokens.get(&organisation).cloned().unwrap_or_default(), "if-match: \"1\"".to_owned()];
        Request::new("POST", &format!("/api/v1/cases/{id}/transitions"), &headers, &contact())
    }))
}

/// A claim, as it is opened at a border.
fn opening(person: &str) -> String {
    json!({
        "programme": "refugee-claim", "subjects": [{ "person": person, "role": "principal" }], "transition": "declare_intent",
        "sections": { "arrival": { "declared_at": "2026-10-01T08:00:00Z", "declared_place": "TJ-DU", "channel": "border",
                                   "entry_on": "2026-10-01", "entry_lawful": false, "language": "prs" } }
    })
    .to_string()
}

/// An act that every open claim takes.
fn contact() -> String {
    let tried = json!([{ "tried_on": "2026-10-02", "kind": "phone", "outcome": "no-reply" }]);
    json!({ "transition": "record_contact_attempt", "sections": { "contact_attempts": tried } }).to_string()
}

/// Open claims that nobody changed yet and on which nothing is due, in no order.
async fn open_cases(owner: &str) -> anyhow::Result<Vec<(usize, String)>> {
    let found = psql(
        owner,
        "SELECT ('x' || right(c.tenant_id::text, 8))::bit(32)::int || ' ' || c.id FROM cases c
          WHERE c.tenant_id::text LIKE '01900000-0000-7000-8000-%' AND c.programme = 'refugee-claim' AND c.phase <> 'closed' AND c.version = 1
            AND c.proposal IS NULL AND c.id::text LIKE '%-0002-7000-9000-%'
            AND NOT EXISTS (SELECT 1 FROM case_deadlines d WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id AND d.fires_at < now() + interval '1 hour')
          ORDER BY md5(c.id::text) LIMIT 40000",
    )
    .await?;
    let cases = found.lines().filter_map(|line| line.split_once(' ')).filter_map(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    let cases: Vec<(usize, String)> = cases.collect();
    if cases.is_empty() {
        bail!("no case can be changed");
    }
    Ok(cases)
}
