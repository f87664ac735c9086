//! The shipped roles against programmes.md 4, and what a wrong file is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::{Account, Action, Grant, Reach, RoleTemplates};
use crate::codes::CodeList;
use crate::programme::Class;

const SHIPPED: &str = include_str!("../../../config/roles.toml");

fn templates() -> RoleTemplates {
    RoleTemplates::parse("config/roles.toml", SHIPPED).unwrap()
}

/// The cell of 4.1 for a role and a resource, in the letters of the table; grants with a `why` stand outside it.
fn cell(templates: &RoleTemplates, role: &str, resource: &str) -> String {
    let in_table = |grant: &&Grant| grant.resource == resource && grant.why.is_none();
    let cells = templates.roles[role].grants.iter().filter(in_table).map(|grant| {
        let mut actions: Vec<char> = grant.actions.iter().map(|action| letter(*action)).collect();
        actions.sort_unstable();
        let reach = match grant.reach {
            Reach::Own => 'o',
            Reach::Team => 't',
            Reach::Office => 'f',
            Reach::Organisation => 'g',
            Reach::Docket => 'd',
            Reach::BedHouse => 'b',
            Reach::Aggregate => 'a',
            Reach::Platform => 'p',
        };
        format!("{} {reach}{}", String::from_iter(actions), if grant.needs_list { "+" } else { "" })
    });
    let cells: Vec<String> = cells.collect();
    if cells.is_empty() { "-".to_owned() } else { cells.join(", ") }
}

fn letter(action: Action) -> char {
    match action {
        Action::Create => 'C',
        Action::Read => 'R',
        Action::Update => 'U',
        Action::Transition => 'T',
        Action::Approve => 'A',
        Action::Export => 'X',
        Action::Share => 'S',
        Action::Manage => 'M',
        Action::Vote => 'V',
        Action::Propose => 'P',
        Action::Verify => 'Y',
    }
}

const COLUMNS: [&str; 13] = [
    "caseworker",
    "supervisor",
    "commission_member",
    "commission_secretary",
    "registration_officer",
    "shelter_manager",
    "lawyer",
    "medical_worker",
    "monitoring_officer",
    "organisation_administrator",
    "platform_administrator",
    "partner_system",
    "auditor",
];

/// Table 4.1 typed a second time, from the page: letters sorted, `+` where the access list is needed too.
const TABLE: &[(&str, &str)] = &[
    ("person household", "CRU t|CRU t|R d|R d|CRU g|R b|R o|R o|-|-|-|CRU o|R g"),
    ("name_search", "R t|R g|-|-|R g|-|-|-|-|-|-|-|-"),
    ("case", "CRTU o|ARTU t|R d|RT d|CRTU g|-|R o|R o|R a|-|-|CRU o|R g"),
    ("trafficking_case", "CRTU o+|ART g+|-|-|-|R b+|R g+|R o+|R a|-|-|CU o+|R g"),
    ("asylum_grounds", "-|AR g|R d|R d|CRU g|-|R o|-|-|-|-|-|-"),
    ("security_opinion", "-|R g+|R d+|R d+|C g|-|-|-|-|-|-|-|R g"),
    ("assessment", "CRU o|AR t|-|-|CR o|R b|R o|CRU o|R a|-|-|-|-"),
    ("medical_record", "R o|R t|-|-|-|R b|-|CRU o|-|-|-|-|-"),
    ("lawyer_file", "-|-|-|-|-|-|CRU o+|-|-|-|-|-|-"),
    ("shelter_stay", "C o|A t+|-|-|-|ACRTU b+|-|R b+|R a|-|-|-|R g"),
    ("shelter_address", "R o+|R g+|-|-|-|R b+|-|R o+|-|-|-|-|-"),
    ("referral", "CS o|AS t|-|-|CS o|S b|S o|S o|R a|-|-|RT o|R g"),
    ("consent", "CRU o|R t|-|-|CRU o|R b|R o|R o|-|-|-|R o|R g"),
    ("task appointment note", "CRU o|CRU t|-|CRU o|CRU o|CRU b|CRU o|CRU o|R a|-|-|-|-"),
    ("service", "CRU o|CRU t|-|CRU o|CRU o|CRU b|CRU o|CRU o|R a|-|-|C o|-"),
    ("sitting", "-|-|R d|CRTU d|-|-|R o|-|R a|-|-|-|R g"),
    ("docket_item", "-|C t|R d|CRTU d|C g|-|R o|-|R a|-|-|-|R g"),
    ("ballot", "-|-|CRV d|R d|-|-|R o|-|R a|-|-|-|R g"),
    ("seat", "-|-|-|-|-|-|-|-|-|M g|-|-|R g"),
    ("paper", "-|A g|-|C d|CRU g|-|R o|-|R a|-|-|Y g|R g"),
    ("pool", "R g|A g|-|-|CRTU g|-|-|-|R g|M g|-|R o|R g"),
    ("money", "C o|A t|-|-|-|-|-|-|R g|M g|-|R o|R g"),
    ("report", "R o|R t|-|R d|R g|R b|-|-|CRUX g|R g|R p|R o|R g"),
    ("bulk_export", "-|X t|-|-|X g|-|-|-|X a|-|-|X o|-"),
    ("user role office", "-|R t|-|-|-|-|-|-|-|M g|-|-|R g"),
    ("parameter calendar form code_list", "R g|P g|-|-|P g|-|-|-|P g|M g|M p|-|R g"),
    ("ledger", "R o|R t|R o|R o|R o|R o|R o|R o|-|R g|R p|-|RY g"),
    ("break_glass", "-|C g|-|-|-|-|-|-|-|-|-|-|R g"),
];

