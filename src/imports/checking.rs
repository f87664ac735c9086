//! A batch of lines, judged and, when the import writes, written: the same step in a dry run and in earnest, so that the one says
//! what the other does.
use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use uuid::Uuid;

use super::duplicates::{self, InFile};
use super::import::{Duplicates, State, legal_day};
use super::jobs::Desk;
use super::line::{Judge, Judged, Likeness, LineRow, Remark, Somebody};
use super::store::{self, ImportRow, Outcome, Step};
use super::writing;
use crate::access::permission::CreateImport;
use crate::database::{Asker, Tx};
use crate::ledger::Act;
use crate::problem::{Code, Problem};

/// Lines in a transaction.
pub(super) const BATCH: i64 = 500;

/// A line that passed, with whoever looks like the same person.
pub(super) struct Candidate {
    pub(super) line: i64,
    pub(super) taken: Option<bool>,
    pub(super) somebody: Somebody,
    pub(super) alike: Vec<Likeness>,
}

/// Judge the next lines, and write those who can be registered when the import writes.
///
/// # Errors
/// `still_running` when it is elsewhere; then nothing has changed.
pub(super) async fn batch(desk: &Desk<'_>, asker: Asker, id: Uuid, state: State, in_file: &mut InFile) -> Result<(), Problem> {
    let done = desk
        .write::<CreateImport, _>(asker, async |tx| {
            store::hold(tx, id).await?;
            let row = store::import(tx, id).await?;
            if row.state()? != state {
                return Err(Code::StillRunning.into());
            }
            work(tx, desk, &row, state, in_file).await?;
            let operation = if state == State::Writing { "import.write" } else { "import.check" };
            tx.record(Act::new(operation).on("import", id).class(2).fields(["lines", "duplicates"]), ()).await
        })
        .await;
    if done.is_err() {
        // What it learned of lines that were not kept is learned again.
        *in_file = InFile::default();
    }
    done
}

async fn work(tx: &mut Tx<CreateImport>, desk: &Desk<'_>, row: &ImportRow, state: State, in_file: &mut InFile) -> Result<(), Problem> {
    let found = row.found()?.ok_or_else(|| Problem::defect("judging lines", "nothing is known of the file"))?;
    let plan = found.plan();
    let house = desk.app().house.clone();
    let judge = Judge { house: &house, words: &desk.words, plan: &plan, today: legal_day(tx.now()) };
    if state == State::Checking {
        in_file.catch_up(tx, row, &judge).await?;
    }
    let lines = store::next_lines(tx, row.id, row.through_line, BATCH).await?;
    let Some(last) = lines.last().map(|line| line.line) else { return finish(tx, row, state).await };
    let (mut outcomes, candidates) = judged(&judge, &lines)?;
    let candidates = duplicates::find(tx, in_file, candidates).await?;
    let mut counts = row.counts()?;
    if state == State::Writing {
        let policy = row.duplicates()?;
        let (good, left): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|one| is_taken(one, policy));
        outcomes.extend(left.iter().map(|one| outcome(one, "skipped", None)));
        let good = writing::write(tx, row.id, good, &mut outcomes).await?;
        outcomes.extend(good.iter().map(|one| outcome(one, "written", Some(one.somebody.newcomer.id))));
    } else {
        outcomes.extend(candidates.iter().map(|one| outcome(one, if one.alike.is_empty() { "ready" } else { "duplicate" }, None)));
    }
    tally(&mut counts, &outcomes);
    let done = row.lines_done + i64::try_from(lines.len()).unwrap_or(0);
    store::settle(tx, row.id, outcomes, state == State::Writing).await?;
    store::step(tx, row, Step { from: state, to: state, through_line: last, lines_done: done, counts }).await
}

async fn finish(tx: &mut Tx<CreateImport>, row: &ImportRow, state: State) -> Result<(), Problem> {
    let to = if state == State::Writing { State::Done } else { State::Checked };
    let step = Step { from: state, to, through_line: row.through_line, lines_done: row.lines_done, counts: row.counts()? };
    store::step(tx, row, step).await
}

fn judged(judge: &Judge<'_>, lines: &[LineRow]) -> Result<(Vec<Outcome>, Vec<Candidate>), Problem> {
    let (mut outcomes, mut candidates) = (Vec::new(), Vec::new());
    for row in lines {
        match judge.judge(row)? {
            Judged::Empty => outcomes.push(faulty(row.line, &[Remark::new(None, "name_missing")])),
            Judged::Faulty(remarks) => outcomes.push(faulty(row.line, &remarks)),
            Judged::Somebody(somebody) => {
                candidates.push(Candidate { line: row.line, taken: row.taken, somebody: *somebody, alike: Vec::new() });
            }
        }
    }
    Ok((outcomes, candidates))
}

/// A choice for the line goes before the one for all.
fn is_taken(candidate: &Candidate, policy: Duplicates) -> bool {
    candidate.alike.is_empty() || candidate.taken.unwrap_or(policy == Duplicates::Take)
}

/// A line that cannot be taken, and every reason.
pub(super) fn faulty(line: i64, remarks: &[Remark]) -> Outcome {
    Outcome { line, state: "faulty", notes: json!(remarks), duplicates: Value::Array(Vec::new()), person: None }
}

fn outcome(candidate: &Candidate, state: &'static str, person: Option<Uuid>) -> Outcome {
    let (notes, duplicates) = (json!(candidate.somebody.remarks), json!(candidate.alike));
    Outcome { line: candidate.line, state, notes, duplicates, person }
}

/// Add what became of lines.
pub(super) fn tally(counts: &mut BTreeMap<String, i64>, outcomes: &[Outcome]) {
    let mut more: HashMap<&str, i64> = HashMap::new();
    for outcome in outcomes {
        *more.entry(outcome.state).or_default() += 1;
    }
    for (state, number) in more {
        *counts.entry(state.to_owned()).or_default() += number;
    }
}
