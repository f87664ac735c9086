//! Deadlines: C2 to C8 in a case, pauses, waivers, warnings, repetitions, the clock that was down.
use crate::{ACCEPTED, ASKED, met, run};

#[test]
fn an_act_moves_to_a_working_day_and_a_validity_does_not() {
    // 10 February 2024 is a Saturday, 10 April a Wednesday, 10 March a Sunday.
    met(&[
        ASKED,
        "[[steps]]\nwait = true\n[steps.expect]\ndeadlines.answer_due = { state = \"open\", due_on = \"2024-02-12\", starts_on = \"2024-01-11\" }\n",
        "[[steps]]\non = \"2024-02-10\"\nby = \"officer\"\ndo = \"accept\"\n[steps.expect]\ndeadlines.answer_due = \"met\"\ndeadlines.card_validity = \"2024-05-10\"\ndeadlines.weekly = \"2024-03-10\"\n",
    ]);
}

#[test]
fn an_act_on_the_last_day_is_on_time_also_when_it_is_recorded_later() {
    let talk = "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nsections.talks = [{ held_on = \"2024-01-10\" }]\n";
    let recorded =
        |on: &str| format!("[[steps]]\non = \"2024-02-15\"\nby = \"officer\"\ndo = \"accept\"\neffective_on = \"{on}\"\n[steps.expect]\n");
    met(&[ASKED, talk, &recorded("2024-02-12"), "deadlines.answer_due = \"met\"\n"]);
    met(&[ASKED, talk, &recorded("2024-02-13"), "deadlines.answer_due = \"missed\"\n"]);
}

#[test]
fn the_clock_warns_then_acts_the_day_after_and_dates_it_by_the_day_it_fell_due() {
    met(&[
        ASKED,
        "[[steps]]\non = \"2024-02-04\"\nwait = true\nexpect = { no_alerts = [\"answer_soon\"] }\n",
        "[[steps]]\non = \"2024-02-05\"\nwait = true\nexpect = { alerts = [\"answer_soon\"], no_alerts = [\"answer_overdue\"] }\n",
        "[[steps]]\non = \"2024-02-12\"\nwait = true\nexpect = { state = \"asked\", no_alerts = [\"answer_overdue\"] }\n",
        "[[steps]]\non = \"2024-02-13\"\nwait = true\n[steps.expect]\nstate = \"closed\"\nalerts = [\"answer_overdue\"]\nno_alerts = [\"clock_refused\"]\ndeadlines.answer_due = \"missed\"\nno_tasks = [\"answer\"]\n",
    ]);
}

#[test]
fn a_clock_that_is_refused_says_so_once_and_goes_on() {
    let talk = "[[steps]]\nby = \"officer\"\ndo = \"talk\"\nsections.talks = [{ held_on = \"2024-01-10\" }]\n";
    met(&[
        ASKED,
        talk,
        "[[steps]]\non = \"2024-03-01\"\nwait = true\n[steps.expect]\nstate = \"asked\"\nalerts = [\"answer_overdue\", \"clock_refused\"]\ndeadlines.answer_due = \"missed\"\n",
        "[[steps]]\non = \"2024-04-01\"\nwait = true\nexpect = { no_alerts = [\"clock_refused\"] }\n",
    ]);
}

#[test]
fn clock_hours_end_at_their_instant_and_what_is_done_then_is_on_time() {
    met(&[
        ASKED,
        "[[steps]]\nat = \"2024-01-13T09:00\"\nwait = true\n[steps.expect]\ndeadlines.call_back = { state = \"open\", due_at = \"2024-01-13T09:00\", due_on = \"2024-01-13\" }\n",
    ]);
    met(&[
        ASKED,
        "[[steps]]\nat = \"2024-01-13T09:01\"\nwait = true\n[steps.expect]\ndeadlines.call_back = \"missed\"\nalerts = [\"call_overdue\"]\n",
    ]);
}

#[test]
fn a_deadline_waits_for_its_basis_and_is_recounted_in_a_new_row_when_it_is_corrected() {
    let receipt = |on: &str| {
        format!("[[steps]]\nby = \"officer\"\nfill = {{ section = \"receipt\", answers = {{ received_on = \"{on}\" }} }}\n[steps.expect]\n")
    };
    met(&[
        ASKED,
        "[[steps]]\nwait = true\n[steps.expect]\ndeadlines.receipt_due = \"none\"\n",
        &receipt("2024-01-08"),
        "deadlines.receipt_due = { state = \"open\", starts_on = \"2024-01-09\", due_on = \"2024-01-22\" }\n",
        &receipt("2024-01-09"),
        "deadlines.receipt_due = \"2024-01-23\"\n",
    ]);
}

#[test]
fn a_pause_moves_the_last_day_by_the_days_paused() {
    met(&[
        ASKED,
        "[[steps]]\nby = \"officer\"\npause = { deadline = \"answer_due\", ground = \"holiday\" }\nexpect = { refused = \"no-pause-on-this-ground\" }\n",
        "[[steps]]\nby = \"officer\"\npause = { deadline = \"call_back\", ground = \"illness\" }\nexpect = { refused = \"no-pause-on-this-ground\" }\n",
        "[[steps]]\nby = \"officer\"\nresume = { deadline = \"answer_due\" }\nexpect = { refused = \"deadline-not-open\" }\n",
        "[[steps]]\non = \"2024-02-01\"\nby = \"officer\"\npause = { deadline = \"answer_due\", ground = \"illness\" }\n",
        "[[steps]]\nby = \"officer\"\npause = { deadline = \"answer_due\", ground = \"illness\" }\nexpect = { refused = \"deadline-not-open\" }\n",
        "[[steps]]\non = \"2024-03-01\"\nwait = true\nexpect = { state = \"asked\", no_alerts = [\"answer_soon\", \"answer_overdue\"] }\n",
        // Counted to Saturday 10 February and paused for 29 days: Sunday 10 March, hence Monday.
        "[[steps]]\nby = \"officer\"\nresume = { deadline = \"answer_due\" }\n[steps.expect]\ndeadlines.answer_due = { state = \"open\", due_on = \"2024-03-11\", paused_days = 29 }\n",
        "[[steps]]\non = \"2024-03-04\"\nwait = true\nexpect = { alerts = [\"answer_soon\"] }\n",
        "[[steps]]\non = \"2024-03-12\"\nwait = true\nexpect = { state = \"closed\" }\n",
    ]);
}

