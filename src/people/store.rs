//! Rows and statements of people. Reach is the database's: a row that may not be seen is no row.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::birth::Precision;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::checking::rule_says_no;
use super::name::{NameForm, NameView};
use super::person::{BirthForm, ExternalId, Facts, PersonView};
use super::search::Writings;
use crate::access::Permission;
use crate::cases::Retention;
use crate::database::{IdRow, Tx, sql};
use crate::problem::{Code, FieldError, Problem};

/// A person's row with names and outside numbers, in one statement.
#[derive(Debug, QueryableByName)]
pub(super) struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    sex: String,
    #[diesel(sql_type = Nullable<Text>)]
    gender: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    birth_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    birth_precision: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    death_on: Option<NaiveDate>,
    #[diesel(sql_type = Array<Text>)]
    citizenships: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    languages: Vec<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    office_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    created_by: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    merged_into: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
    /// The version at which each field last changed; `*` is every field.
    #[diesel(sql_type = Jsonb)]
    field_versions: Value,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    /// Their data is restricted at their own request.
    #[diesel(sql_type = Bool)]
    restricted: bool,
    #[diesel(sql_type = Jsonb)]
    external_ids: Value,
    #[diesel(sql_type = Jsonb)]
    names: Value,
}

// Whoever was merged is there for those who see the survivor.
macro_rules! survivor_is_seen {
    () => {
        "(p.merged_into IS NULL OR EXISTS (SELECT 1 FROM persons q WHERE q.tenant_id = $1 AND q.id = p.merged_into))"
    };
}

macro_rules! person {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.sex, p.gender, p.birth_on, p.birth_precision, p.death_on, p.citizenships, p.languages, p.office_id, p.team_id, p.created_by,
                    p.merged_into, p.version, p.field_versions, p.created_at, p.updated_at,
                    EXISTS (SELECT 1 FROM subject_requests r WHERE r.tenant_id = $1 AND r.person_id = p.id AND r.kind = 'restriction'
                               AND r.outcome IN ('granted', 'partly') AND r.lifted_at IS NULL) AS restricted,
                    coalesce((SELECT jsonb_agg(jsonb_build_object('system', x.system, 'value', x.value) ORDER BY x.system, x.value)
                                FROM person_external_ids x WHERE x.tenant_id = $1 AND x.person_id = p.id), '[]') AS external_ids,
                    coalesce((SELECT jsonb_agg(to_jsonb(n) ORDER BY n.position, n.id)
                                FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id), '[]') AS names
               FROM persons p WHERE p.tenant_id = $1 AND p.id = $2 AND ",
            survivor_is_seen!(),
            $tail
        )
    };
}

/// The person, if this member may see them.
pub(super) async fn person<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<PersonRow, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(person!("")).uuid(tenant).uuid(id)).await
}

/// The person to be changed, held until commit. Whoever sees but may not change is told so here; a merged record is no longer changed.
pub(super) async fn lock_person<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<PersonRow, Problem> {
    let tenant = tx.tenant();
    // Held first, read then: a row that somebody else was changing is read as they left it, with its names.
    let held = sql(concat!(
        "SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = $2 AND ",
        survivor_is_seen!(),
        " FOR NO KEY UPDATE OF p"
    ));
    let _held: IdRow = tx.one(held.uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    let row: PersonRow = tx.one(sql(person!("")).uuid(tenant).uuid(id)).await?;
    row.not_merged()?;
    Ok(row)
}

/// The person, held against everything, also what would newly refer to them. Whether the member may is asked by who calls.
pub(super) async fn seize_person<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<PersonRow, Problem> {
    let tenant = tx.tenant();
    let held =
        sql(concat!("SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = $2 AND ", survivor_is_seen!(), " FOR UPDATE OF p"));
    let _held: IdRow = tx.one(held.uuid(tenant).uuid(id)).await?;
    tx.one(sql(person!("")).uuid(tenant).uuid(id)).await
}

/// That there is such a person for this member.
pub(super) async fn see_person<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql(concat!("SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = $2 AND ", survivor_is_seen!()));
    let _seen: IdRow = tx.one(statement.uuid(tenant).uuid(id)).await?;
    Ok(())
}

