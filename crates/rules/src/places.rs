//! The gazetteer: places by id, and by any name they have or had, in any of the three scripts (programmes.md 3.2).
//! A renamed place keeps its id. A lookup answers with every place of that name; it never chooses among them.

use crate::labels::{DataFile, DataFileError, Lang};
use chrono::{Days, Months, NaiveDate};
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::HashMap;
use toml::Spanned;

mod fold;

pub use fold::fold;

/// A place's names today. Places abroad may lack Tajik and Dari, and are then shown in Russian and English.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceName {
    /// Latin.
    pub en: String,
    /// Tajik.
    pub tg: Option<String>,
    /// Russian.
    pub ru: String,
    /// Dari.
    pub fa: Option<String>,
}

impl PlaceName {
    /// The name in a language, or in the nearest one that has a name.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ru => &self.ru,
            Lang::Tg => self.tg.as_deref().unwrap_or(&self.ru),
            Lang::Fa => self.fa.as_deref().unwrap_or(&self.en),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        [Some(&self.en), self.tg.as_ref(), Some(&self.ru), self.fa.as_ref()].into_iter().flatten().map(String::as_str)
    }
}

/// A script by its ISO 15924 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Script {
    /// Cyrillic.
    Cyrl,
    /// Latin.
    Latn,
    /// Arabic.
    Arab,
}

/// A day known to the day, the month or the year: `2018-01-22`, `2018-01`, `2018`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LooseDate {
    first: NaiveDate,
    last: NaiveDate,
}

impl LooseDate {
    /// The first day that it may mean.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day that it may mean.
    pub fn last_day(self) -> NaiveDate {
        self.last
    }
}

impl TryFrom<String> for LooseDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let refused = || format!("`{text}` is not a day, month or year such as 2018-01-22, 2018-01 or 2018");
        let (padded, months) = match text.len() {
            4 => (format!("{text}-01-01"), 12),
            7 => (format!("{text}-01"), 1),
            _ => (text.clone(), 0),
        };
        let first = NaiveDate::parse_from_str(&padded, "%Y-%m-%d").map_err(|_parse| refused())?;
        let last = if months == 0 {
            first
        } else {
            first.checked_add_months(Months::new(months)).and_then(|next| next.checked_sub_days(Days::new(1))).ok_or_else(refused)?
        };
        Ok(Self { first, last })
    }
}

/// Another name of a place: a spelling, or a former name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// As written.
    pub text: String,
    /// Its script.
    pub script: Script,
    /// When it became official, where known.
    pub from: Option<LooseDate>,
    /// When it ceased to be official; absent for a mere spelling.
    pub until: Option<LooseDate>,
    /// Where it comes from.
    pub source: String,
}

impl Alias {
    /// Whether it may have been in use on a day; precision counts in its favour.
    pub fn in_use_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from.first_day() <= day) && self.until.is_none_or(|until| day <= until.last_day())
    }
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A state.
    Country,
    /// A region (viloyat).
    Region,
    /// The autonomous region.
    AutonomousRegion,
    /// The districts that the republic administers itself.
    Districts,
    /// The capital, which stands beside the regions.
    Capital,
    /// A district (nohiya).
    District,
    /// A city of the district level.
    City,
    /// A first-level unit of another country.
    Province,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// ISO 3166-1 or 3166-2 code, or one with four letters of ours behind it. Never changes.
    pub id: String,
    /// 0 country, 1 region, 2 district or city, 3 jamoat, 4 village.
    pub level: u8,
    /// What it is.
    pub kind: PlaceKind,
    /// The place of the level above.
    pub parent: Option<String>,
    /// Its names today.
    pub name: PlaceName,
    /// Its other and former names.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Latitude and longitude in degrees, roughly, where known.
    pub centre: Option<[f64; 2]>,
}

/// One place that bears the name looked up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match<'a> {
    /// The place.
    pub place: &'a Place,
    /// The alias that matched; none when it is the name of today.
    pub alias: Option<&'a Alias>,
}

/// All places of the files read.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    places: IndexMap<String, Place>,
    by_name: HashMap<String, Vec<(String, Option<usize>)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesFile {
    places: Vec<Spanned<Place>>,
}

