//! Answers of one form of a case: read, replaced, changed; each with its own version.
use actix_web::{HttpRequest, HttpResponse, get, patch, put, web};
use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use panoh_rules::engine::Command;
use panoh_rules::programme::Programme;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::attachments::known_files;
use super::cases::desk;
use crate::access::permission::{ReadCase, UpdateCase};
use crate::access::{Disclosed, May, Member};
use crate::cases::apply::{Desk, apply};
use crate::cases::case::{Case, hold, load};
use crate::cases::operations::check_answers;
use crate::cases::words::{class_of_section, may_know, may_read, words};
use crate::database::{Recorded, Tx};
use crate::http::{Body, IfMatch, Parameters, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};

/// Answers: an object, or for a repeating section the list of its entries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Value)]
pub struct Given(Value);

impl Validate for Given {
    fn validate(&self) -> Result<(), ValidationErrors> {
        // The form itself says what it takes.
        Ok(())
    }
}

/// A section.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionView {
    section: String,
    title: String,
    /// 1 to 4 (K1–K4).
    class: i16,
    repeat: bool,
    /// An object, or of a repeating section the list of its entries; null to a member who may write it but not read it.
    #[schema(value_type = Value)]
    answers: Option<Value>,
    /// 0: nothing is written yet.
    version: i64,
    updated_at: Option<DateTime<Utc>>,
}

impl Representation for SectionView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

fn show(desk: &Desk, programme: &Programme, case: &Case, name: &str, member: &Member) -> SectionView {
    let row = case.sections.iter().find(|row| row.section == name);
    SectionView {
        section: name.to_owned(),
        title: words(programme, desk.language, &format!("sections/{name}/title")),
        class: class_of_section(programme, name),
        repeat: programme.sections.get(name).is_some_and(|section| section.repeat),
        answers: may_read(programme, name, member).then(|| case.snapshot.sections.get(name).cloned().unwrap_or(Value::Null)),
        version: row.map_or(0, |row| row.version),
        updated_at: row.map(|row| row.updated_at),
    }
}

/// Answers of one form. A section that the member's roles may not read is not there.
#[utoipa::path(tag = "Cases", operation_id = "get_section", params(("id" = Uuid, Path), ("section" = String, Path)), responses(
    (status = 200, body = SectionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("case.read"))))]
#[get("/cases/{id}/sections/{section}")]
async fn get_section(may: May<ReadCase>, request: HttpRequest, path: web::Path<(Uuid, String)>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let (id, name) = path.into_inner();
    may.disclose(async |tx| {
        let case = load(tx, id).await?;
        let programme = desk.programme(&case.row)?;
        if !may_read(&programme, &name, tx.member()) {
            return Err(Code::NotFound.into());
        }
        let view = show(&desk, &programme, &case, &name, tx.member());
        let act = Act::new("case.section_read").on("case", id).case(id).class(view.class.max(2)).fields([name.clone()]);
        Ok(Disclosed::new(view, act))
    })
    .await
}

/// Replace the answers of a form; of a repeating one the list, from which no entry can be taken.
#[utoipa::path(tag = "Cases", operation_id = "put_section", request_body = Given, params(("id" = Uuid, Path), ("section" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = SectionView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("case.update"))))]
#[put("/cases/{id}/sections/{section}")]
async fn put_section(
    may: May<UpdateCase>,
    request: HttpRequest,
    path: web::Path<(Uuid, String)>,
    seen: IfMatch,
    body: Body<Given>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let (id, name) = path.into_inner();
    let Body(Given(answers)) = body;
    may.change(async |tx| write(tx, &desk, id, &name, seen, answers, Way::Replace).await).await
}

/// Which entry of a repeating section.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct EntryAsked {
    #[validate(range(min = 1, max = 10_000))]
    entry: Option<usize>,
}

/// Change some answers of a form (merge patch); `entry` says which entry of a repeating one, from 1.
#[utoipa::path(tag = "Cases", operation_id = "patch_section", request_body = Given,
    params(("id" = Uuid, Path), ("section" = String, Path), ("entry" = Option<usize>, Query), ("If-Match" = String, Header)),
    responses((status = 200, body = SectionView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("case.update"))))]
