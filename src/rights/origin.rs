//! What may leave the house about somebody. Everything that does asks [`may_leave`] in the transaction of the act, and nothing else
//! decides it: what is restricted leaves for nobody, and what is known of a refugee or asylum seeker never goes to an authority of the
//! country of origin or former residence without the person's written consent (programmes.md 3.4 rule 5).
use panoh_rules::calendar::legal_day;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Count, Tx, sql};
use crate::problem::Problem;
use crate::programmes::House;

/// Where it would go.
pub struct Recipient<'a> {
    /// As a consent names them.
    pub name: &'a str,
    /// ISO 3166-1 alpha-3, of an authority or public body; `None` for whoever is none.
    pub country: Option<&'a str>,
}

/// Programmes of refugees and asylum seekers, by their section of programmes.md.
const ASYLUM: &str = "2a";

const RESTRICTED: &str = "SELECT count(*) AS count FROM subject_requests r
 WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.kind = 'restriction' AND r.outcome IN ('granted', 'partly') AND r.lifted_at IS NULL";

// A family's claim is one: the country that one of them fled is not told of the others either.
const FEARED: &str = "
SELECT count(*) AS count FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
 WHERE s.tenant_id = $1 AND s.person_id = $2 AND c.programme = ANY ($3)
   AND (EXISTS (SELECT 1 FROM case_subjects o JOIN persons p ON p.tenant_id = o.tenant_id AND p.id = o.person_id
                 WHERE o.tenant_id = $1 AND o.case_id = c.id AND p.citizenships @> ARRAY[$4])
        OR EXISTS (SELECT 1 FROM case_sections x WHERE x.tenant_id = $1 AND x.case_id = c.id AND x.answers @> jsonb_build_object('former_residence', $4::text)))
   AND NOT EXISTS (SELECT 1 FROM person_consents k WHERE k.tenant_id = $1 AND k.person_id = $2 AND k.form IN ('written', 'thumbprint') AND k.given_by IN ('self', 'guardian')
                      AND k.recipient = $5 AND k.from_on <= $6 AND (k.until_on IS NULL OR k.until_on >= $6)
                      AND NOT EXISTS (SELECT 1 FROM person_consent_withdrawals w WHERE w.tenant_id = k.tenant_id AND w.consent_id = k.id))";

/// Whether anything of a person may go to somebody. It is asked of all their cases, also those that the member does not see.
///
/// # Errors
/// `refused` by `person-restricted` or `never-to-the-state-of-origin`.
pub(super) async fn may_leave<P: Permission>(tx: &mut Tx<P>, house: &House, person: Uuid, to: Recipient<'_>) -> Result<(), Problem> {
    let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
    let programmes = house.roles.programmes.get(ASYLUM).cloned().unwrap_or_default();
    let (name, country) = (to.name.trim().to_owned(), to.country.map(str::to_owned));
    let (restricted, feared) = tx
        .by_system(async |tx| {
            let restricted: Count = tx.one(sql(RESTRICTED).uuid(tenant).uuid(person)).await?;
            let Some(country) = country else { return Ok((restricted.count, 0)) };
            let statement = sql(FEARED).uuid(tenant).uuid(person).texts(programmes).text(country).text(name).day(today);
            let feared: Count = tx.one(statement).await?;
            Ok((restricted.count, feared.count))
        })
        .await?;
    match (restricted, feared) {
        (1.., _) => Err(Problem::house_rule("person-restricted", &[])),
        (_, 1..) => Err(Problem::house_rule("never-to-the-state-of-origin", &[])),
        _ => Ok(()),
    }
}
