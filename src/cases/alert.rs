//! Alerts about a person, in each open case of theirs: they say that something happened, never what.
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::problem::Problem;

/// Roles that keep a person's file.
const KEEPERS: &[&str] = &["caseworker", "child_protection_caseworker", "registration_officer", "supervisor"];

const RAISE: &str = "
INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at)
SELECT DISTINCT ON (c.id) $1, gen_random_uuid(), c.id, $3, $3, $4, $5
  FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
 WHERE s.tenant_id = $1 AND s.person_id = ANY ($2) AND s.left_at IS NULL AND c.phase <> 'closed'
   AND NOT EXISTS (SELECT 1 FROM case_alerts a WHERE a.tenant_id = $1 AND a.case_id = c.id AND a.alert = $3 AND a.seen_at IS NULL)";

/// Raise an alert of the house in every open case of these people, unless one stands there unseen. It is the house's own act: the
/// transaction reaches as the system member.
///
/// # Errors
/// What the database says.
pub async fn alert_about<P: Permission>(tx: &mut Tx<P>, people: &[Uuid], alert: &'static str) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let roles = KEEPERS.iter().map(|role| (*role).to_owned()).collect();
    tx.execute(sql(RAISE).uuid(tenant).uuids(people.to_vec()).text(alert).texts(roles).at(now)).await?;
    Ok(())
}
