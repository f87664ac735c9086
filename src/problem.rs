//! Every error that the API can return: a stable code, its status, and words in four languages (`locales/*/problems.ftl`).
//! The cause of a defect is logged once, here, and never sent.
mod constraints;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use fluent_templates::Loader;
use fluent_templates::fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::{Map, Value, json};

pub use self::constraints::{answered_constraints, answers};
use crate::http::language::Language;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Title and detail, by language and code.
type Sentences = HashMap<(&'static str, &'static str), (String, String)>;

/// Title and detail of every code in every language. Nothing in them varies, and under a storm they are most of what is answered.
static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| {
    let both = |language: Language, code: &str| (say(language, code, &[]), say(language, &format!("{code}-detail"), &[]));
    let all = Language::ALL.into_iter().flat_map(|language| Code::ALL.iter().map(move |code| (language, code.as_str())));
    all.map(|(language, code)| ((language.tag(), code), both(language, code))).collect()
});

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $status:literal;)+) => {
        /// The list of problems. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name that clients compare with.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Its HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or not of the shape asked for; `errors` names the place.
    BodyInvalid = "body_invalid", 400;
    ParameterInvalid = "parameter_invalid", 400;
    UnknownParameter = "unknown_parameter", 400;
    CursorInvalid = "cursor_invalid", 400;
    IfMatchInvalid = "if_match_invalid", 400;
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400;
    IdempotencyKeyMissing = "idempotency_key_missing", 400;
    NotSignedIn = "not_signed_in", 401;
    SignInRefused = "sign_in_refused", 401;
    SessionEnded = "session_ended", 401;
    NotPermitted = "not_permitted", 403;
    /// Hidden and unknown are the same answer.
    NotFound = "not_found", 404;
    MethodNotAllowed = "method_not_allowed", 405;
    /// The whole body did not arrive in time.
    BodyTimeout = "body_timeout", 408;
    ChooseOrganisation = "choose_organisation", 409;
    /// A rule of the programme or of the house; `rule` names it.
    Refused = "refused", 409;
    AlreadyExists = "already_exists", 409;
    /// Somebody may be registered already; `possible_duplicates` names whom to look at.
    PossibleDuplicates = "possible_duplicates", 409;
    StillRunning = "still_running", 409;
    CursorExpired = "cursor_expired", 410;
    Stale = "stale", 412;
    BodyTooLarge = "body_too_large", 413;
    MediaTypeUnsupported = "media_type_unsupported", 415;
    Invalid = "invalid", 422;
    IdempotencyKeyReused = "idempotency_key_reused", 422;
    IfMatchMissing = "if_match_missing", 428;
    TooManyRequests = "too_many_requests", 429;
    /// Always a defect of ours.
    Defect = "defect", 500;
    Unavailable = "unavailable", 503;
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body, or the name of a parameter.
    pub pointer: String,
    /// Which rule: `required`, `unknown_field`, `length`, … or a rule of the programme.
    pub code: Cow<'static, str>,
    pub arguments: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field and the rule that it breaks.
    pub fn new(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), arguments: Vec::new() }
    }
    /// A number or name that the sentence about it needs (`min`, `max`, `expected`). Never a value that was sent.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }
}

/// What went wrong, in the shape of RFC 9457.
#[derive(Debug, Clone)]
pub struct Problem {
    pub code: Code,
    pub errors: Vec<FieldError>,
    /// Members beside the standard ones: `rule`, `choices`, `current`.
    pub members: Box<Map<String, Value>>,
    /// A sentence of the programme in the languages it has; otherwise the code's own sentence is used.
    pub says: BTreeMap<String, String>,
    pub retry_after_seconds: Option<u32>,
    pub etag: Option<i64>,
    /// The methods that there are, with `method_not_allowed`.
    pub allow: Option<String>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        let retry_after_seconds = matches!(code, Code::Unavailable | Code::StillRunning | Code::TooManyRequests).then_some(2);
        Self { code, errors: Vec::new(), members: Box::default(), says: BTreeMap::new(), retry_after_seconds, etag: None, allow: None }
    }
}

