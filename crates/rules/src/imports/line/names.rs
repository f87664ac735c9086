//! The names of a line: of each set of columns one, in one script.
use super::super::cell::Cell;
use super::super::headers::{Field, Part};
use super::super::script::script_of;
use super::{Fault, Name, Reading};
use crate::names::Script;

impl Reading<'_> {
    pub(super) fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        for set in 0..9 {
            names.extend(self.name(set));
        }
        let unnamed = names.is_empty()
            && !self.notes.iter().any(|note| {
                matches!(
                    note.fault,
                    Fault::MixedScripts | Fault::UnknownScript | Fault::CutShort | Fault::Formula | Fault::SpreadsheetError
                )
            });
        if unnamed {
            let column = self.plan.columns.iter().position(|heading| matches!(heading.field, Some(Field::Name(..))));
            self.say(column, Fault::NoName);
        }
        names
    }

    fn name(&mut self, set: usize) -> Option<Name> {
        let mut parts: Vec<(usize, Part, String)> = Vec::new();
        for (at, heading) in self.plan.columns.iter().enumerate() {
            if let Some(Field::Name(part, of)) = heading.field
                && of == set
                && let Some(text) = self.cell(at).and_then(Cell::text).filter(|text| !text.is_empty())
            {
                parts.push((at, part, text));
            }
        }
        let is_name = |part: &Part| matches!(part, Part::Whole | Part::Given | Part::Family);
        if !parts.iter().any(|(_, part, _)| is_name(part)) {
            return None;
        }
        let script = self.script(&parts)?;
        let part = |wanted: Part| parts.iter().find(|(_, part, _)| *part == wanted).map(|(_, _, text)| text.clone());
        let spoken = parts.iter().filter(|(_, part, _)| matches!(part, Part::Given | Part::Family | Part::Patronymic | Part::Title));
        let composed = spoken.map(|(_, _, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        Some(Name {
            script,
            given: part(Part::Given),
            family: part(Part::Family),
            patronymic: part(Part::Patronymic),
            father: part(Part::Father),
            grandfather: part(Part::Grandfather),
            tribe: part(Part::Tribe),
            title: part(Part::Title),
            as_written: part(Part::Whole).unwrap_or(composed),
        })
    }

    /// The one script of all parts of a name.
    fn script(&mut self, parts: &[(usize, Part, String)]) -> Option<Script> {
        let mut found: Option<Script> = None;
        for (at, _, text) in parts {
            match (script_of(text), found) {
                (Err(mixed), _) => {
                    self.say(Some(*at), if mixed { Fault::MixedScripts } else { Fault::UnknownScript });
                    return None;
                }
                (Ok(script), Some(other)) if script != other => {
                    self.say(Some(*at), Fault::MixedScripts);
                    return None;
                }
                (Ok(script), _) => found = Some(script),
            }
        }
        found
    }
}
