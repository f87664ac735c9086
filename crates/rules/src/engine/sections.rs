//! Answers: who may write them, how they are laid into the case, and whether a section is complete.
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::refusals::{FIELD_INVALID, ROLE_NOT_ALLOWED, SECTION_INCOMPLETE, WRONG_STATE};
use super::run::{Deed, Run};
use super::{Answers, Effect, Refusal};
use crate::programme::{AnswerContext, AnswerFault, Scope, Section, Transition};

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
        self.check(name, answers)?;
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
            let hint = crate::slips::suggest(name, &known);
            invalid(name, crate::slips::sentence(&format!("The programme has no section `{name}`{hint}")))
        })
    }

    fn write(&mut self, name: &str, answers: &Answers) -> Result<(), Refusal> {
        let section = self.section(name)?;
        self.check(name, answers)?;
        let one = std::slice::from_ref(answers);
        let entries = if section.repeat { answers.as_array().map_or(one, Vec::as_slice) } else { one };
        let mut fields: Vec<String> = Vec::new();
        for entry in entries {
            for field in object(name, entry)?.keys().filter(|field| !fields.contains(field)).collect::<Vec<_>>() {
                fields.push(field.clone());
            }
        }
        let present = self.case.sections.entry(name.to_owned()).or_insert(Value::Null);
        match present {
            Value::Array(list) if section.repeat => list.extend(entries.iter().cloned()),
            present if section.repeat => *present = Value::Array(entries.to_vec()),
            present => present.clone_from(answers),
        }
        self.note_written(name, fields);
        Ok(())
    }

    fn note_written(&mut self, name: &str, fields: Vec<String>) {
        self.written.push(name.to_owned());
        self.effects.push(Effect::SectionWritten { section: name.to_owned(), fields });
    }

    /// Rule `field-invalid`, with every field that is wrong.
    fn check(&self, name: &str, answers: &Answers) -> Result<(), Refusal> {
        let subjects: Vec<String> = self.case.subjects.iter().map(|subject| subject.key.clone()).collect();
        let context = AnswerContext { codes: Some(self.ground.codes), today: self.today(), subjects: Some(&subjects) };
        let found = self.programme.validate_answers(name, answers, context);
        let Some(first) = found.first() else { return Ok(()) };
        let path = |fault: &AnswerFault| match fault.field.as_str() {
            "" => name.to_owned(),
            field => format!("{name}.{field}"),
        };
        let says = crate::slips::sentence(&format!("{}: {}", path(first), first.message));
        let mut fields: Vec<String> = found.iter().map(path).collect();
        fields.dedup();
        Err(Refusal::missing(FIELD_INVALID, says, fields))
    }

    /// Rule `section-incomplete`: sections that the act needs, and those filled in with the act itself.
    pub(super) fn complete(&self, transition: &Transition, with_act: &IndexMap<String, Answers>, deed: &Deed) -> Result<(), Refusal> {
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
        let scope = self.scope(deed);
        sections.iter().flat_map(|name| self.programme.completeness(name, &scope)).collect()
    }

    /// What a form asks for that did not come with the act, whatever was answered before.
    fn unanswered_form(&self, name: &str, deed: &Deed) -> Vec<String> {
        let blank = IndexMap::from([(name.to_owned(), Value::Null)]);
        let scope = Scope { sections: Some(&blank), ..self.scope(deed) };
        self.programme.completeness(name, &scope)
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
