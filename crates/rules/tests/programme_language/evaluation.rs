//! What expressions give for a case.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use panoh_rules::birth::{Birth, Precision};
use panoh_rules::calendar::Calendar;
use panoh_rules::engine::{Budget, CaseSnapshot, Facts, Pool, Step, Subject};
use panoh_rules::parameters::Parameters;
use panoh_rules::programme::{EvaluationError, Event, Expression, Folder, Programme, Scope};
use serde_json::{Value, json};

use super::tiny::{PROGRAMME, TEXTS, files, world};

struct Setting {
    programme: Programme,
    case: CaseSnapshot,
    facts: Facts,
    parameters: Parameters,
    calendar: Calendar,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn subject(key: &str, role: &str, born: Option<(&str, Precision)>) -> Subject {
    Subject {
        key: key.to_owned(),
        role: role.to_owned(),
        birth: born.map(|(date, precision)| Birth { date: day(date), precision }),
        sex: "2".to_owned(),
        citizenships: vec!["AFG".to_owned()],
        dead: false,
    }
}

impl Setting {
    fn new() -> Self {
        let files = files(PROGRAMME, TEXTS);
        let programme = Folder { files: &files, common: &[] }.read().unwrap();
        let mut case = CaseSnapshot {
            state: Some("lodged".to_owned()),
            subjects: vec![
                subject("son", "child", Some(("2012-01-01", Precision::Year))),
                subject("mother", "principal", Some(("1990-05-02", Precision::Day))),
                subject("unknown", "child", None),
            ],
            tracks: BTreeMap::from([("stay".to_owned(), "inside".to_owned())]),
            history: vec![Step {
                transition: "lodge".to_owned(),
                track: None,
                effective_on: day("2024-02-01"),
                from: None,
                to: "lodged".to_owned(),
            }],
            ..CaseSnapshot::default()
        };
        case.sections.insert(
            "arrival".to_owned(),
            json!({
                "entry_on": { "date": "2024-01-01", "precision": "month" },
                "heard_on": "2024-02-03",
                "channel": "border",
                "costs": { "amount": "120.50", "currency": "TJS" },
            }),
        );
        case.sections.insert("checks".to_owned(), json!([{ "body": "a", "result": "clear" }, { "body": "b" }]));
        let mut facts = Facts::default();
        facts.pools.insert("beds".to_owned(), Pool { limit: 5, used: 3 });
        let budget = Budget { currency: "TJS".to_owned(), ceiling: 300_000, reserved: 100_000, paid: 50 };
        facts.budgets.insert("package".to_owned(), budget);
        Self { programme, case, facts, parameters: world().parameters, calendar: Calendar::default() }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            programme: &self.programme,
            case: &self.case,
            facts: &self.facts,
            parameters: &self.parameters,
            calendar: &self.calendar,
            today: day("2024-02-12"),
            event: Some(Event { on: day("2024-02-10"), by: "supervisor", reason: None }),
            sections: None,
            entry: None,
        }
    }

    fn value(&self, source: &str) -> Result<Value, EvaluationError> {
        self.scope().evaluate(&Expression::parse(source))
    }

    fn gives(&self, source: &str, value: Value) {
        assert_eq!(self.value(source).unwrap_or_else(|error| panic!("{source}: {error}")), value, "{source}");
    }
}

#[test]
fn names_give_what_the_case_holds() {
    let it = Setting::new();
    it.gives("today", json!("2024-02-12"));
    it.gives("event.on", json!("2024-02-10"));
    it.gives("event.reason", Value::Null);
    it.gives("case.state", json!("lodged"));
    it.gives("track.stay", json!("inside"));
    it.gives("subject.key", json!("mother"));
    it.gives("subject.age_min", json!(33));
    it.gives("subjects.map(s, s.age_min)", json!([11, 33, null]));
    it.gives("subjects.filter(s, s.role == 'child')", json!(["son", "unknown"]));
    it.gives("section.arrival.channel", json!("border"));
    it.gives("section.arrival.guardian", Value::Null);
    it.gives("section.checks.size()", json!(2));
    it.gives("flag.late", json!(false));
    it.gives("fact.answered", json!(false));
    it.gives("happened('lodge') && times('lodge') == 1", json!(true));
    it.gives("last('lodge')", json!("2024-02-01"));
    it.gives("last('decide')", Value::Null);
    it.gives("parameter('ref.own_cert_age')", json!(18));
    it.gives("deadline('ref.prelim_review').state", json!("none"));
    it.gives("paper('receipt').state", json!("none"));
    it.gives("decision('commission').outcome", json!("none"));
    it.gives("consent('service').given", json!(false));
    it.gives("pool('beds').free", json!(2));
    it.gives("budget('package').free", json!({ "amount": "1999.50", "currency": "TJS" }));
}

