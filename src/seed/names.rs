//! Names of people who do not exist, in the four ways in which they are written here: Tajik and Russian Cyrillic, Latin, Persian.
//! Each part stands once in all four scripts (`names/*.tsv`), so that the writings of one name always belong together.
use super::chance::Chance;

/// One part of a name, or a whole one, in four writings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writings {
    pub tg: String,
    pub ru: String,
    pub latin: String,
    pub fa: String,
}

/// A family's name. It is written differently for women where it ends in -ов.
#[derive(Debug, Clone)]
pub struct Family {
    name: Writings,
    /// The Latin given name that it is made of, lest somebody is called twice the same.
    of: String,
    with_gender: bool,
}

/// All parts, read once.
pub struct Names {
    men: Vec<Writings>,
    women: Vec<Writings>,
    families: Vec<Family>,
}

/// Given name and base of the family name that together would be somebody known to the public.
const KNOWN: &[(&str, &str)] = &[
    ("Qasim", "Sulaiman"),
    ("Rustam", "Qasim"),
    ("Jamshed", "Karim"),
    ("Dawlat", "Usman"),
    ("Laila", "Haidar"),
    ("Mahbuba", "Siraj"),
    ("Karim", "Khalil"),
    ("Mustafa", "Kamal"),
    ("Ahmad", "Masud"),
    ("Ahmad", "Zahir"),
    ("Mahmud", "Abbas"),
    ("Husain", "Amin"),
    ("Hakim", "Sharif"),
    ("Rahim", "Masud"),
];

/// Endings of a family name in the four writings.
const ENDINGS: &[([&str; 4], bool)] =
    &[(["ӣ", "и", "i", "ی"], false), (["зода", "зода", "zoda", "زاده"], false), (["ов", "ов", "ov", "وف"], true)];

fn read(text: &str) -> Vec<Writings> {
    let part = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Some(Writings { tg: cells.next()?, ru: cells.next()?, latin: cells.next()?, fa: cells.next()? })
    };
    text.lines().filter_map(part).collect()
}

impl Writings {
    fn with(&self, ending: &[&str; 4]) -> Self {
        let [tg, ru, latin, fa] = ending;
        Self {
            tg: format!("{}{tg}", self.tg),
            ru: format!("{}{ru}", self.ru),
            latin: format!("{}{latin}", self.latin),
            fa: format!("{}{fa}", self.fa),
        }
    }
}

impl Family {
    /// As somebody of this sex bears it.
    pub(super) fn of(&self, woman: bool) -> Writings {
        if self.with_gender && woman { self.name.with(&["а", "а", "a", "ا"]) } else { self.name.clone() }
    }
}

impl Names {
    pub(super) fn read() -> Self {
        let men = read(include_str!("names/given_male.tsv"));
        let women = read(include_str!("names/given_female.tsv"));
        let mut families: Vec<Family> = Vec::new();
        // Endings are put behind consonants only; the names that end in a vowel make no family name here.
        for base in men.iter().filter(|name| !name.tg.ends_with(['о', 'а', 'и', 'ӣ', 'ҳ'])) {
            for (ending, with_gender) in ENDINGS {
                families.push(Family { name: base.with(ending), of: base.latin.clone(), with_gender: *with_gender });
            }
        }
        for place in read(include_str!("names/nisba.tsv")) {
            families.push(Family { of: place.latin.clone(), name: place, with_gender: false });
        }
        Self { men, women, families }
    }

    /// A given name that goes with the family's.
    pub(super) fn given(&self, chance: &mut Chance, woman: bool, family: &Family) -> Writings {
        let list = if woman { &self.women } else { &self.men };
        for _ in 0..50 {
            if let Some(name) = chance.pick(list).filter(|name| fits(name, family)) {
                return name.clone();
            }
        }
        list.iter().find(|name| fits(name, family)).cloned().unwrap_or_else(|| family.name.clone())
    }

    /// A family name. Afghan families mostly bear the plain one in -ӣ.
    pub(super) fn family(&self, chance: &mut Chance) -> Family {
        for _ in 0..50 {
            let Some(family) = chance.pick(&self.families) else { break };
            if !family.with_gender || chance.percent(20) {
                return family.clone();
            }
        }
        Family {
            name: Writings { tg: "Деҳқон".into(), ru: "Дехкан".into(), latin: "Dehqan".into(), fa: "دهقان".into() },
            of: "Dehqan".into(),
            with_gender: false,
        }
    }
}

fn fits(given: &Writings, family: &Family) -> bool {
    given.latin != family.of && !KNOWN.iter().any(|(known, of)| given.latin == *known && family.of == *of)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_enough_parts_and_each_is_written_in_its_own_script() {
        let names = Names::read();
        let distinct = |list: &[Writings]| list.iter().map(|name| name.latin.clone()).collect::<BTreeSet<_>>().len();
        assert!(distinct(&names.men) >= 80 && distinct(&names.women) >= 80 && names.families.len() >= 80);
        let families = names.families.iter().map(|family| family.of(true)).collect::<Vec<_>>();
        for name in names.men.iter().chain(&names.women).chain(&families) {
            assert!(name.latin.is_ascii(), "{name:?}");
            assert!(name.tg.chars().chain(name.ru.chars()).all(|letter| ('\u{400}'..'\u{530}').contains(&letter)), "{name:?}");
            assert!(name.fa.chars().all(|letter| ('\u{600}'..'\u{700}').contains(&letter) || letter == '\u{200c}'), "{name:?}");
        }
    }

    #[test]
    fn nobody_is_called_like_somebody_known() {
        let names = Names::read();
        let mut chance = Chance::new(7);
        for _ in 0..2_000 {
            let family = names.family(&mut chance);
            let given = names.given(&mut chance, false, &family);
            assert!(fits(&given, &family), "{given:?} {family:?}");
        }
    }
}
