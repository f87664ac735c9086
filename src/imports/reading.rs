//! The first step: the file is taken apart into lines. How it must be read is found out once and kept; its lines follow in
//! batches, each in a transaction that knows how many there were before it.
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;

use panoh_rules::imports::{Cell, Evidence, Field, FieldError, Heading, Words, headings};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::file::{self, FileFault, LOOKED_AT, Manner};
use super::import::{Asked, Column, Failure, Found, State};
use super::jobs::Desk;
use super::store::{self, StagedRow};
use crate::access::permission::CreateImport;
use crate::database::Asker;
use crate::ledger::Act;
use crate::problem::Problem;

/// Lines in a transaction.
const BATCH: usize = 2_000;

/// Take the file apart, from where that ended before.
///
/// # Errors
/// What the database says, or `still_running` when somebody else is at it. A file that cannot be read is no error of the
/// service: the import has failed.
pub(super) async fn read(desk: &Desk<'_>, asker: Asker, id: Uuid) -> Result<(), Problem> {
    let row = desk.read::<CreateImport, _>(asker, async |tx| store::import(tx, id).await).await?;
    let file = file_of(desk, asker, id).await?;
    let (asked, limit, words) = (row.asked()?, desk.settings().line_limit, desk.words.clone());
    let found = match row.found()? {
        Some(found) => found,
        None => {
            let mut file = file.try_clone().map_err(|error| Problem::defect("opening a received file", error))?;
            let looked = tokio::task::spawn_blocking(move || look(&mut file, &asked, limit, &words)).await;
            match looked.map_err(|error| Problem::defect("looking at a file", error))? {
                Ok(found) => {
                    let act = || Act::new("import.look").on("import", id).class(2).fields(["columns"]);
                    desk.write::<CreateImport, _>(asker, async |tx| {
                        store::keep_found(tx, id, &found).await?;
                        tx.record(act(), ()).await
                    })
                    .await?;
                    found
                }
                Err(failure) => return desk.fail(asker.tenant, id, &failure).await,
            }
        }
    };
    stage(desk, asker, (id, row.dry_run, row.lines), file, found).await
}

/// The file as it was sent in, on disk again.
async fn file_of(desk: &Desk<'_>, asker: Asker, id: Uuid) -> Result<File, Problem> {
    let kept = |error: std::io::Error| Problem::keeping("keeping a file that is read", error);
    let mut file = tempfile::tempfile().map_err(kept)?;
    for position in 0.. {
        let piece = desk.read::<CreateImport, _>(asker, async |tx| store::chunk(tx, id, position).await).await?;
        let Some(piece) = piece else { break };
        file.write_all(&piece).map_err(kept)?;
    }
    Ok(file)
}

async fn stage(
    desk: &Desk<'_>,
    asker: Asker,
    (id, dry_run, already): (Uuid, bool, i64),
    mut file: File,
    found: Found,
) -> Result<(), Problem> {
    // Two batches wait at most: a file is read no faster than its lines are kept.
    let (sender, mut batches) = mpsc::channel::<Vec<StagedRow>>(2);
    let skip = usize::try_from(already).unwrap_or(usize::MAX);
    let reading = tokio::task::spawn_blocking(move || send(&mut file, &found, id, skip, &sender));
    let mut before = already;
    let next = if dry_run { State::Checking } else { State::Writing };
    while let Some(batch) = batches.recv().await {
        before += keep(desk, asker, id, before, batch, None).await?;
    }
    match reading.await.map_err(|error| Problem::defect("reading a file", error))? {
        Ok(()) => keep(desk, asker, id, before, Vec::new(), Some(next)).await.map(|_none| ()),
        Err(fault) => desk.fail(asker.tenant, id, &of_file(&fault)).await,
    }
}

async fn keep(desk: &Desk<'_>, asker: Asker, id: Uuid, before: i64, batch: Vec<StagedRow>, next: Option<State>) -> Result<i64, Problem> {
    let more = i64::try_from(batch.len()).unwrap_or(i64::MAX);
    desk.write::<CreateImport, _>(asker, async |tx| {
        store::hold(tx, id).await?;
        store::staged(tx, id, before, more, next).await?;
        tx.insert_all(batch).await?;
        tx.record(Act::new("import.read").on("import", id).class(2).fields(["lines"]), more).await
    })
    .await
}

