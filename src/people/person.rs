//! What is kept of a person, how it is asked for and shown, and which rules it must keep (programmes.md 3.1, 0.1 C7).
use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use panoh_rules::birth::{Birth, Precision};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::checking::Checking;
use super::name::{NameForm, NameView};
use crate::http::{Representation, nullable};

/// Nobody is recorded as older, in completed years. Assumption: the oldest age on record anywhere is 122.
const OLDEST: u32 = 130;
const MOST_CODES: usize = 20;
const MOST_EXTERNAL_IDS: usize = 50;

/// A birth date and how much of it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BirthForm {
    /// Gregorian; the parts beyond `precision` mean nothing.
    pub date: NaiveDate,
    /// Of the list `birth-precision`.
    #[schema(value_type = String, example = "day")]
    pub precision: Precision,
}

/// Parts of a birth to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BirthChange {
    date: Option<NaiveDate>,
    #[schema(value_type = Option<String>)]
    precision: Option<Precision>,
}

/// A number that another system gave the person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "progres")]
    pub system: String,
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub value: String,
}

/// Somebody to be registered.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonForm {
    /// UUIDv7, where the client chooses it.
    pub id: Option<Uuid>,
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    pub names: Vec<NameForm>,
    /// ISO 5218: `0` not known, `1` male, `2` female, `9` not applicable.
    #[validate(length(min = 1, max = 1))]
    #[schema(min_length = 1, max_length = 1, example = "2")]
    pub sex: String,
    /// Of the list `gender`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub gender: Option<String>,
    pub birth: Option<BirthForm>,
    pub death_on: Option<NaiveDate>,
    /// ISO 3166-1 alpha-3, and `XXA`, `XXB`, `XXC`, `XXX` as on travel documents.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub citizenships: Vec<String>,
    /// ISO 639-3, of the list `language`.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub languages: Vec<String>,
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub external_ids: Vec<ExternalId>,
    /// The member has looked at those who may be the same, where the organisation wants that.
    #[serde(default)]
    pub looked_at_duplicates: bool,
}

/// A merge patch (RFC 7396): what is absent stays, what is null is cleared.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonChange {
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1)]
    sex: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    gender: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<BirthChange>)]
    birth: Option<Option<BirthChange>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<NaiveDate>)]
    death_on: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    citizenships: Option<Option<Vec<String>>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    languages: Option<Option<Vec<String>>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<ExternalId>>, max_items = 50)]
    external_ids: Option<Option<Vec<ExternalId>>>,
}

/// What is known of somebody beside their names; checked as a whole, whether it is new or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) sex: String,
    pub(super) gender: Option<String>,
    pub(super) birth: Option<BirthForm>,
    pub(super) death_on: Option<NaiveDate>,
    pub(super) citizenships: Vec<String>,
    pub(super) languages: Vec<String>,
    pub(super) external_ids: Vec<ExternalId>,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    pub id: Uuid,
    pub sex: String,
    pub gender: Option<String>,
    pub birth: Option<BirthForm>,
    /// The youngest that the person can be today, or could be at death: completed years.
    pub age_min: Option<u32>,
    /// The oldest.
    pub age_max: Option<u32>,
    pub death_on: Option<NaiveDate>,
    pub citizenships: Vec<String>,
    pub languages: Vec<String>,
    pub external_ids: Vec<ExternalId>,
    /// Names borne today, in the order in which they were added.
    pub names: Vec<NameView>,
    /// Names no longer borne, and those that were corrected.
    pub earlier_names: Vec<NameView>,
    pub office: Option<Uuid>,
    pub team: Option<Uuid>,
    /// The record that this one was merged into; then that one is the person's.
    pub merged_into: Option<Uuid>,
    /// At their own request, what is kept of them is not used further and leaves the organisation for nobody.
    pub restricted: bool,
    /// The membership that registered the person.
    pub created_by: Uuid,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Representation for PersonView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/people/{}", self.id))
    }
}

/// Names of the fields that reading a person discloses.
pub(super) const FIELDS: &[&str] = &["names", "sex", "gender", "birth", "death_on", "citizenships", "languages", "external_ids"];

impl PersonForm {
    pub(super) fn facts(&self) -> Facts {
        Facts {
            sex: self.sex.clone(),
            gender: self.gender.clone(),
            birth: self.birth,
            death_on: self.death_on,
            citizenships: self.citizenships.clone(),
            languages: self.languages.clone(),
            external_ids: trimmed(&self.external_ids),
        }
    }
}

fn trimmed(ids: &[ExternalId]) -> Vec<ExternalId> {
    ids.iter().map(|id| ExternalId { system: id.system.trim().to_owned(), value: id.value.trim().to_owned() }).collect()
}

