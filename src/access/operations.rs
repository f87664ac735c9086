//! Signing in, staying signed in, signing out.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use rand::RngExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::permission::UpdateSession;
use crate::database::{SignInTx, Tx, sql};
use crate::problem::{Code, Problem};
use crate::server::App;

/// A new pair of tokens for a membership.
pub struct SignedIn {
    pub access_token: String,
    pub refresh_token: String,
    pub membership: MembershipChoice,
    /// Where else this user may continue.
    pub elsewhere: Vec<MembershipChoice>,
}

/// A membership that a user may sign in to.
#[derive(Debug, Clone, QueryableByName)]
pub struct MembershipChoice {
    #[diesel(sql_type = SqlUuid)]
    pub membership_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub organisation_id: Uuid,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Jsonb)]
    pub organisation_name: serde_json::Value,
    #[diesel(sql_type = Array<Text>)]
    pub roles: Vec<String>,
    #[diesel(sql_type = SqlUuid)]
    pub user_id: Uuid,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Text)]
    pub language: String,
}

#[derive(QueryableByName)]
struct Login {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    password_hash: Option<String>,
}

const CHOICES: &str = "
SELECT m.id AS membership_id, m.tenant_id AS organisation_id, o.slug, o.name AS organisation_name,
       coalesce((SELECT array_agg(r.key ORDER BY r.key) FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
                  WHERE mr.tenant_id = m.tenant_id AND mr.membership_id = m.id), '{}') AS roles,
       u.id AS user_id, u.full_name, u.language
  FROM memberships m JOIN organisations o ON o.id = m.tenant_id JOIN users u ON u.id = m.user_id
 WHERE m.user_id = $1 AND m.deactivated_at IS NULL AND u.deactivated_at IS NULL AND o.suspended_at IS NULL
   AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2)
 ORDER BY o.slug";

impl MembershipChoice {
    /// By the organisation's short name or its id.
    fn is_of(&self, organisation: &str) -> bool {
        self.slug == organisation || self.organisation_id.to_string() == organisation
    }
}

async fn choices(tx: &mut SignInTx, user: Uuid, today: NaiveDate) -> Result<Vec<MembershipChoice>, Problem> {
    tx.rows(sql(CHOICES).uuid(user).day(today)).await
}