/// Send the lines that say something, leaving out those that are kept already.
fn send(file: &mut File, found: &Found, id: Uuid, skip: usize, batches: &mpsc::Sender<Vec<StagedRow>>) -> Result<(), FileFault> {
    let ignored: Vec<bool> = found.columns.iter().map(|column| column.field.as_deref() == Some("ignore")).collect();
    let (mut seen, mut batch) = (0_usize, Vec::with_capacity(BATCH));
    let mut gone = false;
    file::lines(file, &found.manner, &mut |line, cells| {
        if line <= found.header_line || !says_something(&cells, &ignored) {
            return ControlFlow::Continue(());
        }
        seen += 1;
        if seen > skip {
            let cells = serde_json::to_value(&cells).unwrap_or_default();
            batch.push(StagedRow { import_id: id, line: i64::try_from(line).unwrap_or(i64::MAX), cells });
        }
        if batch.len() >= BATCH && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
            gone = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    if !gone && !batch.is_empty() {
        // Nobody listens any more: the work was stopped.
        let _gone = batches.blocking_send(batch);
    }
    Ok(())
}

/// Whether a line tells more than its number. Marks of the Humanitarian Exchange Language below the header do not.
fn says_something(cells: &[Cell], ignored: &[bool]) -> bool {
    let mut telling =
        cells.iter().enumerate().filter(|(at, cell)| !cell.is_blank() && !ignored.get(*at).copied().unwrap_or(false)).peekable();
    telling.peek().is_some()
        && !telling.all(|(_, cell)| matches!(cell, Cell::Text(text) if text.trim_start().starts_with('#') && !text.contains(' ')))
}

/// Find out how to read it, which line names the columns, and in which order days and months stand.
fn look(file: &mut File, asked: &Asked, limit: u64, words: &Words) -> Result<Found, Failure> {
    let manner = file::look(file, &asked.hints()).map_err(|fault| of_file(&fault))?;
    let mapping = asked.mapping().unwrap_or_default();
    let mut first: Vec<(u64, Vec<String>)> = Vec::new();
    file::lines(file, &manner, &mut |line, cells| {
        if cells.iter().any(|cell| !cell.is_blank()) {
            first.push((line, cells.iter().map(|cell| cell.text().unwrap_or_default()).collect()));
        }
        if first.len() < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
    .map_err(|fault| of_file(&fault))?;
    let mut refusal = None;
    let mut told = None;
    for (line, headers) in &first {
        match headings(headers, &mapping, words) {
            Ok(columns) => {
                told = Some((*line, columns));
                break;
            }
            // What is said of the first line that could be a header is what helps.
            Err(error) => {
                let better = !matches!(error, FieldError::NoName | FieldError::NoSuchHeader(_));
                if refusal.is_none() || better {
                    refusal = Some(error);
                }
                if better {
                    break;
                }
            }
        }
    }
    let Some((header_line, columns)) = told else { return Err(refusal.map_or_else(|| Failure::new("file_empty"), of_columns)) };
    let (lines, evidence) = survey(file, &manner, header_line, &columns, words, limit)?;
    let date_order = match (asked.date_order, evidence.order()) {
        (Some(order), _) => Some(order),
        (None, Ok(order)) => order,
        (None, Err(_)) => return Err(of_order(&evidence)),
    };
    let column = |heading: &Heading| Column { header: heading.header.clone(), field: heading.field.as_ref().map(ToString::to_string) };
    Ok(Found { manner, header_line, columns: columns.iter().map(column).collect(), date_order, lines })
}

/// Every line once: how many say something, and what their dates prove.
fn survey(
    file: &mut File,
    manner: &Manner,
    header_line: u64,
    columns: &[Heading],
    words: &Words,
    limit: u64,
) -> Result<(u64, Evidence), Failure> {
    let dated = |heading: &Heading| heading.field.as_ref().is_some_and(Field::is_date);
    let dates: Vec<usize> = columns.iter().enumerate().filter(|(_, heading)| dated(heading)).map(|(at, _)| at).collect();
    let ignored: Vec<bool> = columns.iter().map(|heading| heading.field == Some(Field::Ignore)).collect();
    let (mut lines, mut evidence) = (0_u64, Evidence::default());
    file::lines(file, manner, &mut |line, cells| {
        if line > header_line && says_something(&cells, &ignored) {
            lines += 1;
            for cell in dates.iter().filter_map(|at| cells.get(*at)) {
                evidence.see(line, cell, words);
            }
        }
        if lines > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .map_err(|fault| of_file(&fault))?;
    if lines > limit {
        return Err(Failure::new("file_too_many_lines").with("max", limit));
    }
    if lines == 0 { Err(Failure::new("file_empty")) } else { Ok((lines, evidence)) }
}

fn of_file(fault: &FileFault) -> Failure {
    let (code, line) = fault.code();
    let failure = Failure::new(code);
    match line {
        Some(line) => failure.with("line", line),
        None => failure,
    }
}

fn of_columns(error: FieldError) -> Failure {
    match error {
        FieldError::NoName => Failure::new("file_no_name_column"),
        FieldError::Twice { first, second } => Failure::new("file_column_twice").with("header", first).with("other_header", second),
        FieldError::NoSuchField(_) => Failure::new("file_no_such_field"),
        FieldError::NoSuchHeader(header) => Failure::new("file_no_such_header").with("header", header),
    }
}

/// Which lines leave it open, or contradict each other.
fn of_order(evidence: &Evidence) -> Failure {
    match (evidence.day_first, evidence.month_first, evidence.either) {
        (Some(one), Some(other), _) => Failure::new("file_date_orders_differ").with("line", one).with("other_line", other),
        (_, _, line) => Failure::new("file_date_order_unknown").with("line", line.unwrap_or_default()),
    }
}
