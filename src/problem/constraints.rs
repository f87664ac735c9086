//! What PostgreSQL refuses, as problems: a named constraint becomes a named problem, and nothing is looked up before an insert.
use super::{Code, FieldError, Problem};

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        match error {
            Error::NotFound => Code::NotFound.into(),
            Error::DatabaseError(Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::CheckViolation, about) => {
                constraint(about.constraint_name(), about.message())
            }
            Error::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::SerializationFailure, _) => {
                Code::Unavailable.into()
            }
            Error::DatabaseError(_, about) if is_passing(about.message()) => Code::Unavailable.into(),
            other => Self::defect("asking the database", other),
        }
    }
}

/// Faults that pass by themselves: the server stops, recovers, or cancelled a statement that took too long.
fn is_passing(message: &str) -> bool {
    [
        "terminating connection",
        "the database system is",
        "canceling statement",
        "connection closed",
        "deadlock detected",
        "No space left",
        "lock timeout",
    ]
    .iter()
    .any(|text| message.contains(text))
}

/// A named constraint becomes a named problem; nothing is looked up before an insert.
fn constraint(name: Option<&str>, message: &str) -> Problem {
    let Some(name) = name else { return Problem::defect("an unnamed constraint", message) };
    match CONSTRAINTS.iter().find(|(constraint, ..)| *constraint == name) {
        Some((_, code, pointer)) if *code == Code::Invalid => Problem::field(*pointer, "unknown_reference"),
        Some((_, code, pointer)) => Problem { errors: vec![FieldError::new(*pointer, "taken")], ..Problem::from(*code) },
        None if name.ends_with("_pkey") => Problem { errors: vec![FieldError::new("/id", "taken")], ..Code::AlreadyExists.into() },
        None => Problem::defect("an unmapped constraint", format!("{name}: {message}")),
    }
}

const CONSTRAINTS: &[(&str, Code, &str)] = &[
    ("organisations_slug_key", Code::AlreadyExists, "/slug"),
    ("users_email_key", Code::AlreadyExists, "/email"),
    ("memberships_user_key", Code::AlreadyExists, "/email"),
    ("offices_name_key", Code::AlreadyExists, "/name"),
    ("teams_name_key", Code::AlreadyExists, "/name"),
    ("roles_key_key", Code::AlreadyExists, "/key"),
    ("parameter_values_key_key", Code::AlreadyExists, "/valid_from"),
    ("household_members_joined_key", Code::AlreadyExists, "/joined_on"),
    ("bodies_key_key", Code::AlreadyExists, "/key"),
    ("bodies_parameters_key", Code::AlreadyExists, "/parameters"),
    ("body_secretaries_pkey", Code::AlreadyExists, "/starts_on"),
    ("body_secretaries_membership_fkey", Code::Invalid, "/membership"),
    ("seats_position_key", Code::AlreadyExists, "/position"),
    ("seats_one_chair_idx", Code::AlreadyExists, "/is_chair"),
    ("seat_holders_start_key", Code::AlreadyExists, "/starts_on"),
    ("attendances_member_key", Code::AlreadyExists, "/membership"),
    ("docket_items_one_open_idx", Code::AlreadyExists, "/transition"),
    ("memberships_office_fkey", Code::Invalid, "/office"),
    ("memberships_team_fkey", Code::Invalid, "/team"),
    ("teams_office_fkey", Code::Invalid, "/office"),
    ("membership_roles_role_fkey", Code::Invalid, "/roles"),
    ("cases_owner_fkey", Code::Invalid, "/owner"),
    ("cases_team_fkey", Code::Invalid, "/team"),
    ("cases_office_fkey", Code::Invalid, "/office"),
    ("persons_office_fkey", Code::Invalid, "/office"),
    ("persons_team_fkey", Code::Invalid, "/team"),
    ("households_office_fkey", Code::Invalid, "/office"),
    ("households_team_fkey", Code::Invalid, "/team"),
    ("case_subjects_person_fkey", Code::Invalid, "/subjects"),
    ("case_access_membership_fkey", Code::Invalid, "/membership"),
    ("case_tasks_assigned_fkey", Code::Invalid, "/assigned_to"),
    ("case_notes_addendum_fkey", Code::Invalid, "/addendum_to"),
    ("household_members_person_fkey", Code::Invalid, "/person"),
    ("households_head_fkey", Code::Invalid, "/head"),
    ("persons_death_check", Code::Invalid, "/death_on"),
    ("seat_holders_membership_fkey", Code::Invalid, "/membership"),
    ("programme_settings_pkey", Code::AlreadyExists, "/programme"),
    ("holidays_pkey", Code::AlreadyExists, "/day"),
    ("suspensions_from_key", Code::AlreadyExists, "/from"),
    ("person_relationships_open_idx", Code::AlreadyExists, "/kind"),
    ("disposals_once_idx", Code::AlreadyExists, "/case"),
    ("enforcement_requests_reference_key", Code::AlreadyExists, "/reference"),
    ("enforcement_requests_person_fkey", Code::Invalid, "/person"),
    ("duplicates_pair_key", Code::AlreadyExists, "/id"),
    ("person_external_ids_pkey", Code::AlreadyExists, "/external_ids"),
];

