//! Acts of people: the general rules in their order, forms, guards, two people, effects.
use crate::{ACCEPTED, ASKED, met, run};

#[test]
fn unknown_transition_comes_first() {
    met(&["[[steps]]\nby = \"nobody\"\ndo = \"aks\"\nexpect = { refused = \"unknown-transition\", state = \"new\" }\n"]);
}

#[test]
fn wrong_state_comes_before_the_role() {
    met(&["[[steps]]\nby = \"nobody\"\ndo = \"accept\"\nexpect = { refused = \"wrong-state\" }\n"]);
}

#[test]
fn role_not_allowed_comes_before_the_date() {
    met(&["[[steps]]\nby = \"nobody\"\ndo = \"ask\"\neffective_on = \"2025-01-01\"\nexpect = { refused = \"role-not-allowed\" }\n"]);
}

#[test]
fn training_needed() {
    let talk = |by: &str, expect: &str| {
        format!("[[steps]]\nby = \"{by}\"\ndo = \"talk\"\nsections.talks = [{{ held_on = \"2024-01-10\" }}]\nexpect = {{ {expect} }}\n")
    };
    met(&[ASKED, &talk("clerk", "refused = \"training-needed\""), &talk("officer", "state = \"asked\"")]);
}

#[test]
fn effective_date_in_future() {
    met(&[
        "[[steps]]\nby = \"officer\"\ndo = \"ask\"\neffective_on = \"2024-01-11\"\nexpect = { refused = \"effective-date-in-future\" }\n",
    ]);
}

#[test]
fn effective_date_before_opening() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\neffective_on = \"2024-01-09\"\nexpect = { refused = \"effective-date-before-opening\" }\n",
    ]);
}

#[test]
fn back_dating_more_than_thirty_days_needs_a_supervisor() {
    let ask =
        |on: &str, refused: &str| format!("[[steps]]\nby = \"officer\"\ndo = \"ask\"\neffective_on = \"{on}\"\nexpect = {{ {refused} }}\n");
    met(&[&ask("2023-12-10", "refused = \"back-dating-needs-a-supervisor\""), &ask("2023-12-11", "state = \"asked\"")]);
    let close = "[[steps]]\non = \"2024-03-01\"\nby = \"supervisor\"\ndo = \"close\"\neffective_on = \"2024-01-20\"\n[steps.expect]\nstate = \"closed\"\n";
    met(&[ASKED, ACCEPTED, close]);
}

#[test]
fn reason_required_and_reason_unknown() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\ndo = \"refuse\"\nexpect = { refused = \"reason-required\" }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"refuse\"\nreason = \"  \"\nexpect = { refused = \"reason-required\" }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"refuse\"\nreason = \"why not\"\nexpect = { refused = \"reason-unknown\" }\n",
    ]);
}

#[test]
fn awaits_second_person_and_separation_of_duties() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\nperson = \"a\"\ndo = \"refuse\"\nreason = \"double\"\n[steps.expect]\nproposed = true\nstate = \"asked\"\ntasks = [\"approve:refuse\"]\n",
        "[[steps]]\nby = \"officer\"\nperson = \"b\"\ndo = \"refuse\"\nreason = \"double\"\nexpect = { refused = \"awaits-second-person\" }\n",
        "[[steps]]\nby = \"supervisor\"\nperson = \"a\"\ndo = \"refuse\"\nexpect = { refused = \"separation-of-duties\", state = \"asked\" }\n",
        "[[steps]]\non = \"2024-01-12\"\nby = \"supervisor\"\nperson = \"c\"\ndo = \"refuse\"\n[steps.expect]\nproposed = false\nstate = \"closed\"\nno_tasks = [\"approve:refuse\", \"answer\"]\ntasks = [\"tell_the_person\"]\n",
    ]);
}

#[test]
fn a_supervisor_cannot_confirm_what_nobody_proposed() {
    met(&[ASKED, "[[steps]]\nby = \"supervisor\"\ndo = \"refuse\"\nreason = \"double\"\nexpect = { refused = \"role-not-allowed\" }\n"]);
}

