//! Role templates: what each role may do with what, and how far it reaches (programmes.md 4.1 and 4.2).
//! Read once from `config/roles.toml`; a file that names an unknown role, resource, slice or programme does not load.

use crate::labels::{DataFile, DataFileError, Labels};
use crate::programme::Class;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use toml::Spanned;

mod check;
mod file;

use file::{RoleEntry, RolesFile};

/// What a member does with a resource (programmes.md 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// C: make a new one.
    Create,
    /// R: see it.
    Read,
    /// U: change it.
    Update,
    /// T: move it to another state.
    Transition,
    /// A: approve what another prepared.
    Approve,
    /// X: take it out of the system.
    Export,
    /// S: share it with, or refer it to, another organisation.
    Share,
    /// M: keep it as an administrator: create, change, end.
    Manage,
    /// Cast a ballot.
    Vote,
    /// Put a change before the administrator.
    Propose,
    /// Check a number or a chain without seeing what is behind it.
    Verify,
}

impl Action {
    /// Whether the act leaves no record changed.
    pub fn only_looks(self) -> bool {
        matches!(self, Action::Read | Action::Verify)
    }
}

/// How far a grant reaches inside one organisation. The widest is last; only `Own` to `Organisation` are nested,
/// see [`Reach::covers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// p: metadata of the platform, never a row of an organisation.
    Platform,
    /// a: counts, never a row.
    Aggregate,
    /// d: the docket of a sitting one sits in.
    Docket,
    /// b: the people and beds of one's own house.
    BedHouse,
    /// o: what one owns or was given.
    Own,
    /// t: the team's; the office's for a member without a team.
    Team,
    /// The office's.
    Office,
    /// g: the whole organisation's.
    Organisation,
}

impl Reach {
    /// Whether everything in `narrower` lies inside this reach.
    pub fn covers(self, narrower: Reach) -> bool {
        let nested = |reach| matches!(reach, Reach::Own | Reach::Team | Reach::Office);
        match self {
            Reach::Organisation => narrower != Reach::Platform,
            Reach::Office | Reach::Team => nested(narrower) && narrower <= self,
            Reach::Own | Reach::BedHouse | Reach::Docket | Reach::Aggregate | Reach::Platform => narrower == self,
        }
    }
}

/// What must also hold before a grant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// An agreement with the organisation allows it.
    Agreement,
    /// It was asked for, and the request is on record.
    Request,
    /// On the day it is needed only.
    OnTheDay,
    /// Outside the organisation only with small cells withheld (pub.k).
    SmallCellsWithheld,
}

/// Whether an account belongs to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Account {
    /// Somebody signs in.
    #[default]
    Person,
    /// A partner's system or the clock.
    Service,
}

/// Something that grants are about. `case` never means a case of a K4 programme: that is `trafficking_case`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its sensitivity as a whole; a single field may be more sensitive.
    pub class: Class,
    /// Words for people.
    pub title: Labels,
}

/// One right of a role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The resource's name.
    pub resource: String,
    /// What may be done.
    pub actions: Vec<Action>,
    /// How far.
    pub reach: Reach,
    /// Only in these programmes; in every programme of the membership, when absent.
    pub programmes: Option<Vec<String>>,
    /// Whether the case's access list must name the member too (K4).
    #[serde(default)]
    pub needs_list: bool,
    /// The part of the resource that is meant, when not all of it.
    pub slice: Option<String>,
    /// What must also hold.
    pub condition: Option<Condition>,
    /// Nothing about subjects of a higher class.
    pub max_class: Option<Class>,
    /// Whether another member must act too.
    #[serde(default)]
    pub second_person: bool,
    /// From this class on another member must act too.
    pub second_person_from: Option<Class>,
    /// Never on the member's own rights.
    #[serde(default)]
    pub not_self: bool,
    /// Why the service grants it although programmes.md 4.1 is silent; absent for a cell of 4.1.
    pub why: Option<String>,
}

/// One role, with every grant it holds: its own, those of the role it is like, and the shared ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Words for people.
    pub title: Labels,
    /// Its code in programmes.md 2, such as `RO`.
    pub seed_code: String,
    /// Who stands behind it.
    pub account: Account,
    /// Training that a membership must show.
    pub training: Vec<String>,
    /// All grants.
    pub grants: Vec<Grant>,
}

impl Role {
    /// The grants that allow an action on a resource.
    pub fn allowing(&self, resource: &str, action: Action) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.resource == resource && grant.actions.contains(&action))
    }
}

/// How far apart two roles must be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// Not both in one organisation.
    Organisation,
    /// Not both by one user at all.
    Platform,
}

/// Roles that one user may not join (programmes.md 4.2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// These …
    pub roles: Vec<String>,
    /// … and these.
    pub against: Vec<String>,
    /// Where the two may not meet.
    pub within: Within,
    /// For people.
    pub why: String,
    /// Where the rule stands.
    pub source: String,
}

