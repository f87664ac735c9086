//! Ledger entries by the thousand, for acts on thousands of records.
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bulk_row;
use crate::access::Member;
use crate::ids::EntryId;
use crate::ledger::Act;

bulk_row! {
    EntryRow: "INSERT INTO ledger_entries (tenant_id, id, at, actor_kind, membership_id, user_id, operation, object_kind, object_id, case_id, person_id,
            class, fields, change, purpose, reason, outcome, request_id)
        SELECT $1, r.id, r.at, r.actor_kind, r.membership_id, r.user_id, r.operation, r.object_kind, r.object_id, r.case_id, r.person_id,
               r.class, ARRAY(SELECT jsonb_array_elements_text(r.fields)), r.change, r.purpose, r.reason, 'done', r.request_id
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            AS r (id, at, actor_kind, membership_id, user_id, operation, object_kind, object_id, case_id, person_id, class, fields, change, purpose, reason, request_id)" {
        id: Uuid, at: DateTime<Utc>, actor_kind: &'static str, membership_id: Uuid, user_id: Option<Uuid>, operation: &'static str,
        object_kind: Option<&'static str>, object_id: Option<Uuid>, case_id: Option<Uuid>, person_id: Option<Uuid>, class: i16, fields: Value,
        change: Option<Value>, purpose: Option<String>, reason: Option<String>, request_id: Option<String>,
    }
}

bulk_row! {
    PendingRow: "INSERT INTO ledger_pending (tenant_id, entry_id) SELECT $1, r FROM unnest($2) AS r" { entry_id: Uuid }
}

impl EntryRow {
    pub(super) fn new(member: &Member, at: DateTime<Utc>, request_id: Option<String>, act: Act) -> Self {
        Self {
            id: EntryId::new().into(),
            at,
            actor_kind: if member.user.is_none() { "system" } else { "member" },
            membership_id: member.membership.into(),
            user_id: member.user.map(Into::into),
            operation: act.operation,
            object_kind: act.object.map(|(kind, _)| kind),
            object_id: act.object.map(|(_, id)| id),
            case_id: act.case_id,
            person_id: act.person_id,
            class: act.class,
            fields: json!(act.fields),
            change: act.change,
            purpose: act.purpose,
            reason: act.reason,
            request_id,
        }
    }

    pub(super) fn pending(&self) -> PendingRow {
        PendingRow { entry_id: self.id }
    }
}