#[test]
fn a_proposal_that_the_state_no_longer_allows_is_forgotten() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\ndo = \"refuse\"\nreason = \"double\"\nexpect = { proposed = true }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\nexpect = { state = \"open\", no_tasks = [\"approve:refuse\"] }\n",
    ]);
}

#[test]
fn field_invalid_names_the_field_and_changes_nothing() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\nfill = { section = \"request\", answers = { wanted_on = \"soon\", pieces = 10 } }\nexpect = { refused = \"field-invalid\", missing = [\"request.wanted_on\", \"request.pieces\"] }\n",
        "[[steps]]\nby = \"officer\"\nfill = { section = \"requst\", answers = {} }\nexpect = { refused = \"field-invalid\" }\n",
        "[[steps]]\nby = \"clerk\"\nfill = { section = \"request\", answers = {} }\nexpect = { refused = \"role-not-allowed\" }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\nexpect = { state = \"open\" }\n",
    ]);
}

#[test]
fn section_incomplete_names_what_is_missing() {
    met(&[
        "[[steps]]\nby = \"officer\"\ndo = \"ask\"\n",
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\nsections.request = { urgent = true }\nexpect = { refused = \"section-incomplete\", missing = [\"request.wanted_on\", \"request.why\"], state = \"asked\" }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nexpect = { refused = \"section-incomplete\", missing = [\"talks\"] }\n",
    ]);
}

#[test]
fn a_section_that_an_act_asks_for_comes_with_each_act() {
    let talk = "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nsections.talks = [{ held_on = \"2024-01-10\" }]\n";
    let bare = "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nexpect = { refused = \"section-incomplete\" }\n";
    met(&[ASKED, talk, bare]);
}

#[test]
fn guards_are_judged_in_the_order_of_the_file_and_a_doubt_refuses() {
    let child = "[[steps]]\nfacts = { people.amina.born = \"2010-01-01\" }\n";
    let late = "[[steps]]\nby = \"officer\"\nchange = { section = \"request\", answers = { wanted_on = { date = \"2025-01-01\", precision = \"year\" } } }\n";
    met(&[
        ASKED,
        child,
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\nexpect = { refused = \"an-adult-asks\" }\n",
        late,
        "[[steps]]\nby = \"officer\"\ndo = \"accept\"\nexpect = { refused = \"wanted-before-the-year-ends\" }\n",
    ]);
}

#[test]
fn what_can_be_done_next_leaves_asked_sections_apart() {
    met(&[
        "[[steps]]\nby = \"officer\"\ndo = \"ask\"\nexpect = { can = [\"talk\", \"close\"], cannot = [\"accept\", \"renew\"] }\n",
        "[[steps]]\nby = \"officer\"\nfill = { section = \"request\", answers = { wanted_on = \"2024-03-01\" } }\nexpect = { can = [\"accept\", \"refuse\"] }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"refuse\"\nreason = \"other\"\n[steps.expect]\ncannot = [\"refuse\"]\n",
        "[[steps]]\nwait = true\nexpect = { can = [\"refuse\"], can_as = \"supervisor\" }\n",
    ]);
}

#[test]
fn any_open_does_not_lead_from_a_state_to_itself_and_previous_leads_back() {
    met(&[
        ASKED,
        ACCEPTED,
        "[[steps]]\nby = \"supervisor\"\ndo = \"suspend\"\nexpect = { state = \"suspended\" }\n",
        "[[steps]]\nby = \"supervisor\"\ndo = \"suspend\"\nexpect = { refused = \"wrong-state\" }\n",
        "[[steps]]\nby = \"supervisor\"\ndo = \"resume\"\nexpect = { state = \"open\" }\n",
    ]);
}

#[test]
fn entering_a_final_state_leaves_only_what_the_act_itself_opened() {
    met(&[
        ASKED,
        ACCEPTED,
        "[[steps]]\nby = \"officer\"\ndo = \"close\"\n[steps.expect]\nstate = \"closed\"\ndeadlines.card_validity = \"cancelled\"\ndeadlines.weekly = \"cancelled\"\ntasks = [\"tell_the_person\"]\nno_tasks = [\"answer\", \"renew_the_card\"]\npapers.card = \"revoked\"\n",
        "[[steps]]\non = \"2024-12-01\"\nwait = true\nexpect = { flags = { reports = 0 }, no_tasks = [\"renew_the_card\"] }\n",
    ]);
}

#[test]
fn a_track_that_ends_takes_only_its_own_things_with_it_and_may_start_again() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\ndo = \"move_in\"\nexpect = { tracks = { stay = \"staying\" }, pools = { beds = { used = 1 } }, tasks = [\"make_the_bed\"] }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"move_out\"\n[steps.expect]\ntracks = { stay = \"left\" }\ndeadlines.stay_ends = \"cancelled\"\ndeadlines.answer_due = \"open\"\ntasks = [\"answer\"]\nno_tasks = [\"make_the_bed\"]\npools.beds.used = 0\n",
        "[[steps]]\nby = \"officer\"\ndo = \"move_in\"\nexpect = { tracks = { stay = \"staying\" } }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"close\"\n",
        "[[steps]]\nby = \"officer\"\ndo = \"move_out\"\nexpect = { tracks = { stay = \"left\" }, pools = { beds = { used = 0 } } }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"move_in\"\nexpect = { refused = \"wrong-state\" }\n",
    ]);
}