impl Problem {
    /// Fields that are wrong in their meaning: 422 with a pointer for each.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Code::Invalid.into() }
    }

    /// A disk cannot take what is to be kept for a moment: a full one is waited for, anything else is a defect.
    pub fn keeping(doing: &'static str, error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => {
                tracing::warn!(doing, %error, "a disk is full");
                Code::Unavailable.into()
            }
            _ => Self::defect(doing, error),
        }
    }

    /// One field that is wrong in its meaning.
    pub fn field(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, code)])
    }

    /// A rule says no: 409 with the rule's name and its sentence.
    pub fn refused(rule: impl Into<String>, says: BTreeMap<String, String>) -> Self {
        Self { says, ..Self::from(Code::Refused).with("rule", rule.into()) }
    }

    /// A rule of the house says no: 409 with the rule's name and its sentence in every language, `rule-<name>` in the locales.
    pub fn house_rule(rule: &'static str, arguments: &[(&'static str, String)]) -> Self {
        Self::house_rule_with(rule, |_| arguments.to_vec())
    }

    /// A rule of the house whose sentence names things that are called differently in each language.
    pub fn house_rule_with(rule: &'static str, arguments: impl Fn(Language) -> Vec<(&'static str, String)>) -> Self {
        let key = format!("rule-{rule}");
        let words = |language: Language| (language.tag().to_owned(), say(language, &key, &arguments(language)));
        Self::refused(rule, Language::ALL.into_iter().map(words).collect())
    }

    /// The record moved on: 412 with what it is now.
    pub fn stale(current: i64) -> Self {
        Self { etag: Some(current), ..Self::from(Code::Stale).with("current", format!("\"{current}\"")) }
    }

    /// A defect: its cause is logged here, once, and not sent.
    pub fn defect(doing: &'static str, cause: impl fmt::Display) -> Self {
        tracing::error!(doing, cause = %cause, "defect");
        Code::Defect.into()
    }

    /// There is no place for it now: 503, to come again in one to five seconds, not all at once.
    pub fn come_again() -> Self {
        use rand::RngExt;
        Self { retry_after_seconds: Some(rand::rng().random_range(1..=5)), ..Code::Unavailable.into() }
    }

    /// A member beside the standard ones.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// The body in the caller's language.
    pub fn render(&self, language: Language, request_id: &str) -> HttpResponse {
        let code = self.code.as_str();
        let mut body = Map::new();
        let (title, detail) = SENTENCES.get(&(language.tag(), code)).map_or((code, code), |(title, detail)| (title, detail));
        body.insert("type".into(), json!(format!("/problems/{code}")));
        body.insert("title".into(), json!(title));
        let detail = self.says.get(language.tag()).or_else(|| self.says.get("en")).map_or(detail, String::as_str);
        body.insert("detail".into(), json!(detail));
        body.insert("status".into(), json!(self.code.status()));
        body.insert("code".into(), json!(code));
        body.insert("instance".into(), json!(request_id));
        if !self.errors.is_empty() {
            let errors: Vec<Value> = self.errors.iter().map(|e| e.render(language)).collect();
            body.insert("errors".into(), Value::Array(errors));
        }
        body.extend((*self.members).clone());
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json").insert_header(("Content-Language", language.tag()));
        if let Some(seconds) = self.retry_after_seconds {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if let Some(version) = self.etag {
            response.insert_header(("ETag", format!("\"{version}\"")));
        }
        if let Some(methods) = &self.allow {
            response.insert_header(("Allow", methods.as_str()));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        response.body(Value::Object(body).to_string())
    }
}

impl FieldError {
    fn render(&self, language: Language) -> Value {
        json!({ "pointer": self.pointer, "code": self.code, "detail": self.detail(language) })
    }

    /// What is wrong, in words.
    pub(crate) fn detail(&self, language: Language) -> String {
        let key = format!("field-{}", self.code);
        // A sentence whose numbers are not given here is not said either.
        let known = LOCALES.try_lookup_with_args(&language.identifier(), &key, &named(&self.arguments));
        known.unwrap_or_else(|| say(language, "field-rule", &[]))
    }
}

/// Words of the locales in a language.
pub(crate) fn say(language: Language, key: &str, arguments: &[(&'static str, String)]) -> String {
    LOCALES.lookup_with_args(&language.identifier(), key, &named(arguments))
}

fn named<'a>(arguments: &'a [(&'static str, String)]) -> HashMap<Cow<'static, str>, FluentValue<'a>> {
    arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str()))).collect()
}

/// The words of a rule of the house or of the engine in every language, `rule-<name>` in the locales.
pub fn rule_words(rule: &str) -> BTreeMap<String, String> {
    let key = format!("rule-{rule}");
    let known = has_words(Language::En, &key, &[]);
    let words = |language| say(language, if known { &key } else { "refused-detail" }, &[]);
    Language::ALL.into_iter().map(|language| (language.tag().to_owned(), words(language))).collect()
}

/// Whether a language has its words for a key; for the test that no code lacks them. `names` are what sentences may name.
pub fn has_words(language: Language, key: &str, names: &[&'static str]) -> bool {
    let arguments: Vec<(&'static str, String)> = names.iter().map(|name| (*name, "1".to_owned())).collect();
    LOCALES.lookup_no_default_fallback(&language.identifier(), key, Some(&named(&arguments))).is_some()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    // The middleware in `http` renders it, in the caller's language and with the request's id.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The shape of a problem in the API description.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Relative address of a page about this code.
    pub r#type: String,
    /// The code in words, in the caller's language.
    pub title: String,
    /// What is wrong here and what to do, in the caller's language.
    pub detail: String,
    pub status: u16,
    /// Stable: compare with this.
    pub code: String,
    /// The request's id, also in `X-Request-Id`.
    pub instance: String,
    /// Fields that are wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<ProblemField>>,
    /// The rule that refuses, with `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One wrong field in the API description.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemField {
    pub pointer: String,
    pub code: String,
    pub detail: String,
}