/// The record is another's from now on, or its own again.
pub(super) async fn merge_into<P: Permission>(tx: &mut Tx<P>, id: Uuid, survivor: Option<Uuid>) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("UPDATE persons SET merged_into = $3, version = version + 1, updated_at = $4,
                field_versions = field_versions || jsonb_build_object('names', version + 1)
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).opt_uuid(survivor).at(now)).await?;
    Ok(())
}

impl PersonRow {
    /// # Errors
    /// `refused`, with `merged_into`, when the record was merged into another.
    pub(super) fn not_merged(&self) -> Result<(), Problem> {
        match self.merged_into {
            None => Ok(()),
            Some(survivor) => Err(rule_says_no("person-merged").with("merged_into", survivor.to_string())),
        }
    }

    fn birth(&self) -> Result<Option<BirthForm>, Problem> {
        let (Some(date), Some(precision)) = (self.birth_on, self.birth_precision.clone()) else { return Ok(None) };
        let precision: Precision =
            serde_json::from_value(Value::String(precision)).map_err(|error| Problem::defect("reading a birth", error))?;
        Ok(Some(BirthForm { date, precision }))
    }

    /// Fields that changed after a version, in the order of their names; `*` where nobody knows which.
    pub(super) fn changed_since(&self, seen: i64) -> Vec<String> {
        let versions = self.field_versions.as_object().into_iter().flatten();
        let mut changed: Vec<String> =
            versions.filter(|(_, version)| version.as_i64().is_none_or(|version| version > seen)).map(|(field, _)| field.clone()).collect();
        changed.sort();
        changed
    }

    /// Every name, also earlier ones.
    pub(super) fn names(&self) -> Result<Vec<NameView>, Problem> {
        serde_json::from_value(self.names.clone()).map_err(|error| Problem::defect("reading names", error))
    }

    pub(super) fn facts(&self) -> Result<Facts, Problem> {
        let external_ids: Vec<ExternalId> =
            serde_json::from_value(self.external_ids.clone()).map_err(|error| Problem::defect("reading outside numbers", error))?;
        Ok(Facts {
            sex: self.sex.clone(),
            gender: self.gender.clone(),
            birth: self.birth()?,
            death_on: self.death_on,
            citizenships: self.citizenships.clone(),
            languages: self.languages.clone(),
            external_ids,
        })
    }

