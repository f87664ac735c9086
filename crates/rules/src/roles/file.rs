//! The shape of `config/roles.toml` as written, with the places of what may be wrong in it.

use super::{Account, BarredUnits, Conflict, Grant, Resource, Separation};
use crate::labels::Labels;
use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RolesFile {
    pub(super) programmes: IndexMap<String, Vec<String>>,
    pub(super) slices: IndexMap<String, String>,
    pub(super) resources: IndexMap<String, Spanned<Resource>>,
    pub(super) roles: IndexMap<String, Spanned<RoleEntry>>,
    #[serde(default)]
    pub(super) shared: Vec<Shared>,
    #[serde(default)]
    pub(super) conflicts: Vec<Spanned<Conflict>>,
    #[serde(default)]
    pub(super) separations: Vec<Spanned<Separation>>,
    #[serde(default)]
    pub(super) barred_units: Vec<Spanned<BarredUnits>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleEntry {
    pub(super) title: Spanned<Labels>,
    pub(super) seed_code: String,
    #[serde(default)]
    pub(super) account: Account,
    pub(super) like: Option<Spanned<String>>,
    pub(super) programmes: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub(super) training: Vec<String>,
    #[serde(default)]
    pub(super) grants: Vec<Spanned<Grant>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shared {
    pub(super) except: Spanned<Vec<String>>,
    pub(super) grants: Vec<Spanned<Grant>>,
}
