//! Households and groups: who lived with whom, and when (programmes.md 3.1). Somebody may belong to several at once.
use chrono::{DateTime, NaiveDate, Utc};
use panoh_rules::codes::CodeLists;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::checking::Checking;
use crate::http::{Representation, nullable};
use crate::problem::{Code, Problem};

/// Somebody who joins.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoiningForm {
    pub person: Uuid,
    /// What they are in it: of the list `relationship-type`, seen from the head.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "spouse")]
    pub relationship: String,
    /// First day.
    pub joined_on: NaiveDate,
}

/// A household to be founded.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseholdForm {
    /// UUIDv7, where the client chooses it.
    pub id: Option<Uuid>,
    /// Of the list `household-type`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "family")]
    pub kind: String,
    /// One of the members.
    pub head: Option<Uuid>,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub members: Vec<JoiningForm>,
}

/// A merge patch (RFC 7396): what is absent stays, what is null is cleared.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HouseholdChange {
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub(super) head: Option<Option<Uuid>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    pub(super) note: Option<Option<String>>,
}

/// The day on which somebody left.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LeavingForm {
    /// First day on which they no longer belong to it.
    pub(super) left_on: NaiveDate,
}

/// A day to look at.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OnDay {
    pub(super) on: Option<NaiveDate>,
}

/// Members who part and live on together.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartingForm {
    /// People who belong to it that day.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub(super) people: Vec<Uuid>,
    /// First day on which they live apart.
    pub(super) on: NaiveDate,
    /// Of the list `household-type`; as the household is where nothing is said.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(super) kind: Option<String>,
    /// One of those who part.
    pub(super) head: Option<Uuid>,
}

/// Another household whose members move in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MovingInForm {
    pub(super) household: Uuid,
    /// First day on which they live together.
    pub(super) on: NaiveDate,
    /// What those who move in are in this household, where it is another thing than before; of the list `relationship-type`.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub(super) relationships: Vec<RelationshipInHousehold>,
}

/// What somebody is in a household.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationshipInHousehold {
    pub(super) person: Uuid,
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(super) relationship: String,
}

/// Somebody's time in a household.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    pub id: Uuid,
    pub person: Uuid,
    pub relationship: String,
    pub joined_on: NaiveDate,
    /// First day on which they no longer belong to it.
    pub left_on: Option<NaiveDate>,
}

/// Somebody's time in a household, with the household.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberOfHousehold {
    pub(super) household: Uuid,
    #[serde(flatten)]
    pub(super) member: MemberView,
}

impl Representation for MemberOfHousehold {
    fn location(&self) -> Option<String> {
        Some(format!("/households/{}/members", self.household))
    }
}

/// A household with its members on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdView {
    pub id: Uuid,
    pub kind: String,
    pub head: Option<Uuid>,
    pub note: Option<String>,
    /// The day whose members are shown.
    pub on: NaiveDate,
    pub members: Vec<MemberView>,
    pub office: Option<Uuid>,
    pub team: Option<Uuid>,
    pub created_by: Uuid,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Representation for HouseholdView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/households/{}", self.id))
    }
}

/// Names of the fields that reading a household discloses.
pub(super) const FIELDS: &[&str] = &["kind", "head", "note", "members"];

impl OnDay {
    /// # Errors
    /// `parameter_invalid`: a day that nobody can have meant.
    pub(super) fn check(&self, codes: &CodeLists, today: NaiveDate) -> Result<(), Problem> {
        let mut checking = Checking::new(codes, today);
        checking.day(self.on, "on");
        checking.finish().map_err(|faults| Problem { errors: faults.errors, ..Code::ParameterInvalid.into() })
    }
}

impl MemberView {
    /// Whether the person belongs to it on a day.
    pub(super) fn is_there_on(&self, day: NaiveDate) -> bool {
        self.joined_on <= day && self.left_on.is_none_or(|left| day < left)
    }

    /// Whether a stay that begins on a day and has not ended meets this one.
    pub(super) fn meets_stay_from(&self, day: NaiveDate) -> bool {
        self.left_on.is_none_or(|left| day < left)
    }
}

impl JoiningForm {
    pub(super) fn check(&self, checking: &mut Checking<'_>, base: &str) {
        checking.code("relationship-type", &self.relationship, format!("{base}/relationship"));
        checking.past_day(Some(self.joined_on), &format!("{base}/joined_on"));
    }
}

impl HouseholdForm {
    pub(super) fn check(&self, checking: &mut Checking<'_>) {
        checking.code("household-type", &self.kind, "/kind");
        checking.lines(self.note.as_deref(), "/note");
        for (index, member) in self.members.iter().enumerate() {
            member.check(checking, &format!("/members/{index}"));
            // Stays that are still open meet, whenever they began.
            if self.members.iter().take(index).any(|other| other.person == member.person) {
                checking.fault(format!("/members/{index}/person"), "duplicate");
            }
        }
        if self.head.is_some_and(|head| !self.members.iter().any(|member| member.person == head)) {
            checking.fault("/head", "not_a_member");
        }
    }
}
