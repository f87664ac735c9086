//! A sitting as a scenario writes it, and what a decision opens.
use crate::{ACCEPTED, ASKED, met};

const PLACED: &str = "[[steps]]\nby = \"officer\"\ndo = \"place\"\n";
const PAPERS: &str = "reasons = \"r\", legal_ground = \"g\", exclusion_screening = \"none\"";

fn vote(ballots: &str, expect: &str) -> String {
    format!("[[steps]]\nvote = {{ body = \"board\", {ballots} }}\n[steps.expect]\n{expect}\n")
}

fn voted(ballots: &str, expect: &str) {
    met(&[ASKED, ACCEPTED, PLACED, &vote(ballots, expect)]);
}

const FOUR: &str = "present = [\"seat_1\", \"seat_2\", \"seat_3\", \"seat_4\"]";

#[test]
fn quorum_missing() {
    voted(&format!("present = [\"seat_1\", \"seat_2\", \"seat_3\"], yes = [\"seat_1\"], {PAPERS}"), "refused = \"quorum-missing\"");
    voted(&format!("{FOUR}, recused = [\"seat_4\"], yes = [\"seat_1\"], {PAPERS}"), "refused = \"quorum-missing\"");
}

#[test]
fn not_a_seat_recused_already_voted() {
    voted(&format!("{FOUR}, yes = [\"seat_7\"], {PAPERS}"), "refused = \"not-a-seat\"");
    voted(&format!("{FOUR}, yes = [\"seat_5\"], {PAPERS}"), "refused = \"not-a-seat\"");
    voted(&format!("{FOUR}, recused = [\"seat_4\"], yes = [\"seat_4\"], {PAPERS}"), "refused = \"recused\"");
    voted(&format!("{FOUR}, yes = [\"seat_2\"], no = [\"seat_2\"], {PAPERS}"), "refused = \"already-voted\"");
}

#[test]
fn barred_voter() {
    let talk = "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nsections.talks = [{ held_on = \"2024-01-10\", by = \"davlat\" }]\n";
    let ballot = format!("{FOUR}, yes = [\"seat_1\", \"seat_2\"], persons = {{ seat_2 = \"davlat\" }}, {PAPERS}");
    met(&[ASKED, talk, ACCEPTED, PLACED, &vote(&ballot, "refused = \"barred-voter\"\nstate = \"before_board\"")]);
}

#[test]
fn reasons_missing_legal_ground_missing_exclusion_screening_missing() {
    let yes = |rest: &str| format!("{FOUR}, yes = [\"seat_1\", \"seat_2\"]{rest}");
    voted(&yes(""), "refused = \"reasons-missing\"");
    voted(&yes(", reasons = \"r\""), "refused = \"legal-ground-missing\"");
    voted(&yes(", reasons = \"r\", legal_ground = \"g\""), "refused = \"exclusion-screening-missing\"");
    let no = format!("{FOUR}, no = [\"seat_1\", \"seat_2\"], reasons = \"r\", legal_ground = \"g\"");
    voted(&no, "state = \"open\"");
}

#[test]
fn on_a_tie_the_chair_decides_and_a_chair_who_abstains_adjourns() {
    voted(&format!("{FOUR}, yes = [\"seat_1\"], no = [\"seat_2\"], {PAPERS}"), "state = \"granted\"");
    voted(&format!("{FOUR}, yes = [\"seat_2\"], no = [\"seat_1\"], {PAPERS}"), "state = \"open\"\ncannot = [\"grant\"]");
    voted(&format!("{FOUR}, yes = [\"seat_2\"], no = [\"seat_3\"], abstain = [\"seat_1\"], {PAPERS}"), "state = \"open\"");
}

#[test]
fn a_ballot_is_only_closed_on_an_item_that_lies_before_the_body() {
    let ballot = format!("{FOUR}, yes = [\"seat_1\"], {PAPERS}");
    met(&[ASKED, ACCEPTED, &vote(&ballot, "refused = \"wrong-state\"\nstate = \"open\"")]);
}

#[test]
fn each_applicant_gets_a_case_and_children_ride_on_the_principals() {
    let ballot = format!("{FOUR}, yes = [\"seat_1\"], {PAPERS}");
    let expect = "state = \"granted\"\ncases.\"follow-up:amina\" = { state = \"active\", flags = { terms = 1 } }\ncases.\"follow-up:rustam\".state = \"active\"\ncases.\"follow-up:laylo\".state = \"none\"";
    let end = "[[steps]]\nby = \"officer\"\ncase = \"follow-up:rustam\"\ndo = \"end\"\n[steps.expect]\nstate = \"ended\"\ncases.\"follow-up:amina\".state = \"active\"\ncases.small.state = \"granted\"\n";
    met(&[ASKED, ACCEPTED, PLACED, &vote(&ballot, expect), end]);
}
