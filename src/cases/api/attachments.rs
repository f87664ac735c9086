//! Files of a case: scans, photographs, decisions. A `file` answer of a form is the id of one of that form's. What a file is, its content
//! says; whoever may read the form may read it, and whoever answers the form may add one. None is changed or taken away while there is
//! the case.
use std::io::{Read, Seek, SeekFrom};

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use indexmap::IndexMap;
use panoh_rules::engine::Answers;
use panoh_rules::programme::{FieldType, Programme, Section};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use super::whole;
use crate::access::permission::{ReadCase, TransitionCase};
use crate::access::{Disclosed, May, Member, Permission};
use crate::cases::case::{load, lock};
use crate::cases::operations::is_asked;
use crate::cases::words::{class_of_section, may_read, may_write};
use crate::database::{IdRow, Tx, sql};
use crate::http::{FileBytes, Files, Page, Parameters, Representation, Scans, Upload};
use crate::ids::AttachmentId;
use crate::ledger::Act;
use crate::problem::{Code, FieldError, Problem, ProblemBody};

/// A file, without what is in it.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct AttachmentView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// The form that it belongs to.
    #[diesel(sql_type = Text)]
    section: String,
    #[diesel(sql_type = Text)]
    file_name: String,
    /// As the content says.
    #[diesel(sql_type = Text)]
    media_type: String,
    #[diesel(sql_type = BigInt)]
    size_bytes: i64,
    /// Of the content, in hexadecimal.
    #[diesel(sql_type = Text)]
    sha256: String,
    #[diesel(sql_type = SqlUuid)]
    added_by: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    added_by_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    added_at: DateTime<Utc>,
}

impl Representation for AttachmentView {}

const ATTACHMENTS: &str = "
SELECT a.id, a.section, a.file_name, a.media_type, a.size_bytes, encode(a.sha256, 'hex') AS sha256, a.added_by, u.full_name AS added_by_name, a.added_at
  FROM case_attachments a LEFT JOIN memberships m ON m.tenant_id = a.tenant_id AND m.id = a.added_by LEFT JOIN users u ON u.id = m.user_id
 WHERE a.tenant_id = $1 AND a.case_id = $2 AND ($3::uuid IS NULL OR a.id = $3) ORDER BY a.added_at DESC, a.id LIMIT 500";

async fn of_case<P: Permission>(tx: &mut Tx<P>, case: Uuid, attachment: Option<Uuid>) -> Result<Vec<AttachmentView>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql(ATTACHMENTS).uuid(tenant).uuid(case).opt_uuid(attachment)).await
}

/// Those that a member may see: of forms that they may read, and what they added.
fn sees(programme: &Programme, it: &AttachmentView, member: &Member) -> bool {
    may_read(programme, &it.section, member) || it.added_by == member.membership.0
}

/// Files of a case, newest first, without what is in them.
#[utoipa::path(tag = "Attachments", operation_id = "list_attachments", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<AttachmentView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("case.read"))))]
#[get("/cases/{id}/attachments")]
async fn list_attachments(may: May<ReadCase>, request: HttpRequest, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let programme = desk.programme(&case.row)?;
        let mut found = of_case(tx, *path, None).await?;
        found.retain(|it| sees(&programme, it, tx.member()));
        let shown: Vec<Uuid> = found.iter().map(|it| it.id).collect();
        let act = Act::new("attachment.list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["attachments"]);
        Ok(Disclosed::new(whole(found), act.change(json!({ "shown": shown }))))
    })
    .await
}

/// What is in a file.
#[derive(Serialize, QueryableByName)]
struct Content {
    #[diesel(sql_type = Text)]
    media_type: String,
    #[diesel(sql_type = Bytea)]
    content: Vec<u8>,
}

impl Representation for Content {
    fn raw(&self) -> Option<(&str, &[u8])> {
        Some((&self.media_type, &self.content))
    }
}

/// A file itself.
#[utoipa::path(tag = "Attachments", operation_id = "get_attachment", params(("id" = Uuid, Path), ("attachment" = Uuid, Path)), responses(
    (status = 200, content((FileBytes = "image/jpeg"), (FileBytes = "image/png"), (FileBytes = "image/webp"), (FileBytes = "application/pdf"))),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("case.read"))))]
#[get("/cases/{id}/attachments/{attachment}")]
async fn get_attachment(may: May<ReadCase>, request: HttpRequest, path: web::Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let (id, attachment) = path.into_inner();
    may.disclose(async |tx| {
        let case = load(tx, id).await?;
        let programme = desk.programme(&case.row)?;
        let about = of_case(tx, id, Some(attachment)).await?.into_iter().next().ok_or(Code::NotFound)?;
        if !sees(&programme, &about, tx.member()) {
            return Err(Code::NotFound.into());
        }
        let tenant = tx.tenant();
        let content = sql("SELECT media_type, content FROM case_attachments WHERE tenant_id = $1 AND id = $2");
        let content: Content = tx.one(content.uuid(tenant).uuid(attachment)).await?;
        let class = class_of_section(&programme, &about.section).max(2);
        Ok(Disclosed::new(content, Act::new("attachment.read").on("attachment", attachment).case(id).class(class).fields([about.section])))
    })
    .await
}

/// What a file is called and which form it is for.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct About {
    #[validate(length(min = 1, max = 100))]
    section: String,
    #[validate(length(min = 1, max = 200))]
    file_name: String,
}

