//! `/people/{id}/contacts`: how somebody may be reached, and when, by whom and with which words it is safe (programmes.md 3.1). No
//! machine writes to a contact unless it was said to be safe and free for that; the database holds the same rule.
use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, NaiveTime, Utc};
use panoh_rules::calendar::legal_time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidateEmail};

use super::attached::{self, Attached, Names, Standing, Statements, statements};
use super::checking::{Checking, NoParameters};
use crate::access::May;
use crate::access::Permission;
use crate::access::permission::{ReadPerson, UpdatePerson};
use crate::database::Tx;
use crate::http::{Body, IfMatch, Page, Parameters};
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// A number without its country is one of Tajikistan's.
const HOME: phonenumber::country::Id = phonenumber::country::Id::TJ;

/// Letters of a number or address; the form says the same of itself.
const LONGEST_VALUE: usize = 300;

/// A way to reach somebody.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactForm {
    /// Of the list `contact-kind`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "phone")]
    kind: String,
    /// The number, address or name, as it was given.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "+992 93 555 01 01")]
    value: String,
    /// Whether it is safe to use it at all: it is asked, never assumed.
    safe: bool,
    /// From when in the day it is safe, in Dushanbe; together with `safe_until`.
    #[schema(value_type = Option<String>, example = "09:00:00")]
    safe_from: Option<NaiveTime>,
    /// Until when; earlier than `safe_from` where the time runs over midnight.
    #[schema(value_type = Option<String>, example = "17:00:00")]
    safe_until: Option<NaiveTime>,
    /// Who alone may call: "a woman", "only Zarina".
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    by_whom: Option<String>,
    /// What is said first, so that the person can answer freely or not.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    code_phrase: Option<String>,
    /// Whether reminders may be sent by themselves; only where it is safe and nobody in particular must call.
    #[serde(default)]
    automated: bool,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// A way to reach somebody, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct ContactView {
    #[serde(flatten)]
    contact: ContactForm,
    /// The phone number in E.164, or the address as it is compared.
    value_key: String,
    #[serde(flatten)]
    standing: Standing,
}

impl AsRef<ContactForm> for ContactView {
    fn as_ref(&self) -> &ContactForm {
        &self.contact
    }
}
impl AsRef<Standing> for ContactView {
    fn as_ref(&self) -> &Standing {
        &self.standing
    }
}

impl Attached for ContactForm {
    type View = ContactView;
    const NAMES: Names = Names {
        kind: "contact",
        field: "contacts",
        list: "person.contacts",
        add: "contact.create",
        change: "contact.update",
        remove: "contact.remove",
        compared: false,
        withheld: &["safe_from", "safe_until", "by_whom", "code_phrase", "note"],
    };
    const SQL: Statements =
        statements!("person_contacts", "kind, value, value_key, safe, safe_from, safe_until, by_whom, code_phrase, automated, note");

    async fn prepare<P: Permission>(&self, _tx: &mut Tx<P>, _person: Uuid, checking: &mut Checking<'_>) -> Result<Value, Problem> {
        let key = self.check(checking, "");
        checking.text(self.by_whom.as_deref(), "/by_whom");
        checking.text(self.code_phrase.as_deref(), "/code_phrase");
        checking.lines(self.note.as_deref(), "/note");
        if self.safe_from.is_some() != self.safe_until.is_some() {
            checking.fault(if self.safe_from.is_none() { "/safe_from" } else { "/safe_until" }, "required");
        }
        let free = self.safe && self.by_whom.is_none() && self.code_phrase.is_none();
        if self.automated && !(free && ["phone", "messenger", "email"].contains(&self.kind.as_str())) {
            checking.fault("/automated", "not_safe");
        }
        Ok(json!({ "value_key": key }))
    }
}

impl ContactForm {
    /// A way that a list names, and whether the list says that it is safe. No machine writes there before somebody has said so.
    pub fn listed(kind: &str, value: String, safe: bool) -> Self {
        let kind = kind.to_owned();
        Self { kind, value, safe, safe_from: None, safe_until: None, by_whom: None, code_phrase: None, automated: false, note: None }
    }

    /// Kind and value; how the value is compared.
    pub(super) fn check(&self, checking: &mut Checking<'_>, at: &str) -> Option<String> {
        checking.code("contact-kind", &self.kind, format!("{at}/kind"));
        checking.text(Some(&self.value), format!("{at}/value"));
        if self.value.chars().count() > LONGEST_VALUE {
            checking.limits(format!("{at}/value"), "length", 1, LONGEST_VALUE);
        }
        let key = self.key();
        if key.is_none() {
            checking.fault(format!("{at}/value"), if self.kind == "phone" { "phone" } else { "email" });
        }
        key
    }

