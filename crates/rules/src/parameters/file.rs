//! `config/parameters.toml`: every value has a source that the file spells out, and a day from which it holds.
use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::{DatedValue, Parameter, ParameterError, Parameters, Value, ValueType, Written};
use crate::calendar::Kind;
use crate::labels::Labels;
use crate::written;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: IndexMap<String, String>,
    parameters: IndexMap<String, Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: Labels,
    r#type: ValueType,
    kind: Option<Kind>,
    runs_from: Option<String>,
    #[serde(default)]
    fixed: bool,
    minimum: Option<Written>,
    maximum: Option<Written>,
    #[serde(default)]
    choices: Vec<String>,
    values: Vec<Spanned<Dated>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    value: Written,
    #[serde(deserialize_with = "written::date")]
    valid_from: NaiveDate,
    source: String,
    note: Option<String>,
}

/// Read a parameter file. The first thing that is wrong is named with its line.
pub fn parse(text: &str) -> Result<Parameters, ParameterError> {
    let file: File = toml::from_str(text).map_err(|error| ParameterError::File {
        line: written::line_of(text, error.span().map_or(0, |span| span.start)),
        reason: error.message().to_owned(),
    })?;
    let mut parameters = Parameters { entries: IndexMap::new(), sources: file.sources };
    for (key, entry) in file.parameters {
        let line = written::line_of(text, entry.span().start);
        let parameter = read(text, line, &key, entry.into_inner(), &parameters.sources)?;
        parameters.entries.insert(key, parameter);
    }
    Ok(parameters)
}

fn read(text: &str, line: usize, key: &str, entry: Entry, sources: &IndexMap<String, String>) -> Result<Parameter, ParameterError> {
    let refuse = |line, reason| Err(ParameterError::File { line, reason });
    let limit = |written: Option<Written>| {
        let Some(written) = written else {
            return Ok(None);
        };
        let value = Value::read(entry.r#type, &written);
        let reason = || format!("a limit of `{key}` should be {}; {written} is not", entry.r#type);
        value.map(Some).ok_or_else(|| ParameterError::File { line, reason: reason() })
    };
    let mut parameter = Parameter {
        minimum: limit(entry.minimum)?,
        maximum: limit(entry.maximum)?,
        title: entry.title,
        value_type: entry.r#type,
        kind: entry.kind,
        runs_from: entry.runs_from,
        fixed: entry.fixed,
        choices: entry.choices,
        values: Vec::new(),
        overrides: Vec::new(),
    };
    if let Some(lang) = parameter.title.missing() {
        return refuse(line, format!("`{key}` lacks its title in {lang:?}"));
    }
    if entry.values.is_empty() {
        return refuse(line, format!("`{key}` has no value"));
    }
    for dated in entry.values {
        let line = written::line_of(text, dated.span().start);
        let dated = dated.into_inner();
        if let Some(tag) = dated.source.split('/').map(str::trim).find(|tag| !sources.contains_key(*tag)) {
            return refuse(line, format!("`{key}`: the source `{tag}` is not spelled out under [sources]"));
        }
        if parameter.values.last().is_some_and(|earlier| earlier.valid_from >= dated.valid_from) {
            return refuse(line, format!("`{key}`: values are listed by date, the oldest first"));
        }
        let value = parameter.admit(key, &dated.value).map_err(|error| ParameterError::File { line, reason: error.to_string() })?;
        let Dated { valid_from, source, note, .. } = dated;
        parameter.values.push(DatedValue { value, valid_from, source, note });
    }
    Ok(parameter)
}
