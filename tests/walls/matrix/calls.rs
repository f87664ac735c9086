//! How each operation is called: a valid example for its body. An operation that has a body and stands not here fails the test.
use serde_json::{Value, json};
use uuid::Uuid;

use super::records::Records;
use crate::walls::operations::Operation;

/// The path with the records' ids, below `/api/v1`.
pub fn path(operation: &Operation, records: &Records) -> String {
    let path = operation.path.trim_start_matches("/api/v1");
    let kind = match path.split('/').nth(1).unwrap_or_default() {
        "cases" => "case",
        "people" => "person",
        "households" => "household",
        "duplicates" => "duplicate",
        "merges" => "merge",
        "imports" => "import",
        "operations" => "import",
        "items" => "item",
        "sittings" => "sitting",
        "bodies" => "body",
        "seats" => "seat",
        "users" => "user",
        "roles" => "role",
        "offices" => "office",
        "teams" => "team",
        "organisations" => "organisation",
        "calendar" => "suspension",
        "break-glass" => "break_glass",
        "disposals" => "disposal",
        "subject-requests" => "subject_request",
        "enforcement-requests" => "enforcement_request",
        _ => "",
    };
    let mut done = path.to_owned();
    while let (Some(from), Some(to)) = (done.find('{'), done.find('}')) {
        let value = match &done[from + 1..to] {
            // A sitting that has not begun yet.
            "id" if ["open_sitting", "add_docket_item", "record_arrival"].contains(&operation.id.as_str()) => {
                records.id("called_sitting").to_string()
            }
            "id" if operation.id == "commit_operation" => records.id("checked_import").to_string(),
            "id" if operation.id == "undo_import" => records.id("written_import").to_string(),
            "id" if operation.id == "lift_restriction" => records.id("restriction").to_string(),
            "id" if operation.id == "confirm_enforcement_request" => records.id("decided_enforcement_request").to_string(),
            "id" if operation.id == "answer_enforcement_request" => records.id("confirmed_enforcement_request").to_string(),
            "id" if operation.id == "decline_disposal" => records.id("declinable_disposal").to_string(),
            "id" if kind.is_empty() => "TJ-DU".to_owned(),
            "id" => records.id(kind).to_string(),
            "membership" => records.id("colleague").to_string(),
            "section" => "arrival".to_owned(),
            "day" => "2027-07-07".to_owned(),
            "list" => "sex".to_owned(),
            "key" => "com.quorum".to_owned(),
            "programme" => "refugee-claim".to_owned(),
            "version" => "1".to_owned(),
            name @ ("alert" | "task" | "note" | "deadline" | "name" | "member" | "holder" | "seat" | "document" | "contact"
            | "relationship" | "consent" | "hold" | "attachment") => records.id(name).to_string(),
            name => panic!("{}: tell the matrix what {{{name}}} is", operation.id),
        };
        done.replace_range(from..=to, &value);
    }
    // A required parameter of the query.
    match operation.id.as_str() {
        "list_calendar_days" => done + "?year=2026",
        "add_attachment" => done + "?section=claim&file_name=claim.pdf",
        _ => done,
    }
}

/// What is sent where a body is a file, and what it is.
pub fn file(operation: &str) -> (&'static str, &'static str) {
    match operation {
        "add_attachment" => ("application/pdf", "%PDF-1.4\n"),
        _ => ("text/csv", "Name,Sex\nAnother Somebody,9\n"),
    }
}

fn words() -> Value {
    json!({ "en": "Name", "tg": "Ном", "ru": "Имя", "fa": "نام" })
}