#[test]
fn pausing_all_takes_what_may_be_paused_on_this_ground() {
    met(&[
        ASKED,
        "[[steps]]\non = \"2024-01-11\"\nby = \"supervisor\"\ndo = \"suspend\"\n",
        "[[steps]]\non = \"2024-01-21\"\nby = \"supervisor\"\ndo = \"resume\"\n[steps.expect]\nstate = \"asked\"\ndeadlines.answer_due = { paused_days = 10, due_on = \"2024-02-20\" }\ndeadlines.call_back = { state = \"missed\", paused_days = 0 }\n",
    ]);
}

#[test]
fn a_national_suspension_moves_every_open_deadline_and_extends_papers() {
    let suspend = "[[steps]]\nsuspend_all = { from = \"2024-02-01\", until = \"2024-03-01\", ground = \"national\" }\n[steps.expect]\n";
    met(&[
        ASKED,
        ACCEPTED,
        suspend,
        "deadlines.card_validity = { due_on = \"2024-05-09\", paused_days = 29 }\npapers.card = { valid_until = \"2024-05-09\" }\n",
        "[[steps]]\nsuspend_all = { from = \"2024-02-01\", until = \"2024-02-11\", ground = \"national\" }\n[steps.expect]\ndeadlines.card_validity = { due_on = \"2024-04-20\", paused_days = 10 }\npapers.card = { valid_until = \"2024-04-20\" }\n",
    ]);
}

#[test]
fn a_suspension_without_an_end_stops_the_clock_until_its_end_is_known() {
    met(&[
        ASKED,
        "[[steps]]\nsuspend_all = { from = \"2024-01-20\", ground = \"national\" }\n",
        "[[steps]]\non = \"2024-06-01\"\nwait = true\n[steps.expect]\nstate = \"asked\"\ndeadlines.answer_due = \"2024-02-12\"\n",
        "[[steps]]\nsuspend_all = { from = \"2024-01-20\", until = \"2024-06-01\", ground = \"national\" }\n[steps.expect]\ndeadlines.answer_due = { due_on = \"2024-06-24\", paused_days = 133 }\n",
    ]);
}

#[test]
fn days_that_several_pauses_cover_count_once() {
    met(&[
        ASKED,
        "[[steps]]\nsuspend_all = { from = \"2024-01-20\", until = \"2024-01-30\", ground = \"national\" }\n",
        "[[steps]]\non = \"2024-01-25\"\nby = \"officer\"\npause = { deadline = \"answer_due\", ground = \"illness\" }\n",
        "[[steps]]\non = \"2024-02-04\"\nby = \"officer\"\nresume = { deadline = \"answer_due\" }\n[steps.expect]\ndeadlines.answer_due = { paused_days = 15, due_on = \"2024-02-26\" }\n",
    ]);
}

#[test]
fn not_waivable_and_waiver() {
    let waive = |by: &str, deadline: &str, expect: &str| {
        format!("[[steps]]\nby = \"{by}\"\nwaive = {{ deadline = \"{deadline}\", ground = \"court\" }}\n[steps.expect]\n{expect}\n")
    };
    met(&[
        ASKED,
        &waive("supervisor", "call_back", "refused = \"not-waivable\""),
        &waive("officer", "answer_due", "refused = \"role-not-allowed\""),
        &waive("supervisor", "answer_due", "deadlines.answer_due = \"waived\""),
        &waive("supervisor", "answer_due", "refused = \"deadline-not-open\""),
        "[[steps]]\non = \"2024-05-01\"\nwait = true\nexpect = { state = \"asked\" }\n",
    ]);
}

#[test]
fn a_repetition_is_counted_from_the_expiry_and_ends_with_the_case() {
    met(&[
        ASKED,
        ACCEPTED,
        "[[steps]]\non = \"2024-02-11\"\nwait = true\nexpect = { flags = { reports = 1 } }\n",
        "[[steps]]\non = \"2024-05-10\"\nwait = true\nexpect = { flags = { reports = 3 } }\n",
        "[[steps]]\non = \"2024-05-11\"\nby = \"officer\"\ndo = \"close\"\nexpect = { flags = { reports = 4 } }\n",
        "[[steps]]\non = \"2025-05-11\"\nwait = true\nexpect = { flags = { reports = 4 } }\n",
    ]);
}

#[test]
fn renewals_are_anchored_to_the_grant() {
    let given = "[[steps]]\non = \"2024-01-31\"\nby = \"officer\"\ndo = \"ask\"\n[[steps]]\nby = \"officer\"\nfill = { section = \"request\", answers = { wanted_on = \"2024-03-01\" } }\n";
    let renew = |due: &str| format!("[[steps]]\nby = \"officer\"\ndo = \"renew\"\n[steps.expect]\ndeadlines.term = \"{due}\"\n");
    let result = run(&[given, ACCEPTED, &renew("2024-02-29"), &renew("2024-03-31"), &renew("2024-04-30")]);
    assert!(result.met, "{:#?}", result.steps);
}
