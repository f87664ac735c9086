//! What holds for every text, a name or not.
use std::time::{Duration, Instant};

use panoh_rules::names::{Name, Reading, keys, score};
use proptest::prelude::*;

/// Texts of letters that names are made of, and of everything else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(
            prop_oneof![
                proptest::char::range('а', 'я'),
                proptest::sample::select("ғӣқӯҳҷёъь".chars().collect::<Vec<_>>()),
                proptest::char::range('a', 'z'),
                proptest::sample::select("āīūēöüşčžġḥṭʿ'’".chars().collect::<Vec<_>>()),
                proptest::char::range('ا', 'ي'),
                proptest::sample::select("پچژگکیةآئؤأ\u{200c}\u{64e}\u{640}".chars().collect::<Vec<_>>()),
                proptest::sample::select(" -.،".chars().collect::<Vec<_>>()),
            ],
            0..40,
        )
        .prop_map(String::from_iter),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_score_is_the_same_both_ways_and_every_time(a in text(), b in text()) {
        let (one, other) = (Name::whole(&a), Name::whole(&b));
        let result = score(&one, &other);
        prop_assert!((0.0..=1.0).contains(&result.score));
        prop_assert_eq!(&result, &score(&other, &one));
        prop_assert_eq!(&result, &score(&one, &other));
    }

    #[test]
    fn a_name_is_itself(a in text()) {
        prop_assert!((score(&Name::whole(&a), &Name::whole(&a)).score - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn folding_twice_changes_nothing(a in text()) {
        let once = Reading::of(&Name::whole(&a)).folded().to_owned();
        let twice = Reading::of(&Name::whole(&once)).folded().to_owned();
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn parts_and_typing_never_fail(a in text(), b in text(), c in text()) {
        let name = Name { as_written: &a, given: Some(&b), family: Some(&c), patronymic: Some(&a), father: Some(&b) };
        let reading = Reading::of(&name);
        let typed = Reading::of(&Name::whole(&c));
        prop_assert!((0.0..=1.0).contains(&reading.compare_typed(&typed).score));
        prop_assert!((0.0..=1.0).contains(&reading.compare(&reading).score));
        prop_assert!(keys::of(&reading).len() <= keys::MOST);
    }
}

#[test]
fn a_huge_text_takes_no_longer_than_a_long_name() {
    let huge = ["ʿAbd al-Raḥmān ", "Муҳаммадраҳим-", "عبدالرحمن‌زاده ", "ш", "'", "\u{301}"].map(|part| part.repeat(200_000));
    let began = Instant::now();
    for a in &huge {
        for b in &huge {
            let _ = score(&Name::whole(a), &Name::whole(b));
        }
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
