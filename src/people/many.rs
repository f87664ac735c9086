//! Registering many at once, by the same rules and with the same entries as one: one statement a table.
use chrono::{DateTime, NaiveDate, Utc};
use panoh_rules::birth::Precision;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attached;
use super::checking::{Checking, chosen_id};
use super::contacts::ContactForm;
use super::documents::DocumentForm;
use super::name::NameForm;
use super::person::{Facts, PersonForm};
use super::search::Writings;
use crate::access::Permission;
use crate::database::{Tx, bulk_row};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

/// Somebody who passed every rule that can be judged without looking at others.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub id: Uuid,
    pub(super) facts: Facts,
    pub(super) names: Vec<(Uuid, NameForm)>,
    /// Each with its number as it is compared.
    documents: Vec<(Uuid, DocumentForm, Option<String>)>,
    contacts: Vec<(Uuid, ContactForm, String)>,
}

/// What a list says of somebody beside the facts of the person.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub documents: Vec<DocumentForm>,
    pub contacts: Vec<ContactForm>,
}

/// Judge a form, and what stands around it, by all rules of a person.
///
/// # Errors
/// `invalid` with a pointer for each fault.
pub fn examine(house: &House, today: NaiveDate, form: PersonForm, around: Around) -> Result<Newcomer, Problem> {
    let id = chosen_id(form.id)?;
    let facts = form.facts();
    let names: Vec<(Uuid, NameForm)> = form.names.into_iter().map(|name| (Uuid::now_v7(), name.trimmed())).collect();
    let mut checking = Checking::new(&house.codes, today);
    facts.check(&mut checking);
    for (index, (_, name)) in names.iter().enumerate() {
        name.check(&mut checking, &format!("/names/{index}"));
        if names.iter().take(index).any(|(_, other)| name.is_same(&other.kind, &other.script, &other.as_written)) {
            checking.fault(format!("/names/{index}/as_written"), "duplicate");
        }
    }
    let (mut documents, mut contacts) = (Vec::new(), Vec::new());
    for (index, document) in around.documents.into_iter().enumerate() {
        let key = document.check(&mut checking, &format!("/documents/{index}"));
        documents.push((Uuid::now_v7(), document, key));
    }
    for (index, contact) in around.contacts.into_iter().enumerate() {
        let key = contact.check(&mut checking, &format!("/contacts/{index}"));
        contacts.push((Uuid::now_v7(), contact, key.unwrap_or_default()));
    }
    checking.finish()?;
    Ok(Newcomer { id, facts, names, documents, contacts })
}

impl Newcomer {
    /// What the ledger says of the registration and of what came with it.
    fn acts(&self) -> Result<Vec<Act>, Problem> {
        let documents = self.documents.iter().map(|(id, form, _)| attached::came(form, self.id, *id));
        let contacts = self.contacts.iter().map(|(id, form, _)| attached::came(form, self.id, *id));
        std::iter::once(Ok(self.act())).chain(documents).chain(contacts).collect()
    }

    /// What the ledger says of the registration.
    pub(super) fn act(&self) -> Act {
        let mut change = Facts::difference(None, &self.facts);
        let written: Vec<&str> = self.names.iter().map(|(_, name)| name.as_written.as_str()).collect();
        change.insert("names".to_owned(), json!({ "after": written }));
        let fields: Vec<String> = change.keys().cloned().collect();
        Act::new("person.create").on("person", self.id).person(self.id).class(2).fields(fields).change(Value::Object(change))
    }
}

bulk_row! {
    PersonRow: "INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, citizenships, languages, office_id, team_id, created_by, created_at, updated_at)
        SELECT $1, r.id, r.sex, r.birth_on, r.birth_precision, string_to_array(r.citizenships, ','), string_to_array(r.languages, ','), r.office_id, r.team_id, r.created_by, r.created_at, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS r (id, sex, birth_on, birth_precision, citizenships, languages, office_id, team_id, created_by, created_at)" {
        id: Uuid, sex: String, birth_on: Option<NaiveDate>, birth_precision: Option<&'static str>, citizenships: String, languages: String,
        office_id: Option<Uuid>, team_id: Option<Uuid>, created_by: Uuid, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    NameRow: "INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, patronymic, father, grandfather, tribe, title, as_written, valid_from, valid_to, created_at)
        SELECT $1, r.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) AS r" {
        id: Uuid, person_id: Uuid, position: i16, kind: String, script: String, language: Option<String>, given: Option<String>, family: Option<String>,
        patronymic: Option<String>, father: Option<String>, grandfather: Option<String>, tribe: Option<String>, title: Option<String>, as_written: String,
        valid_from: Option<NaiveDate>, valid_to: Option<NaiveDate>, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    ExternalIdRow: "INSERT INTO person_external_ids (tenant_id, system, value, person_id, created_at) SELECT $1, r.* FROM unnest($2, $3, $4, $5) AS r" {
        system: String, value: String, person_id: Uuid, created_at: DateTime<Utc>,
    }
}

