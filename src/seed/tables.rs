//! Rows as they are written.
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::database::bulk_row;

bulk_row! {
    PersonRow: "INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, death_on, citizenships, languages, office_id, team_id, created_by, created_at, updated_at)
        SELECT $1, r.id, r.sex, r.birth_on, r.birth_precision, r.death_on, string_to_array(r.citizenships, ','), string_to_array(r.languages, ','), r.office_id, r.team_id, r.created_by, r.created_at, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS r (id, sex, birth_on, birth_precision, death_on, citizenships, languages, office_id, team_id, created_by, created_at)" {
        id: Uuid, sex: &'static str, birth_on: NaiveDate, birth_precision: &'static str, death_on: Option<NaiveDate>, citizenships: String, languages: String,
        office_id: Uuid, team_id: Uuid, created_by: Uuid, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    NameRow: "INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, patronymic, father, as_written, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS r" {
        id: Uuid, person_id: Uuid, position: i16, kind: &'static str, script: &'static str, language: &'static str, given: String, family: String,
        patronymic: Option<String>, father: Option<String>, as_written: String, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    ExternalIdRow: "INSERT INTO person_external_ids (tenant_id, system, value, person_id, created_at) SELECT $1, r.* FROM unnest($2, $3, $4, $5) AS r" {
        system: &'static str, value: String, person_id: Uuid, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    HouseholdRow: "INSERT INTO households (tenant_id, id, kind, head_id, office_id, team_id, created_by, created_at, updated_at)
        SELECT $1, r.id, r.kind, r.head_id, r.office_id, r.team_id, r.created_by, r.created_at, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r (id, kind, head_id, office_id, team_id, created_by, created_at)" {
        id: Uuid, kind: &'static str, head_id: Uuid, office_id: Uuid, team_id: Uuid, created_by: Uuid, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    MemberRow: "INSERT INTO household_members (tenant_id, id, household_id, person_id, relationship, joined_on, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7) AS r" {
        id: Uuid, household_id: Uuid, person_id: Uuid, relationship: &'static str, joined_on: NaiveDate, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    CaseRow: "INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, previous_state, phase, class, owner_id, team_id, office_id, parent_id, opened_on, closed_on,
            flags, tracks, proposal, decisions, waiting, version, created_at, updated_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) AS r" {
        id: Uuid, number: String, programme: String, programme_version: i32, state: String, previous_state: Option<String>, phase: &'static str, class: i16, owner_id: Uuid,
        team_id: Uuid, office_id: Uuid, parent_id: Option<Uuid>, opened_on: NaiveDate, closed_on: Option<NaiveDate>, flags: Value, tracks: Value, proposal: Option<Value>,
        decisions: Value, waiting: Value, version: i64, created_at: DateTime<Utc>, updated_at: DateTime<Utc>,
    }
}
bulk_row! {
    SubjectRow: "INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at) SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6) AS r" {
        case_id: Uuid, person_id: Uuid, role: String, position: i16, joined_at: DateTime<Utc>,
    }
}
bulk_row! {
    SectionRow: "INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, version, updated_by, updated_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS r" {
        case_id: Uuid, section: String, class: i16, answers: Value, programme_version: i32, version: i64, updated_by: Uuid, updated_at: DateTime<Utc>,
    }
}
bulk_row! {
    StepRow: "INSERT INTO case_steps (tenant_id, id, case_id, position, transition, track, effective_on, from_state, to_state, reason, done_by, done_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS r" {
        id: Uuid, case_id: Uuid, position: i32, transition: String, track: Option<String>, effective_on: NaiveDate, from_state: Option<String>, to_state: String,
        reason: Option<String>, done_by: Uuid, done_at: DateTime<Utc>,
    }
}
bulk_row! {
    DeadlineRow: "INSERT INTO case_deadlines (tenant_id, id, case_id, position, kind, basis_event, starts_on, counted_on, due_on, due_at, fires_at, made_at, fired, state,
            paused_days, paused_since, pause_ground, pauses, waiver_ground, rule_version, version, created_at, updated_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) AS r" {
        id: Uuid, case_id: Uuid, position: i32, kind: String, basis_event: String, starts_on: NaiveDate, counted_on: NaiveDate, due_on: NaiveDate,
        due_at: Option<DateTime<Utc>>, fires_at: Option<DateTime<Utc>>, made_at: DateTime<Utc>, fired: i32, state: &'static str, paused_days: i32,
        paused_since: Option<NaiveDate>, pause_ground: Option<String>, pauses: Value, waiver_ground: Option<String>, rule_version: i32, version: i64,
        created_at: DateTime<Utc>, updated_at: DateTime<Utc>,
    }
}
bulk_row! {
    PaperRow: "INSERT INTO case_papers (tenant_id, id, case_id, position, kind, number, issued_on, valid_until, counted_until, pauses, revoked_on, lists, version, created_at)
        SELECT $1, r.id, r.case_id, r.position, r.kind, r.number, r.issued_on, r.valid_until, r.counted_until, r.pauses, r.revoked_on, string_to_array(r.lists, ',')::uuid[], r.version, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            AS r (id, case_id, position, kind, number, issued_on, valid_until, counted_until, pauses, revoked_on, lists, version, created_at)" {
        id: Uuid, case_id: Uuid, position: i32, kind: String, number: String, issued_on: NaiveDate, valid_until: Option<NaiveDate>, counted_until: Option<NaiveDate>,
        pauses: Value, revoked_on: Option<NaiveDate>, lists: String, version: i64, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    TaskRow: "INSERT INTO case_tasks (tenant_id, id, case_id, position, kind, for_role, opened_on, due_on, state, done_by, done_at, version, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS r" {
        id: Uuid, case_id: Uuid, position: i32, kind: String, for_role: String, opened_on: NaiveDate, due_on: Option<NaiveDate>, state: &'static str,
        done_by: Option<Uuid>, done_at: Option<DateTime<Utc>>, version: i64, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    AlertRow: "INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at, seen_by, seen_at)
        SELECT $1, r.id, r.case_id, r.alert, r.kind, string_to_array(r.to_roles, ','), r.raised_at, r.seen_by, r.seen_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS r (id, case_id, alert, kind, to_roles, raised_at, seen_by, seen_at)" {
        id: Uuid, case_id: Uuid, alert: String, kind: String, to_roles: String, raised_at: DateTime<Utc>, seen_by: Option<Uuid>, seen_at: Option<DateTime<Utc>>,
    }
}
bulk_row! {
    EntryRow: "INSERT INTO ledger_entries (tenant_id, id, at, actor_kind, membership_id, user_id, operation, object_kind, object_id, case_id, person_id, class, fields, change, reason, outcome)
        SELECT $1, r.id, r.at, CASE WHEN r.user_id IS NULL THEN 'system' ELSE 'member' END, r.membership_id, r.user_id, r.operation, r.object_kind, r.object_id, r.case_id, r.person_id,
               r.class, string_to_array(r.fields, ','), r.change, r.reason, 'done'
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            AS r (id, at, membership_id, user_id, operation, object_kind, object_id, case_id, person_id, class, fields, change, reason)" {
        id: Uuid, at: DateTime<Utc>, membership_id: Uuid, user_id: Option<Uuid>, operation: &'static str, object_kind: &'static str, object_id: Uuid,
        case_id: Option<Uuid>, person_id: Option<Uuid>, class: i16, fields: String, change: Option<Value>, reason: Option<String>,
    }
}
bulk_row! {
    PendingRow: "INSERT INTO ledger_pending (tenant_id, entry_id) SELECT $1, r.entry_id FROM unnest($2) AS r (entry_id)" { entry_id: Uuid }
}
bulk_row! {
    SittingRow: "INSERT INTO sittings (tenant_id, id, body_id, called_for, place, state, opened_at, closed_at, minuted_at, minutes, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS r" {
        id: Uuid, body_id: Uuid, called_for: DateTime<Utc>, place: &'static str, state: &'static str, opened_at: Option<DateTime<Utc>>, closed_at: Option<DateTime<Utc>>,
        minuted_at: Option<DateTime<Utc>>, minutes: Option<String>, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    AttendanceRow: "INSERT INTO attendances (tenant_id, sitting_id, seat_id, membership_id, capacity, arrived_at) SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6) AS r" {
        sitting_id: Uuid, seat_id: Uuid, membership_id: Uuid, capacity: &'static str, arrived_at: DateTime<Utc>,
    }
}
bulk_row! {
    ItemRow: "INSERT INTO docket_items (tenant_id, id, body_id, sitting_id, case_id, case_number, question, position, urgent, state, papers, papers_frozen_at, barred, outcome, reasons,
            legal_ground, exclusion_screening, tally, decided_at, placed_at)
        SELECT $1, r.id, r.body_id, r.sitting_id, r.case_id, r.case_number, r.question, r.position, r.urgent, r.state, r.papers, r.papers_frozen_at, string_to_array(r.barred, ',')::uuid[],
               r.outcome, r.reasons, r.legal_ground, r.exclusion_screening, r.tally, r.decided_at, r.placed_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            AS r (id, body_id, sitting_id, case_id, case_number, question, position, urgent, state, papers, papers_frozen_at, barred, outcome, reasons, legal_ground,
                  exclusion_screening, tally, decided_at, placed_at)" {
        id: Uuid, body_id: Uuid, sitting_id: Option<Uuid>, case_id: Uuid, case_number: String, question: String, position: Option<i16>, urgent: bool, state: &'static str,
        papers: Option<Value>, papers_frozen_at: Option<DateTime<Utc>>, barred: String, outcome: Option<&'static str>, reasons: Option<&'static str>,
        legal_ground: Option<&'static str>, exclusion_screening: Option<&'static str>, tally: Option<Value>, decided_at: Option<DateTime<Utc>>, placed_at: DateTime<Utc>,
    }
}
bulk_row! {
    BallotRow: "INSERT INTO ballots (tenant_id, item_id, seat_id, membership_id, vote, cast_at) SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6) AS r" {
        item_id: Uuid, seat_id: Uuid, membership_id: Uuid, vote: &'static str, cast_at: DateTime<Utc>,
    }
}
