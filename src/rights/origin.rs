//! What may leave the house about somebody. Everything that does asks [`may_leave`] in the transaction of the act, and nothing else
//! decides it: what is restricted leaves for nobody, and what is known of a refugee or asylum seeker never goes to an authority of the
//! country of origin or former residence without the person's written consent (programmes.md 3.4 rule 5).
use panoh_rules::calendar::legal_day;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Count, Tx, sql};
use crate::problem::Problem;

/// Where it would go.
pub struct Recipient<'a> {
    /// As a consent names them.
    pub name: &'a str,
    /// ISO 3166-1 alpha-3, of an authority or public body; `None` for whoever is none.
    pub country: Option<&'a str>,
}

const RESTRICTED: &str = "SELECT count(*) AS count FROM subject_requests r
 WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.kind = 'restriction' AND r.outcome IN ('granted', 'partly') AND r.lifted_at IS NULL";

const FLED: &str = "SELECT fled_from($1, $2, $3, $4, $5)::int::bigint AS count";

/// Whether anything of a person may go to somebody. It is asked of all their cases, also those that the member does not see.
///
/// # Errors
/// `refused` by `person-restricted` or `never-to-the-state-of-origin`.
pub(super) async fn may_leave<P: Permission>(tx: &mut Tx<P>, person: Uuid, to: Recipient<'_>) -> Result<(), Problem> {
    let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
    let (name, country) = (to.name.trim().to_owned(), to.country.map(str::to_owned));
    let (restricted, fled) = tx
        .by_system(async |tx| {
            let restricted: Count = tx.one(sql(RESTRICTED).uuid(tenant).uuid(person)).await?;
            let Some(country) = country else { return Ok((restricted.count, 0)) };
            let fled: Count = tx.one(sql(FLED).uuid(tenant).uuid(person).text(country).text(name).day(today)).await?;
            Ok((restricted.count, fled.count))
        })
        .await?;
    match (restricted, fled) {
        (1.., _) => Err(Problem::house_rule("person-restricted", &[])),
        (_, 1..) => Err(Problem::house_rule("never-to-the-state-of-origin", &[])),
        _ => Ok(()),
    }
}