#[test]
fn pool_exhausted() {
    met(&[
        ASKED,
        "[[steps]]\nfacts = { pools.beds.used = 1 }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"move_in\"\nexpect = { refused = \"pool-exhausted\", tracks = { stay = \"new\" }, pools = { beds = { used = 1 } } }\n",
    ]);
}

#[test]
fn over_ceiling() {
    met(&[
        ASKED,
        ACCEPTED,
        "[[steps]]\nby = \"officer\"\ndo = \"promise\"\nexpect = { budgets = { purse = { reserved = \"60.00\" } } }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"promise\"\nexpect = { refused = \"over-ceiling\" }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"pay\"\nexpect = { budgets = { purse = { reserved = \"0\", paid = \"60.00\" } } }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"pay\"\nexpect = { refused = \"over-ceiling\", budgets = { purse = { paid = \"60.00\" } } }\n",
    ]);
}

#[test]
fn a_paper_lists_children_is_replaced_and_expires_after_its_last_day() {
    met(&[
        ASKED,
        ACCEPTED,
        "[[steps]]\non = \"2024-04-10\"\nwait = true\n[steps.expect]\npapers.card = { state = \"valid\", valid_until = \"2024-04-10\", lists = [\"laylo\"] }\n",
        "[[steps]]\non = \"2024-04-11\"\nwait = true\nexpect = { papers = { card = \"expired\" } }\n",
        "[[steps]]\nby = \"officer\"\ndo = \"renew\"\n[steps.expect]\npapers.card = { state = \"valid\", issued_on = \"2024-04-11\", valid_until = \"2024-07-11\" }\n",
    ]);
}

#[test]
fn a_task_is_done_by_hand_once() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\ndone = \"answer\"\nexpect = { no_tasks = [\"answer\"] }\n",
        "[[steps]]\nby = \"officer\"\ndone = \"answer\"\nexpect = { refused = \"task-not-open\" }\n",
    ]);
}

#[test]
fn a_failed_expectation_is_told_with_its_line_in_plain_words() {
    let result = run(&["[[steps]]\nby = \"officer\"\ndo = \"ask\"\n[steps.expect]\nstate = \"open\"\ndeadlines.anwser_due = \"open\"\n"]);
    let failures = &result.steps[0].failures;
    assert_eq!((failures[0].what.as_str(), failures[0].expected.as_str(), failures[0].got.as_str()), ("state", "open", "asked"));
    assert_eq!(failures[0].line, 25);
    assert!(failures[1].got.contains("did you mean `answer_due`?"), "{failures:?}");
}

#[test]
fn a_step_back_takes_the_step_with_it() {
    let steps = |name: &str, state: &str| format!("[[steps]]\nby = \"supervisor\"\ndo = \"{name}\"\nexpect = {{ state = \"{state}\" }}\n");
    let (suspend, resume) = (steps("suspend", "suspended"), steps("resume", "open"));
    let (close, reopen) = (steps("close", "closed"), steps("reopen", "suspended"));
    met(&[ASKED, ACCEPTED, &suspend, &resume, &suspend, &close, &reopen, &resume]);
}