impl Gazetteer {
    /// Reads every `(file name, text)`; parents stand before their children, in the same file or an earlier one.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, DataFileError> {
        let mut gazetteer = Self { places: IndexMap::new(), by_name: HashMap::new() };
        for (name, text) in files {
            let file = DataFile::new(name, text);
            let read: PlacesFile = file.read()?;
            for place in read.places {
                let span = place.span();
                gazetteer.add(place.into_inner()).map_err(|message| file.error(span, message))?;
            }
        }
        Ok(gazetteer)
    }

    fn add(&mut self, place: Place) -> Result<(), String> {
        if self.places.contains_key(&place.id) {
            return Err(format!("there are two places `{}`", place.id));
        }
        if let Some(blank) = place.name.all().find(|name| fold(name).is_empty()) {
            return Err(format!("`{}` has an empty name `{blank}`", place.id));
        }
        let above = place.parent.as_ref().map(|id| {
            let known = self.places.get(id);
            known.map(|parent| parent.level).ok_or_else(|| format!("there is no place `{id}` above `{}`", place.id))
        });
        match above.transpose()? {
            None if place.level != 0 => {
                return Err(format!("`{}` of level {} needs a parent", place.id, place.level));
            }
            Some(level) if level.checked_add(1) != Some(place.level) => {
                return Err(format!("`{}` of level {} lies in a place of level {level}", place.id, place.level));
            }
            _ => {}
        }
        for name in place.name.all() {
            self.index(name, &place.id, None);
        }
        for (at, alias) in place.aliases.iter().enumerate() {
            self.index(&alias.text, &place.id, Some(at));
        }
        self.places.insert(place.id.clone(), place);
        Ok(())
    }

    /// Remembers a folded name; the name of today comes first and hides an alias that folds to the same.
    fn index(&mut self, name: &str, id: &str, alias: Option<usize>) {
        let entries = self.by_name.entry(fold(name)).or_default();
        if !entries.iter().any(|(known, _)| known == id) {
            entries.push((id.to_owned(), alias));
        }
    }

    /// One place by its id.
    pub fn find(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }

    /// Every place.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    /// The places directly inside one.
    pub fn inside(&self, id: &str) -> impl Iterator<Item = &Place> {
        self.places.values().filter(move |place| place.parent.as_deref() == Some(id))
    }

    /// Every place that is or was called so, names of today first. Case, look-alike letters, points and words such as
    /// "district" do not count.
    pub fn lookup(&self, text: &str) -> Vec<Match<'_>> {
        let Some(entries) = self.by_name.get(&fold(text)) else {
            return Vec::new();
        };
        let mut found: Vec<Match<'_>> = entries
            .iter()
            .filter_map(|(id, alias)| {
                let place = self.places.get(id)?;
                Some(Match { place, alias: alias.and_then(|at| place.aliases.get(at)) })
            })
            .collect();
        found.sort_by_key(|one| one.alias.is_some());
        found
    }

    /// Every place a name of which begins so, those called exactly so first; for somebody who is still typing.
    pub fn beginning(&self, text: &str) -> Vec<Match<'_>> {
        let begun = fold(text);
        let mut found = self.lookup(text);
        if begun.is_empty() {
            return found;
        }
        let longer = self.by_name.iter().filter(|(name, _)| **name != begun && name.starts_with(&begun));
        let mut longer: Vec<&String> = longer.map(|(name, _)| name).collect();
        longer.sort();
        for one in longer.into_iter().flat_map(|name| self.lookup(name)) {
            if !found.iter().any(|known| known.place.id == one.place.id) {
                found.push(one);
            }
        }
        found
    }

    /// Those of [`Gazetteer::lookup`] that may have borne the name on a day, as written in a paper of that day.
    /// The names of today count on every day, because most files do not say since when they are official.
    pub fn lookup_on(&self, text: &str, day: NaiveDate) -> Vec<Match<'_>> {
        let mut found = self.lookup(text);
        found.retain(|one| one.alias.is_none_or(|alias| alias.in_use_on(day)));
        found
    }
}

#[cfg(test)]
#[path = "places_test.rs"]
mod places_test;
