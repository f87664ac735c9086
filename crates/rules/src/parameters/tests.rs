//! The shipped registry is complete, and what an organisation may and may not change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::shipped;

/// The keys of programmes.md 0.2, each with the keys into which it is split where it held several values.
const TABLE: [(&str, &[&str]); 45] = [
    ("ref.apply_window", &[]),
    ("ref.border_notify", &[]),
    ("ref.prelim_review", &[]),
    ("ref.temp_cert_validity", &[]),
    ("ref.exam_total", &["ref.exam_extension", "ref.exam_extensions_max"]),
    ("ref.commission_decide", &[]),
    ("ref.appeal", &[]),
    ("ref.appeal_grace", &[]),
    ("ref.noshow_close", &[]),
    ("ref.status_term_max", &[]),
    ("ref.renewal_term", &[]),
    ("ref.renewal_open", &[]),
    ("ref.renewal_late", &[]),
    ("ref.own_cert_age", &[]),
    ("com.seats", &[]),
    ("com.quorum", &[]),
    ("com.majority", &[]),
    ("com.tie", &[]),
    ("com.ballot", &["com.ballot_reasons"]),
    ("prm.validity_max", &[]),
    ("prm.bilateral_counts", &[]),
    ("pub.k", &[]),
    ("dat.retention", &["dat.subject_request", "dat.restrict_after", "dat.retention_trafficking"]),
    ("tip.reflection", &[]),
    ("tip.screening_due", &[]),
    ("tip.identification_due", &[]),
    ("tip.shelter_stay", &["tip.shelter_extension", "tip.shelter_extensions_max"]),
    ("tip.followup", &[]),
    ("", &["avr.riat_lead.post_arrival", "avr.riat_lead.other"]),
    ("avr.plan_due", &[]),
    ("avr.post_arrival", &[]),
    ("avr.post_return", &[]),
    ("avr.rss_rounds", &[]),
    ("", &["avr.rss_bands.mid", "avr.rss_bands.high"]),
    ("", &["cp.assess.high", "cp.assess.med", "cp.assess.low"]),
    ("cp.plan_due", &[]),
    ("", &["cp.review.high", "cp.review.med", "cp.review.low"]),
    ("amn.entry_cutoff", &[]),
    ("amn.in_force", &[]),
    ("amn.last_application", &[]),
    ("amn.naturalise_after", &[]),
    ("cit.ordinary_residence", &[]),
    ("rec.post_contract_exit", &[]),
    ("env.offer_answer", &["env.review_after_move"]),
    ("grp.manifest_freeze", &[]),
];

/// The values of programmes.md 0.2, as written there.
const VALUES: [(&str, &str); 61] = [
    ("ref.apply_window", "1 month"),
    ("ref.border_notify", "72 hours"),
    ("ref.prelim_review", "5 working days"),
    ("ref.temp_cert_validity", "3 months"),
    ("ref.temp_cert_warning", "14 days"),
    ("ref.exam_total", "3 months"),
    ("ref.exam_extension", "3 months"),
    ("ref.exam_extensions_max", "1"),
    ("ref.commission_decide", "10 working days"),
    ("ref.appeal", "1 month"),
    ("ref.appeal_grace", "42 days"),
    ("ref.noshow_close", "42 days"),
    ("ref.status_term_max", "36 months"),
    ("ref.renewal_term", "12 months"),
    ("ref.renewal_open", "60 days"),
    ("ref.renewal_late", "30 days"),
    ("ref.own_cert_age", "18"),
    ("com.seats", "6"),
    ("com.quorum", "more_than_half"),
    ("com.majority", "more_yes_than_no"),
    ("com.tie", "chair_decides"),
    ("com.ballot", "yes/no/abstain/recused"),
    ("com.ballot_reasons", "true"),
    ("prm.validity_max", "12 months"),
    ("prm.bilateral_counts", "false"),
    ("pub.k", "11"),
    ("dat.subject_request", "1 month"),
    ("dat.restrict_after", "1 year"),
    ("dat.retention", "10 years"),
    ("dat.retention_trafficking", "5 years"),
    ("tip.reflection", "30 days"),
    ("tip.screening_due", "3 working days"),
    ("tip.identification_due", "30 days"),
    ("tip.shelter_stay", "30 days"),
    ("tip.shelter_extension", "30 days"),
    ("tip.shelter_extensions_max", "5"),
    ("tip.followup", "1 month, 3 months, 6 months, 12 months"),
    ("avr.riat_lead.post_arrival", "28 days"),
    ("avr.riat_lead.other", "14 days"),
    ("avr.plan_due", "1 month"),
    ("avr.post_arrival", "3 days"),
    ("avr.post_return", "12 months"),
    ("avr.rss_rounds", "0 days, 6 months, 12 months"),
    ("avr.rss_bands.mid", "0.34"),
    ("avr.rss_bands.high", "0.67"),
    ("cp.assess.high", "24 hours"),
    ("cp.assess.med", "3 days"),
    ("cp.assess.low", "7 days"),
    ("cp.plan_due", "14 days"),
    ("cp.review.high", "7 days"),
    ("cp.review.med", "14 days"),
    ("cp.review.low", "30 days"),
    ("amn.entry_cutoff", "2016-12-31"),
    ("amn.in_force", "2020-01-07"),
    ("amn.last_application", "2022-12-31"),
    ("amn.naturalise_after", "3 years"),
    ("cit.ordinary_residence", "5 years"),
    ("rec.post_contract_exit", "15 days"),
    ("env.offer_answer", "30 days"),
    ("env.review_after_move", "3 months, 12 months"),
    ("grp.manifest_freeze", "24 hours"),
];