#[test]
fn table_4_1_is_transcribed_cell_by_cell() {
    let templates = templates();
    for (resources, row) in TABLE {
        let cells: Vec<&str> = row.split('|').collect();
        assert_eq!(cells.len(), COLUMNS.len(), "{resources}");
        for resource in resources.split(' ') {
            for (role, expected) in COLUMNS.iter().zip(&cells) {
                assert_eq!(cell(&templates, role, resource), *expected, "{role} × {resource}");
            }
        }
    }
}

#[test]
fn every_role_of_programmes_4_exists_with_its_code() {
    let templates = templates();
    let extra = ["finance_officer", "border_officer", "trainer", "child_protection_caseworker", "data_protection_officer", "system"];
    for role in COLUMNS.iter().chain(&extra) {
        assert!(templates.roles.contains_key(*role), "{role}");
    }
    assert_eq!(templates.roles.len(), 19);
    for (role, code) in [("registration_officer", "RO"), ("system", "SYS"), ("auditor", "AU"), ("lawyer", "LL")] {
        assert_eq!(templates.roles[role].seed_code, code);
    }
}

#[test]
fn every_resource_is_used_and_every_k4_row_asks_the_list() {
    let templates = templates();
    for (name, resource) in &templates.resources {
        let grants = || templates.roles.values().flat_map(|role| &role.grants).filter(|grant| grant.resource == *name);
        assert!(grants().count() > 0, "{name} is granted to nobody");
        for (key, role) in &templates.roles {
            for grant in role.grants.iter().filter(|grant| grant.resource == *name) {
                let shows_no_content = matches!(grant.slice.as_deref(), Some("request" | "ledger"));
                let free = grant.reach == Reach::Aggregate || shows_no_content || key == "system";
                assert_eq!(grant.needs_list, resource.class == Class::K4 && !free, "{key} × {name}");
            }
        }
    }
}

#[test]
fn every_grant_outside_the_table_says_why() {
    let templates = templates();
    let in_table: Vec<&str> = TABLE.iter().flat_map(|(row, _)| row.split(' ')).collect();
    let with_the_row = ["membership", "team", "programme_setting", "movement", "erasure", "organisation"];
    for (key, role) in &templates.roles {
        for grant in role.grants.iter().filter(|grant| grant.why.is_none()) {
            let resource = grant.resource.as_str();
            assert!(in_table.contains(&resource) || with_the_row.contains(&resource), "{key} × {resource}");
        }
    }
}

