//! `[[steps]]`: what is done, by whom and when.
use chrono::{DateTime, Utc};
use indexmap::IndexMap;

use super::tree::{Node, Table};
use super::{Act, At, ScenarioError, ScenarioStep, Vote, expect, given};
use crate::calendar::legal_day;
use crate::engine::Suspension;

/// Keys of which a step has at most one.
const ACTS: [&str; 11] = ["do", "fill", "change", "wait", "pause", "resume", "waive", "suspend_all", "done", "facts", "vote"];

pub(super) fn steps(nodes: &[Node], start: DateTime<Utc>) -> Result<Vec<ScenarioStep>, ScenarioError> {
    let mut now = start;
    let mut steps = Vec::with_capacity(nodes.len());
    for node in nodes {
        let step = step(node, now)?;
        now = step.at.unwrap_or(now);
        steps.push(step);
    }
    Ok(steps)
}

fn step(node: &Node, now: DateTime<Utc>) -> Result<ScenarioStep, ScenarioError> {
    let mut table = node.table()?;
    let at = moved_clock(&mut table, now)?;
    let step = ScenarioStep {
        place: node.place,
        at,
        by: table.read("by", Node::text)?,
        person: table.read("person", Node::text)?,
        act: act(node, &mut table)?,
        case: table.read("case", |node| Ok(At { value: node.text()?, place: node.place }))?,
        effective_on: table.read("effective_on", Node::date)?,
        reason: table.read("reason", Node::text)?,
        sections: table.read("sections", sections)?.unwrap_or_default(),
        expect: table.read("expect", expect::expect)?.unwrap_or_default(),
    };
    table.finish()?;
    let idle = matches!(step.act, Act::Wait) && (!step.sections.is_empty() || step.reason.is_some() || step.effective_on.is_some());
    if idle {
        return Err(node.error("this step says how something is done and not what: add `do = \"…\"`"));
    }
    Ok(step)
}

fn sections(node: &Node) -> Result<IndexMap<String, serde_json::Value>, ScenarioError> {
    Ok(node.table()?.entries().map(|(name, _, node)| (name.to_owned(), node.value())).collect())
}

/// The instant of `on` or `at`. A day on which the scenario already is keeps its hour; a day gone by is a mistake.
fn moved_clock(table: &mut Table<'_>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, ScenarioError> {
    let (node, to) = match (table.get("on"), table.get("at")) {
        (Some(_), Some(at)) => return Err(at.error("a step has `on` or `at`, not both")),
        (None, None) => return Ok(None),
        (Some(node), None) => {
            let day = node.date()?;
            (node, if day == legal_day(now) { now.max(node.instant()?) } else { node.instant()? })
        }
        (None, Some(node)) => (node, node.instant()?),
    };
    if to < now {
        return Err(node.error("the clock of a scenario does not go back"));
    }
    Ok(Some(to))
}

fn act(node: &Node, table: &mut Table<'_>) -> Result<Act, ScenarioError> {
    let mut found: Vec<(&str, &Node)> = Vec::new();
    for key in ACTS {
        found.extend(table.get(key).map(|node| (key, node)));
    }
    match found.as_slice() {
        [] => Ok(Act::Wait),
        [(key, what)] => one_act(key, what),
        [(first, _), (second, what), ..] => {
            Err(what.error(format!("the step on line {} does two things, `{first}` and `{second}`; make it two steps", node.place.line)))
        }
    }
}

fn one_act(key: &str, node: &Node) -> Result<Act, ScenarioError> {
    match key {
        "do" => return Ok(Act::Do(node.text()?)),
        "done" => return Ok(Act::Done(node.text()?)),
        "facts" => return Ok(Act::Facts(given::facts(node)?)),
        "vote" => return Ok(Act::Vote(Box::new(vote(node)?))),
        "wait" if node.boolean()? => return Ok(Act::Wait),
        "wait" => return Err(node.error("`wait` is `true` or is left out")),
        _ => {}
    }
    let mut table = node.table()?;
    let act = match key {
        "fill" => Act::Fill { section: table.need("section")?.text()?, answers: table.need("answers")?.value() },
        "change" => Act::Change {
            section: table.need("section")?.text()?,
            entry: table.read("entry", entry)?,
            answers: table.need("answers")?.value(),
        },
        "pause" => Act::Pause { deadline: table.need("deadline")?.text()?, ground: table.need("ground")?.text()? },
        "resume" => Act::Resume { deadline: table.need("deadline")?.text()? },
        "waive" => Act::Waive { deadline: table.need("deadline")?.text()?, ground: table.need("ground")?.text()? },
        _ => Act::SuspendAll(suspension(&mut table)?),
    };
    table.finish()?;
    Ok(act)
}

fn entry(node: &Node) -> Result<usize, ScenarioError> {
    usize::try_from(node.integer()?).ok().filter(|entry| *entry > 0).ok_or_else(|| node.error("entries are counted from 1"))
}

fn suspension(table: &mut Table<'_>) -> Result<Suspension, ScenarioError> {
    let from = table.need("from")?.date()?;
    let until = match table.get("until") {
        None => None,
        Some(node) => match node.date()? {
            until if until < from => return Err(node.error("the suspension ends before it begins")),
            until => Some(until),
        },
    };
    Ok(Suspension { from, until, ground: table.need("ground")?.text()? })
}

fn vote(node: &Node) -> Result<Vote, ScenarioError> {
    let mut table = node.table()?;
    let persons =
        table.read("persons", |node| node.table()?.entries().map(|(seat, _, node)| Ok((seat.to_owned(), node.text()?))).collect())?;
    let vote = Vote {
        body: table.need("body")?.text()?,
        present: table.need("present")?.texts()?,
        alternates: table.read("alternates", Node::texts)?.unwrap_or_default(),
        recused: table.read("recused", Node::texts)?.unwrap_or_default(),
        yes: table.read("yes", Node::texts)?.unwrap_or_default(),
        no: table.read("no", Node::texts)?.unwrap_or_default(),
        abstain: table.read("abstain", Node::texts)?.unwrap_or_default(),
        persons: persons.unwrap_or_default(),
        reasons: table.read("reasons", Node::text)?,
        legal_ground: table.read("legal_ground", Node::text)?,
        exclusion_screening: table.read("exclusion_screening", Node::text)?,
        dissent: table.read("dissent", Node::text)?,
    };
    table.finish()?;
    Ok(vote)
}
