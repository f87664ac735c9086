//! A section as JSON Schema (2020-12), so that a client can draw and check the form. What only a whole case decides
//! (`required_when`, `shown_when`) stands beside it as the expressions of the programme.
use panoh_rules::codes::CodeLists;
use panoh_rules::programme::{Field, FieldType, Limit, Programme, Section};
use serde_json::{Map, Value, json};

use crate::http::Language;

/// The schema of one section's answers.
pub(super) fn section(programme: &Programme, name: &str, section: &Section, codes: &CodeLists, language: Language) -> Value {
    let text = |key: String| programme.text(language.tag(), &key).map(str::to_owned);
    let mut properties = Map::new();
    for (field, it) in &section.fields {
        let mut schema = answer(it, codes);
        schema.insert("title".to_owned(), json!(text(format!("sections/{name}/fields/{field}"))));
        if let Some(help) = text(format!("sections/{name}/help/{field}")) {
            schema.insert("description".to_owned(), json!(help));
        }
        extensions(it, &mut schema);
        properties.insert(field.clone(), Value::Object(schema));
    }
    let required: Vec<&String> =
        section.fields.iter().filter(|(_, it)| it.required && it.shown_when.is_none()).map(|(field, _)| field).collect();
    let entry = json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let mut schema = match entry {
        entry if section.repeat => json!({ "type": "array", "items": entry }),
        entry => entry,
    };
    if let Some(members) = schema.as_object_mut() {
        members.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("title".to_owned(), json!(text(format!("sections/{name}/title"))));
    }
    schema
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn answer(field: &Field, codes: &CodeLists) -> Map<String, Value> {
    let one = one(field, codes);
    if field.many { object(json!({ "type": "array", "items": one, "uniqueItems": true })) } else { one }
}

fn one(field: &Field, codes: &CodeLists) -> Map<String, Value> {
    let mut schema = object(match field.field_type {
        FieldType::Text | FieldType::LongText | FieldType::Place | FieldType::Organisation | FieldType::File => json!({ "type": "string" }),
        FieldType::Person => json!({ "type": "string", "format": "uuid" }),
        FieldType::Integer => json!({ "type": "integer" }),
        FieldType::Decimal => json!({ "type": ["number", "string"] }),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Datetime => json!({ "type": "string", "format": "date-time" }),
        FieldType::Code | FieldType::Country | FieldType::Language => coded(field, codes),
        FieldType::Money => json!({ "type": "object", "required": ["amount", "currency"], "additionalProperties": false,
            "properties": { "amount": { "type": "string" }, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } } }),
        FieldType::Date if field.precision => json!({ "anyOf": [{ "type": "string", "format": "date" },
            { "type": "object", "required": ["date", "precision"], "additionalProperties": false,
              "properties": { "date": { "type": "string" }, "precision": { "enum": ["day", "month", "year", "estimated"] } } }] }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
    });
    if let Some(longest) = field.max_length {
        schema.insert("maxLength".to_owned(), json!(longest));
    }
    if let Some(pattern) = &field.pattern {
        schema.insert("pattern".to_owned(), json!(format!("^(?:{pattern})$")));
    }
    for (name, limit) in [("minimum", &field.min), ("maximum", &field.max)] {
        match limit {
            Some(Limit::Integer(limit)) => drop(schema.insert(name.to_owned(), json!(limit))),
            Some(Limit::Decimal(limit)) => drop(schema.insert(name.to_owned(), json!(limit))),
            Some(Limit::Text(limit)) => drop(schema.insert(format!("x-{name}"), json!(limit))),
            None => {}
        }
    }
    schema
}

/// Long lists are named and not written out: `/codes/{list}` has them.
const SHORT_LIST: usize = 40;

fn coded(field: &Field, codes: &CodeLists) -> Value {
    let list = match field.field_type {
        FieldType::Country => Some("country"),
        FieldType::Language => Some("language"),
        _ => field.list.as_deref(),
    };
    let words: Vec<&str> =
        list.and_then(|list| codes.get(list)).into_iter().flat_map(|list| list.codes()).map(|code| code.code.as_str()).collect();
    if words.len() > SHORT_LIST {
        json!({ "type": "string", "x-list": list })
    } else {
        json!({ "type": "string", "enum": words, "x-list": list })
    }
}

fn extensions(field: &Field, schema: &mut Map<String, Value>) {
    schema.insert("x-type".to_owned(), json!(field.field_type));
    if field.required {
        schema.insert("x-required".to_owned(), json!(true));
    }
    if field.not_future {
        schema.insert("x-not-future".to_owned(), json!(true));
    }
    for (name, expression) in [("x-required-when", &field.required_when), ("x-shown-when", &field.shown_when)] {
        if let Some(expression) = expression {
            schema.insert(name.to_owned(), json!(expression));
        }
    }
    if let Some(class) = field.class {
        schema.insert("x-class".to_owned(), json!(class));
    }
}
