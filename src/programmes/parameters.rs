//! `/parameters`: every statutory number with the value in force here, and the organisation's own dated values.
use actix_web::{HttpResponse, get, put, web};
use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use panoh_rules::parameters::{
    DatedValue, Override, Parameter, ParameterError, Parameters as Numbers, Value as Number, ValueType, Written,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::ground;
use crate::access::May;
use crate::access::permission::{ManageParameters, ReadParameter};
use crate::database::sql;
use crate::http::{Bare, Body, Language, Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};
use crate::server::App;

/// A value and where it comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct InForce {
    /// As it is written: `"10 working days"`, a number, true, a day, a list of periods.
    #[schema(value_type = serde_json::Value)]
    value: Value,
    source: String,
    valid_from: Option<NaiveDate>,
}

/// A statutory number.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterView {
    key: String,
    /// In the caller's language.
    title: String,
    r#type: String,
    /// `act`, `validity` or `hours`: what its last day does on a day of rest.
    kind: Option<String>,
    /// Whether no organisation may change it.
    fixed: bool,
    #[schema(value_type = Option<Object>)]
    minimum: Option<Value>,
    #[schema(value_type = Option<Object>)]
    maximum: Option<Value>,
    choices: Vec<String>,
    /// The value in force on the day asked for; null before there was one.
    in_force: Option<InForce>,
    /// Whether that value is this organisation's own.
    own: bool,
    /// The shipped value of that day.
    default: Option<InForce>,
    /// This organisation's own values, oldest first.
    own_values: Vec<InForce>,
}

fn written(value: &Number) -> Value {
    match value {
        Number::Number(it) => json!(it),
        Number::Decimal(it) => json!(it),
        Number::Boolean(it) => json!(it),
        Number::PeriodList(it) => json!(it.iter().map(ToString::to_string).collect::<Vec<_>>()),
        other => json!(other.to_string()),
    }
}

fn in_force(dated: &DatedValue, numbers: &Numbers) -> InForce {
    let source: Vec<&str> = numbers.spelled_out(&dated.source).collect();
    InForce {
        value: written(&dated.value),
        source: source.join(" / "),
        valid_from: (dated.valid_from > NaiveDate::MIN).then_some(dated.valid_from),
    }
}

fn type_word(value_type: ValueType) -> String {
    serde_json::to_value(value_type).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn view(numbers: &Numbers, key: &str, parameter: &Parameter, day: NaiveDate, language: Language) -> ParameterView {
    let found = parameter.on(day);
    let shipped = parameter.values.iter().rev().find(|dated| dated.valid_from <= day);
    ParameterView {
        key: key.to_owned(),
        title: parameter.title.get(language.into()).to_owned(),
        r#type: type_word(parameter.value_type),
        kind: parameter.kind.map(|kind| kind.to_string()),
        fixed: parameter.fixed,
        minimum: parameter.minimum.as_ref().map(written),
        maximum: parameter.maximum.as_ref().map(written),
        choices: parameter.choices.clone(),
        own: found.is_some_and(|found| parameter.overrides.iter().any(|own| std::ptr::eq(own, found))),
        in_force: found.map(|dated| in_force(dated, numbers)),
        default: shipped.map(|dated| in_force(dated, numbers)),
        own_values: parameter.overrides.iter().map(|dated| in_force(dated, numbers)).collect(),
    }
}

/// On which day.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// Today, when absent.
    on: Option<NaiveDate>,
}

/// Every parameter.
#[utoipa::path(tag = "Programmes", operation_id = "list_parameters", params(OnDay), responses(
    (status = 200, body = Page<ParameterView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("parameter.read"))))]
#[get("/parameters")]
async fn list_parameters(
    may: May<ReadParameter>,
    app: web::Data<App>,
    on: Parameters<OnDay>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let day = on.0.on.unwrap_or_else(|| legal_day(tx.now()));
        let ground = ground(tx, &app.house).await?;
        Ok(Page::whole(ground.parameters.iter().map(|(key, parameter)| view(&ground.parameters, key, parameter, day, language)).collect()))
    })
    .await
}

