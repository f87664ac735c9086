//! What an answer must be, from what the role is granted and whose record it is: a second reading of the rules, beside that of
//! row security.
use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::records::Relation;
use crate::walls::operations::Operation;

/// reach → programmes that it covers; `*` is every programme below K4.
pub type Reach = BTreeMap<String, Vec<String>>;

/// role → `resource.action` → reach.
#[derive(Debug)]
pub struct Grants(BTreeMap<String, BTreeMap<String, Reach>>);

impl Grants {
    pub async fn of(owner: &Client, tenant: uuid::Uuid) -> Self {
        let statement = "SELECT r.key, g.resource || '.' || g.action, g.reach, coalesce(g.programmes, '{*}') FROM role_grants g
                           JOIN roles r ON r.tenant_id = g.tenant_id AND r.id = g.role_id WHERE g.tenant_id = $1";
        let mut grants: BTreeMap<String, BTreeMap<String, Reach>> = BTreeMap::new();
        for row in owner.query(statement, &[&tenant]).await.unwrap() {
            grants.entry(row.get(0)).or_default().entry(row.get(1)).or_default().insert(row.get(2), row.get(3));
        }
        Self(grants)
    }

    pub fn reach(&self, role: &str, permission: &str) -> Option<&Reach> {
        self.0.get(role)?.get(permission)
    }
}

/// What the matrix allows as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// 2xx, or 409, 412, 422, 428: allowed, if not now or not with this body.
    Permitted,
    /// 403: the record is seen, or none is named.
    NotPermitted,
    /// 404, byte for byte as for a record that does not exist.
    Hidden,
    NotSignedIn,
}

impl Expected {
    pub fn is_met_by(self, status: u16) -> bool {
        match self {
            Self::Permitted => (200..300).contains(&status) || [409, 412, 422, 428].contains(&status),
            Self::NotPermitted => status == 403,
            Self::Hidden => status == 404,
            Self::NotSignedIn => status == 401,
        }
    }

    pub fn refuses(self) -> bool {
        self != Self::Permitted
    }
}

/// Whose records a path can name: `None` where it names none of an organisation's.
pub fn relations(operation: &Operation) -> &'static [Relation] {
    use Relation::{Colleague, OtherOffice, OtherOrganisation, Own, Unknown};
    if !operation.path.contains('{') {
        return &[Own];
    }
    match operation.path.split('/').nth(3).unwrap_or_default() {
        "cases" => &Relation::ALL,
        "users" if !operation.reads() => &[Colleague, OtherOffice, OtherOrganisation, Unknown],
        "people" | "subject-requests" | "households" | "imports" | "operations" | "users" | "sittings" | "items" => {
            &[Own, Colleague, OtherOffice, OtherOrganisation, Unknown]
        }
        "bodies" | "seats" | "roles" | "offices" | "teams" | "organisations" => &[Own, OtherOrganisation, Unknown],
        "break-glass" | "disposals" | "enforcement-requests" => &[Own, OtherOrganisation, Unknown],
        "calendar" if operation.path.contains("suspensions") => &[Own, OtherOrganisation, Unknown],
        _ => &[Own],
    }
}

/// What a role may expect of an operation on a record of this relation.
pub fn expected(grants: &Grants, role: &str, operation: &Operation, relation: Relation) -> Expected {
    let permission = operation.permission.as_deref().unwrap_or_default();
    let granted = grants.reach(role, permission);
    if !operation.path.contains('{') {
        return if granted.is_some() { Expected::Permitted } else { Expected::NotPermitted };
    }
    let (resource, _) = permission.split_once('.').unwrap();
    let read = format!("{resource}.read");
    let Some(reach) = granted.or_else(|| grants.reach(role, &read)) else { return Expected::Hidden };
    if !is_seen(reach, role, operation, relation) {
        return Expected::Hidden;
    }
    if granted.is_some() { Expected::Permitted } else { Expected::NotPermitted }
}

fn is_seen(reach: &Reach, role: &str, operation: &Operation, relation: Relation) -> bool {
    let platform = operation.path.starts_with("/api/v1/organisations/");
    match relation {
        Relation::Unknown => return false,
        // The platform's administrator keeps organisations, and sees nothing in one.
        Relation::OtherOrganisation => return platform && reach.contains_key("platform"),
        _ => {}
    }
    let has = |name: &str| reach.contains_key(name);
    match operation.path.split('/').nth(3).unwrap_or_default() {
        // A file that is before the body is open to its secretary; whoever holds a seat reads the frozen papers.
        "cases" => sees_case(reach, relation) || (role == "commission_secretary" && reach.contains_key("docket") && !is_k4(relation)),
        // Who hears the body sees its docket; who follows a case sees its item.
        "items" => has("organisation") || (has("docket") && sits(role)) || (!has("docket") && sees_case(reach, relation)),
        "sittings" => has("organisation") || (has("docket") && sits(role)),
        "people" | "subject-requests" | "households" | "imports" | "operations" | "users" => match relation {
            Relation::Own => has("organisation") || has("office") || has("team") || has("own"),
            Relation::Colleague => has("organisation") || has("office") || has("team"),
            _ => has("organisation"),
        },
        "organisations" => true,
        _ => true,
    }
}

/// Roles that hold a seat, or are the secretary, of the one body of the fixture.
fn sits(role: &str) -> bool {
    ["commission_member", "commission_secretary"].contains(&role)
}

fn is_k4(relation: Relation) -> bool {
    matches!(relation, Relation::Listed | Relation::Unlisted)
}

fn sees_case(reach: &Reach, relation: Relation) -> bool {
    let k4 = is_k4(relation);
    let covers = |name: &str| {
        reach.get(name).is_some_and(|programmes| {
            if k4 {
                programmes.iter().any(|one| one == "trafficking-assistance")
            } else {
                programmes.iter().any(|one| one == "*" || one == "refugee-claim")
            }
        })
    };
    let anywhere = covers("organisation");
    let beside = anywhere || covers("office") || covers("team");
    match relation {
        Relation::Own => beside || covers("own"),
        // For K4 the list decides whose it is: any grant that names the programme serves.
        Relation::Listed => beside || covers("own") || covers("bed_house"),
        Relation::Colleague => beside,
        Relation::OtherOffice => anywhere,
        _ => false,
    }
}