bulk_row! {
    DocumentRow: "INSERT INTO person_documents (tenant_id, id, person_id, kind, issuer, number, number_key, issued_on, expires_on, authenticity, created_at, updated_at)
        SELECT $1, r.*, r.created_at FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            AS r (id, person_id, kind, issuer, number, number_key, issued_on, expires_on, authenticity, created_at)" {
        id: Uuid, person_id: Uuid, kind: String, issuer: Option<String>, number: Option<String>, number_key: Option<String>,
        issued_on: Option<NaiveDate>, expires_on: Option<NaiveDate>, authenticity: String, created_at: DateTime<Utc>,
    }
}
bulk_row! {
    ContactRow: "INSERT INTO person_contacts (tenant_id, id, person_id, kind, value, value_key, safe, automated, created_at, updated_at)
        SELECT $1, r.id, r.person_id, r.kind, r.value, r.value_key, r.safe, false, r.created_at, r.created_at
          FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r (id, person_id, kind, value, value_key, safe, created_at)" {
        id: Uuid, person_id: Uuid, kind: String, value: String, value_key: String, safe: bool, created_at: DateTime<Utc>,
    }
}

const fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Month => "month",
        Precision::Year => "year",
        Precision::Estimated => "estimated",
    }
}

/// Register them all, in the office and team of the member; what the ledger says of each, in their order.
///
/// # Errors
/// `already_exists` for an id or an outside number that somebody has; then nobody may be kept.
pub async fn register_all<P: Permission>(tx: &mut Tx<P>, newcomers: &[Newcomer]) -> Result<Vec<Act>, Problem> {
    let (now, member) = (tx.now(), tx.member().clone());
    let (mut persons, mut names, mut external_ids) = (Vec::new(), Vec::new(), Vec::new());
    let (mut documents, mut contacts) = (Vec::new(), Vec::new());
    let written = newcomers.iter().flat_map(|newcomer| newcomer.names.iter().map(|(_, name)| name.as_written.as_str()));
    let writings = Writings::of(tx.tenant().into(), written);
    for newcomer in newcomers {
        let facts = &newcomer.facts;
        persons.push(PersonRow {
            id: newcomer.id,
            sex: facts.sex.clone(),
            birth_on: facts.birth.map(|birth| birth.date),
            birth_precision: facts.birth.map(|birth| precision(birth.precision)),
            citizenships: facts.citizenships.join(","),
            languages: facts.languages.join(","),
            office_id: member.office.map(Into::into),
            team_id: member.team.map(Into::into),
            created_by: member.membership.into(),
            created_at: now,
        });
        for (position, (id, name)) in (1..).zip(&newcomer.names) {
            let name = name.clone();
            names.push(NameRow {
                id: *id,
                person_id: newcomer.id,
                position,
                kind: name.kind,
                script: name.script,
                language: name.language,
                given: name.given,
                family: name.family,
                patronymic: name.patronymic,
                father: name.father,
                grandfather: name.grandfather,
                tribe: name.tribe,
                title: name.title,
                as_written: name.as_written,
                valid_from: name.valid_from,
                valid_to: name.valid_to,
                created_at: now,
            });
        }
        let ids = facts.external_ids.iter().cloned();
        external_ids.extend(ids.map(|id| ExternalIdRow { system: id.system, value: id.value, person_id: newcomer.id, created_at: now }));
        documents.extend(newcomer.documents.iter().map(|(id, form, number_key)| {
            let (kind, issuer, number, authenticity) = form.columns();
            let (issued_on, expires_on) = form.days();
            DocumentRow {
                id: *id,
                person_id: newcomer.id,
                kind,
                issuer,
                number,
                number_key: number_key.clone(),
                issued_on,
                expires_on,
                authenticity,
                created_at: now,
            }
        }));
        contacts.extend(newcomer.contacts.iter().map(|(id, form, value_key)| {
            let (kind, value, safe) = form.columns();
            ContactRow { id: *id, person_id: newcomer.id, kind, value, value_key: value_key.clone(), safe, created_at: now }
        }));
    }
    tx.insert_all(persons).await?;
    tx.insert_all(names).await?;
    writings.index(tx).await?;
    tx.insert_all(external_ids).await?;
    tx.insert_all(documents).await?;
    tx.insert_all(contacts).await?;
    let acts: Result<Vec<Vec<Act>>, Problem> = newcomers.iter().map(Newcomer::acts).collect();
    Ok(acts?.into_iter().flatten().collect())
}