#[patch("/cases/{id}/sections/{section}")]
async fn patch_section(
    may: May<UpdateCase>,
    request: HttpRequest,
    path: web::Path<(Uuid, String)>,
    asked: Parameters<EntryAsked>,
    seen: IfMatch,
    body: Body<Given>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let (id, name) = path.into_inner();
    let Body(Given(answers)) = body;
    may.change(async |tx| write(tx, &desk, id, &name, seen, answers, Way::Merge(asked.0.entry)).await).await
}

#[derive(Clone, Copy)]
enum Way {
    Replace,
    Merge(Option<usize>),
}

async fn write(
    tx: &mut Tx<UpdateCase>,
    desk: &Desk,
    id: Uuid,
    name: &str,
    seen: IfMatch,
    answers: Value,
    way: Way,
) -> Result<Recorded<SectionView>, Problem> {
    let (mut case, ground) = hold(tx, &desk.house, id).await?;
    let programme = desk.programme(&case.row)?;
    if !may_know(&programme, name, tx.member()) {
        return Err(Code::NotFound.into());
    }
    let version = case.sections.iter().find(|row| row.section == name).map_or(0, |row| row.version);
    if version != seen.0 {
        return Err(Problem::stale(version));
    }
    let subjects: Vec<String> = case.snapshot.subjects.iter().map(|subject| subject.key.clone()).collect();
    let given = IndexMap::from([(name.to_owned(), answers.clone())]);
    check_answers(tx, desk, &programme, &subjects, &given).map_err(|problem| in_body(problem, name))?;
    known_files(tx, &programme, Some(id), &given).await.map_err(|problem| in_body(problem, name))?;
    let repeats = programme.sections.get(name).is_some_and(|section| section.repeat);
    let commands = match way {
        Way::Merge(entry) => vec![Command::Change { section: name.to_owned(), entry, answers: answers.clone() }],
        Way::Replace if repeats => entries(name, case.snapshot.sections.get(name), &answers)?,
        Way::Replace => vec![Command::Fill { section: name.to_owned(), answers: answers.clone() }],
    };
    for command in &commands {
        case = apply(tx, desk, &ground, case, command).await.map_err(|problem| in_body(problem, name))?.case;
    }
    let view = show(desk, &programme, &case, name, tx.member());
    let act = Act::new("case.section_write").on("case", id).case(id).class(view.class).fields(written(name, &answers));
    tx.record(act, view).await
}

/// Fields by name, never what they say.
fn written(section: &str, answers: &Value) -> Vec<String> {
    let one = std::slice::from_ref(answers);
    let mut fields: Vec<String> = Vec::new();
    for entry in answers.as_array().map_or(one, Vec::as_slice) {
        fields.extend(entry.as_object().into_iter().flat_map(Map::keys).map(|field| format!("{section}.{field}")));
    }
    fields.sort();
    fields.dedup();
    fields
}

/// Pointers into the body of this very request.
fn in_body(mut problem: Problem, section: &str) -> Problem {
    let prefix = format!("/sections/{section}");
    for error in &mut problem.errors {
        if let Some(rest) = error.pointer.strip_prefix(&prefix) {
            error.pointer = rest.to_owned();
        }
    }
    problem
}

/// A new list over the old one: changed entries are changed, further ones added. What was written once is not taken out.
fn entries(section: &str, old: Option<&Value>, new: &Value) -> Result<Vec<Command>, Problem> {
    let empty = Vec::new();
    let old = old.and_then(Value::as_array).unwrap_or(&empty);
    let new = new.as_array().ok_or_else(|| Problem::field("", "wrong_type"))?;
    if new.len() < old.len() {
        return Err(Problem::field(format!("/{}", new.len()), "required"));
    }
    let mut commands = Vec::new();
    for (at, (before, after)) in old.iter().zip(new).enumerate().filter(|(_, (before, after))| before != after) {
        let mut answers = after.as_object().cloned().unwrap_or_default();
        for field in before.as_object().into_iter().flat_map(Map::keys) {
            answers.entry(field.clone()).or_insert(Value::Null);
        }
        commands.push(Command::Change { section: section.to_owned(), entry: Some(at.saturating_add(1)), answers: Value::Object(answers) });
    }
    let added: Vec<Value> = new.iter().skip(old.len()).cloned().collect();
    if !added.is_empty() {
        commands.push(Command::Fill { section: section.to_owned(), answers: Value::Array(added) });
    }
    Ok(commands)
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_section).service(put_section).service(patch_section);
}
