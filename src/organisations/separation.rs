//! Who may hold what together: separation of duties (programmes.md 4.2) and the police firewall (3.4 rule 4), as
//! `config/roles.toml` states them. A change is made first and judged by what then stands; refused, nothing of it stays.
use diesel::QueryableByName;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::programme::Class;
use panoh_rules::roles::{Action, RoleTemplates, Within};
use serde::Deserialize;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Pools, SignInTx, TextRow, Tx, sql};
use crate::http::Language;
use crate::problem::Problem;

/// Whose holdings are judged.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    Member(Uuid),
    Office(Uuid),
    Role(Uuid),
}

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    user_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    unit_kind: Option<String>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    programmes: Option<Vec<String>>,
    #[diesel(sql_type = Array<Text>)]
    training: Vec<String>,
    #[diesel(sql_type = Jsonb)]
    roles: serde_json::Value,
}

/// A role that somebody holds.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct HeldRole {
    pub(super) key: String,
    pub(super) grants: Vec<HeldGrant>,
}

/// One line of a role.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct HeldGrant {
    pub(super) resource: String,
    pub(super) action: Action,
    pub(super) programmes: Option<Vec<String>>,
}

const HOLDINGS: &str = "
SELECT m.user_id, CASE WHEN g.kind LIKE '%-operational' THEN g.kind ELSE o.unit_kind END AS unit_kind, m.programmes, m.training,
       coalesce((SELECT jsonb_agg(jsonb_build_object('key', r.key, 'grants',
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('resource', g.resource, 'action', g.action, 'programmes', g.programmes)), '[]')
                     FROM role_grants g WHERE g.tenant_id = $1 AND g.role_id = r.id)) ORDER BY r.key)
            FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
           WHERE mr.tenant_id = $1 AND mr.membership_id = m.id), '[]') AS roles
  FROM memberships m JOIN organisations g ON g.id = m.tenant_id LEFT JOIN offices o ON o.tenant_id = m.tenant_id AND o.id = m.office_id
 WHERE m.tenant_id = $1 AND m.user_id IS NOT NULL AND m.deactivated_at IS NULL
   AND ($2::uuid IS NULL OR m.id = $2) AND ($3::uuid IS NULL OR m.office_id = $3)
   AND ($4::uuid IS NULL OR EXISTS (SELECT 1 FROM membership_roles x WHERE x.tenant_id = $1 AND x.membership_id = m.id AND x.role_id = $4))";

/// Judge what now stands for these members.
///
/// # Errors
/// `refused` with `roles-conflict`, `police-firewall` or `role-needs-training`.
pub(super) async fn judge<P: Permission>(tx: &mut Tx<P>, templates: &RoleTemplates, whose: Whose) -> Result<(), Problem> {
    let (member, office, role) = match whose {
        Whose::Member(id) => (Some(id), None, None),
        Whose::Office(id) => (None, Some(id), None),
        Whose::Role(id) => (None, None, Some(id)),
    };
    let tenant = tx.tenant();
    let rows: Vec<Row> = tx.rows(sql(HOLDINGS).uuid(tenant).opt_uuid(member).opt_uuid(office).opt_uuid(role)).await?;
    for row in rows {
        let roles: Vec<HeldRole> = serde_json::from_value(row.roles).map_err(|error| Problem::defect("reading held roles", error))?;
        together(templates, &roles)?;
        trained(templates, &roles, &row.training)?;
        if let Some(unit) = &row.unit_kind {
            firewall(templates, &roles, unit, row.programmes.as_deref())?;
        }
    }
    Ok(())
}

/// Judge a user's roles here against those in other organisations: platform administrators hold nothing else anywhere.
///
/// # Errors
/// `refused` with `roles-conflict`.
pub(super) async fn judge_elsewhere<P: Permission>(
    tx: &mut Tx<P>,
    pools: &Pools,
    templates: &RoleTemplates,
    member: Uuid,
) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let row: Row = tx.one(sql(HOLDINGS).uuid(tenant).uuid(member).opt_uuid(None::<Uuid>).opt_uuid(None::<Uuid>)).await?;
    let here: Vec<HeldRole> = serde_json::from_value(row.roles).map_err(|error| Problem::defect("reading held roles", error))?;
    let mut elsewhere = SignInTx::open(pools).await?;
    let statement = sql(
        "SELECT DISTINCT r.key AS text FROM memberships m JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
           JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
          WHERE m.user_id = $1 AND m.tenant_id <> $2 AND m.deactivated_at IS NULL",
    );
    let held: Vec<TextRow> = elsewhere.rows(statement.uuid(row.user_id).uuid(tenant)).await?;
    elsewhere.commit().await?;
    for role in &here {
        for other in &held {
            if templates.conflict(&role.key, &other.text).is_some_and(|conflict| conflict.within == Within::Platform) {
                // Which role it is elsewhere is not this organisation's to know.
                return Err(conflict(templates, &role.key, &role.key));
            }
        }
    }
    Ok(())
}