impl PersonChange {
    /// The fields that it is about.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        let fields = [
            ("sex", self.sex.is_some()),
            ("gender", self.gender.is_some()),
            ("birth", self.birth.is_some()),
            ("death_on", self.death_on.is_some()),
            ("citizenships", self.citizenships.is_some()),
            ("languages", self.languages.is_some()),
            ("external_ids", self.external_ids.is_some()),
        ];
        fields.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
    }

    /// What the person is after the change; what cannot be cleared is a fault.
    pub(super) fn merged(self, before: &Facts, checking: &mut Checking<'_>) -> Facts {
        let mut after = before.clone();
        match self.sex {
            None => {}
            Some(Some(sex)) => after.sex = sex,
            Some(None) => checking.fault("/sex", "required"),
        }
        if let Some(gender) = self.gender {
            after.gender = gender;
        }
        match self.birth {
            None => {}
            Some(None) => after.birth = None,
            Some(Some(change)) => {
                let date = change.date.or(before.birth.map(|birth| birth.date));
                let precision = change.precision.or(before.birth.map(|birth| birth.precision));
                match (date, precision) {
                    (Some(date), Some(precision)) => after.birth = Some(BirthForm { date, precision }),
                    (None, _) => checking.fault("/birth/date", "required"),
                    (_, None) => checking.fault("/birth/precision", "required"),
                }
            }
        }
        if let Some(death_on) = self.death_on {
            after.death_on = death_on;
        }
        if let Some(citizenships) = self.citizenships {
            after.citizenships = citizenships.unwrap_or_default();
        }
        if let Some(languages) = self.languages {
            after.languages = languages.unwrap_or_default();
        }
        if let Some(ids) = self.external_ids {
            after.external_ids = trimmed(&ids.unwrap_or_default());
        }
        after
    }
}

impl Facts {
    pub(super) fn check(&self, checking: &mut Checking<'_>) {
        checking.code("sex", &self.sex, "/sex");
        if let Some(gender) = &self.gender {
            checking.code("gender", gender, "/gender");
        }
        checking.codes("country", &self.citizenships, MOST_CODES, "/citizenships");
        checking.codes("language", &self.languages, MOST_CODES, "/languages");
        self.check_external_ids(checking);
        self.check_days(checking);
    }

    fn check_external_ids(&self, checking: &mut Checking<'_>) {
        if self.external_ids.len() > MOST_EXTERNAL_IDS {
            checking.fault("/external_ids", "too_many");
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, id) in self.external_ids.iter().enumerate() {
            for (part, text, longest) in [("system", &id.system, 60), ("value", &id.value, 120)] {
                checking.text(Some(text), format!("/external_ids/{index}/{part}"));
                if text.chars().count() > longest {
                    checking.limits(format!("/external_ids/{index}/{part}"), "length", 1, longest);
                }
            }
            if !seen.insert(id) {
                checking.fault(format!("/external_ids/{index}"), "duplicate");
            }
        }
    }

    fn check_days(&self, checking: &mut Checking<'_>) {
        let today = checking.today;
        let death_meant = checking.past_day(self.death_on, "/death_on");
        let Some(birth) = self.birth else { return };
        // The stated month or year must have begun; an estimate reaches back before it.
        let stated = match birth.precision {
            Precision::Day => birth.date,
            Precision::Month => birth.date.with_day(1).unwrap_or(birth.date),
            Precision::Year | Precision::Estimated => NaiveDate::from_ymd_opt(birth.date.year(), 1, 1).unwrap_or(birth.date),
        };
        if !checking.day(Some(birth.date), "/birth/date") {
            return;
        }
        if stated > today {
            checking.fault("/birth/date", "in_future");
            return;
        }
        let rule = birth.rule();
        if !death_meant {
            return;
        }
        checking.order(Some(rule.earliest()), self.death_on, "/death_on");
        if rule.age_min(self.death_on.unwrap_or(today)) > OLDEST {
            checking.limits("/birth/date", "range", 0, OLDEST);
        }
    }

    /// Before and after of what differs, for the ledger: names of fields with their values.
    pub(super) fn difference(before: Option<&Self>, after: &Self) -> Map<String, Value> {
        let old = before.map(Self::values).unwrap_or_default();
        let mut change = Map::new();
        for (field, value) in after.values() {
            match (old.get(&field), value) {
                (Some(old), value) if *old != value => {
                    change.insert(field, json!({ "before": old, "after": value }));
                }
                (None, value) if !value.is_null() && value != json!([]) => {
                    change.insert(field, json!({ "after": value }));
                }
                _ => {}
            }
        }
        change
    }

    /// As they are written.
    pub(super) fn values(&self) -> Map<String, Value> {
        let values = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(values) = values { values } else { Map::new() }
    }
}

impl BirthForm {
    /// As the rules read it.
    pub(super) fn rule(self) -> Birth {
        Birth { date: self.date, precision: self.precision }
    }
}
