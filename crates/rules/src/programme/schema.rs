//! A section's form as JSON Schema 2020-12, for clients and for the documents of the API. Conditions (`required_when`,
//! `shown_when`) stand in it as `x-` keywords: they are CEL, which a client may run too.
use serde_json::{Map, Value, json};

use super::model::{Field, FieldType, Limit, Section};
use crate::codes::CodeLists;

/// The schema of the answers of a section: an object, or for a repeating section a list of them.
pub fn section_schema(section: &Section, codes: &CodeLists) -> Value {
    let properties: Map<String, Value> = section.fields.iter().map(|(name, field)| (name.clone(), field_schema(field, codes))).collect();
    let required: Vec<&String> =
        section.fields.iter().filter(|(_, field)| field.required && field.shown_when.is_none()).map(|(name, _)| name).collect();
    let mut entry = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let mut whole = match section.repeat {
        true => json!({ "type": "array", "items": entry }),
        false => entry.take(),
    };
    put(&mut whole, "title", json!(section.title));
    put(&mut whole, "$schema", json!("https://json-schema.org/draft/2020-12/schema"));
    whole
}

fn put(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(members) = schema {
        members.insert(key.to_owned(), value);
    }
}

fn field_schema(field: &Field, codes: &CodeLists) -> Value {
    let mut one = one_schema(field, codes);
    if field.many {
        one = json!({ "type": "array", "items": one, "uniqueItems": true });
    }
    put(&mut one, "title", json!(field.title));
    let extras = [
        ("description", field.help.clone().map(Value::String)),
        ("x-list", field.list.clone().map(Value::String)),
        ("x-required-when", field.required_when.as_ref().map(|it| json!(it.source()))),
        ("x-shown-when", field.shown_when.as_ref().map(|it| json!(it.source()))),
        ("x-class", field.class.map(|class| json!(class))),
        ("x-not-future", field.not_future.then_some(Value::Bool(true))),
    ];
    for (key, value) in extras {
        if let Some(value) = value {
            put(&mut one, key, value);
        }
    }
    one
}

fn one_schema(field: &Field, codes: &CodeLists) -> Value {
    let date = json!({ "type": "string", "format": "date" });
    let mut schema = match field.field_type {
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Integer => json!({ "type": "integer" }),
        FieldType::Decimal => json!({ "type": ["number", "string"] }),
        FieldType::Money => json!({
            "type": "object",
            "properties": {
                "amount": { "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" },
                "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        }),
        FieldType::Date if field.precision => json!({ "anyOf": [date, {
            "type": "object",
            "properties": { "date": date, "precision": { "enum": ["day", "month", "year", "estimated"] } },
            "required": ["date", "precision"],
            "additionalProperties": false,
        }] }),
        FieldType::Date => date,
        FieldType::Code => match field.list.as_deref().and_then(|list| codes.get(list)) {
            Some(list) => {
                let offered: Vec<&str> = list.codes().filter(|code| code.offered).map(|code| code.code.as_str()).collect();
                json!({ "enum": offered })
            }
            None => json!({ "type": "string" }),
        },
        _ => json!({ "type": "string" }),
    };
    let number = matches!(field.field_type, FieldType::Integer | FieldType::Decimal);
    let limits = [("minimum", &field.min), ("maximum", &field.max)];
    for (key, limit) in limits.into_iter().filter(|_| number) {
        match limit {
            Some(Limit::Integer(limit)) => put(&mut schema, key, json!(limit)),
            Some(Limit::Decimal(limit)) => put(&mut schema, key, json!(limit)),
            _ => {}
        }
    }
    if let Some(length) = field.max_length {
        put(&mut schema, "maxLength", json!(length));
    }
    if let Some(pattern) = &field.pattern {
        put(&mut schema, "pattern", json!(format!("^(?:{pattern})$")));
    }
    schema
}
