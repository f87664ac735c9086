//! Inviting somebody: a login if they have none, a membership with roles, and a token that sets a first password.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Permission, secret, token_hash};
use crate::database::{IdRow, Pools, SignInTx, Tx, sql};
use crate::ids::{MembershipId, UserId};
use crate::problem::Problem;

/// How long an invitation may be accepted.
const OPEN_DAYS: i64 = 7;

/// A one-time token. It is shown here and nowhere else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Invitation {
    /// To be accepted at `/auth/invitations/{token}`.
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// Somebody who shall work here.
pub struct Newcomer {
    pub email: String,
    pub full_name: String,
    pub language: String,
    pub roles: Vec<String>,
    pub office: Option<Uuid>,
    pub team: Option<Uuid>,
    /// `None`: every programme of the organisation.
    pub programmes: Option<Vec<String>>,
    pub training: Vec<String>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// Give somebody a membership and an invitation. Who has a login already keeps it, with its name and password.
///
/// # Errors
/// What the database says: they are a member already, a role, office or team does not exist.
pub async fn invite<P: Permission>(
    tx: &mut Tx<P>,
    pools: &Pools,
    newcomer: &Newcomer,
) -> Result<(UserId, MembershipId, Invitation), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let email = newcomer.email.trim().to_lowercase();
    let user = match login_of(pools, &email).await? {
        Some(user) => user,
        None => {
            let user = UserId::new();
            let statement = sql("INSERT INTO users (id, email, full_name, language, created_at) VALUES ($1, $2, $3, $4, $5)");
            tx.execute(statement.uuid(user).text(email).text(newcomer.full_name.clone()).text(newcomer.language.clone()).at(now)).await?;
            user
        }
    };
    let membership = MembershipId::new();
    let statement =
        sql("INSERT INTO memberships (tenant_id, id, user_id, office_id, team_id, programmes, training, starts_on, ends_on, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let statement = statement.uuid(tenant).uuid(membership).uuid(user).opt_uuid(newcomer.office).opt_uuid(newcomer.team);
    let statement = statement.opt_texts(newcomer.programmes.clone()).texts(newcomer.training.clone());
    tx.execute(statement.day(newcomer.starts_on).opt_day(newcomer.ends_on).at(now)).await?;
    give_roles(tx, membership, &newcomer.roles).await?;
    let invitation = open_invitation(tx, membership).await?;
    Ok((user, membership, invitation))
}

/// The login of an address, wherever it is a member: only sign-in's own door may look.
async fn login_of(pools: &Pools, email: &str) -> Result<Option<UserId>, Problem> {
    let mut tx = SignInTx::open(pools).await?;
    let found: Option<IdRow> = tx.maybe(sql("SELECT id FROM users WHERE email = $1").text(email)).await?;
    tx.commit().await?;
    Ok(found.map(|row| UserId(row.id)))
}

/// Give roles by their keys.
///
/// # Errors
/// One of them does not exist here.
pub(super) async fn give_roles<P: Permission>(tx: &mut Tx<P>, membership: MembershipId, roles: &[String]) -> Result<(), Problem> {
    let mut keys = roles.to_vec();
    keys.sort();
    keys.dedup();
    let statement = sql(
        "INSERT INTO membership_roles (tenant_id, membership_id, role_id) SELECT $1, $2, r.id FROM roles r WHERE r.tenant_id = $1 AND r.key = ANY ($3)",
    );
    let tenant = tx.tenant();
    let given = tx.execute(statement.uuid(tenant).uuid(membership).texts(keys.clone())).await?;
    if given == keys.len() { Ok(()) } else { Err(Problem::field("/roles", "unknown_reference")) }
}

/// A new invitation; earlier ones of the same member end.
///
/// # Errors
/// What the database says.
pub(super) async fn open_invitation<P: Permission>(tx: &mut Tx<P>, membership: MembershipId) -> Result<Invitation, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let earlier = sql(
        "UPDATE invitations SET expires_at = $3 WHERE tenant_id = $1 AND membership_id = $2 AND accepted_at IS NULL AND expires_at > $3",
    );
    tx.execute(earlier.uuid(tenant).uuid(membership).at(now)).await?;
    let (token, expires_at) = (secret(), now + TimeDelta::days(OPEN_DAYS));
    let statement =
        sql("INSERT INTO invitations (tenant_id, id, membership_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)");
    tx.execute(statement.uuid(tenant).uuid(Uuid::now_v7()).uuid(membership).bytes(token_hash(&token)).at(now).at(expires_at)).await?;
    Ok(Invitation { token, expires_at })
}