static SHIPPED: LazyLock<Parameters> = LazyLock::new(|| shipped::parameters().unwrap());

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2024-06-01")
}

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

#[test]
fn every_key_of_the_table_is_there() {
    let shipped = &*SHIPPED;
    for (key, parts) in TABLE {
        let keys = [key].into_iter().filter(|key| !key.is_empty()).chain(parts.iter().copied());
        for key in keys {
            assert!(shipped.contains(key), "{key}");
            assert!(VALUES.iter().any(|(known, _)| *known == key), "{key} has a known value");
        }
    }
}

#[test]
fn every_value_is_that_of_the_table_with_its_source_spelled_out() {
    let shipped = &*SHIPPED;
    for (key, value) in VALUES {
        let dated = shipped.dated(key, today()).unwrap();
        assert_eq!(dated.value.to_string(), value, "{key}");
        assert!(shipped.spelled_out(&dated.source).all(|source| source.len() > 10), "{key}: {}", dated.source);
    }
}

#[test]
fn every_deadline_says_what_it_is_for_and_from_when_it_runs() {
    for (key, parameter) in SHIPPED.iter() {
        let deadline = matches!(parameter.value_type, ValueType::Period | ValueType::PeriodList);
        assert_eq!(deadline, parameter.kind.is_some() && parameter.value_type != ValueType::Date, "{key}");
        assert!(!deadline || parameter.runs_from.is_some(), "{key}");
    }
}

#[test]
fn a_value_holds_from_its_day() {
    let shipped = &*SHIPPED;
    assert_eq!(shipped.number("ref.own_cert_age", day("2013-12-31")), Ok(16));
    assert_eq!(shipped.number("ref.own_cert_age", day("2014-01-01")), Ok(18));
    let early = shipped.number("ref.own_cert_age", day("1999-12-31"));
    assert!(matches!(early, Err(ParameterError::NotInForce { .. })));
}

#[test]
fn a_question_of_another_type_is_refused() {
    let shipped = &*SHIPPED;
    assert!(shipped.period("ref.appeal", today()).is_ok() && shipped.boolean("com.ballot_reasons", today()).is_ok());
    assert_eq!(shipped.date("amn.in_force", today()), Ok(day("2020-01-07")));
    assert_eq!(shipped.periods("tip.followup", today()).unwrap().len(), 4);
    assert_eq!(shipped.decimal("avr.rss_bands.mid", today()), Ok(0.34));
    assert_eq!(shipped.text("com.tie", today()), Ok("chair_decides"));
    let error = shipped.number("ref.appeal", today()).unwrap_err();
    assert_eq!(error.to_string(), "`ref.appeal` is a whole number; 1 month is not");
}

#[test]
fn an_organisation_lays_its_dated_value_over_the_shipped_one() {
    let shipped = &*SHIPPED;
    let mut given = Override::always("ref.apply_window", text("2 months"));
    given.valid_from = Some(day("2024-03-01"));
    let laid = shipped.overlay(&[given]).unwrap();
    let on = |date| laid.period("ref.apply_window", day(date)).unwrap().to_string();
    assert_eq!((on("2024-02-29").as_str(), on("2024-03-01").as_str()), ("1 month", "2 months"));
    let again = laid.overlay(&[Override::always("ref.apply_window", text("3 months"))]).unwrap();
    assert_eq!(again.period("ref.apply_window", day("2024-02-29")).unwrap().to_string(), "3 months");
    assert_eq!(again.period("ref.apply_window", day("2024-03-01")).unwrap().to_string(), "2 months");
}