    /// As it is shown on a legal day.
    pub(super) fn view(self, today: NaiveDate) -> Result<PersonView, Problem> {
        let facts = self.facts()?;
        let (names, earlier_names) = self.names()?.into_iter().partition(|name| name.borne_on(today));
        let until = facts.death_on.unwrap_or(today);
        let rule = facts.birth.map(BirthForm::rule);
        Ok(PersonView {
            id: self.id,
            age_min: rule.map(|birth| birth.age_min(until)),
            age_max: rule.map(|birth| birth.age_max(until)),
            sex: facts.sex,
            gender: facts.gender,
            birth: facts.birth,
            death_on: facts.death_on,
            citizenships: facts.citizenships,
            languages: facts.languages,
            external_ids: facts.external_ids,
            names,
            earlier_names,
            office: self.office_id,
            team: self.team_id,
            merged_into: self.merged_into,
            restricted: self.restricted,
            created_by: self.created_by,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

fn precision(birth: Option<BirthForm>) -> Option<String> {
    birth.and_then(|birth| serde_json::to_value(birth.precision).ok()).and_then(|word| word.as_str().map(str::to_owned))
}

/// A new person of the member's own office and team.
pub(super) async fn insert_person<P: Permission>(tx: &mut Tx<P>, id: Uuid, facts: &Facts) -> Result<(), Problem> {
    let (tenant, now, member) = (tx.tenant(), tx.now(), tx.member().clone());
    let statement = sql(
        "INSERT INTO persons (tenant_id, id, sex, gender, birth_on, birth_precision, death_on, citizenships, languages, office_id, team_id, created_by,
           created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    );
    let statement = statement.uuid(tenant).uuid(id).text(facts.sex.clone()).opt_text(facts.gender.clone());
    let statement = statement.opt_day(facts.birth.map(|birth| birth.date)).opt_text(precision(facts.birth)).opt_day(facts.death_on);
    let statement =
        statement.texts(facts.citizenships.clone()).texts(facts.languages.clone()).opt_uuid(member.office).opt_uuid(member.team);
    tx.execute(statement.uuid(member.membership).at(now)).await?;
    insert_external_ids(tx, id, &facts.external_ids).await
}

async fn insert_external_ids<P: Permission>(tx: &mut Tx<P>, id: Uuid, ids: &[ExternalId]) -> Result<(), Problem> {
    if ids.is_empty() {
        return Ok(());
    }
    let (tenant, now) = (tx.tenant(), tx.now());
    for number in ids {
        // The same number at the same time waits here. What row security hides from this member is not asked and not told.
        let key = format!("{tenant}/{}/{}", number.system, number.value);
        tx.execute(sql("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))").text(key)).await?;
        let taken = sql(
            "SELECT person_id AS id FROM person_external_ids WHERE tenant_id = $1 AND system = $2 AND value = $3 AND person_id <> $4 LIMIT 1",
        );
        let taken = taken.uuid(tenant).text(number.system.clone()).text(number.value.clone()).uuid(id);
        if tx.maybe::<crate::database::IdRow>(taken).await?.is_some() {
            return Err(Problem { errors: vec![FieldError::new("/external_ids", "taken")], ..Code::AlreadyExists.into() });
        }
    }
    let statement = sql("INSERT INTO person_external_ids (tenant_id, system, value, person_id, created_at)
         SELECT $1, x.system, x.value, $2, $5 FROM unnest($3, $4) AS x (system, value)");
    let systems = ids.iter().map(|id| id.system.clone()).collect();
    let values = ids.iter().map(|id| id.value.clone()).collect();
    tx.execute(statement.uuid(tenant).uuid(id).texts(systems).texts(values).at(now)).await?;
    Ok(())
}

/// The person's facts at a version, and the next one; none when the row moved on.
pub(super) async fn update_person<P: Permission>(
    tx: &mut Tx<P>,
    before: &Facts,
    after: &Facts,
    id: Uuid,
    version: i64,
) -> Result<bool, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql(
        "UPDATE persons SET sex = $3, gender = $4, birth_on = $5, birth_precision = $6, death_on = $7, citizenships = $8, languages = $9,
                version = version + 1, updated_at = $10,
                field_versions = field_versions || (SELECT coalesce(jsonb_object_agg(f, version + 1), '{}') FROM unnest($12) f)
          WHERE tenant_id = $1 AND id = $2 AND version = $11",
    );
    let fields = Facts::difference(Some(before), after).keys().cloned().collect();
    let statement = statement.uuid(tenant).uuid(id).text(after.sex.clone()).opt_text(after.gender.clone());
    let statement = statement.opt_day(after.birth.map(|birth| birth.date)).opt_text(precision(after.birth)).opt_day(after.death_on);
    let changed = statement.texts(after.citizenships.clone()).texts(after.languages.clone()).at(now).big(version).texts(fields);
    let changed = tx.execute(changed).await?;
    if before.external_ids != after.external_ids {
        tx.execute(sql("DELETE FROM person_external_ids WHERE tenant_id = $1 AND person_id = $2").uuid(tenant).uuid(id)).await?;
        insert_external_ids(tx, id, &after.external_ids).await?;
    }
    Ok(changed == 1)
}

/// The person's names have changed, beside its own row: the next version.
pub(super) async fn touch_names<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("UPDATE persons SET version = version + 1, updated_at = $3, field_versions = field_versions || jsonb_build_object('names', version + 1)
          WHERE tenant_id = $1 AND id = $2");
    tx.execute(statement.uuid(tenant).uuid(id).at(now)).await?;
    Ok(())
}

/// Names after those that the person has; `corrects` is the one that the only new one replaces.
pub(super) async fn insert_names<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    names: &[(Uuid, NameForm)],
    corrects: Option<Uuid>,
) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let mut rows = Vec::with_capacity(names.len());
    for (id, name) in names {
        let mut row = serde_json::to_value(name).map_err(|error| Problem::defect("writing a name", error))?;
        if let Value::Object(members) = &mut row {
            members.insert("id".to_owned(), Value::String(id.to_string()));
        }
        rows.push(row);
    }
    let statement = sql(
        "INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, patronymic, father, grandfather, tribe, title,
           as_written, valid_from, valid_to, corrects, created_at)
         SELECT $1, (n.name ->> 'id')::uuid, $2,
                (n.ordinal + coalesce((SELECT max(o.position) FROM person_names o WHERE o.tenant_id = $1 AND o.person_id = $2), 0))::smallint,
                n.name ->> 'kind', n.name ->> 'script', n.name ->> 'language', n.name ->> 'given', n.name ->> 'family', n.name ->> 'patronymic',
                n.name ->> 'father', n.name ->> 'grandfather', n.name ->> 'tribe', n.name ->> 'title', n.name ->> 'as_written',
                (n.name ->> 'valid_from')::date, (n.name ->> 'valid_to')::date, $4, $5
           FROM jsonb_array_elements($3) WITH ORDINALITY AS n (name, ordinal)",
    );
    tx.execute(statement.uuid(tenant).uuid(person).json(Value::Array(rows)).opt_uuid(corrects).at(now)).await?;
    insert_keys(tx, names).await
}

/// What the names are found by.
async fn insert_keys<P: Permission>(tx: &mut Tx<P>, names: &[(Uuid, NameForm)]) -> Result<(), Problem> {
    let tenant = tx.tenant();
    Writings::of(tenant.into(), names.iter().map(|(_, name)| name.as_written.as_str())).index(tx).await?;
    Ok(())
}

/// A name is no longer the one to use; what it said stays.
pub(super) async fn supersede_name<P: Permission>(tx: &mut Tx<P>, person: Uuid, name: Uuid) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement =
        sql("UPDATE person_names SET superseded_at = $4 WHERE tenant_id = $1 AND person_id = $2 AND id = $3 AND superseded_at IS NULL");
    tx.execute(statement.uuid(tenant).uuid(person).uuid(name).at(now)).await?;
    Ok(())
}

