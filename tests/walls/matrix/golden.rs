//! The role matrix as a text that people review: operation × role → how far. `UPDATE=1` writes it.
use super::expected::Grants;
use crate::support::{House, ROLES};
use crate::walls::operations::operations;

/// Letters of programmes.md 4.1, and `f` for the office.
fn letter(reach: &str) -> char {
    match reach {
        "own" => 'o',
        "team" => 't',
        "office" => 'f',
        "organisation" => 'g',
        "docket" => 'd',
        "aggregate" => 'a',
        "platform" => 'p',
        "bed_house" => 'b',
        other => panic!("what letter has the reach {other}?"),
    }
}

#[actix_web::test]
async fn the_role_matrix_is_the_checked_in_one() {
    let house = House::open().await;
    let (department, platform) = (house.organisation("department").await, house.platform().await);
    let owner = house.owner().await;
    let (ours, theirs) = (Grants::of(&owner, department.id.0).await, Grants::of(&owner, platform.id.0).await);
    let templates = &house.app().house.roles;
    let mut text = String::from(
        "Who may call what, and how far: o own, t team, f office, g organisation, d docket, b bed house, a aggregate, p platform; - not at all.\n",
    );
    text.push_str("A star: K4 programmes are named in the grant, and the case's list must name the member too.\n\n");
    let roles: Vec<&str> = ROLES.iter().copied().chain(["platform_administrator"]).collect();
    for role in &roles {
        text.push_str(&format!("{:<4} {role}\n", templates.roles[*role].seed_code));
    }
    text.push_str(&format!("\n{:<30}{:<28}", "operation", "permission"));
    for role in &roles {
        text.push_str(&format!("{:<5}", templates.roles[*role].seed_code));
    }
    for operation in operations() {
        let Some(permission) = operation.permission else { continue };
        text.push_str(&format!("\n{:<30}{permission:<28}", operation.id));
        for role in &roles {
            let grants = if *role == "platform_administrator" { &theirs } else { &ours };
            let cell = grants.reach(role, &permission).map_or("-".to_owned(), |reach| {
                let star = reach.values().flatten().any(|programme| programme == "trafficking-assistance");
                reach.keys().map(|reach| letter(reach)).chain(star.then_some('*')).collect()
            });
            text.push_str(&format!("{cell:<5}"));
        }
    }
    let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/walls/matrix.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(file).unwrap_or_default() == text,
        "tests/walls/matrix.txt is not what roles grant: read the difference, then UPDATE=1 cargo test --test main matrix"
    );
}
