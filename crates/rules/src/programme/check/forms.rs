//! Sections and fields.
use super::Checker;
use crate::programme::answers::whole_pattern;
use crate::programme::model::{Class, Field, FieldType, Limit, Section};

impl Checker<'_> {
    pub(super) fn forms(&mut self) {
        let programme = self.programme;
        for (name, section) in &programme.sections {
            self.section(name, section);
            for (field, it) in &section.fields {
                let path = format!("sections/{name}/fields/{field}");
                self.field(&path, it);
                let class = section.class.unwrap_or(programme.class);
                if it.class.is_some_and(|own| own < class) {
                    let message = format!("a field may only raise its section's class, which is {class:?}");
                    self.at_value(&format!("{path}/class"), message, None);
                }
            }
        }
    }

    fn section(&mut self, name: &str, section: &Section) {
        let path = format!("sections/{name}");
        self.roles(&format!("{path}/readers"), &section.readers, false);
        self.roles(&format!("{path}/writers"), &section.writers, false);
        let case = self.programme.class;
        let class = section.class.unwrap_or(case);
        let highest = section.fields.values().filter_map(|field| field.class).fold(class, Class::max);
        if highest >= Class::K3 && section.readers.is_empty() {
            let message = format!("section `{name}` holds {highest:?} and does not say who may read it");
            self.at_key(&path, message, Some("write readers = [\"…\"] (programmes.md 3.4)".to_owned()));
        }
        if case == Class::K4 && class < Class::K4 {
            let message = format!("section `{name}` is {class:?}, but everything in a case of class K4 is K4");
            self.at_value(&format!("{path}/class"), message, Some("write class = \"K4\", or leave it away".to_owned()));
        }
        if section.fields.is_empty() {
            let suggestion = Some(format!("write [sections.{name}.fields]"));
            self.at_key(&path, format!("section `{name}` has no fields"), suggestion);
        }
    }

    fn field(&mut self, path: &str, field: &Field) {
        let is = |types: &[FieldType]| types.contains(&field.field_type);
        let code = is(&[FieldType::Code]);
        match &field.list {
            Some(list) if code => {
                let world = self.world;
                self.known(&format!("{path}/list"), "code list", list, world.codes.iter().map(|list| list.name()));
            }
            None if code => {
                self.at_key(path, "a field of type code needs a list".to_owned(), Some("write list = \"…\"".to_owned()));
            }
            _ => {}
        }
        let date = is(&[FieldType::Date]);
        let text = is(&[FieldType::Text, FieldType::LongText]);
        let number = is(&[FieldType::Integer, FieldType::Decimal, FieldType::Money, FieldType::Date]);
        let misplaced = [
            ("list", field.list.is_some() && !code, "a field of type code"),
            ("many", field.many && !code, "a field of type code"),
            ("precision", field.precision && !date, "a date"),
            ("not_future", field.not_future && !is(&[FieldType::Date, FieldType::Datetime]), "a date"),
            ("max_length", field.max_length.is_some() && !text, "a text"),
            ("pattern", field.pattern.is_some() && !text, "a text"),
            ("min", field.min.is_some() && !number, "a number, an amount or a date"),
            ("max", field.max.is_some() && !number, "a number, an amount or a date"),
        ];
        for (key, wrong, fits) in misplaced {
            if wrong {
                self.at_value(&format!("{path}/{key}"), format!("`{key}` is only for {fits}"), None);
            }
        }
        if field.required && field.required_when.is_some() {
            let message = "`required` and `required_when` contradict each other".to_owned();
            self.at_value(&format!("{path}/required_when"), message, Some("keep one of them".to_owned()));
        }
        if let Some(Err(error)) = field.pattern.as_deref().map(whole_pattern) {
            self.at_value(&format!("{path}/pattern"), format!("this pattern cannot be read: {error}"), None);
        }
        self.limits(path, field);
        if field.title.trim().is_empty() {
            self.at_value(&format!("{path}/title"), "the title is empty".to_owned(), None);
        }
    }

    fn limits(&mut self, path: &str, field: &Field) {
        let fits = |limit: &Limit| match (field.field_type, limit) {
            (FieldType::Integer, Limit::Integer(_)) | (FieldType::Decimal, Limit::Integer(_) | Limit::Decimal(_)) => true,
            (FieldType::Decimal | FieldType::Money, Limit::Text(text)) => text.parse::<f64>().is_ok(),
            (FieldType::Money, _) => true,
            (FieldType::Date, Limit::Text(text)) => crate::written::read_date(text).is_some(),
            (FieldType::Integer | FieldType::Date, _) => false,
            _ => true,
        };
        for (key, limit) in [("min", &field.min), ("max", &field.max)] {
            if limit.as_ref().is_some_and(|limit| !fits(limit)) {
                let message = format!("`{key}` is not of the field's own type");
                self.at_value(&format!("{path}/{key}"), message, None);
            }
        }
        let backwards = match (&field.min, &field.max) {
            (Some(Limit::Integer(min)), Some(Limit::Integer(max))) => min > max,
            (Some(Limit::Decimal(min)), Some(Limit::Decimal(max))) => min > max,
            (Some(Limit::Text(min)), Some(Limit::Text(max))) if field.field_type == FieldType::Date => min > max,
            _ => false,
        };
        if backwards {
            self.at_value(&format!("{path}/max"), "`max` is less than `min`".to_owned(), None);
        }
    }
}