#[test]
fn days_are_counted_by_the_calendar_rules() {
    let it = Setting::new();
    it.gives("section.arrival.entry_on.earliest", json!("2024-01-01"));
    it.gives("section.arrival.entry_on.latest", json!("2024-01-31"));
    it.gives("section.arrival.heard_on.latest", json!("2024-02-03"));
    it.gives("last_day('2024-01-31', '1 month')", json!("2024-02-29"));
    it.gives("last_day('2024-01-01', '5 days')", json!("2024-01-06"));
    // 2024-02-03 is a Saturday: a deadline to act moves, a literal period does not.
    it.gives("last_day('2024-01-03', 'ref.apply_window')", json!("2024-02-05"));
    it.gives("last_day('2024-01-03', '1 month')", json!("2024-02-03"));
    it.gives("first_day_before('2024-03-29', '28 days')", json!("2024-03-01"));
    it.gives("add_days(today, -12)", json!("2024-01-31"));
    it.gives("birthday(today, 18)", json!("2042-02-12"));
    // C7: born on 29 February 2024.
    it.gives("birthday(add_days(today, 17), 18)", json!("2042-03-01"));
    it.gives("birthday(add_days(today, 17), 20)", json!("2044-02-29"));
    it.gives("days_between('2024-02-01', today)", json!(11));
    it.gives("months_between('2024-01-31', '2024-02-29')", json!(1));
    it.gives("months_between('2024-01-31', '2024-03-30')", json!(1));
    it.gives("months_between('2024-03-01', '2024-01-02')", json!(-1));
    it.gives("add_days(section.arrival.guardian, 1)", Value::Null);
}

#[test]
fn a_doubt_never_opens_a_door() {
    let it = Setting::new();
    assert_eq!(it.value("subjects[2].age_min >= 18"), Err(EvaluationError::Unanswered));
    assert_eq!(it.value("last('decide') < today"), Err(EvaluationError::Unanswered));
    assert!(it.value("section.arrival.channel > 5").is_err());
    assert!(it.value("nonsense").is_err());
    assert!(it.value("9223372036854775807 + 1").is_err() && it.value("1 / 0").is_err());
    assert!(it.value("add_days(today, 99999999999)").is_err());
    assert!(it.scope().holds(&Expression::parse("section.arrival.guardian")).is_err());
    it.gives("section.arrival.guardian == null || section.arrival.guardian < 'x'", json!(true));
    it.gives("subjects[2].age_min >= 18 || true", json!(true));
    it.gives("subjects.exists(s, s.age_min < 18)", json!(true));
    assert!(it.value("subjects.all(s, s.age_min < 90)").is_err());
}

#[test]
fn money_is_compared_in_its_currency() {
    let it = Setting::new();
    it.gives("section.arrival.costs > 120", json!(true));
    it.gives("section.arrival.costs <= budget('package').free", json!(true));
    it.gives("section.arrival.costs + section.arrival.costs", json!({ "amount": "241.00", "currency": "TJS" }));
    let amount = it.scope().money(&Expression::parse("section.arrival.costs")).unwrap();
    assert_eq!(amount, Some((12_050, "TJS".to_owned())));
}

#[test]
fn answers_that_come_with_the_act_lie_over_the_case() {
    let it = Setting::new();
    let sections = [("arrival".to_owned(), json!({ "guardian": "Zarina" }))].into_iter().collect();
    let scope = Scope { sections: Some(&sections), ..it.scope() };
    let guardian = Expression::parse("section.arrival.guardian");
    assert_eq!(scope.evaluate(&guardian), Ok(json!("Zarina")));
    assert!(guardian.refers_to("section", "arrival") && !guardian.refers_to("section", "checks"));
}

#[test]
fn instants_give_their_legal_day() {
    let mut it = Setting::new();
    it.case.flags.insert("late".to_owned(), json!("2024-02-11T20:30:00Z"));
    assert_eq!(it.scope().date(&Expression::parse("flag.late")), Ok(Some(day("2024-02-12"))));
    it.gives("flag.late == today", json!(true));
}