/// Check e-mail and password and open a session in one membership.
///
/// # Errors
/// `sign_in_refused`, the same for an unknown login, a wrong password and a login without membership; `choose_organisation`.
pub async fn sign_in(app: &App, email: &str, password: String, organisation: Option<&str>) -> Result<SignedIn, Problem> {
    let now = app.clock.now();
    let email = email.trim().to_lowercase();
    let seat = app.passwords.seat()?;
    let mut tx = SignInTx::open(&app.pools).await?;
    let login: Option<Login> =
        tx.maybe(sql("SELECT id, password_hash FROM users WHERE email = $1 AND deactivated_at IS NULL").text(email)).await?;
    tx.commit().await?;
    // No connection is held while Argon2 works.
    let right = seat.verify(password, login.as_ref().and_then(|login| login.password_hash.clone())).await?;
    drop(seat);
    let Some(login) = login.filter(|_| right) else { return Err(Code::SignInRefused.into()) };
    let mut tx = SignInTx::open(&app.pools).await?;
    let open = choices(&mut tx, login.id, legal_day(now)).await?;
    let (mut asked, elsewhere): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|choice| organisation.is_none_or(|wanted| choice.is_of(wanted)));
    let chosen = match asked.len() {
        0 => return Err(Code::SignInRefused.into()),
        1 => asked.remove(0),
        _ => {
            let choices: Vec<_> = asked
                .iter()
                .map(|choice| json!({ "organisation": choice.slug, "name": choice.organisation_name, "roles": choice.roles }))
                .collect();
            return Err(Problem::from(Code::ChooseOrganisation).with("choices", choices));
        }
    };
    let signed_in = open_session(app, &mut tx, chosen, elsewhere, Uuid::now_v7(), now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// 256 bits of chance, for refresh tokens and invitations.
pub fn secret() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn open_session(
    app: &App,
    tx: &mut SignInTx,
    choice: MembershipChoice,
    elsewhere: Vec<MembershipChoice>,
    family: Uuid,
    now: DateTime<Utc>,
) -> Result<SignedIn, Problem> {
    let refresh_token = secret();
    let statement =
        sql("INSERT INTO sessions (id, family_id, user_id, organisation_id, membership_id, refresh_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    let statement =
        statement.uuid(Uuid::now_v7()).uuid(family).uuid(choice.user_id).uuid(choice.organisation_id).uuid(choice.membership_id);
    let expires = now + TimeDelta::hours(app.settings.access.refresh_hours);
    tx.execute(statement.bytes(hash(&refresh_token)).at(now).at(expires)).await?;
    let access_token = app.tokens.issue(choice.user_id, choice.organisation_id, choice.membership_id, family, now)?;
    Ok(SignedIn { access_token, refresh_token, membership: choice, elsewhere })
}

#[derive(QueryableByName)]
struct StoredSession {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    family_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    user_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    membership_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    spent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    revoked_at: Option<DateTime<Utc>>,
}

/// Rotate a refresh token. Using a spent one ends its whole family, except within the grace for two tabs, where the direct
/// predecessor opens one more session of the same family.
///
/// # Errors
/// `session_ended`.
pub async fn refresh(app: &App, token: &str, organisation: Option<&str>) -> Result<SignedIn, Problem> {
    let now = app.clock.now();
    let ended = || Problem::from(Code::SessionEnded);
    let mut tx = SignInTx::open(&app.pools).await?;
    hold_sessions(&mut tx, token).await?;
    let statement = sql(
        "SELECT id, family_id, user_id, membership_id, expires_at, spent_at, revoked_at FROM sessions WHERE refresh_hash = $1 FOR UPDATE",
    );
    let session: StoredSession = tx.maybe(statement.bytes(hash(token))).await?.ok_or_else(ended)?;
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Err(ended());
    }
    let grace = TimeDelta::seconds(app.settings.access.refresh_grace_seconds);
    if session.spent_at.is_some_and(|spent| now > spent + grace) {
        tracing::warn!(family = %session.family_id, "a spent refresh token was used again: the session family is ended");
        revoke_family(&mut tx, session.family_id, now).await?;
        tx.commit().await?;
        return Err(ended());
    }
    if session.spent_at.is_none() {
        tx.execute(sql("UPDATE sessions SET spent_at = $2 WHERE id = $1").uuid(session.id).at(now)).await?;
    }
    let open = choices(&mut tx, session.user_id, legal_day(now)).await?;
    let (mut asked, elsewhere): (Vec<_>, Vec<_>) = open.into_iter().partition(|choice| match organisation {
        Some(wanted) => choice.is_of(wanted),
        None => choice.membership_id == session.membership_id,
    });
    let Some(chosen) = asked.pop() else { return Err(if organisation.is_some() { Code::NotFound.into() } else { ended() }) };
    let signed_in = open_session(app, &mut tx, chosen, elsewhere, session.family_id, now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// One at a time for each user: a session that is just being opened cannot escape the end of its family, nor a sign-out.
async fn hold_sessions(tx: &mut SignInTx, token: &str) -> Result<(), Problem> {
    let hold = sql("SELECT pg_advisory_xact_lock(hashtextextended('sessions/' || user_id, 0)) FROM sessions WHERE refresh_hash = $1");
    tx.execute(hold.bytes(hash(token))).await?;
    Ok(())
}

async fn revoke_family(tx: &mut SignInTx, family: Uuid, now: DateTime<Utc>) -> Result<(), Problem> {
    tx.execute(sql("UPDATE sessions SET revoked_at = $2 WHERE family_id = $1 AND revoked_at IS NULL").uuid(family).at(now)).await?;
    Ok(())
}

/// End the session family that a refresh token belongs to. A token that is not known is signed out already.
///
/// # Errors
/// The database is not there.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Problem> {
    let mut tx = SignInTx::open(&app.pools).await?;
    hold_sessions(&mut tx, token).await?;
    let session: Option<crate::database::IdRow> =
        tx.maybe(sql("SELECT family_id AS id FROM sessions WHERE refresh_hash = $1").bytes(hash(token))).await?;
    if let Some(session) = session {
        revoke_family(&mut tx, session.id, app.clock.now()).await?;
    }
    tx.commit().await
}

/// The hash of a new password, once the old one was right. Nothing is changed.
///
/// # Errors
/// `invalid` where the old one is wrong or the new one is too easy.
pub async fn checked_password(app: &App, user: Uuid, old: String, new: String) -> Result<String, Problem> {
    #[derive(QueryableByName)]
    struct Own {
        #[diesel(sql_type = Nullable<Text>)]
        password_hash: Option<String>,
        #[diesel(sql_type = Text)]
        email: String,
        #[diesel(sql_type = Text)]
        full_name: String,
    }
    let seat = app.passwords.seat()?;
    let mut tx = SignInTx::open(&app.pools).await?;
    let own: Own =
        tx.maybe(sql("SELECT password_hash, email, full_name FROM users WHERE id = $1").uuid(user)).await?.ok_or(Code::SessionEnded)?;
    tx.commit().await?;
    if !seat.verify(old, own.password_hash).await? {
        return Err(Problem::field("/old", "wrong_password"));
    }
    super::password::check_strength(&new, &[&own.email, &own.full_name], "/new")?;
    seat.hash(new).await
}

/// End every other session of a user. It comes before the new password, so that no crash leaves an old session beside it.
///
/// # Errors
/// The database is not there.
pub async fn end_other_sessions(app: &App, user: Uuid, family: Uuid) -> Result<(), Problem> {
    let mut tx = SignInTx::open(&app.pools).await?;
    tx.execute(sql("SELECT pg_advisory_xact_lock(hashtextextended('sessions/' || $1::uuid, 0))").uuid(user)).await?;
    let others = sql("UPDATE sessions SET revoked_at = $3 WHERE user_id = $1 AND family_id <> $2 AND revoked_at IS NULL");
    tx.execute(others.uuid(user).uuid(family).at(app.clock.now())).await?;
    tx.commit().await
}

/// Change one's own password.
///
/// # Errors
/// What the database says; then nothing has changed.
pub async fn change_password(tx: &mut Tx<UpdateSession>, user: Uuid, hashed: String) -> Result<(), Problem> {
    tx.execute(sql("UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1").uuid(user).text(hashed)).await?;
    Ok(())
}

/// Accept an invitation: set a first password.
///
/// # Errors
/// `not_found` for a token that is unknown, used or too old; `invalid` for a password that is too easy.
pub async fn accept_invitation(app: &App, token: &str, password: String) -> Result<(), Problem> {
    #[derive(QueryableByName)]
    struct Invited {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = SqlUuid)]
        user_id: Uuid,
        #[diesel(sql_type = Text)]
        email: String,
        #[diesel(sql_type = Text)]
        full_name: String,
        #[diesel(sql_type = Nullable<Text>)]
        password_hash: Option<String>,
    }
    let now = app.clock.now();
    let mut tx = SignInTx::open(&app.pools).await?;
    let statement = sql("SELECT i.id, u.id AS user_id, u.email, u.full_name, u.password_hash FROM invitations i
           JOIN memberships m ON m.tenant_id = i.tenant_id AND m.id = i.membership_id JOIN users u ON u.id = m.user_id
          WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2");
    let invited: Invited = tx.maybe(statement.bytes(hash(token)).at(now)).await?.ok_or(Code::NotFound)?;
    tx.commit().await?;
    super::password::check_strength(&password, &[&invited.email, &invited.full_name], "/password")?;
    let hashed = app.passwords.seat()?.hash(password).await?;
    let mut tx = SignInTx::open(&app.pools).await?;
    let taken =
        tx.execute(sql("UPDATE invitations SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL").uuid(invited.id).at(now)).await?;
    if taken == 0 {
        return Err(Code::NotFound.into());
    }
    // Someone who has a password keeps it: an invitation to a second organisation must not reset it.
    if invited.password_hash.is_none() {
        tx.execute(sql("UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1").uuid(invited.user_id).text(hashed))
            .await?;
    }
    tx.commit().await
}

/// The bytes under which an invitation's token is stored.
pub fn token_hash(token: &str) -> Vec<u8> {
    hash(token)
}
