//! Keys of names as the index holds them: eight bytes of a hash that begins with the organisation, so that keys of one tell nothing
//! about another's and one organisation's common names do not lengthen another's lists.
use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use panoh_rules::names::keys::{self, Look};
use panoh_rules::names::{Name, Reading};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::problem::Problem;

fn salted(tenant: Uuid, key: &str) -> i64 {
    let digest: [u8; 32] = Sha256::new().chain_update(tenant.as_bytes()).chain_update(key.as_bytes()).finalize().into();
    digest.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// The keys of a name that is stored in this organisation. At least one.
pub fn keys_of(tenant: Uuid, as_written: &str) -> Vec<i64> {
    keys::of(&Reading::of(&Name::whole(as_written))).iter().map(|key| salted(tenant, key)).collect()
}

/// Of these keys those that pick few people out of many.
pub fn telling_keys_of(tenant: Uuid, reading: &Reading) -> Vec<i64> {
    keys::telling(reading).iter().map(|key| salted(tenant, key)).collect()
}

/// Keys with commas between, as they are handed to a statement that takes many names at once.
pub fn written(keys: &[i64]) -> String {
    keys.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// What one step looks for, as the index's policy is asked: any of the first, all of the second.
pub(in crate::people) struct Asked {
    any: String,
    all: String,
}

impl Asked {
    /// Put the question where the policy of the index reads it; without the index nothing may be read through.
    pub(in crate::people) async fn ask<P: Permission>(self, tx: &mut Tx<P>) -> Result<(), Problem> {
        tx.look_under_names(self.any, self.all).await
    }
}

/// The steps for what was typed, cheapest first.
pub(in crate::people) fn steps(tenant: Uuid, typed: &Reading) -> Vec<Asked> {
    let array = |keys: &[String]| format!("{{{}}}", written(&keys.iter().map(|key| salted(tenant, key)).collect::<Vec<_>>()));
    let asked = |look: Look| match look {
        Look::Any(keys) => Asked { any: array(&keys), all: "{}".to_owned() },
        Look::All(keys) => Asked { any: array(&keys), all: array(&keys) },
    };
    keys::wanted(typed).into_iter().map(asked).collect()
}

/// Forget the keys by which these people's names are found, which the database lets go only with them: a key is there only for
/// whoever names it.
///
/// # Errors
/// What the database says.
pub async fn forget<P: Permission>(tx: &mut Tx<P>, going: &[Uuid]) -> Result<(), Problem> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Text)]
        as_written: String,
    }
    let tenant = tx.tenant();
    let statement = sql("SELECT id, as_written FROM person_names WHERE tenant_id = $1 AND person_id = ANY ($2)");
    let named: Vec<Named> = tx.rows(statement.uuid(tenant).uuids(going.to_vec())).await?;
    let keys: Vec<i64> = named.iter().flat_map(|name| keys_of(tenant.into(), &name.as_written)).collect();
    let asked = format!("{{{}}}", written(&keys));
    tx.look_under_names(asked, "{}".to_owned()).await?;
    let ids = named.into_iter().map(|name| name.id).collect();
    tx.execute(sql("DELETE FROM person_name_keys WHERE tenant_id = $1 AND id = ANY ($2)").uuid(tenant).uuids(ids)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_the_same_keys_in_every_script_and_others_in_another_organisation() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let keys = keys_of(one, "Муҳаммадӣ Ҷамшед");
        for writing in ["محمدی جمشید", "Jamshed Mohammadi", "Джамшед Мухаммади"] {
            assert_eq!(keys_of(one, writing), keys, "{writing}");
        }
        assert!(keys_of(other, "Муҳаммадӣ Ҷамшед").iter().all(|key| !keys.contains(key)));
        assert!(!keys_of(one, "…").is_empty());
    }
}