/// A case of which the person is or was a subject.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub(super) struct CaseOfPerson {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    phase: String,
    /// 1 to 4.
    #[diesel(sql_type = SmallInt)]
    pub(super) class: i16,
    /// What the person is in the case.
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Date)]
    opened_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    closed_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    left_at: Option<DateTime<Utc>>,
}

/// The person's cases that this member may see, newest first.
pub(super) async fn cases_of<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    kept: Retention,
    after: Option<(DateTime<Utc>, Uuid)>,
    rows: i64,
) -> Result<Vec<CaseOfPerson>, Problem> {
    let tenant = tx.tenant();
    let statement =
        sql("SELECT c.id, c.number, c.programme, c.state, c.phase, c.class, s.role, c.opened_on, c.closed_on, c.created_at, s.left_at
           FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
          WHERE s.tenant_id = $1 AND c.tenant_id = $1 AND s.person_id = $2 AND ($3::timestamptz IS NULL OR (c.created_at, c.id) < ($3, $4))
            AND c.retention = $6
          ORDER BY c.created_at DESC, c.id DESC LIMIT $5");
    let statement = statement.uuid(tenant).uuid(person).opt_at(after.map(|place| place.0)).opt_uuid(after.map(|place| place.1));
    tx.rows(statement.big(rows).text(kept.word())).await
}
