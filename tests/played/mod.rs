//! Scenarios of the shipped programmes, played over HTTP: the same files that `simulate` runs, with real members of a real
//! organisation, rows in PostgreSQL, sittings that are called and voted in, and a clock that really fires. What the simulator
//! says must be what the service does.
mod choice;
mod compare;
mod desk;
mod people;
mod player;
mod vote;

use std::collections::BTreeSet;

use choice::Chosen;
use player::Player;

/// Play every scenario of this share and say what the service did otherwise than the file expects.
async fn play(programme: &str, share: usize) -> BTreeSet<String> {
    let mut failures = Vec::new();
    let mut done = BTreeSet::new();
    for Chosen { name, scenario } in choice::of(programme).iter().skip(share).step_by(choice::SHARES) {
        let mut player = Player::open(scenario).await;
        for step in &scenario.steps {
            let said = player.step(step).await;
            failures.extend(said.into_iter().map(|what| format!("{name}:{}: {what}", step.place.line)));
        }
        done.extend(player.steps_done().await);
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
    done
}

async fn covers(programme: &str, share: usize) {
    let done = play(programme, share).await;
    let meant = choice::transitions_of(programme, share);
    let undone: Vec<&String> = meant.difference(&done).collect();
    assert!(undone.is_empty(), "never done over HTTP: {undone:?}");
}

#[actix_web::test]
async fn a_claim_goes_over_http_as_its_scenarios_say_first_share() {
    covers("refugee-claim", 0).await;
}

#[actix_web::test]
async fn a_claim_goes_over_http_as_its_scenarios_say_second_share() {
    covers("refugee-claim", 1).await;
}

#[actix_web::test]
async fn a_status_goes_over_http_as_its_scenarios_say_first_share() {
    covers("refugee-status", 0).await;
}

#[actix_web::test]
async fn a_status_goes_over_http_as_its_scenarios_say_second_share() {
    covers("refugee-status", 1).await;
}

/// The shares together leave out no transition of either programme.
#[test]
fn every_transition_of_the_refugee_programmes_is_played() {
    let programmes = ["refugee-claim", "refugee-status"];
    let played = |programme: &'static str| (0..choice::SHARES).flat_map(move |share| choice::transitions_of(programme, share));
    let played: BTreeSet<String> = programmes.into_iter().flat_map(played).collect();
    let named = |programme: &'static str| {
        let known = choice::shelf().catalogue.programme(programme).unwrap();
        known.transitions.keys().map(move |name| format!("{programme}/{name}"))
    };
    let left: Vec<String> = programmes.into_iter().flat_map(named).filter(|name| !played.contains(name)).collect();
    assert_eq!(left, Vec::<String>::new());
}
