//! Founding an organisation: its row, its roles from the templates, its system member, its offices and teams, and the first
//! people. The founding is the first entry of its own ledger.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use panoh_rules::programme::Class;
use panoh_rules::roles::{Action, Reach, RoleTemplates};
use serde_json::json;

use crate::access::Permission;
use crate::database::{Recorded, Tx, sql};
use crate::ids::{MembershipId, OfficeId, OrganisationId, RoleId, TeamId, UserId};
use crate::ledger::Act;
use crate::problem::Problem;

/// What a new organisation is.
pub struct Founding<'a> {
    pub id: OrganisationId,
    /// Its system member, whom the clock acts as.
    pub system: MembershipId,
    pub slug: &'a str,
    /// Name per language.
    pub name: serde_json::Value,
    /// `state`, `un`, `io`, `ngo`, `church`, `donor`, `employer`, or `platform`.
    pub kind: &'a str,
    pub language: &'a str,
    /// Keys of the role templates that it gets.
    pub roles: &'a [&'a str],
    /// Programmes that it may run, with their versions.
    pub programmes: &'a [(String, u32)],
    pub offices: &'a [Place<'a>],
}

/// An office and its teams.
pub struct Place<'a> {
    pub id: OfficeId,
    pub name: &'a str,
    pub unit_kind: &'a str,
    pub teams: &'a [(TeamId, &'a str)],
}

/// Somebody who works there.
pub struct Employee<'a> {
    pub user: UserId,
    pub membership: MembershipId,
    pub email: &'a str,
    pub full_name: &'a str,
    pub language: &'a str,
    pub roles: &'a [&'a str],
    pub office: Option<OfficeId>,
    pub team: Option<TeamId>,
    pub training: &'a [&'a str],
    pub starts_on: NaiveDate,
}

/// Found an organisation in a transaction that stands inside it.
///
/// # Errors
/// What the database says: the short name is taken.
pub async fn found<P: Permission>(
    tx: &mut Tx<P>,
    templates: &RoleTemplates,
    founding: &Founding<'_>,
) -> Result<Recorded<OrganisationId>, Problem> {
    let (tenant, now) = (founding.id, tx.now());
    let statement = sql("INSERT INTO organisations (id, slug, name, kind, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
    tx.execute(statement.uuid(tenant).text(founding.slug).json(founding.name.clone()).text(founding.kind).text(founding.language).at(now))
        .await?;
    let statement = sql("INSERT INTO memberships (tenant_id, id, starts_on, created_at) VALUES ($1, $2, $3, $4)");
    tx.execute(statement.uuid(tenant).uuid(founding.system).day(legal_day(now)).at(now)).await?;
    for key in founding.roles {
        add_role_from_template(tx, tenant, templates, key).await?;
    }
    for office in founding.offices {
        let statement = sql("INSERT INTO offices (tenant_id, id, name, unit_kind, created_at) VALUES ($1, $2, $3, $4, $5)");
        tx.execute(statement.uuid(tenant).uuid(office.id).text(office.name).text(office.unit_kind).at(now)).await?;
        for (team, name) in office.teams {
            let statement = sql("INSERT INTO teams (tenant_id, id, office_id, name, created_at) VALUES ($1, $2, $3, $4, $5)");
            tx.execute(statement.uuid(tenant).uuid(*team).uuid(office.id).text(*name).at(now)).await?;
        }
    }
    for (programme, version) in founding.programmes {
        let statement = sql(
            "INSERT INTO programme_settings (tenant_id, programme, programme_version, enabled, changed_at) VALUES ($1, $2, $3, true, $4)",
        );
        tx.execute(statement.uuid(tenant).text(programme).int(i32::try_from(*version).unwrap_or(1)).at(now)).await?;
    }
    let act = Act::new("organisation.found").on("organisation", tenant).fields(["slug", "name", "kind", "roles", "offices", "programmes"]);
    tx.record(act.change(json!({ "slug": { "after": founding.slug } })), tenant).await
}

/// Roles are copies of the templates, so that an organisation can change its own.
async fn add_role_from_template<P: Permission>(
    tx: &mut Tx<P>,
    tenant: OrganisationId,
    templates: &RoleTemplates,
    key: &str,
) -> Result<RoleId, Problem> {
    let template =
        templates.roles.get(key).ok_or_else(|| Problem::defect("founding an organisation", format!("no role template {key}")))?;
    let (id, now) = (RoleId::new(), tx.now());
    let title = json!({ "en": template.title.en, "tg": template.title.tg, "ru": template.title.ru, "fa": template.title.fa });
    let statement = sql("INSERT INTO roles (tenant_id, id, key, title, template, created_at) VALUES ($1, $2, $3, $4, true, $5)");
    tx.execute(statement.uuid(tenant).uuid(id).text(key).json(title).at(now)).await?;
    let template = template.grants.iter().filter(|grant| grant.condition.is_none() && grant.slice.as_deref() != Some("ledger"));
    store_grants(tx, id, lines(templates, template.map(Right::of))).await?;
    Ok(id)
}

/// Write a role's grants.
///
/// # Errors
/// What the database says.
pub(super) async fn store_grants<P: Permission>(tx: &mut Tx<P>, role: RoleId, lines: BTreeMap<Line, Limits>) -> Result<(), Problem> {
    let columns = lines.into_iter().map(|((resource, action, reach), limits)| {
        json!({ "resource": resource, "action": action, "reach": reach, "programmes": limits.programmes, "slice": limits.slice })
    });
    let statement = sql("INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes, slice)
         SELECT $1, $2, g.resource, g.action, g.reach, g.programmes, g.slice
           FROM jsonb_to_recordset($3) AS g (resource text, action text, reach text, programmes text[], slice text)");
    let tenant = tx.tenant();
    tx.execute(statement.uuid(tenant).uuid(role).json(columns.collect())).await?;
    Ok(())
}

/// Resource, action and reach, as the database keeps them.
pub(super) type Line = (String, String, String);

/// What narrows a line.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// `None`: every programme of the membership.
    pub(super) programmes: Option<Vec<String>>,
    /// The part that is opened; `None`: all of it.
    pub(super) slice: Option<String>,
}

/// A grant, of a template or as somebody gives it.
#[derive(Clone, Copy)]
pub(super) struct Right<'a> {
    pub(super) resource: &'a str,
    pub(super) actions: &'a [Action],
    pub(super) reach: Reach,
    pub(super) programmes: Option<&'a [String]>,
    pub(super) slice: Option<&'a str>,
}