#[test]
fn what_the_law_fixes_is_not_overridden() {
    let shipped = &*SHIPPED;
    let refusal = |key: &str, value| shipped.overlay(&[Override::always(key, value)]).unwrap_err().to_string();
    assert!(refusal("ref.status_term_max", text("24 months")).contains("fixed"));
    let refused = refusal("ref.renewal_term", text("37 months"));
    assert_eq!(refused, "`ref.renewal_term` may be at most 36 months; 37 months is more");
    assert!(refusal("ref.renewal_term", text("1096 days")).contains("at most"));
    assert!(shipped.overlay(&[Override::always("ref.renewal_term", text("3 years"))]).is_ok());
    assert!(refusal("pub.k", Written::Whole(2)).contains("no less than 3"));
}

#[test]
fn a_refused_override_says_why() {
    let shipped = &*SHIPPED;
    let refusal = |key: &str, value| shipped.overlay(&[Override::always(key, value)]).unwrap_err().to_string();
    let unknown = refusal("ref.apeal", text("1 month"));
    assert_eq!(unknown, "there is no parameter `ref.apeal`; did you mean `ref.appeal`?");
    assert_eq!(refusal("zzzzzzz", text("1 month")), "there is no parameter `zzzzzzz`");
    assert!(refusal("ref.appeal", Written::Whole(30)).contains("a period such as `1 month`; 30 is not"));
    assert!(refusal("ref.appeal", text("30")).contains("`30` is not"));
    assert!(refusal("ref.border_notify", text("3 days")).contains("kind hours"));
    assert!(refusal("ref.appeal", text("72 hours")).contains("kind act"));
    assert!(refusal("com.tie", text("coin")).contains("chair_decides, negative, adjourned; coin is not"));
}

#[test]
fn a_parameter_file_is_refused_with_its_line() {
    let head = "[sources]\nA = \"assumption\"\n[parameters.\"x.y\"]\n\
                title = { en = \"a\", tg = \"b\", ru = \"c\", fa = \"d\" }\ntype = \"period\"\nkind = \"act\"\n";
    let refusal = |values: &str| parse(&format!("{head}{values}\n")).unwrap_err().to_string();
    let good = "values = [{ value = \"1 day\", valid_from = \"2024-01-01\", source = \"A\" }]";
    assert!(parse(&format!("{head}{good}")).is_ok());
    assert_eq!(refusal("values = []"), "line 3: `x.y` has no value");
    let refused = refusal(&good.replace("\"A\"", "\"B\""));
    assert_eq!(refused, "line 7: `x.y`: the source `B` is not spelled out under [sources]");
    assert!(refusal(&good.replace("1 day", "1 fortnight")).starts_with("line 7: `x.y` is a period"));
    assert!(refusal(&good.replace("1 day", "1 hour")).starts_with("line 7: `x.y` is a deadline of kind act"));
    assert!(refusal(&good.replace("2024-01-01", "2024-13-01")).starts_with("line 7: "));
    assert!(refusal(&format!("colour = 1\n{good}")).starts_with("line 7: unknown field `colour`"));
    assert!(refusal(&format!("maximum = 3\n{good}")).starts_with("line 3: a limit of `x.y`"));
    let unsorted = "values = [\n{ value = \"1 day\", valid_from = 2024-01-01, source = \"A\" },\n\
                    { value = \"2 days\", valid_from = 2023-01-01, source = \"A\" }]";
    assert_eq!(refusal(unsorted), "line 9: `x.y`: values are listed by date, the oldest first");
}

#[test]
fn an_override_is_read_from_json_and_toml() {
    let json = r#"{"key":"ref.appeal","value":"2 months","valid_from":"2024-01-01","source":"order 5"}"#;
    let from_json: Override = serde_json::from_str(json).unwrap();
    let toml = "key = \"ref.appeal\"\nvalue = \"2 months\"\nvalid_from = 2024-01-01\nsource = \"order 5\"";
    assert_eq!(toml::from_str::<Override>(toml).unwrap(), from_json);
    let null: Override = serde_json::from_str(r#"{"key":"pub.k","value":12,"valid_from":null}"#).unwrap();
    assert_eq!(null, Override::always("pub.k", Written::Whole(12)));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(?s).{0,80}", number: i64, fraction: f64) {
        let _ = parse(&text);
        let shipped = &*SHIPPED;
        for key in ["ref.appeal", "pub.k", "avr.rss_bands.mid", "amn.in_force", "com.tie", text.as_str()] {
            for value in [Written::Text(text.clone()), Written::Whole(number), Written::Fraction(fraction)] {
                let _ = shipped.overlay(&[Override::always(key, value)]);
            }
        }
    }
}
