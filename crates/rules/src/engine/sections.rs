//! Answers: who may write them, how they are laid into the case, and whether a section is complete.
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::answers::{answered, faults};
use super::refusals::{FIELD_INVALID, ROLE_NOT_ALLOWED, SECTION_INCOMPLETE, WRONG_STATE};
use super::run::{Deed, Run};
use super::{Answers, Effect, Refusal};
use crate::programme::{Field, Scope, Section, Transition};

impl<'a> Run<'a> {
    /// Answers without a transition; they replace a single section and are appended to a repeating one.
    pub(super) fn fill(&mut self, name: &str, answers: &Answers) -> Result<(), Refusal> {
        self.may_write(name)?;
        self.write(name, answers)
    }

    /// Change one entry of a repeating section, counted from 1, or merge into a single one.
    pub(super) fn change(&mut self, name: &str, entry: Option<usize>, answers: &Answers) -> Result<(), Refusal> {
        self.may_write(name)?;
        let section = self.section(name)?;
        let present = self.case.sections.get(name);
        let place = match (section.repeat, entry) {
            (true, Some(entry)) => Some(entry.checked_sub(1).ok_or_else(|| no_entry(name, entry))?),
            (true, None) => return Err(invalid(name, format!("Say which entry of `{name}` is changed."))),
            (false, None | Some(1)) => None,
            (false, Some(entry)) => return Err(no_entry(name, entry)),
        };
        let old = match place {
            Some(at) => present.and_then(|list| list.get(at)).ok_or_else(|| no_entry(name, at.saturating_add(1)))?,
            None => present.unwrap_or(&Value::Null),
        };
        let new = object(name, answers)?;
        self.check_entry(name, section, new, old)?;
        let mut merged = old.as_object().cloned().unwrap_or_default();
        let fields = new.keys().cloned().collect();
        merged.extend(new.iter().map(|(field, value)| (field.clone(), value.clone())));
        self.lay(name, place, Value::Object(merged));
        self.note_written(name, fields);
        Ok(())
    }

    fn lay(&mut self, name: &str, place: Option<usize>, entry: Value) {
        let present = self.case.sections.entry(name.to_owned()).or_insert(Value::Null);
        match place {
            Some(at) => {
                if let Some(old) = present.get_mut(at) {
                    *old = entry;
                }
            }
            None => *present = entry,
        }
    }

    /// The answers that come with a transition: of the sections it asks for or needs, and of those its author may write.
    pub(super) fn write_with_act(
        &mut self,
        transition: &Transition,
        sections: &IndexMap<String, Answers>,
        own: &IndexMap<String, Answers>,
    ) -> Result<(), Refusal> {
        for (name, answers) in sections {
            let belongs = transition.asks.contains(name) || transition.needs.contains(name);
            if !belongs && own.contains_key(name) && self.programme.sections.contains_key(name) {
                self.may_write_role(name)?;
            }
            self.write(name, answers)?;
        }
        Ok(())
    }

    fn may_write(&self, name: &str) -> Result<(), Refusal> {
        if self.case.state.is_none() {
            return Err(Refusal::new(WRONG_STATE, "The case is not opened yet."));
        }
        self.may_write_role(name)
    }

    fn may_write_role(&self, name: &str) -> Result<(), Refusal> {
        let writers = &self.section(name)?.writers;
        if writers.is_empty() || self.actor.roles.iter().any(|role| writers.contains(role)) {
            return Ok(());
        }
        Err(Refusal::new(ROLE_NOT_ALLOWED, format!("`{name}` is written by {}.", writers.join(" or "))))
    }

