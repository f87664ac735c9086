//! One record of each kind for one relation, made past all walls: who owns it, in which office, on whose list.
use std::collections::BTreeMap;

use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{Office, Organisation};

/// Whose records they are, seen from whoever calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    Own,
    Colleague,
    OtherOffice,
    OtherOrganisation,
    Unknown,
    /// A K4 case that is one's own, and on whose list one is; and one on whose list one is not.
    Listed,
    Unlisted,
}

impl Relation {
    pub const ALL: [Self; 7] =
        [Self::Own, Self::Colleague, Self::OtherOffice, Self::OtherOrganisation, Self::Unknown, Self::Listed, Self::Unlisted];
}

/// The ids that a path or a body may name.
#[derive(Debug, Clone)]
pub struct Records(BTreeMap<&'static str, Uuid>);

impl Records {
    /// Ids that nobody ever used.
    pub fn unknown() -> Self {
        Self(NAMES.iter().map(|name| (*name, Uuid::now_v7())).collect())
    }

    pub fn id(&self, name: &str) -> Uuid {
        *self.0.get(name).unwrap_or_else(|| panic!("no record of the kind {name}"))
    }
}

const NAMES: &[&str] = &[
    "case",
    "subject",
    "alert",
    "task",
    "note",
    "attachment",
    "deadline",
    "hold",
    "person",
    "name",
    "household",
    "import",
    "checked_import",
    "written_import",
    "member",
    "relative",
    "other_household",
    "document",
    "contact",
    "relationship",
    "consent",
    "duplicate",
    "merged",
    "merge",
    "sitting",
    "item",
    "called_sitting",
    "waiting_item",
    "sitter",
    "body",
    "seat",
    "holder",
    "office",
    "team",
    "role",
    "user",
    "colleague",
    "suspension",
    "break_glass",
    "archived_case",
    "disposal",
    "declinable_disposal",
    "subject_request",
    "restriction",
    "enforcement_request",
    "decided_enforcement_request",
    "confirmed_enforcement_request",
    "organisation",
];

/// What stands around the records of one relation.
pub struct Around<'a> {
    pub organisation: &'a Organisation,
    pub office: Office,
    /// Who owns the case and registered the person.
    pub owner: Uuid,
    /// Who is on the list of a K4 case.
    pub listed: Option<Uuid>,
    pub trafficking: bool,
    pub body: Uuid,
    pub seat: Uuid,
    pub holder: Uuid,
    pub role: Uuid,
    /// The membership of whom `/users/{id}` names, and somebody else of the organisation.
    pub user: Uuid,
    pub colleague: Uuid,
}

