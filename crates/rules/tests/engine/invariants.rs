//! What holds whatever is done, in whatever order: tried with random sequences of commands.
use chrono::{DateTime, Duration, Utc};
use indexmap::IndexMap;
use panoh_rules::engine::{Actor, CaseSnapshot, Command, DeadlineState, Effect, Facts, Outcome, Pool, Subject, Suspension, decide};
use panoh_rules::programme::Programme;
use proptest::prelude::*;
use serde_json::json;

use crate::{Fixture, fixture};

fn start() -> DateTime<Utc> {
    "2024-01-10T04:00:00Z".parse().unwrap()
}

fn actor() -> Actor {
    Actor { person: "a".to_owned(), roles: vec!["officer".to_owned(), "supervisor".to_owned()], training: vec!["talking".to_owned()] }
}

fn facts(suspended: bool) -> Facts {
    let mut facts = Facts::default();
    facts.pools.insert("beds".to_owned(), Pool { limit: 1, used: 0 });
    if suspended {
        let day = |text: &str| text.parse().unwrap();
        let (from, until) = (day("2024-02-03"), Some(day("2024-02-20")));
        facts.suspensions.push(Suspension { from, until, ground: "national".to_owned() });
    }
    facts
}

fn blank() -> CaseSnapshot {
    let born = json!({ "date": "1990-05-02", "precision": "day" });
    let amina: Subject = serde_json::from_value(json!({
        "key": "amina", "role": "principal", "birth": born, "sex": "2", "citizenships": [], "dead": false,
    }))
    .unwrap();
    CaseSnapshot { subjects: vec![amina], ..CaseSnapshot::default() }
}

fn act(name: &str) -> Command {
    let mut sections = IndexMap::new();
    if name == "talk" {
        sections.insert("talks".to_owned(), json!([{ "held_on": "2024-01-10" }]));
    }
    let reason = (name == "refuse").then(|| "double".to_owned());
    Command::Transition { transition: name.to_owned(), effective_on: None, reason, sections }
}

fn commands() -> impl Strategy<Value = Command> {
    let names = ["ask", "accept", "refuse", "talk", "renew", "suspend", "resume", "place", "close", "move_in", "move_out"];
    let receipt =
        |day: u32| Command::Fill { section: "receipt".to_owned(), answers: json!({ "received_on": format!("2024-01-{day:02}") }) };
    prop_oneof![
        6 => proptest::sample::select(names.to_vec()).prop_map(act),
        2 => Just(Command::Fill { section: "request".to_owned(), answers: json!({ "wanted_on": "2024-03-01" }) }),
        1 => (1u32..28).prop_map(receipt),
        1 => Just(Command::PauseDeadline { deadline: "answer_due".to_owned(), ground: "illness".to_owned() }),
        1 => Just(Command::ResumeDeadline { deadline: "answer_due".to_owned() }),
        1 => Just(Command::WaiveDeadline { deadline: "answer_due".to_owned(), ground: "court".to_owned() }),
        1 => Just(Command::TaskDone { task: "answer".to_owned() }),
        1 => Just(Command::Decided { body: "board".to_owned(), outcome: "positive".to_owned() }),
    ]
}

/// Let the clock catch up; it comes to rest.
fn catch_up(fixture: &Fixture, case: CaseSnapshot, facts: &Facts, now: DateTime<Utc>, seen: &mut Vec<Outcome>) -> CaseSnapshot {
    let mut case = case;
    for _ in 0..500 {
        if case.state.is_none() || !case.deadlines.iter().any(|row| row.fires_at.is_some_and(|at| at <= now)) {
            return tick(fixture, &case, facts, now).case;
        }
        let outcome = tick(fixture, &case, facts, now);
        case = outcome.case.clone();
        seen.push(outcome);
    }
    panic!("the clock does not come to rest");
}

fn tick(fixture: &Fixture, case: &CaseSnapshot, facts: &Facts, now: DateTime<Utc>) -> Outcome {
    decide(fixture.small(), case, &Command::Tick, &actor(), facts, &fixture.ground(), now).unwrap()
}

fn check(programme: &Programme, before: &CaseSnapshot, outcome: &Outcome) {
    for effect in &outcome.effects {
        if let Effect::Moved { transition, from, track, .. } = effect {
            let spec = programme.transition(transition).expect("only listed transitions move a case");
            assert_eq!(&spec.track, track);
            assert!(programme.starts_in(spec, from.as_deref()), "{transition} from {from:?}");
        }
    }
    for (old, new) in before.deadlines.iter().zip(&outcome.case.deadlines) {
        assert_eq!((&old.name, old.starts_on, old.counted_on), (&new.name, new.starts_on, new.counted_on));
        assert_eq!((&old.basis_event, old.made_at), (&new.basis_event, new.made_at));
        assert!(old.state == DeadlineState::Open || new.state != DeadlineState::Open, "an ended row stays ended");
    }
    assert!(outcome.case.deadlines.len() >= before.deadlines.len(), "rows are never removed");
    let entered_now = before.state != outcome.case.state;
    if outcome.case.state.as_deref() == Some("closed") && !entered_now {
        let open = |task: &&panoh_rules::engine::Task| !task.done && task.name != "tell_the_person";
        assert_eq!(outcome.case.tasks.iter().find(open), None);
        assert!(outcome.case.deadlines.iter().all(|row| row.state != DeadlineState::Open && row.fires_at.is_none()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_case_moves_only_by_listed_transitions_and_its_rows_keep_their_basis(
        steps in proptest::collection::vec((commands(), 0i64..20), 1..25), suspended: bool,
    ) {
        let (fixture, facts) = (fixture(), facts(suspended));
        let (mut case, mut now) = (blank(), start());
        for (command, days) in steps {
            now += Duration::days(days);
            let mut fired = Vec::new();
            let before = case.clone();
            if case.state.is_some() {
                case = catch_up(fixture, case, &facts, now, &mut fired);
            }
            let mut last = before;
            for outcome in &fired {
                check(fixture.small(), &last, outcome);
                last = outcome.case.clone();
            }
            let once = decide(fixture.small(), &case, &command, &actor(), &facts, &fixture.ground(), now);
            let twice = decide(fixture.small(), &case, &command, &actor(), &facts, &fixture.ground(), now);
            prop_assert_eq!(&once, &twice, "decide is deterministic");
            if let Ok(outcome) = once {
                check(fixture.small(), &case, &outcome);
                prop_assert!(!outcome.proposed || outcome.case.state == case.state);
                case = outcome.case;
            }
        }
    }

    #[test]
    fn ticking_daily_or_once_gives_the_same_case(
        steps in proptest::collection::vec(commands(), 1..12), days in 1i64..150, suspended: bool,
    ) {
        let (fixture, facts) = (fixture(), facts(suspended));
        let mut case = blank();
        for command in steps {
            if let Ok(outcome) = decide(fixture.small(), &case, &command, &actor(), &facts, &fixture.ground(), start()) {
                case = outcome.case;
            }
        }
        let end = start() + Duration::days(days);
        let mut daily = case.clone();
        for day in 0..=days {
            daily = catch_up(fixture, daily, &facts, start() + Duration::days(day), &mut Vec::new());
        }
        let once = catch_up(fixture, case, &facts, end, &mut Vec::new());
        prop_assert_eq!(&daily, &once);
        let again = tick(fixture, &once, &facts, end);
        prop_assert_eq!((&again.case, again.effects.len()), (&once, 0), "a tick with nothing due changes nothing");
    }
}