    fn section(&self, name: &str) -> Result<&'a Section, Refusal> {
        let programme = self.programme;
        programme.sections.get(name).ok_or_else(|| {
            let known: Vec<&String> = programme.sections.keys().collect();
            let hint = crate::scenario::tree::suggest(name, &known);
            invalid(name, format!("The programme has no section `{name}`{hint}."))
        })
    }

    fn write(&mut self, name: &str, answers: &Answers) -> Result<(), Refusal> {
        let section = self.section(name)?;
        let mut fields: Vec<String> = Vec::new();
        if section.repeat {
            let one = std::slice::from_ref(answers);
            for entry in answers.as_array().map_or(one, Vec::as_slice) {
                let entry = object(name, entry)?;
                self.check_entry(name, section, entry, &Value::Null)?;
                fields.extend(entry.keys().filter(|key| !fields.contains(key)).cloned().collect::<Vec<_>>());
                let list = self.case.sections.entry(name.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
                match list {
                    Value::Array(entries) => entries.push(Value::Object(entry.clone())),
                    other => *other = Value::Array(vec![Value::Object(entry.clone())]),
                }
            }
        } else {
            let entry = object(name, answers)?;
            let old = self.case.sections.get(name).cloned().unwrap_or_default();
            self.check_entry(name, section, entry, &old)?;
            fields.extend(entry.keys().cloned());
            self.case.sections.insert(name.to_owned(), Value::Object(entry.clone()));
        }
        self.note_written(name, fields);
        Ok(())
    }

    fn note_written(&mut self, name: &str, fields: Vec<String>) {
        self.written.push(name.to_owned());
        self.effects.push(Effect::SectionWritten { section: name.to_owned(), fields });
    }

    /// Rule `field-invalid`, with every field that is wrong.
    fn check_entry(
        &self,
        name: &str,
        section: &Section,
        entry: &Map<String, Value>,
        old: &Value,
    ) -> Result<(), Refusal> {
        let found = faults(section, entry, old, &self.case, self.ground, self.now);
        let Some((_, first)) = found.first() else { return Ok(()) };
        let says = format!("{first}.");
        let fields = found.iter().map(|(field, _)| format!("{name}.{field}")).collect();
        Err(Refusal::missing(FIELD_INVALID, says, fields))
    }

    /// Rule `section-incomplete`: sections that the act needs, and those filled in with the act itself.
    pub(super) fn complete(
        &self,
        transition: &Transition,
        with_act: &IndexMap<String, Answers>,
        deed: &Deed,
    ) -> Result<(), Refusal> {
        let mut missing = self.missing_in(&transition.needs, deed);
        for name in &transition.asks {
            let fields = if with_act.contains_key(name) {
                self.missing_in(std::slice::from_ref(name), deed)
            } else {
                self.unanswered_form(name, deed)
            };
            missing.extend(fields);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let says = format!("Still to be answered: {}.", missing.join(", "));
        Err(Refusal::missing(SECTION_INCOMPLETE, says, missing))
    }

    /// What is unanswered in these sections. A repeating one needs at least one entry.
    pub(super) fn missing_in(&self, sections: &[String], deed: &Deed) -> Vec<String> {
        let mut missing = Vec::new();
        for name in sections {
            let Some(section) = self.programme.sections.get(name) else { continue };
            match self.case.sections.get(name).unwrap_or(&Value::Null) {
                Value::Array(entries) if section.repeat && !entries.is_empty() => {
                    for entry in entries {
                        self.missing_fields(name, section, entry, deed, &mut missing);
                    }
                }
                _ if section.repeat => missing.push(name.clone()),
                entry => self.missing_fields(name, section, entry, deed, &mut missing),
            }
        }
        missing
    }

    /// What a form asks for that did not come with the act.
    fn unanswered_form(&self, name: &str, deed: &Deed) -> Vec<String> {
        let mut missing = Vec::new();
        if let Some(section) = self.programme.sections.get(name) {
            self.missing_fields(name, section, &Value::Null, deed, &mut missing);
            if section.repeat && missing.is_empty() {
                missing.push(name.to_owned());
            }
        }
        missing
    }

    fn missing_fields(&self, name: &str, section: &Section, entry: &Value, deed: &Deed, missing: &mut Vec<String>) {
        for (field, spec) in &section.fields {
            let path = format!("{name}.{field}");
            if !answered(entry.get(field)) && self.wanted(spec, entry, deed) && !missing.contains(&path) {
                missing.push(path);
            }
        }
    }

    /// Whether a field is shown and required. A condition that cannot be evaluated asks rather than not.
    fn wanted(&self, field: &Field, entry: &Value, deed: &Deed) -> bool {
        let scope = Scope { entry: Some(entry), ..self.scope(deed) };
        let holds = |condition| scope.holds(condition).unwrap_or(true);
        field.shown_when.as_ref().is_none_or(holds)
            && (field.required || field.required_when.as_ref().is_some_and(holds))
    }
}

fn object<'v>(section: &str, answers: &'v Answers) -> Result<&'v Map<String, Value>, Refusal> {
    answers.as_object().ok_or_else(|| invalid(section, format!("`{section}` takes fields with their answers.")))
}

fn invalid(section: &str, says: String) -> Refusal {
    Refusal::missing(FIELD_INVALID, says, vec![section.to_owned()])
}

fn no_entry(section: &str, entry: usize) -> Refusal {
    invalid(section, format!("`{section}` has no entry {entry}."))
}
