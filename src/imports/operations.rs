//! Sending a file in, committing a dry run, cancelling, taking back.
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use panoh_rules::imports::Field;
use serde_json::json;
use uuid::Uuid;

use super::import::{Asked, Choice, OperationView, State};
use super::store;
use crate::access::Permission;
use crate::database::{Recorded, Tx};
use crate::http::Language;
use crate::ids::ImportId;
use crate::ledger::Act;
use crate::problem::Problem;

/// Bytes of a stored piece of a file.
const PIECE: usize = 256 * 1024;

fn act(operation: &'static str, id: Uuid) -> Act {
    Act::new(operation).on("import", id).class(2)
}

/// Take a file in; the work on it begins a moment later.
///
/// # Errors
/// `invalid` where what is said of its columns cannot be read.
pub async fn receive<P: Permission>(
    tx: &mut Tx<P>,
    asked: &Asked,
    mut file: File,
    size_bytes: u64,
    language: Language,
) -> Result<Recorded<OperationView>, Problem> {
    let mapping = asked.mapping().map_err(|_unreadable| Problem::field("columns", "wrong_type"))?;
    if mapping.values().any(|field| Field::named(field).is_none()) {
        return Err(Problem::field("columns", "not_in_list"));
    }
    let id = Uuid::from(ImportId::new());
    store::insert(tx, id, asked, i64::try_from(size_bytes).unwrap_or(i64::MAX)).await?;
    let unreadable = |error: std::io::Error| Problem::defect("reading a received file", error);
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    for position in 0.. {
        let mut piece = Vec::with_capacity(PIECE);
        file.by_ref().take(u64::try_from(PIECE).unwrap_or(u64::MAX)).read_to_end(&mut piece).map_err(unreadable)?;
        if piece.is_empty() {
            break;
        }
        store::insert_chunk(tx, id, position, piece).await?;
    }
    let view = store::import(tx, id).await?.view(tx.now(), language)?;
    let change = json!({ "dry_run": { "after": asked.dry_run }, "size_bytes": { "after": size_bytes } });
    tx.record(act("import.create", id).fields(["file", "dry_run"]).change(change), view).await
}

/// Write what a dry run found to be good, with a choice for those who seem to be there already.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` where there is no dry run that waits.
pub async fn commit<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    choice: &Choice,
    language: Language,
) -> Result<Recorded<OperationView>, Problem> {
    let row = store::lock(tx, id).await?;
    if row.state()? != State::Checked {
        return Err(Problem::house_rule("import-not-checked", &[]));
    }
    for (pointer, lines, taken) in [("/take", &choice.take, true), ("/skip", &choice.skip, false)] {
        let mut distinct = lines.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if store::choose(tx, id, &distinct, taken).await? != distinct.len() {
            return Err(Problem::field(pointer, "not_a_duplicate"));
        }
    }
    store::begin_pass(tx, id, State::Writing, choice.duplicates).await?;
    let view = store::import(tx, id).await?.view(tx.now(), language)?;
    let change = json!({ "duplicates": { "after": view.duplicates }, "taken": { "after": choice.take.len() }, "skipped": { "after": choice.skip.len() } });
    tx.record(act("import.commit", id).fields(["duplicates", "taken"]).change(change), view).await
}

/// How an import stands.
///
/// # Errors
/// `not_found`.
pub async fn watch<P: Permission>(tx: &mut Tx<P>, id: Uuid, language: Language) -> Result<OperationView, Problem> {
    store::import(tx, id).await?.view(tx.now(), language)
}

/// Lines that a screen can hold.
const MOST_SAID: i64 = 200;

/// The first lines that could not be taken, in words.
///
/// # Errors
/// `not_found`.
pub async fn faulty_lines<P: Permission>(tx: &mut Tx<P>, id: Uuid, language: Language) -> Result<Vec<String>, Problem> {
    let columns = store::import(tx, id).await?.found()?.map(|found| found.columns).unwrap_or_default();
    let mut said = Vec::new();
    for row in store::report(tx, id, Some("faulty".to_owned()), None, MOST_SAID).await? {
        let line = row.view(&columns, language)?;
        for note in &line.notes {
            let column = note.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
            said.push(format!("{}{column}: {}", line.line, note.detail));
        }
    }
    Ok(said)
}

/// Every line in a state.
///
/// # Errors
/// What the database says.
pub async fn lines_in<P: Permission>(tx: &mut Tx<P>, id: Uuid, state: &str) -> Result<Vec<i64>, Problem> {
    store::lines_in(tx, id, state).await
}

/// Stop the work. What is written stays, and can be taken back.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` where nothing is left to stop.
pub(super) async fn cancel<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    reason: Option<String>,
    language: Language,
) -> Result<Recorded<OperationView>, Problem> {
    let row = store::lock(tx, id).await?;
    if !matches!(row.state()?, State::Reading | State::Checking | State::Checked | State::Writing) {
        return Err(Problem::house_rule("import-not-running", &[]));
    }
    store::end(tx, id, State::Cancelled, None).await?;
    let view = store::import(tx, id).await?.view(tx.now(), language)?;
    tx.record(act("import.cancel", id).fields(["state"]).reason(reason), view).await
}

/// Take back whom the file brought, as far as nothing hangs on them since.
///
/// # Errors
/// `not_found`, `not_permitted`; `refused` while it is at work, or where it wrote nobody.
pub(super) async fn undo<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    reason: Option<String>,
    language: Language,
) -> Result<Recorded<OperationView>, Problem> {
    let row = store::lock(tx, id).await?;
    let counts = row.counts()?;
    let written: i64 = ["written", "kept"].iter().filter_map(|state| counts.get(*state)).sum();
    if !matches!(row.state()?, State::Done | State::Cancelled | State::Failed | State::Undone) || written == 0 {
        return Err(Problem::house_rule("import-nothing-to-undo", &[]));
    }
    store::begin_pass(tx, id, State::Undoing, None).await?;
    let view = store::import(tx, id).await?.view(tx.now(), language)?;
    tx.record(act("import.undo", id).fields(["state"]).reason(reason), view).await
}