/// A valid body; `None` where the matrix has not been told.
pub fn body(operation: &str, records: &Records) -> Option<Value> {
    let id = |name: &str| records.id(name);
    let fresh = Uuid::now_v7().simple().to_string();
    let tail = &fresh[20..];
    let letters: String = tail[..8].chars().map(|digit| char::from(b'a' + u8::try_from(digit.to_digit(16).unwrap()).unwrap())).collect();
    let name = json!({ "kind": "alias", "script": "Latn", "as_written": "Another" });
    let arrival = json!({ "declared_at": "2026-10-01T08:00:00Z", "declared_place": "TJ-DU", "channel": "inland", "entry_on": "2026-10-01", "entry_lawful": true, "language": "prs" });
    let in_future = (panoh::clock::Clock::default().now() + chrono::TimeDelta::days(3)).to_rfc3339();
    Some(match operation {
        "create_person" => json!({ "names": [name], "sex": "9" }),
        "update_person" => json!({ "languages": ["prs"] }),
        "search_people" => json!({ "query": "Somebody" }),
        "add_name" => name,
        "correct_name" => json!({ "name": { "kind": "legal", "script": "Latn", "as_written": "Corrected" } }),
        "add_document" | "put_document" => json!({ "kind": "passport", "number": "A 1", "authenticity": "seen" }),
        "add_contact" | "put_contact" => json!({ "kind": "phone", "value": "+992935550101", "safe": true }),
        "add_relationship" => json!({ "to": id("relative"), "kind": "guardian", "until": "2030-01-01" }),
        "put_relationship" => json!({ "legal_basis": "law" }),
        "give_consent" => json!({ "purpose": "service", "fields": ["*"], "given_by": "self", "form": "written" }),
        "withdraw_consent" => json!({ "reason": "Asked to" }),
        "split_household" => json!({ "people": [id("relative")], "on": "2026-02-01" }),
        "merge_household" => json!({ "household": id("other_household"), "on": "2026-02-01" }),
        "decide_duplicate" => json!({ "decision": "later" }),
        "merge_person" => json!({ "survivor": id("relative") }),
        "undo_merge" => json!({ "reason": "Two people" }),
        "commit_operation" | "cancel_operation" | "undo_import" => json!({}),
        "create_household" => json!({ "kind": "family" }),
        "update_household" => json!({ "note": "Seen" }),
        "add_household_member" => json!({ "person": id("relative"), "relationship": "other", "joined_on": "2026-01-01" }),
        "leave_household" => json!({ "left_on": "2026-02-02" }),
        "create_case" => {
            json!({ "programme": "refugee-claim", "subjects": [{ "person": id("person"), "role": "principal" }], "transition": "declare_intent", "sections": { "arrival": arrival } })
        }
        "transition_case" => {
            json!({ "transition": "lodge", "sections": { "claim": { "signed": true, "by_representative": false, "claim_language": "prs", "interpreter_need": true, "residence_registration": false } } })
        }
        "move_case" => json!({ "version": 1, "reason": "The new form" }),
        "place_hold" => json!({ "reason": "A court asked for the file" }),
        "lift_hold" => json!({ "reason": "The court has decided" }),
        "record_subject_request" => json!({ "kind": "copy", "channel": "in-person", "what": "Everything" }),
        "answer_subject_request" => json!({ "outcome": "granted", "reason": "As it was asked" }),
        "lift_restriction" => json!({ "reason": "They asked to go on" }),
        "make_subject_copy" => json!({}),
        "record_enforcement_request" => json!({ "authority": "Police", "authority_country": "TJK", "reference": fresh, "asked": "Where?" }),
        "decide_enforcement_request" => json!({ "outcome": "refused", "legal_basis": "Article 1", "reasons": "No court asked" }),
        "answer_enforcement_request" => json!({ "document_number": "1", "document": "No." }),
        "propose_disposal" => json!({ "case": id("archived_case") }),
        "decline_disposal" => json!({ "reason": "It may still be needed" }),
        "request_break_glass" => json!({ "case_number": "26-00000000-0", "reason": "Somebody is in danger tonight" }),
        "review_break_glass" => json!({ "verdict": "in_order", "remark": "It was" }),
        "assign_case" => json!({ "owner": id("colleague") }),
        "give_access" => json!({ "membership": id("colleague"), "why": "Works on it" }),
        "put_section" | "patch_section" => json!({ "entry_lawful": true }),
        "pause_deadline" => json!({ "ground": "hospital" }),
        "waive_deadline" => json!({ "ground": "excuse-accepted" }),
        "create_note" => json!({ "body": "Something" }),
        "update_note" => json!({ "body": "Something else" }),
        "create_task" => json!({ "title": "Look" }),
        "update_task" => json!({ "done": true }),
        "create_body" => json!({ "key": format!("k{tail}"), "title": words(), "parameters": letters }),
        "create_seat" => json!({ "institution": words(), "is_chair": false }),
        "update_seat" => json!({ "institution": words() }),
        "add_secretary" => json!({ "membership": id("colleague") }),
        "end_secretary" | "end_holder" => json!({ "ends_on": "2030-01-01" }),
        "add_holder" => json!({ "membership": id("colleague"), "capacity": "alternate" }),
        "call_sitting" => json!({ "body": id("body"), "called_for": in_future }),
        "record_arrival" => json!({ "seat": id("seat"), "membership": id("sitter") }),
        "add_docket_item" => json!({ "item": id("waiting_item") }),
        "minute_sitting" => json!({ "minutes": "As it went" }),
        "recuse_seat" => json!({ "seat": id("seat"), "ground": "Kinship" }),
        "cast_ballot" => json!({ "seat": id("seat"), "vote": "yes" }),
        "close_item" => json!({ "reasons": "As said", "legal_ground": "Article 1", "exclusion_screening": "done" }),
        "adjourn_item" => json!({ "ground": "missing-file" }),
        "update_me" => json!({ "full_name": "Another Name" }),
        "change_password" => json!({ "old": crate::support::PASSWORD, "new": "another-long-secret-one" }),
        "update_organisation" => json!({ "name": words() }),
        "create_organisation" => {
            json!({ "slug": format!("o-{tail}"), "name": words(), "kind": "ngo", "administrator": { "email": format!("{fresh}@example.org"), "full_name": "First" } })
        }
        "suspend_organisation" => json!({ "suspended": false, "reason": "None" }),
        "create_office" => json!({ "name": format!("Office {tail}") }),
        "update_office" => json!({ "name": format!("Office {tail}") }),
        "create_team" => json!({ "office": id("office"), "name": format!("Team {tail}") }),
        "update_team" => json!({ "name": format!("Team {tail}") }),
        "create_role" => {
            json!({ "key": format!("r_{tail}"), "title": words(), "grants": [{ "resource": "office", "actions": ["read"], "reach": "organisation" }] })
        }
        "update_role" => json!({ "title": words() }),
        "invite_user" => json!({ "email": format!("{fresh}@example.org"), "full_name": "Somebody", "roles": ["trainer"] }),
        "update_user" => json!({ "ends_on": "2035-01-01" }),
        "deactivate_user" | "reactivate_user" => json!({ "reason": "Left" }),
        "set_parameter" => json!({ "value": "all", "source": "order 1", "valid_from": "2030-01-01" }),
        "set_calendar_day" => json!({ "name": "A day" }),
        "create_suspension" => json!({ "from": "2031-01-01", "until": "2031-01-02", "ground": "court-order" }),
        "update_suspension" => json!({ "until": "2025-01-02" }),
        "set_programme" => json!({ "version": 1, "enabled": true }),
        _ => return None,
    })
}
