//! The shipped gazetteer against programmes.md 3.2, the folding, and what a wrong file is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::{Gazetteer, PlaceKind, Script, fold};
use crate::labels::Lang;

const TAJIKISTAN: &str = include_str!("../../../config/places/tajikistan.toml");
const ABROAD: &str = include_str!("../../../config/places/abroad.toml");

fn gazetteer() -> Gazetteer {
    Gazetteer::parse([("tajikistan.toml", TAJIKISTAN), ("abroad.toml", ABROAD)]).unwrap()
}

fn ids(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
    gazetteer.lookup(text).into_iter().map(|found| found.place.id.clone()).collect()
}

#[test]
fn tajikistan_has_five_regions_and_sixty_eight_districts_and_cities() {
    let gazetteer = gazetteer();
    let counts: Vec<(String, usize)> =
        gazetteer.inside("TJ").map(|region| (region.id.clone(), gazetteer.inside(&region.id).count())).collect();
    let expected = [("TJ-SU", 18), ("TJ-KT", 25), ("TJ-GB", 8), ("TJ-RA", 13), ("TJ-DU", 4)];
    assert_eq!(counts, expected.map(|(id, count)| (id.to_owned(), count)));
    let cities = gazetteer.iter().filter(|place| place.kind == PlaceKind::City);
    assert_eq!(cities.count(), 8 + 4 + 1 + 4);
    assert_eq!(gazetteer.iter().filter(|place| place.id.starts_with("TJ") && place.level == 2).count(), 68);
}

#[test]
fn every_place_of_tajikistan_and_afghanistan_has_four_names_in_their_scripts() {
    let gazetteer = gazetteer();
    let here = |id: &str| id.starts_with("TJ") || id.starts_with("AF");
    for place in gazetteer.iter().filter(|place| here(&place.id)) {
        let (tg, fa) = (place.name.tg.as_deref().unwrap(), place.name.fa.as_deref().unwrap());
        assert!(place.name.en.is_ascii(), "{}", place.id);
        for name in [tg, &place.name.ru] {
            assert!(name.chars().all(|c| ('\u{400}'..='\u{4ff}').contains(&c) || " -".contains(c)), "{name}");
        }
        assert!(fa.chars().all(|c| ('\u{600}'..='\u{6ff}').contains(&c) || " \u{200c}".contains(c)), "{fa}");
        assert!(!fa.contains(['ي', 'ك', 'ى']), "{fa}");
    }
}

#[test]
fn abroad_is_complete_by_iso_3166_2() {
    let gazetteer = gazetteer();
    for (country, provinces) in [("AF", 34), ("RU", 83), ("KZ", 20), ("UZ", 14), ("KG", 9)] {
        assert_eq!(gazetteer.inside(country).count(), provinces, "{country}");
    }
    let primorye = gazetteer.find("RU-PRI").unwrap();
    assert_eq!(primorye.name.get(Lang::Tg), "Приморский край");
    assert_eq!(primorye.name.get(Lang::Fa), "Primorsky Krai");
}

#[test]
fn every_alias_is_written_in_its_script_and_sourced() {
    for place in gazetteer().iter() {
        for alias in &place.aliases {
            let letters = alias.text.chars().filter(|c| c.is_alphabetic());
            let right = |c: char| match alias.script {
                Script::Cyrl => ('\u{400}'..='\u{52f}').contains(&c),
                Script::Arab => ('\u{600}'..='\u{6ff}').contains(&c),
                Script::Latn => c.is_ascii(),
            };
            assert!(letters.clone().all(right), "{} {}", place.id, alias.text);
            assert!(!alias.source.is_empty() && letters.count() > 0, "{}", place.id);
        }
    }
}

#[test]
fn each_alias_of_the_specification_finds_its_place() {
    let gazetteer = gazetteer();
    let aliases = [
        ("Chujand", "TJ-SU-KHUJ"),
        ("Leninobod", "TJ-SU-KHUJ"),
        ("Leninobod", "TJ-SU"),
        ("Qurghonteppa", "TJ-KT-BOKH"),
        ("Bokhtar", "TJ-KT-KUSH"),
        ("Rudaky", "TJ-RA-RUDA"),
        ("Leninskiy", "TJ-RA-RUDA"),
        ("Uroteppa", "TJ-SU-ISTA"),
        ("Taboshar", "TJ-SU-ISTI"),
        ("Qayroqqum", "TJ-SU-GULI"),
        ("Chkalovsk", "TJ-SU-BUST"),
        ("Sarband", "TJ-KT-LEVA"),
        ("Kofarnihon", "TJ-RA-VAHD"),
        ("Gharm", "TJ-RA-RASH"),
        ("Jirgatol", "TJ-RA-LAKH"),
        ("Tavildara", "TJ-RA-SANG"),
        ("Qumsangir", "TJ-KT-JAYH"),
        ("Shuroobod", "TJ-KT-SHOH"),
        ("Moskovskiy", "TJ-KT-HAMA"),
        ("Rumi", "TJ-KT-BALK"),
        ("Kolkhozobod", "TJ-KT-BALK"),
        ("Ghonchi", "TJ-SU-DEVA"),
        ("Ghozimalik", "TJ-KT-KHUR"),
        ("Kabodien", "TJ-KT-QUBO"),
        ("Qabodiyon", "TJ-KT-QUBO"),
    ];
    for (alias, id) in aliases {
        assert!(ids(&gazetteer, alias).contains(&id.to_owned()), "{alias}: {:?}", ids(&gazetteer, alias));
    }
}