// Some who give a decision to the file (the Commission's secretary) write no other form: whoever moves the case may add.
/// Add a file to a case, for a question of one of its forms: JPEG, PNG, WebP or PDF, of at most 20 MiB. The answer to the question is its id.
#[utoipa::path(tag = "Attachments", operation_id = "add_attachment",
    request_body(content((FileBytes = "image/jpeg"), (FileBytes = "image/png"), (FileBytes = "image/webp"), (FileBytes = "application/pdf"))),
    params(("id" = Uuid, Path), ("section" = String, Query, min_length = 1, max_length = 100), ("file_name" = String, Query, min_length = 1, max_length = 200)),
    responses((status = 201, body = AttachmentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("case.transition"))))]
#[post("/cases/{id}/attachments")]
async fn add_attachment(
    may: May<TransitionCase>,
    request: HttpRequest,
    path: web::Path<Uuid>,
    about: Parameters<About>,
    upload: Upload<Scans>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.create(async |tx| {
        let case = lock(tx, *path).await?;
        let programme = desk.programme(&case.row)?;
        let About { section, file_name } = about.0;
        if !takes_files(&programme, &section, tx.member()) {
            return Err(Problem::field("section", "not_in_list"));
        }
        let class = class_of_section(&programme, &section);
        let (content, sha256, size_bytes) = received(upload)?;
        let media_type = infer::get(&content).map(|kind| kind.mime_type()).filter(|kind| is_taken(kind));
        let media_type = media_type.ok_or_else(|| Problem::field("", "not_a_scan"))?;
        let (tenant, by, now, id) = (tx.tenant(), tx.member().membership, tx.now(), Uuid::from(AttachmentId::new()));
        let statement = sql(
            "INSERT INTO case_attachments (tenant_id, id, case_id, section, class, file_name, media_type, size_bytes, sha256, content, added_by, added_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        );
        let statement = statement.uuid(tenant).uuid(id).uuid(*path).text(&section).small(class).text(file_name).text(media_type);
        tx.execute(statement.big(size_bytes).bytes(sha256).bytes(content).uuid(by).at(now)).await?;
        let view = of_case(tx, *path, Some(id)).await?.into_iter().next().ok_or(Code::NotFound)?;
        let act = Act::new("attachment.create").on("attachment", id).case(*path).class(class).fields([section]);
        tx.record(act.change(json!({ "media_type": { "after": media_type }, "size_bytes": { "after": size_bytes } })), view).await
    })
    .await
}

fn is_taken(media_type: &str) -> bool {
    Scans::MEDIA_TYPES.contains(&media_type)
}

/// Content, hash and size of what was received.
fn received(upload: Upload<Scans>) -> Result<(Vec<u8>, Vec<u8>, i64), Problem> {
    let unreadable = |error: std::io::Error| Problem::defect("reading a received file", error);
    let Upload { mut file, size_bytes, sha256, .. } = upload;
    let mut content = Vec::with_capacity(usize::try_from(size_bytes).unwrap_or_default());
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    file.read_to_end(&mut content).map_err(unreadable)?;
    Ok((content, sha256.to_vec(), i64::try_from(size_bytes).unwrap_or(i64::MAX)))
}

/// Questions of a form that are answered by a file.
fn file_questions(section: &Section) -> impl Iterator<Item = &String> {
    section.fields.iter().filter(|(_, field)| field.field_type == FieldType::File).map(|(name, _)| name)
}

/// Whether a form asks for files, and this member answers it.
fn takes_files(programme: &Programme, name: &str, member: &Member) -> bool {
    let Some(section) = programme.sections.get(name) else { return false };
    file_questions(section).next().is_some() && (may_write(section, member) || is_asked(programme, name, member))
}

const KNOWN: &str = "SELECT id FROM case_attachments WHERE tenant_id = $1 AND case_id = $2 AND section = $3 AND id = ANY ($4)";

/// Every `file` answer is a file of this case that was added for the same form. A case that is only being opened has none.
///
/// # Errors
/// `invalid` with the pointer of each that is not known.
pub(in crate::cases) async fn known_files<P: Permission>(
    tx: &mut Tx<P>,
    programme: &Programme,
    case: Option<Uuid>,
    sections: &IndexMap<String, Answers>,
) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (name, given) in sections {
        let named = named_files(programme, name, given);
        if named.is_empty() {
            continue;
        }
        let ids = named.iter().filter_map(|(_, said)| said.parse().ok()).collect::<Vec<Uuid>>();
        let known: Vec<IdRow> = match case {
            Some(case) => {
                let tenant = tx.tenant();
                tx.rows(sql(KNOWN).uuid(tenant).uuid(case).text(name).uuids(ids)).await?
            }
            None => Vec::new(),
        };
        let unknown = named.iter().filter(|(_, said)| !known.iter().any(|row| said.parse() == Ok(row.id)));
        faults.extend(unknown.map(|(pointer, _)| FieldError::new(pointer.clone(), "unknown_reference")));
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}

/// Pointer and value of each `file` answer.
fn named_files<'g>(programme: &Programme, name: &str, given: &'g Value) -> Vec<(String, &'g str)> {
    let Some(section) = programme.sections.get(name) else { return Vec::new() };
    let entries: Vec<(String, &Value)> = match given {
        Value::Array(entries) => entries.iter().enumerate().map(|(at, entry)| (format!("/sections/{name}/{at}"), entry)).collect(),
        one => vec![(format!("/sections/{name}"), one)],
    };
    let said = |(base, entry): &(String, &'g Value)| {
        let answers = file_questions(section).filter_map(|field| Some((format!("{base}/{field}"), entry.get(field)?.as_str()?)));
        answers.collect::<Vec<_>>()
    };
    entries.iter().flat_map(said).collect()
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_attachments).service(get_attachment).service(add_attachment);
}
