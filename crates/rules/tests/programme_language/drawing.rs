//! Pictures and the catalogue.
use panoh_rules::programme::draw::{Drawing, mermaid, svg};
use panoh_rules::programme::{Catalogue, Folder, Programme};

use super::tiny::{PROGRAMME, TEXTS, files, with};

fn programme(text: &str) -> Programme {
    Folder { files: &files(text, TEXTS), common: &[] }.read().unwrap()
}

#[test]
fn mermaid_says_every_transition() {
    let drawn = mermaid(&programme(PROGRAMME), Drawing { language: "en", present: Some("checks") });
    for line in [
        "stateDiagram-v2",
        "    [*] --> lodged : Lodge",
        "    lodged --> checks : Begin the checks",
        "    granted --> [*]",
        "    class checks present",
        "    state \"Stay\" as track_stay {",
        "        stay__inside --> stay__left : Leave",
    ] {
        assert!(drawn.lines().any(|drawn| drawn == line), "{line}\n{drawn}");
    }
}

#[test]
fn words_cannot_break_out_of_a_picture() {
    let programme = programme(&with("title = \"Granted\"", "title = \"</text><script>x</script> \\\" & ; : #\""));
    let drawn = svg(&programme, Drawing { language: "en", present: None });
    assert!(!drawn.contains("<script"), "{drawn}");
    assert!(drawn.contains("&lt;script&gt;"));
    let drawn = mermaid(&programme, Drawing::default());
    assert!(drawn.contains("#60;/text#62;#60;script#62;"), "{drawn}");
}

#[test]
fn a_picture_highlights_the_present_state_and_holds_all_states() {
    let drawn = svg(&programme(PROGRAMME), Drawing { language: "en", present: Some("checks") });
    assert_eq!(drawn.matches("class=\"present\"").count(), 1);
    assert_eq!(drawn.matches("class=\"final\"").count(), 2);
    assert!(!drawn.contains("href") && !drawn.contains("@import"));
}

#[test]
fn a_catalogue_knows_its_programmes_by_their_content() {
    let catalogue = Catalogue::from_files(files(PROGRAMME, TEXTS)).unwrap();
    let hash = catalogue.content_hash("tiny").unwrap().to_owned();
    assert_eq!(hash.len(), 64);
    let same = Catalogue::from_files(files(PROGRAMME, TEXTS)).unwrap();
    assert_eq!(same.content_hash("tiny"), Some(hash.as_str()));
    let other = Catalogue::from_files(files(&with("\"Granted\"", "\"Given\""), TEXTS)).unwrap();
    assert_ne!(other.content_hash("tiny"), Some(hash.as_str()));
    let programme = catalogue.programme("tiny").unwrap();
    assert_eq!(programme.text("en", "states/granted"), Some("Granted"));
    assert_eq!(programme.text("tg", "states/granted"), Some("…"));
    assert_eq!(programme.text("de", "states/granted"), Some("Granted"));
    assert!(Catalogue::from_files(files(&with("approved_by", "aproved_by"), TEXTS)).is_err());
    assert!(Catalogue::from_files(files(&with("!flag.late", "!flag.late &&"), TEXTS)).is_err());
}