/// Make them.
pub async fn make(owner: &Client, around: &Around<'_>) -> Records {
    let mut records = Records::unknown();
    let own_office = Office { id: panoh::ids::OfficeId(records.id("office")), team: panoh::ids::TeamId(records.id("team")) };
    for (name, id) in [
        ("body", around.body),
        ("seat", around.seat),
        ("holder", around.holder),
        ("role", around.role),
        ("colleague", around.colleague),
        ("organisation", around.organisation.id.0),
    ] {
        records.0.insert(name, id);
    }
    let user: Uuid = owner.query_one("SELECT user_id FROM memberships WHERE id = $1", &[&around.user]).await.unwrap().get(0);
    let sitter: Uuid = owner.query_one("SELECT membership_id FROM seat_holders WHERE id = $1", &[&around.holder]).await.unwrap().get(0);
    records.0.extend([("user", user), ("sitter", sitter)]);
    let tenant = around.organisation.id.0;
    let id = |name: &str| records.id(name);
    let (programme, class, state) =
        if around.trafficking { ("trafficking-assistance", 4, "signal") } else { ("refugee-claim", 3, "intent_declared") };
    // Crockford's alphabet has no I, L, O, U; hexadecimal digits are all in it.
    let number = |id: Uuid| format!("26-{}-0", &id.simple().to_string()[24..].to_uppercase());
    let other = Uuid::now_v7();
    let (office, team, by) = (around.office.id, around.office.team, around.owner);
    let mut text = format!(
        "INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, office_id, team_id, created_by, created_at, updated_at)
           VALUES ('{tenant}', '{person}', '1', '1990-05-05', 'day', '{office}', '{team}', '{by}', now(), now()), ('{tenant}', '{subject}', '1', '1990-05-05', 'day', '{office}', '{team}', '{by}', now(), now()),
                  ('{tenant}', '{relative}', '2', '1992-05-05', 'day', '{office}', '{team}', '{by}', now(), now());
         INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, as_written, created_at) VALUES ('{tenant}', '{name}', '{person}', 0, 'legal', 'Latn', 'Somebody', now());
         INSERT INTO households (tenant_id, id, kind, office_id, team_id, created_by, created_at, updated_at) VALUES ('{tenant}', '{household}', 'family', '{office}', '{team}', '{by}', now(), now());
         INSERT INTO household_members (tenant_id, id, household_id, person_id, relationship, joined_on, created_at) VALUES ('{tenant}', '{member}', '{household}', '{person}', 'other', '2026-01-01', now());
         INSERT INTO households (tenant_id, id, kind, office_id, team_id, created_by, created_at, updated_at) VALUES ('{tenant}', '{other_household}', 'family', '{office}', '{team}', '{by}', now(), now());
         INSERT INTO duplicates (tenant_id, id, one_id, other_id, score, signs, facts, state, raised_at)
           VALUES ('{tenant}', '{duplicate}', least('{person}'::uuid, '{relative}'), greatest('{person}'::uuid, '{relative}'), 0.9, '{{same_name}}', '', 'open', now());
         INSERT INTO persons (tenant_id, id, sex, merged_into, office_id, team_id, created_by, created_at, updated_at)
           VALUES ('{tenant}', '{merged}', '2', '{relative}', '{office}', '{team}', '{by}', now(), now());
         INSERT INTO merges (tenant_id, id, merged_id, survivor_id, state, choose, proposed_by, proposed_at, decided_by, decided_at)
           VALUES ('{tenant}', '{merge}', '{merged}', '{relative}', 'done', '{{}}', '{by}', now(), gen_random_uuid(), now());
         INSERT INTO person_documents (tenant_id, id, person_id, kind, authenticity, created_at, updated_at) VALUES ('{tenant}', '{document}', '{person}', 'passport', 'seen', now(), now());
         INSERT INTO person_contacts (tenant_id, id, person_id, kind, value, value_key, safe, automated, created_at, updated_at) VALUES ('{tenant}', '{contact}', '{person}', 'phone', '1', '1', true, false, now(), now());
         INSERT INTO person_relationships (tenant_id, id, person_id, related_id, kind, created_at, updated_at) VALUES ('{tenant}', '{relationship}', '{person}', '{relative}', 'caregiver', now(), now());
         INSERT INTO person_consents (tenant_id, id, person_id, purpose, fields, given_by, form, from_on, recorded_by, created_at) VALUES ('{tenant}', '{consent}', '{person}', 'tracing', '{{*}}', 'self', 'written', '2026-01-01', '{by}', now());
         INSERT INTO imports (tenant_id, id, state, dry_run, size_bytes, asked, counts, duplicates, office_id, team_id, created_by, asked_by, pass_began_at, created_at, updated_at)
           SELECT '{tenant}', i.id::uuid, i.state, true, 1, '{{}}', jsonb_build_object('written', 1), 'skip', '{office}', '{team}', '{by}', '{by}', now(), now(), now()
             FROM (VALUES ('{import}', 'checking'), ('{checked_import}', 'checked'), ('{written_import}', 'done')) AS i (id, state);
         INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, phase, class, owner_id, team_id, office_id, opened_on, created_at, updated_at)
           VALUES ('{tenant}', '{case}', '{number}', '{programme}', 1, '{state}', 'active', {class}, '{by}', '{team}', '{office}', current_date, now(), now());
         INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at) VALUES ('{tenant}', '{case}', '{subject}', 'principal', 0, now());
         INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at) VALUES ('{tenant}', '{alert}', '{case}', 'overdue', 'overdue', '{{{roles}}}', now());
         INSERT INTO case_tasks (tenant_id, id, case_id, position, title, for_role, assigned_to, opened_on, state, created_at)
           VALUES ('{tenant}', '{task}', '{case}', 0, 'Look', 'caseworker', {assigned_to}, current_date, 'open', now());
         INSERT INTO legal_holds (tenant_id, id, case_id, reason, placed_by, placed_at) VALUES ('{tenant}', '{hold}', '{case}', 'A court asked for it', '{by}', now());
         INSERT INTO case_notes (tenant_id, id, case_id, class, body, author_id, created_at, updated_at) VALUES ('{tenant}', '{note}', '{case}', 3, 'Written', '{by}', now(), now());
         INSERT INTO case_attachments (tenant_id, id, case_id, section, class, file_name, media_type, size_bytes, sha256, content, added_by, added_at)
           VALUES ('{tenant}', '{attachment}', '{case}', 'claim', 3, 'Claim.pdf', 'application/pdf', 1, sha256('x'), 'x', '{by}', now());
         INSERT INTO case_deadlines (tenant_id, id, case_id, position, kind, basis_event, starts_on, counted_on, due_on, made_at, state, rule_version, created_at, updated_at)
           VALUES ('{tenant}', '{deadline}', '{case}', 0, 'ref.apply_window', 'entry', current_date, current_date + 90, current_date + 90, now(), 'open', 1, now(), now());
         INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, updated_by, updated_at)
           VALUES ('{tenant}', '{case}', 'arrival', 2, '{arrival}', 1, '{by}', now());
         INSERT INTO offices (tenant_id, id, name, created_at) VALUES ('{tenant}', '{place}', 'Office {place}', now());
         INSERT INTO teams (tenant_id, id, office_id, name, created_at) VALUES ('{tenant}', '{group}', '{place}', 'Team', now());
         INSERT INTO suspensions (tenant_id, id, from_day, until_day, ground, created_at) VALUES ('{tenant}', '{suspension}', '2025-01-01', '2025-01-02', '{suspension}', now());
         INSERT INTO break_glass (tenant_id, id, case_number, reason, requested_by, requested_at) VALUES ('{tenant}', '{glass}', '26-00000000-0', 'Somebody is in danger', '{colleague}', now());
         INSERT INTO sittings (tenant_id, id, body_id, called_for, state, opened_at, created_at) VALUES ('{tenant}', '{sitting}', '{body}', now(), 'open', now(), now());
         INSERT INTO docket_items (tenant_id, id, body_id, sitting_id, case_id, case_number, question, position, state, papers, papers_frozen_at, placed_at)
           VALUES ('{tenant}', '{item}', '{body}', '{sitting}', '{case}', '{number}', 'commission', 1, 'listed', '[]', now(), now());
         INSERT INTO attendances (tenant_id, sitting_id, seat_id, membership_id, capacity, arrived_at) SELECT '{tenant}', '{sitting}', h.seat_id, h.membership_id, 'member', now()
           FROM seat_holders h JOIN seats s ON s.tenant_id = h.tenant_id AND s.id = h.seat_id WHERE s.tenant_id = '{tenant}' AND s.body_id = '{body}' AND h.capacity = 'member';
         INSERT INTO sittings (tenant_id, id, body_id, called_for, state, created_at) VALUES ('{tenant}', '{called}', '{body}', now(), 'called', now());
         INSERT INTO attendances (tenant_id, sitting_id, seat_id, membership_id, capacity, arrived_at) SELECT '{tenant}', '{called}', h.seat_id, h.membership_id, 'member', now()
           FROM seat_holders h JOIN seats s ON s.tenant_id = h.tenant_id AND s.id = h.seat_id WHERE s.tenant_id = '{tenant}' AND s.body_id = '{body}' AND h.capacity = 'member' AND s.id <> '{seat}';
         INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, phase, class, owner_id, team_id, office_id, opened_on, created_at, updated_at)
           VALUES ('{tenant}', '{other}', '{other_number}', 'refugee-claim', 1, 'before_commission', 'decision', 3, '{by}', '{team}', '{office}', current_date, now(), now());
         INSERT INTO docket_items (tenant_id, id, body_id, case_id, case_number, question, state, placed_at)
           VALUES ('{tenant}', '{waiting}', '{body}', '{other}', '{other_number}', 'commission', 'waiting', now());",
        person = id("person"), subject = id("subject"), relative = id("relative"), name = id("name"), duplicate = id("duplicate"), merged = id("merged"), merge = id("merge"), other_household = id("other_household"), document = id("document"), contact = id("contact"), relationship = id("relationship"), consent = id("consent"),
        household = id("household"), member = id("member"), import = id("import"), checked_import = id("checked_import"), written_import = id("written_import"),
        case = id("case"), number = number(id("case")), alert = id("alert"), task = id("task"), note = id("note"), attachment = id("attachment"), hold = id("hold"), deadline = id("deadline"),
        roles = crate::support::ROLES.join(","), place = own_office.id, group = own_office.team, suspension = id("suspension"), sitting = id("sitting"), item = id("item"), body = id("body"), seat = id("seat"), called = id("called_sitting"), waiting = id("waiting_item"),
        glass = id("break_glass"), colleague = id("colleague"), assigned_to = around.listed.map_or(format!("'{by}'"), |listed| format!("'{listed}'")), other = other, other_number = number(other), arrival = r#"{"declared_at": "2026-10-01T08:00:00Z", "declared_place": "TJ-DU", "channel": "inland", "entry_on": "2026-10-01", "entry_lawful": true, "language": "prs"}"#,
    );
    // Three cases in the archive: one to propose, and two whose disposal a colleague has proposed.
    for (case, disposal) in
        [(id("archived_case"), None), (Uuid::now_v7(), Some(id("disposal"))), (Uuid::now_v7(), Some(id("declinable_disposal")))]
    {
        text.push_str(&format!(
            "INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, phase, class, owner_id, team_id, office_id, opened_on, closed_on, retention, retention_since, created_at, updated_at)
               VALUES ('{tenant}', '{case}', '{}', 'refugee-claim', 1, 'withdrawn', 'closed', 3, '{by}', '{team}', '{office}', '2010-01-01', '2010-02-01', 'archive', '2020-02-02', now(), now());",
            number(case)
        ));
        if let Some(disposal) = disposal {
            text.push_str(&format!(
                "INSERT INTO disposals (tenant_id, id, case_id, case_number, programme, class, state, proposed_by, proposed_at)
                   VALUES ('{tenant}', '{disposal}', '{case}', '{}', 'refugee-claim', 3, 'proposed', '{}', now());",
                number(case),
                around.colleague
            ));
        }
    }
    let (colleague, asked) = (around.colleague, id("subject_request"));
    text.push_str(&format!(
        "INSERT INTO subject_requests (tenant_id, id, person_id, kind, asked_by, asked_on, channel, what, due_on, recorded_by, recorded_at, outcome, reason, answered_by, answered_at)
           VALUES ('{tenant}', '{asked}', '{}', 'copy', 'self', current_date, 'letter', 'Everything', current_date, '{by}', now(), NULL, NULL, NULL, NULL),
                  ('{tenant}', '{}', '{}', 'restriction', 'self', current_date, 'letter', 'Do not use it', current_date, '{by}', now(), 'granted', 'So asked', '{by}', now());
         INSERT INTO enforcement_requests (tenant_id, id, received_on, authority, authority_country, reference, asked, recorded_by, recorded_at, outcome, legal_basis, reasons, decided_by, decided_as, confirmed_by, confirmed_as)
           SELECT '{tenant}', e.id::uuid, current_date, 'Police', 'TJK', e.id, 'Where?', '{by}', now(), o.outcome, CASE WHEN o.outcome IS NOT NULL THEN 'Article 1' END,
                  CASE WHEN o.outcome IS NOT NULL THEN 'None' END, CASE WHEN o.outcome IS NOT NULL THEN '{colleague}'::uuid END, CASE WHEN o.outcome IS NOT NULL THEN 'lawyer' END,
                  CASE WHEN o.confirmed THEN gen_random_uuid() END, CASE WHEN o.confirmed THEN 'supervisor' END
             FROM (VALUES ('{}', NULL, false), ('{}', 'refused', false), ('{}', 'refused', true)) AS e (id, outcome, confirmed), LATERAL (SELECT e.outcome, e.confirmed) AS o;",
        id("person"),
        id("restriction"),
        id("relative"),
        id("enforcement_request"),
        id("decided_enforcement_request"),
        id("confirmed_enforcement_request")
    ));
    if let Some(listed) = around.listed {
        for member in [listed, around.colleague] {
            text.push_str(&format!("INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at) VALUES ('{tenant}', '{}', '{member}', 'test', '{by}', now() - interval '1 day') ON CONFLICT DO NOTHING;", id("case")));
        }
    }
    if around.trafficking {
        text.push_str(&format!(
            "INSERT INTO shielded_persons (tenant_id, person_id, case_id) VALUES ('{tenant}', '{}', '{}');",
            id("subject"),
            id("case")
        ));
    }
    owner.batch_execute(&format!("BEGIN; {text} COMMIT")).await.unwrap_or_else(|error| panic!("the records of a relation: {error:?}"));
    records
}