#[test]
fn one_name_may_mean_several_places() {
    let gazetteer = gazetteer();
    assert_eq!(ids(&gazetteer, "Bokhtar"), ["TJ-KT-BOKH", "TJ-KT-KUSH"]);
    assert_eq!(ids(&gazetteer, "бадахшон"), ["AF-BDS", "TJ-GB"], "the name of today before the alias");
    let found = gazetteer.lookup("Bokhtar");
    assert!(found[0].alias.is_none() && found[1].alias.is_some());
    assert!(gazetteer.lookup("Atlantis").is_empty());
    assert!(gazetteer.lookup("").is_empty());
}

#[test]
fn names_are_found_however_they_are_typed() {
    let gazetteer = gazetteer();
    for (typed, id) in [
        ("хуҷанд", "TJ-SU-KHUJ"),
        ("ХУДЖАНД", "TJ-SU-KHUJ"),
        ("г. Худжанд", "TJ-SU-KHUJ"),
        ("шаҳри Хуҷанд", "TJ-SU-KHUJ"),
        ("Кургантюбе", ""),
        ("Курган Тюбе", "TJ-KT-BOKH"),
        ("Муминобод", "TJ-KT-MUMI"),
        ("Кубодиен", "TJ-KT-QUBO"),
        ("Muminobod", "TJ-KT-MUMI"),
        ("Mu’minobod", "TJ-KT-MUMI"),
        ("ولسوالي شغنان", "TJ-GB-SHUG"),
        ("كابل", "AF-KAB"),
        ("Bāmyān", "AF-BAM"),
        ("فيض\u{200c}آباد", "TJ-RA-FAYZ"),
        ("Varzob district", "TJ-RA-VARZ"),
        ("Рудаки", "TJ-RA-RUDA"),
    ] {
        let found = ids(&gazetteer, typed);
        assert_eq!(found.first().map_or("", String::as_str), id, "{typed}: {}", fold(typed));
    }
}

#[test]
fn a_paper_of_a_day_names_what_was_called_so_then() {
    let gazetteer = gazetteer();
    let on = |text: &str, day: &str| -> Vec<String> {
        let found = gazetteer.lookup_on(text, day.parse().unwrap());
        found.into_iter().map(|one| one.place.id.clone()).collect()
    };
    assert_eq!(on("Leninobod", "1985-06-01"), ["TJ-SU", "TJ-SU-KHUJ"]);
    assert_eq!(on("Leninobod", "1995-06-01"), ["TJ-SU"]);
    assert_eq!(on("Leninobod", "2000-12-31"), ["TJ-SU"], "a year counts to its end");
    assert!(on("Leninobod", "2001-01-01").is_empty());
}

#[test]
fn somebody_who_is_still_typing_finds_the_exact_name_first() {
    let gazetteer = gazetteer();
    let ids = |text: &str| gazetteer.beginning(text).iter().map(|one| one.place.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids("Dushanbe").first().map(String::as_str), Some("TJ-DU"));
    assert!(ids("Dush").contains(&"TJ-DU".to_owned()) && ids("Душ").contains(&"TJ-DU".to_owned()));
    assert!(ids("").is_empty() && ids("Qwx").is_empty());
}

#[test]
fn a_wrong_file_is_told_where() {
    let country = "[[places]]\nid = \"XX\"\nlevel = 0\nkind = \"country\"\nname = { en = \"X\", ru = \"Х\" }\n";
    let child = |id: &str, parent: &str, level: u8| {
        format!(
            "{country}[[places]]\nid = \"{id}\"\nlevel = {level}\nkind = \"region\"\nparent = \"{parent}\"\nname = {{ en = \"Y\", ru = \"У\" }}\n"
        )
    };
    let cases = [
        (child("XX", "XX", 1), "two places `XX`"),
        (child("XX-Y", "ZZ", 1), "no place `ZZ`"),
        (child("XX-Y", "XX", 2), "lies in a place of level 0"),
        (child("XX-Y", "XX", 1).replace("kind = \"region\"", "kind = \"realm\""), "unknown variant `realm`"),
        (child("XX-Y", "XX", 1).replace("parent", "above"), "unknown field `above`"),
        (
            child("XX-Y", "XX", 1) + "aliases = [{ text = \"Z\", script = \"Latn\", until = \"2016-13\", source = \"A\" }]\n",
            "`2016-13` is not a day",
        ),
    ];
    for (text, words) in cases {
        let error = Gazetteer::parse([("places.toml", text.as_str())]).unwrap_err();
        assert!(error.message.contains(words), "{error}");
        assert!(error.line >= 6, "{error}");
    }
    assert!(Gazetteer::parse([("places.toml", child("XX-Y", "XX", 1).as_str())]).is_ok());
}