/// One parameter.
#[utoipa::path(tag = "Programmes", operation_id = "get_parameter", params(("key" = String, Path), OnDay), responses(
    (status = 200, body = ParameterView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("parameter.read"))))]
#[get("/parameters/{key}")]
async fn get_parameter(
    may: May<ReadParameter>,
    app: web::Data<App>,
    key: web::Path<String>,
    on: Parameters<OnDay>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let day = on.0.on.unwrap_or_else(|| legal_day(tx.now()));
        let ground = ground(tx, &app.house).await?;
        let parameter = ground.parameters.parameter(&key).map_err(|_unknown| Code::NotFound)?;
        Ok(Bare(view(&ground.parameters, &key, parameter, day, language)))
    })
    .await
}

/// A value of one's own, from a day on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnValue {
    #[schema(value_type = serde_json::Value)]
    value: Value,
    /// Whose decision, and where it is written.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    source: String,
    valid_from: NaiveDate,
}

/// Why the registry does not take a value.
fn refusal(error: ParameterError) -> Problem {
    match error {
        ParameterError::Fixed { key } => Problem::house_rule("parameter-fixed", &[("key", key)]),
        ParameterError::BeyondMaximum { key, maximum, .. } => {
            Problem::house_rule("parameter-maximum", &[("key", key), ("limit", maximum.to_string())])
        }
        ParameterError::BelowMinimum { key, minimum, .. } => {
            Problem::house_rule("parameter-minimum", &[("key", key), ("limit", minimum.to_string())])
        }
        ParameterError::WrongKind { key, .. } => Problem::house_rule("parameter-kind", &[("key", key)]),
        ParameterError::Unknown { .. } => Code::NotFound.into(),
        ParameterError::NotAChoice { .. } => Problem::field("/value", "not_in_list"),
        ParameterError::WrongType { .. } | ParameterError::File { .. } | ParameterError::NotInForce { .. } => {
            Problem::field("/value", "wrong_type")
        }
    }
}

/// Add a value of the organisation's own, in force from a day on. What is fixed by law stays, what has a limit keeps it.
#[utoipa::path(tag = "Programmes", operation_id = "set_parameter", request_body = OwnValue, params(("key" = String, Path)), responses(
    (status = 200, body = ParameterView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("parameter.manage"))))]
#[put("/parameters/{key}")]
async fn set_parameter(
    may: May<ManageParameters>,
    app: web::Data<App>,
    key: web::Path<String>,
    language: Language,
    body: Body<OwnValue>,
) -> Result<HttpResponse, Problem> {
    let OwnValue { value, source, valid_from } = body.0;
    may.change(async |tx| {
        let shipped = &app.house.parameters;
        shipped.parameter(&key).map_err(refusal)?;
        tx.require_permission()?;
        let given: Written = serde_json::from_value(value.clone()).map_err(|_shape| Problem::field("/value", "wrong_type"))?;
        let given = Override { key: key.clone(), value: given, valid_from: Some(valid_from), source: Some(source.clone()), note: None };
        shipped.overlay(std::slice::from_ref(&given)).map_err(refusal)?;
        let (tenant, id, member, now) = (tx.tenant(), Uuid::now_v7(), tx.member().membership, tx.now());
        let statement = sql("INSERT INTO parameter_values (tenant_id, id, key, value, source, valid_from, set_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        tx.execute(statement.uuid(tenant).uuid(id).text(key.clone()).json(value).text(source).day(valid_from).uuid(member).at(now)).await?;
        let ground = ground(tx, &app.house).await?;
        let parameter = ground.parameters.parameter(&key).map_err(refusal)?;
        let after = view(&ground.parameters, &key, parameter, valid_from, language);
        let change = json!({ "key": *key, "valid_from": valid_from, "after": given.value.to_string() });
        tx.record(Act::new("parameter.set").on("parameter_value", id).fields(["value", "source", "valid_from"]).change(change), Bare(after)).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_parameters).service(get_parameter).service(set_parameter);
}