fn title(templates: &RoleTemplates, key: &str, language: Language) -> String {
    templates.roles.get(key).map_or_else(|| key.to_owned(), |role| role.title.get(language.into()).to_owned())
}

fn conflict(templates: &RoleTemplates, one: &str, other: &str) -> Problem {
    Problem::house_rule_with("roles-conflict", |language| {
        vec![("one", title(templates, one, language)), ("other", title(templates, other, language))]
    })
}

/// Whether one person may hold these roles at once. A role of the organisation's own is judged by what it grants.
pub(super) fn together(templates: &RoleTemplates, roles: &[HeldRole]) -> Result<(), Problem> {
    for (at, one) in roles.iter().enumerate() {
        for other in roles.iter().skip(at).skip(1) {
            if templates.conflict(&one.key, &other.key).is_some() {
                return Err(conflict(templates, &one.key, &other.key));
            }
        }
    }
    let keeper = roles.iter().find(|role| role.grants.iter().any(keeps_rights));
    let reader = roles.iter().find(|role| role.grants.iter().any(|grant| is_case_content(templates, &grant.resource, grant.action)));
    if let (Some(keeper), Some(reader)) = (keeper, reader) {
        return Err(conflict(templates, &keeper.key, &reader.key));
    }
    let auditor = roles.iter().find(|role| role.key == "auditor");
    let writer =
        roles.iter().find(|role| !templates.roles.contains_key(&role.key) && role.grants.iter().any(|grant| !grant.action.only_looks()));
    match (auditor, writer) {
        (Some(auditor), Some(writer)) => Err(conflict(templates, &auditor.key, &writer.key)),
        _ => Ok(()),
    }
}

/// Whether a line lets its holder give and take rights.
fn keeps_rights(grant: &HeldGrant) -> bool {
    grant.action == Action::Manage && ["user", "role", "membership"].contains(&grant.resource.as_str())
}

/// Whether a line opens something of cases or people: anything of class K2 or above beyond what an organisation's
/// administrator has by the template.
fn is_case_content(templates: &RoleTemplates, resource: &str, action: Action) -> bool {
    let sensitive = templates.resources.get(resource).is_some_and(|known| known.class >= Class::K2);
    let template = templates.roles.get("organisation_administrator");
    let administrators = template.is_some_and(|role| {
        role.grants.iter().any(|grant| {
            let keeps = grant.actions.contains(&Action::Manage) && action == Action::Read;
            grant.resource == resource && (grant.actions.contains(&action) || keeps)
        })
    });
    sensitive && !administrators
}

fn trained(templates: &RoleTemplates, roles: &[HeldRole], training: &[String]) -> Result<(), Problem> {
    for role in roles {
        let needed = templates.roles.get(&role.key).into_iter().flat_map(|template| &template.training);
        if needed.clone().any(|flag| !training.contains(flag)) {
            return Err(Problem::house_rule_with("role-needs-training", |language| vec![("role", title(templates, &role.key, language))]));
        }
    }
    Ok(())
}

/// No grant over the barred programmes for a member of such a unit, whatever the organisation (3.4 rule 4).
fn firewall(templates: &RoleTemplates, roles: &[HeldRole], unit: &str, limited: Option<&[String]>) -> Result<(), Problem> {
    let barred = templates.barred_units.iter().filter(|rule| rule.unit_kinds.iter().any(|kind| kind == unit));
    for programme in barred.flat_map(|rule| &rule.programmes) {
        if limited.is_some_and(|limited| !limited.contains(programme)) {
            continue;
        }
        for role in roles {
            let reaches = |grant: &HeldGrant| {
                grant.programmes.as_ref().is_none_or(|named| named.iter().any(|name| name == programme || name == "*"))
                    && is_case_content(templates, &grant.resource, grant.action)
            };
            if templates.barred(unit, &role.key, programme).is_some() && role.grants.iter().any(reaches) {
                return Err(Problem::house_rule_with("police-firewall", |language| vec![("role", title(templates, &role.key, language))]));
            }
        }
    }
    Ok(())
}