    /// Its columns that a list can fill.
    pub(super) fn columns(&self) -> (String, String, bool) {
        (self.kind.clone(), self.value.clone(), self.safe)
    }

    /// As it is compared; none where it is no number or address.
    fn key(&self) -> Option<String> {
        match self.kind.as_str() {
            "phone" => phone(&self.value),
            "email" => {
                let address = self.value.trim().to_lowercase();
                address.validate_email().then_some(address)
            }
            _ => Some(self.value.trim().to_lowercase()),
        }
    }

    fn is_safe_at(&self, now: DateTime<Utc>) -> bool {
        let (Some(from), Some(until)) = (self.safe_from, self.safe_until) else { return self.safe };
        let time = legal_time(now);
        let inside = if from <= until { from <= time && time < until } else { time >= from || time < until };
        self.safe && inside
    }
}

/// A phone number in E.164.
pub(super) fn phone(text: &str) -> Option<String> {
    let international = text.trim().strip_prefix("00").map_or_else(|| text.trim().to_owned(), |rest| format!("+{rest}"));
    let number = phonenumber::parse(Some(HOME), international).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// Where a machine may write to somebody at this instant: kind and address of what is safe now and free for that, the oldest
/// first. Whoever sends anything by itself asks here.
///
/// # Errors
/// What the database says.
pub async fn for_automated_message<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Vec<(String, String)>, Problem> {
    let now = tx.now();
    let contacts = attached::all::<ContactForm, P>(tx, person).await?;
    let free =
        contacts.into_iter().filter(|view| view.standing.removed_at.is_none() && view.contact.automated && view.contact.is_safe_at(now));
    Ok(free.map(|view| (view.contact.kind, view.value_key)).collect())
}

/// Whether a person may be reached this way at this instant: it is theirs, was not removed, and is safe now.
///
/// # Errors
/// What the database says.
pub async fn is_safe_now<P: Permission>(tx: &mut Tx<P>, person: Uuid, contact: Uuid) -> Result<bool, Problem> {
    let now = tx.now();
    let contacts = attached::all::<ContactForm, P>(tx, person).await?;
    let named = contacts.into_iter().find(|view| view.standing.id == contact);
    Ok(named.is_some_and(|view| view.standing.removed_at.is_none() && view.contact.is_safe_at(now)))
}

/// How a person may be reached, removed ways too.
#[utoipa::path(tag = "People", operation_id = "list_contacts", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<ContactView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}/contacts")]
async fn list_contacts(may: May<ReadPerson>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| attached::list::<ContactForm, _>(tx, *path).await).await
}

/// Add a way to reach somebody, with whether it is safe.
#[utoipa::path(tag = "People", operation_id = "add_contact", request_body = ContactForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = ContactView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[post("/people/{id}/contacts")]
async fn add_contact(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<ContactForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| attached::add(tx, &app.house, *path, body.0).await).await
}

/// Say anew how somebody may be reached this way, as a whole.
#[utoipa::path(tag = "People", operation_id = "put_contact", request_body = ContactForm,
    params(("id" = Uuid, Path), ("contact" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule record-removed", body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("person.update"))))]
#[put("/people/{id}/contacts/{contact}")]
async fn put_contact(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<ContactForm>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| attached::change(tx, &app.house, *path, seen.0, body.0).await).await
}

/// Take away a way to reach somebody; it stays in the file as removed.
#[utoipa::path(tag = "People", operation_id = "remove_contact",
    params(("id" = Uuid, Path), ("contact" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule record-removed", body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[delete("/people/{id}/contacts/{contact}")]
async fn remove_contact(may: May<UpdatePerson>, path: web::Path<(Uuid, Uuid)>, seen: IfMatch) -> Result<HttpResponse, Problem> {
    may.change(async |tx| attached::remove::<ContactForm, _>(tx, *path, seen.0).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_contacts).service(add_contact).service(put_contact).service(remove_contact);
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn a_phone_number_is_one_number_however_it_is_written() {
        for written in ["+992 93 555 01 01", "00992935550101", "93-555-0101", "(93) 555 01 01"] {
            assert_eq!(phone(written).as_deref(), Some("+992935550101"), "{written}");
        }
        assert_eq!(phone("+93 70 123 4567").as_deref(), Some("+93701234567"));
        for written in ["", "12", "mother's", "+1"] {
            assert_eq!(phone(written), None, "{written}");
        }
    }
}
