//! A pair of records that may be of one person, as it is kept: what was said of it, and by whom.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::http::Language;
use crate::problem::{Problem, say};

/// Why two records may be of one person, or may not.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DuplicateWhy)]
pub struct Why {
    /// `same_document`, `same_name`, `alike_name`, `same_birth`, …
    pub code: String,
    /// In the caller's language.
    pub words: String,
}

/// The signs of a pair in words.
pub(super) fn in_words(signs: &[String], language: Language) -> Vec<Why> {
    let why = |code: &String| Why { code: code.clone(), words: say(language, &format!("duplicate-{}", code.replace('_', "-")), &[]) };
    signs.iter().map(why).collect()
}

/// What was said of a pair.
#[derive(Debug, QueryableByName)]
pub(super) struct Pair {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    decided_by: Option<Uuid>,
}

impl Pair {
    /// Who said that they are the same, as long as it stands.
    pub(super) fn said_same_by(pair: Option<&Self>) -> Option<Uuid> {
        pair.filter(|pair| pair.state == "same").and_then(|pair| pair.decided_by)
    }
}

/// The pair, held; both people are held already.
pub(super) async fn pair<P: Permission>(tx: &mut Tx<P>, one: Uuid, other: Uuid) -> Result<Option<Pair>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT d.state, d.decided_by FROM duplicates d
          WHERE d.tenant_id = $1 AND d.one_id = least($2::uuid, $3::uuid) AND d.other_id = greatest($2::uuid, $3::uuid) FOR NO KEY UPDATE");
    tx.maybe(statement.uuid(tenant).uuid(one).uuid(other)).await
}

// A pair that nothing but a member's word has raised scores nothing.
const SAY: &str = "
INSERT INTO duplicates AS d (tenant_id, id, one_id, other_id, score, signs, facts, state, decided_by, decided_at, reason, raised_at)
VALUES ($1, $2, least($3::uuid, $4::uuid), greatest($3::uuid, $4::uuid), 0, '{}', '', $5, $6, $7, $8, $7)
ON CONFLICT ON CONSTRAINT duplicates_pair_key DO UPDATE
   SET state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = excluded.reason, version = d.version + 1";

/// Say of two people what they are: `same`, `not_the_same` with a reason, or `merged`.
pub(super) async fn say_of<P: Permission>(
    tx: &mut Tx<P>,
    (one, other): (Uuid, Uuid),
    state: &'static str,
    reason: Option<String>,
) -> Result<(), Problem> {
    let (tenant, by): (_, Uuid) = (tx.tenant(), tx.member().membership.0);
    let now: DateTime<Utc> = tx.now();
    let statement = sql(SAY).uuid(tenant).uuid(Uuid::now_v7()).uuid(one).uuid(other).text(state).uuid(by).at(now);
    tx.execute(statement.opt_text(reason)).await?;
    Ok(())
}