impl<'a> Right<'a> {
    /// Of a template.
    pub(super) fn of(grant: &'a panoh_rules::roles::Grant) -> Self {
        Self {
            resource: &grant.resource,
            actions: &grant.actions,
            reach: grant.reach,
            programmes: grant.programmes.as_deref(),
            slice: grant.slice.as_deref(),
        }
    }
}

/// Grants as rows. What needs a recorded request or agreement, or opens only the ledger, opens no rows and is left out before;
/// a trafficking case is a case of the K4 programmes. Of two grants on one line the wider one counts.
pub(super) fn lines<'a>(templates: &RoleTemplates, grants: impl Iterator<Item = Right<'a>>) -> BTreeMap<Line, Limits> {
    let k4: Vec<String> = templates.programmes.get("2c").cloned().unwrap_or_default();
    let mut lines: BTreeMap<Line, Limits> = BTreeMap::new();
    for grant in grants {
        let (resource, programmes) = match grant.resource {
            "trafficking_case" => ("case", Some(k4.clone())),
            other => (other, grant.programmes.map(<[String]>::to_vec)),
        };
        // Whoever keeps something as an administrator sees what they keep; money is kept without seeing payees.
        let plain =
            templates.resources.get(resource).is_some_and(|known| known.class <= Class::K1) || ["user", "membership"].contains(&resource);
        let seen = (plain && grant.actions.contains(&Action::Manage)).then_some(Action::Read);
        for action in grant.actions.iter().chain(&seen) {
            let line = (resource.to_owned(), word(action), word(&grant.reach));
            let limits = Limits { programmes: programmes.clone(), slice: grant.slice.map(str::to_owned) };
            lines.entry(line).and_modify(|known| known.widen(&limits)).or_insert(limits);
        }
    }
    for programmes in lines.values_mut().filter_map(|limits| limits.programmes.as_mut()) {
        programmes.sort();
        programmes.dedup();
    }
    lines
}

impl Limits {
    fn widen(&mut self, more: &Self) {
        self.slice = self.slice.take().filter(|slice| more.slice.as_ref() == Some(slice));
        match (self.programmes.as_mut(), &more.programmes) {
            // "Every programme" is written `*` beside the K4 ones that it does not cover.
            (Some(known), Some(more)) => known.extend(more.iter().cloned()),
            (Some(known), None) => known.push("*".to_owned()),
            (None, Some(more)) => self.programmes = Some(more.iter().cloned().chain(["*".to_owned()]).collect()),
            (None, None) => {}
        }
    }
}

/// The word that the files and the database use for an action or a reach.
fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Give somebody a login, a membership and roles.
///
/// # Errors
/// What the database says: the address is taken, a role does not exist.
pub async fn employ<P: Permission>(tx: &mut Tx<P>, employee: &Employee<'_>) -> Result<Recorded<MembershipId>, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql("INSERT INTO users (id, email, full_name, language, created_at) VALUES ($1, $2, $3, $4, $5)");
    tx.execute(statement.uuid(employee.user).text(employee.email).text(employee.full_name).text(employee.language).at(now)).await?;
    let statement = sql(
        "INSERT INTO memberships (tenant_id, id, user_id, office_id, team_id, training, starts_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let training = employee.training.iter().map(|flag| (*flag).to_owned()).collect();
    let statement = statement.uuid(tenant).uuid(employee.membership).uuid(employee.user).opt_uuid(employee.office).opt_uuid(employee.team);
    tx.execute(statement.texts(training).day(employee.starts_on).at(now)).await?;
    let roles: Vec<String> = employee.roles.iter().map(|role| (*role).to_owned()).collect();
    let statement = sql(
        "INSERT INTO membership_roles (tenant_id, membership_id, role_id) SELECT $1, $2, r.id FROM roles r WHERE r.tenant_id = $1 AND r.key = ANY ($3)",
    );
    let given = tx.execute(statement.uuid(tenant).uuid(employee.membership).texts(roles.clone())).await?;
    if given != roles.len() {
        return Err(Problem::field("/roles", "unknown_reference"));
    }
    let act =
        Act::new("user.employ").on("membership", employee.membership).fields(["email", "full_name", "roles", "office", "team", "training"]);
    tx.record(act.change(json!({ "roles": { "after": roles } })), employee.membership).await
}