/// One act on one resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The resource's name.
    pub resource: String,
    /// What is done.
    pub action: Action,
}

/// Who did the first on a record may not do the second on the same record (programmes.md 4.2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Separation {
    /// The rule's name in refusals.
    pub name: String,
    /// The act that bars.
    pub who: Act,
    /// The act that is barred.
    pub may_not: Act,
    /// For people.
    pub why: String,
    /// Where the rule stands.
    pub source: String,
}

/// Units whose members may hold no grant in some programmes: the police firewall (programmes.md 3.4 rule 4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarredUnits {
    /// Codes of the list `unit-kind`.
    pub unit_kinds: Vec<String>,
    /// Programmes closed to them.
    pub programmes: Vec<String>,
    /// Roles they may hold all the same.
    pub except_roles: Vec<String>,
    /// For people.
    pub why: String,
    /// Where the rule stands.
    pub source: String,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTemplates {
    /// Programme ids by their section of programmes.md.
    pub programmes: IndexMap<String, Vec<String>>,
    /// Everything grants are about, by name.
    pub resources: IndexMap<String, Resource>,
    /// Every role, by key.
    pub roles: IndexMap<String, Role>,
    /// Which roles exclude each other.
    pub conflicts: Vec<Conflict>,
    /// Which acts exclude each other on one record.
    pub separations: Vec<Separation>,
    /// Which units are kept out.
    pub barred_units: Vec<BarredUnits>,
}

impl RoleTemplates {
    /// Whether one of these roles is that of a machine: a partner's system or the clock.
    pub fn any_service(&self, held: &[String]) -> bool {
        held.iter().any(|key| self.roles.get(key).is_some_and(|role| role.account == Account::Service))
    }

    /// Reads the templates; `file` is only named in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self, DataFileError> {
        let file = DataFile::new(file, text);
        let read: RolesFile = file.read()?;
        check::check(&file, &read)?;
        let roles = read.roles.iter().map(|(key, entry)| (key.clone(), whole(&read, key, entry.get_ref()))).collect();
        let resources = read.resources.into_iter().map(|(name, resource)| (name, resource.into_inner())).collect();
        Ok(Self {
            programmes: read.programmes,
            resources,
            roles,
            conflicts: read.conflicts.into_iter().map(Spanned::into_inner).collect(),
            separations: read.separations.into_iter().map(Spanned::into_inner).collect(),
            barred_units: read.barred_units.into_iter().map(Spanned::into_inner).collect(),
        })
    }

    /// The first rule that forbids one user to hold both roles.
    pub fn conflict(&self, one: &str, other: &str) -> Option<&Conflict> {
        let names = |list: &[String], role: &str| list.iter().any(|name| name == role);
        self.conflicts.iter().find(|conflict| {
            (names(&conflict.roles, one) && names(&conflict.against, other))
                || (names(&conflict.roles, other) && names(&conflict.against, one))
        })
    }

    /// The rule that keeps a member of such a unit out of a programme, if any.
    pub fn barred(&self, unit_kind: &str, role: &str, programme: &str) -> Option<&BarredUnits> {
        self.barred_units.iter().find(|rule| {
            rule.unit_kinds.iter().any(|kind| kind == unit_kind)
                && rule.programmes.iter().any(|id| id == programme)
                && !rule.except_roles.iter().any(|name| name == role)
        })
    }
}

/// A role with all its grants: its own, the likeness's within its programmes, then the shared ones.
fn whole(file: &RolesFile, key: &str, entry: &RoleEntry) -> Role {
    let mut grants: Vec<Grant> = entry.grants.iter().map(|grant| grant.get_ref().clone()).collect();
    let model = entry.like.as_ref().and_then(|like| file.roles.get(like.get_ref()));
    if let Some(model) = model {
        grants.extend(model.get_ref().grants.iter().map(|grant| grant.get_ref().clone()));
    }
    if let Some(within) = &entry.programmes {
        for grant in &mut grants {
            let within = within.get_ref();
            grant.programmes = Some(match grant.programmes.take() {
                Some(listed) => listed.into_iter().filter(|id| within.contains(id)).collect(),
                None => within.clone(),
            });
        }
    }
    for shared in &file.shared {
        if !shared.except.get_ref().iter().any(|name| name == key) {
            grants.extend(shared.grants.iter().map(|grant| grant.get_ref().clone()));
        }
    }
    Role {
        title: entry.title.get_ref().clone(),
        seed_code: entry.seed_code.clone(),
        account: entry.account,
        training: entry.training.clone(),
        grants,
    }
}

#[cfg(test)]
#[path = "roles_test.rs"]
mod roles_test;
