//! `[steps.expect]`: what must be true after a step.
use super::tree::{Node, Table};
use super::{At, Expect, ExpectCase, ExpectDeadline, ExpectPaper, ScenarioError, given};
use crate::slips::{nearest, suggest};
use crate::written::read_date;

const DEADLINE_STATES: [&str; 6] = ["none", "open", "met", "missed", "waived", "cancelled"];
const PAPER_STATES: [&str; 4] = ["none", "valid", "expired", "revoked"];

pub(super) fn expect(node: &Node) -> Result<Expect, ScenarioError> {
    let mut table = node.table()?;
    let expect = Expect {
        refused: table.read("refused", |node| at(node, Node::text))?,
        proposed: table.read("proposed", |node| at(node, Node::boolean))?,
        missing: table.read("missing", |node| at(node, Node::texts))?,
        case: case(&mut table)?,
        alerts: table.read("alerts", |node| at(node, Node::texts))?,
        no_alerts: table.read("no_alerts", |node| at(node, Node::texts))?,
        can: table.read("can", |node| at(node, Node::texts))?,
        cannot: table.read("cannot", |node| at(node, Node::texts))?,
        can_as: table.read("can_as", Node::text)?,
        cases: table.read("cases", |node| each(node, other_case))?.unwrap_or_default(),
        pools: table.read("pools", |node| each(node, given::pool))?.unwrap_or_default(),
        budgets: table.read("budgets", |node| each(node, given::budget))?.unwrap_or_default(),
    };
    table.finish()?;
    Ok(expect)
}

fn at<T>(node: &Node, read: impl FnOnce(&Node) -> Result<T, ScenarioError>) -> Result<At<T>, ScenarioError> {
    Ok(At { value: read(node)?, place: node.place })
}

fn each<T>(node: &Node, read: impl Fn(&Node) -> Result<T, ScenarioError>) -> Result<Vec<(At<String>, T)>, ScenarioError> {
    node.table()?.entries().map(|(key, place, node)| Ok((At { value: key.to_owned(), place }, read(node)?))).collect()
}

fn other_case(node: &Node) -> Result<ExpectCase, ScenarioError> {
    let mut table = node.table()?;
    let expected = case(&mut table)?;
    table.finish()?;
    Ok(expected)
}

fn case(table: &mut Table<'_>) -> Result<ExpectCase, ScenarioError> {
    let tracks = table.read("tracks", |node| {
        let read = |(key, _, node): (&str, _, &Node)| Ok((key.to_owned(), at(node, Node::text)?));
        node.table()?.entries().map(read).collect()
    })?;
    let flags = table.read("flags", |node| {
        let read = |(key, place, node): (&str, _, &Node)| (key.to_owned(), At { value: node.value(), place });
        Ok(node.table()?.entries().map(read).collect())
    })?;
    Ok(ExpectCase {
        state: table.read("state", |node| at(node, Node::text))?,
        tracks: tracks.unwrap_or_default(),
        flags: flags.unwrap_or_default(),
        deadlines: table.read("deadlines", |node| each(node, deadline))?.unwrap_or_default(),
        papers: table.read("papers", |node| each(node, paper))?.unwrap_or_default(),
        tasks: table.read("tasks", |node| at(node, Node::texts))?,
        no_tasks: table.read("no_tasks", |node| at(node, Node::texts))?,
    })
}

fn state(node: &Node, known: &[&str]) -> Result<String, ScenarioError> {
    let state = node.text()?;
    if known.contains(&state.as_str()) {
        return Ok(state);
    }
    Err(node.error(format!("`{state}` is neither a day nor a state{}", suggest(&state, known))))
}

/// `deadlines.ref.appeal = …` is read as a table in a table: the name wants quotes.
fn quoted(node: &Node) -> Result<(), ScenarioError> {
    const KNOWN: [&str; 5] = ["state", "due_on", "due_at", "starts_on", "paused_days"];
    match node.table()?.entries().find(|(key, ..)| !KNOWN.contains(key)) {
        Some((key, place, _)) if nearest(key, KNOWN.into_iter()).is_none() => {
            let message = format!("`{key}` is not known here; if it belongs to the name, put the name in quotes: deadlines.\"….{key}\"");
            Err(ScenarioError { place, message })
        }
        _ => Ok(()),
    }
}

fn deadline(node: &Node) -> Result<ExpectDeadline, ScenarioError> {
    if !node.is_table() {
        let text = node.text()?;
        return Ok(match read_date(&text) {
            Some(day) => ExpectDeadline { state: Some("open".to_owned()), due_on: Some(day), ..ExpectDeadline::default() },
            None => ExpectDeadline { state: Some(state(node, &DEADLINE_STATES)?), ..ExpectDeadline::default() },
        });
    }
    quoted(node)?;
    let mut table = node.table()?;
    let expected = ExpectDeadline {
        state: table.read("state", |node| state(node, &DEADLINE_STATES))?,
        due_on: table.read("due_on", Node::date)?,
        due_at: table.read("due_at", Node::instant)?,
        starts_on: table.read("starts_on", Node::date)?,
        paused_days: table.read("paused_days", Node::integer)?,
    };
    table.finish()?;
    Ok(expected)
}

fn paper(node: &Node) -> Result<ExpectPaper, ScenarioError> {
    if !node.is_table() {
        return Ok(ExpectPaper { state: Some(state(node, &PAPER_STATES)?), ..ExpectPaper::default() });
    }
    let mut table = node.table()?;
    let expected = ExpectPaper {
        state: table.read("state", |node| state(node, &PAPER_STATES))?,
        valid_until: table.read("valid_until", Node::date)?,
        issued_on: table.read("issued_on", Node::date)?,
        lists: table.read("lists", Node::texts)?,
    };
    table.finish()?;
    Ok(expected)
}