#[test]
fn duties_are_separate() {
    let templates = templates();
    let case_readers = ["caseworker", "supervisor", "commission_member", "registration_officer", "lawyer"];
    for role in case_readers {
        assert!(templates.conflict("organisation_administrator", role).is_some(), "{role}");
        assert!(templates.conflict(role, "organisation_administrator").is_some(), "{role}");
    }
    for role in templates.roles.keys().filter(|role| *role != "auditor") {
        assert!(templates.conflict("auditor", role).is_some(), "{role}");
    }
    assert!(templates.conflict("commission_secretary", "commission_member").is_some());
    assert!(templates.conflict("caseworker", "supervisor").is_none());

    let reads_cases = |role: &str| {
        templates.roles[role]
            .grants
            .iter()
            .any(|grant| ["person", "case", "trafficking_case", "asylum_grounds"].contains(&grant.resource.as_str()))
    };
    assert!(!reads_cases("organisation_administrator") && !reads_cases("platform_administrator"));
    let writes = |grant: &Grant| grant.resource != "session" && grant.actions.iter().any(|action| !action.only_looks());
    assert!(!templates.roles["auditor"].grants.iter().any(writes));
    assert!(templates.roles["commission_secretary"].allowing("ballot", Action::Vote).next().is_none());
}

#[test]
fn the_police_firewall_names_units_that_exist() {
    let templates = templates();
    let kinds = CodeList::parse("unit-kind.toml", include_str!("../../../config/codes/unit-kind.toml")).unwrap();
    for kind in templates.barred_units.iter().flat_map(|rule| &rule.unit_kinds) {
        assert!(kinds.get(kind).is_some(), "{kind}");
    }
    assert!(templates.barred("police-operational", "caseworker", "trafficking-assistance").is_some());
    assert!(templates.barred("police-operational", "commission_member", "refugee-claim").is_none());
    assert!(templates.barred("police-operational", "registration_officer", "work-permits").is_none());
    assert!(templates.barred("civil", "registration_officer", "refugee-claim").is_none());
}

#[test]
fn a_role_like_another_stays_in_its_programmes() {
    let templates = templates();
    let worker = &templates.roles["child_protection_caseworker"];
    let grant = worker.allowing("case", Action::Transition).next().unwrap();
    assert_eq!(grant.programmes.as_deref(), Some(["child-protection".to_owned()].as_slice()));
    assert_eq!(worker.training, ["child-protection"]);
    assert_eq!(templates.roles["partner_system"].account, Account::Service);
    assert!(templates.roles["partner_system"].allowing("session", Action::Read).next().is_none());
}

#[test]
fn reaches_nest_from_own_to_organisation() {
    assert!(Reach::Organisation.covers(Reach::Docket) && Reach::Team.covers(Reach::Own));
    assert!(!Reach::Own.covers(Reach::Team) && !Reach::Team.covers(Reach::Docket));
    assert!(!Reach::Organisation.covers(Reach::Platform) && !Reach::Platform.covers(Reach::Own));
    assert!(Reach::Own < Reach::Team && Reach::Team < Reach::Office && Reach::Office < Reach::Organisation);
    assert!(Reach::Aggregate < Reach::Own);
}

#[test]
fn a_wrong_file_is_told_where() {
    let cases = [
        ("resource = \"name_search\"", "resource = \"name_serch\"", "no resource `name_serch`; did you mean `name_search`?"),
        ("reach = \"team\"", "reach = \"galaxy\"", "galaxy"),
        ("slice = \"summary\"", "slice = \"sumary\"", "did you mean `summary`?"),
        ("like = \"caseworker\"", "like = \"casworker\"", "did you mean `caseworker`?"),
        ("except_roles", "except_role", "unknown field"),
        ("[\"refugee-claim\", \"refugee-status\"] }", "[\"refugee-clam\"] }", "did you mean `refugee-claim`?"),
    ];
    for (right, wrong, words) in cases {
        let text = SHIPPED.replacen(right, wrong, 1);
        assert_ne!(text, SHIPPED, "{right}");
        let error = RoleTemplates::parse("roles.toml", &text).unwrap_err();
        assert!(error.message.contains(words), "{error}");
        let line = text.lines().position(|line| line.contains(wrong)).unwrap() + 1;
        assert!(error.line <= line && line - error.line <= 4, "{error}, but it is in line {line}");
    }
}