/// Constraints that no request can break, by reason: they hold against our own defects, and breaking one is a defect.
const BACKSTOPS: &[(&str, &[&str])] = &[
    (
        "its parent was found, and locked or made, in the same transaction",
        &[
            "attendances_seat_fkey",
            "attendances_sitting_fkey",
            "ballots_item_fkey",
            "ballots_seat_fkey",
            "body_secretaries_body_fkey",
            "break_glass_case_fkey",
            "case_access_case_fkey",
            "case_alerts_case_fkey",
            "case_attachments_case_fkey",
            "case_deadlines_case_fkey",
            "case_notes_case_fkey",
            "case_papers_case_fkey",
            "case_sections_case_fkey",
            "case_steps_case_fkey",
            "case_subjects_case_fkey",
            "case_tasks_case_fkey",
            "cases_parent_fkey",
            "disposals_case_fkey",
            "docket_items_body_fkey",
            "docket_items_case_fkey",
            "docket_items_sitting_fkey",
            "duplicates_one_fkey",
            "duplicates_other_fkey",
            "household_members_household_fkey",
            "invitations_membership_fkey",
            "ledger_erasures_disposal_fkey",
            "ledger_erasures_entry_fkey",
            "ledger_pending_entry_fkey",
            "legal_holds_case_fkey",
            "ledger_seals_entry_fkey",
            "membership_roles_membership_fkey",
            "merges_merged_fkey",
            "merges_survivor_fkey",
            "person_consent_withdrawals_consent_fkey",
            "person_consent_withdrawals_person_fkey",
            "person_consents_guardian_fkey",
            "person_consents_person_fkey",
            "person_contacts_person_fkey",
            "person_documents_person_fkey",
            "import_chunks_import_fkey",
            "import_households_household_fkey",
            "import_households_import_fkey",
            "import_lines_import_fkey",
            "import_lines_person_fkey",
            "person_external_ids_person_fkey",
            "person_names_corrects_fkey",
            "person_names_person_fkey",
            "person_relationships_person_fkey",
            "person_relationships_related_fkey",
            "persons_merged_fkey",
            "recusals_item_fkey",
            "recusals_seat_fkey",
            "role_grants_role_fkey",
            "seat_holders_seat_fkey",
            "seats_body_fkey",
            "shielded_persons_case_fkey",
            "shielded_persons_person_fkey",
            "sittings_body_fkey",
            "subject_requests_person_fkey",
        ],
    ),
    (
        "the member is the session's own",
        &[
            "attendances_membership_fkey",
            "ballots_membership_fkey",
            "break_glass_requested_fkey",
            "break_glass_reviewed_fkey",
            "break_glass_signed_fkey",
            "case_attachments_added_fkey",
            "disposals_proposed_fkey",
            "imports_office_fkey",
            "imports_team_fkey",
            "legal_holds_placed_fkey",
            "memberships_user_fkey",
            "sessions_organisation_fkey",
            "sessions_user_fkey",
        ],
    ),
    (
        "positions in a case are given under its version",
        &["case_deadlines_position_key", "case_papers_position_key", "case_steps_position_key", "case_tasks_position_key"],
    ),
    (
        "the server draws it, and a collision is a defect of the drawing",
        &["case_papers_number_key", "cases_number_key", "invitations_token_key", "sessions_refresh_hash_key"],
    ),
    (
        "who asks, signs and reviews is judged before, and by roles that nobody holds together",
        &["break_glass_opened_check", "break_glass_review_check", "break_glass_reviewer_check", "break_glass_two_people_check"],
    ),
    ("what is received is counted, and bounded, before it is stored", &["case_attachments_size_check"]),
    ("a file is placed before a body by its programme alone, once", &["docket_items_one_open_idx"]),
    ("both people are held while they are merged", &["merges_one_idx"]),
    ("a name is corrected under its person's version", &["person_names_corrects_key"]),
    ("one sealer at a time, by a lock per organisation", &["ledger_seals_entry_key"]),
];

/// Whether breaking this constraint is a problem with a name, or is known to be out of every request's reach.
pub fn answers(constraint: &str) -> bool {
    // The tenant of every row is the session's, and organisations are never removed.
    constraint.ends_with("_tenant_fkey") || answered_constraints().any(|name| name == constraint)
}

/// Every constraint that is mapped or listed as a backstop.
pub fn answered_constraints() -> impl Iterator<Item = &'static str> {
    let backstops = BACKSTOPS.iter().flat_map(|(_, names)| names.iter().copied());
    CONSTRAINTS.iter().map(|(name, ..)| *name).chain(backstops)
}
