//! The README's tour, word for word, against a server with the demo's people.
use std::process::Command;

use crate::support::House;

/// The shell blocks of the README, in order.
fn blocks() -> String {
    let text = include_str!("../../README.md");
    let mut inside = false;
    let mut shell = String::new();
    for line in text.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => {
                shell.push_str(line);
                shell.push('\n');
            }
            _ => {}
        }
    }
    shell
}

#[actix_web::test]
async fn the_readmes_tour_plays_word_for_word() {
    let house = House::open_with(|settings| settings.clock.enabled = true).await;
    let app = house.app();
    let small = panoh::seed::Stock { refugees: 12, seekers: 4 };
    panoh::seed::demo_of(&app.settings, &app.house, &app.clock, small).await.unwrap();
    let folder = std::env::temp_dir().join(format!("panoh-tour-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).unwrap();
    let script = format!("set -euxo pipefail\n{}", blocks());
    let (address, at) = (house.address.clone(), folder.clone());
    let played = tokio::task::spawn_blocking(move || {
        Command::new("bash").arg("-c").arg(script).env("PANOH", address).current_dir(at).output().unwrap()
    })
    .await
    .unwrap();
    let (said, complained) = (String::from_utf8_lossy(&played.stdout).into_owned(), String::from_utf8_lossy(&played.stderr).into_owned());
    assert!(played.status.success(), "the tour breaks off after:\n{said}\n{complained}");
    for expected in [
        "\"state\": \"lodged\"",
        "\"rule\": \"section-incomplete\"",
        "\"outcome\": \"positive\"",
        "\"state\": \"recognised\"",
        "\"code\": \"not_found\"",
        "\"waits_for_a_second_person\": true",
        "\"state\": \"active\"",
        "case.decided",
    ] {
        assert!(said.contains(expected), "the tour does not show {expected}:\n{said}");
    }
    // Somebody of the demo, typed in four ways, of which one holds a slip: the same person each time.
    let found: Vec<serde_json::Value> =
        said.lines().filter(|line| line.contains("\"found\":")).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), 4, "the tour does not find anybody from four scripts:\n{said}");
    for hit in &found {
        assert_eq!((&hit["id"], hit["found"].as_str()), (&found[0]["id"], Some("Наим Ҷовидӣ")), "{found:#?}");
        assert!(hit["score"].as_f64().unwrap() > 0.8 && !hit["why"].as_array().unwrap().is_empty(), "{hit}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
