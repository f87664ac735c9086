//! What must hold in a role file before anyone is granted anything by it.

use super::{Grant, file::RolesFile};
use crate::labels::{DataFile, DataFileError};
use std::ops::Range;

/// Refuses the file at the first name that leads nowhere.
pub(super) fn check(file: &DataFile<'_>, read: &RolesFile) -> Result<(), DataFileError> {
    let check = Check { file, read };
    for resource in read.resources.values() {
        file.complete(&resource.get_ref().title, resource.span())?;
    }
    for entry in read.roles.values() {
        let role = entry.get_ref();
        file.complete(role.title.get_ref(), role.title.span())?;
        if let Some(like) = &role.like {
            check.roles([like.get_ref()], like.span())?;
        }
        if let Some(within) = &role.programmes {
            check.programmes(within.get_ref(), within.span())?;
        }
        for grant in &role.grants {
            check.grant(grant.get_ref(), grant.span())?;
        }
    }
    for shared in &read.shared {
        check.roles(shared.except.get_ref(), shared.except.span())?;
        for grant in &shared.grants {
            check.grant(grant.get_ref(), grant.span())?;
        }
    }
    check.rules()
}

struct Check<'a> {
    file: &'a DataFile<'a>,
    read: &'a RolesFile,
}

impl Check<'_> {
    fn rules(&self) -> Result<(), DataFileError> {
        for conflict in &self.read.conflicts {
            let rule = conflict.get_ref();
            self.roles(rule.roles.iter().chain(&rule.against), conflict.span())?;
        }
        for separation in &self.read.separations {
            let rule = separation.get_ref();
            self.resource(&rule.who.resource, separation.span())?;
            self.resource(&rule.may_not.resource, separation.span())?;
        }
        for barred in &self.read.barred_units {
            self.roles(&barred.get_ref().except_roles, barred.span())?;
            self.programmes(&barred.get_ref().programmes, barred.span())?;
        }
        Ok(())
    }

    fn grant(&self, grant: &Grant, span: Range<usize>) -> Result<(), DataFileError> {
        self.resource(&grant.resource, span.clone())?;
        if grant.actions.is_empty() {
            return Err(self.file.error(span, "a grant without an action grants nothing".to_owned()));
        }
        if let Some(slice) = &grant.slice
            && !self.read.slices.contains_key(slice)
        {
            return Err(self.unknown("slice", slice, self.read.slices.keys(), span));
        }
        match &grant.programmes {
            Some(programmes) => self.programmes(programmes, span),
            None => Ok(()),
        }
    }

    fn resource(&self, name: &str, span: Range<usize>) -> Result<(), DataFileError> {
        if self.read.resources.contains_key(name) {
            return Ok(());
        }
        Err(self.unknown("resource", name, self.read.resources.keys(), span))
    }

    fn roles<'n>(&self, names: impl IntoIterator<Item = &'n String>, span: Range<usize>) -> Result<(), DataFileError> {
        match names.into_iter().find(|name| !self.read.roles.contains_key(*name)) {
            Some(name) => Err(self.unknown("role", name, self.read.roles.keys(), span)),
            None => Ok(()),
        }
    }

    fn programmes(&self, ids: &[String], span: Range<usize>) -> Result<(), DataFileError> {
        let known = || self.read.programmes.values().flatten();
        match ids.iter().find(|id| !known().any(|programme| programme == *id)) {
            Some(id) => Err(self.unknown("programme", id, known(), span)),
            None => Ok(()),
        }
    }

    /// An error that also says which known name comes nearest.
    fn unknown<'n>(&self, kind: &str, name: &str, known: impl Iterator<Item = &'n String>, span: Range<usize>) -> DataFileError {
        let nearest = known.min_by_key(|candidate| strsim::levenshtein(candidate, name));
        let hint = nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
        self.file.error(span, format!("there is no {kind} `{name}`{hint}"))
    }
}
