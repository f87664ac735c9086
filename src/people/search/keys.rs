//! Keys of names as the index holds them: eight bytes of a hash that begins with the organisation, so that keys of one tell nothing
//! about another's and one organisation's common names do not lengthen another's lists.
use diesel::QueryableByName;
use diesel::sql_types::Text;
use panoh_rules::names::keys::{self, Look};
use panoh_rules::names::{Name, Reading};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Tx, bulk_row, sql};
use crate::problem::Problem;

fn salted(tenant: Uuid, key: &str) -> i64 {
    let digest: [u8; 32] = Sha256::new().chain_update(tenant.as_bytes()).chain_update(key.as_bytes()).finalize().into();
    digest.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// The keys of a writing that is stored in this organisation. At least one.
pub fn keys_of(tenant: Uuid, as_written: &str) -> Vec<i64> {
    keys::of(&Reading::of(&Name::whole(as_written))).iter().map(|key| salted(tenant, key)).collect()
}

bulk_row! {
    // In one order, so that two who write the same names do not wait for each other.
    WritingRow: "INSERT INTO name_writings (tenant_id, written, keys)
        SELECT DISTINCT $1::uuid, r.written, string_to_array(r.keys, ',')::bigint[] FROM unnest($2, $3) AS r (written, keys) ORDER BY 2 ON CONFLICT DO NOTHING" {
        written: String, keys: String,
    }
}

/// Writings of names with their keys.
pub struct Writings(Vec<WritingRow>);

impl Writings {
    /// Of names that this organisation stores.
    pub fn of<'a>(tenant: Uuid, names: impl Iterator<Item = &'a str>) -> Self {
        let row = |name: &str| WritingRow { written: name.to_owned(), keys: written(&keys_of(tenant, name)) };
        let mut rows: Vec<WritingRow> = names.map(row).collect();
        rows.sort_by(|one, other| one.written.cmp(&other.written));
        rows.dedup_by(|one, other| one.written == other.written);
        Self(rows)
    }

    /// Have them found; those that are known already stay as they are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn index<P: Permission>(self, tx: &mut Tx<P>) -> Result<(), Problem> {
        tx.insert_all(self.0).await?;
        Ok(())
    }
}

/// How the names of these people are written: to be asked before they go, for [`forget_writings`] after.
///
/// # Errors
/// What the database says.
pub async fn writings_of<P: Permission>(tx: &mut Tx<P>, people: &[Uuid]) -> Result<Vec<String>, Problem> {
    #[derive(QueryableByName)]
    struct Written {
        #[diesel(sql_type = Text)]
        as_written: String,
    }
    let tenant = tx.tenant();
    let statement = sql("SELECT DISTINCT as_written FROM person_names WHERE tenant_id = $1 AND person_id = ANY ($2)");
    let rows: Vec<Written> = tx.rows(statement.uuid(tenant).uuids(people.to_vec())).await?;
    Ok(rows.into_iter().map(|row| row.as_written).collect())
}

/// Writings that somebody bore who is gone, or bears no more: those that nobody bears any longer are forgotten. The transaction must reach
/// everybody.
///
/// # Errors
/// What the database says.
pub async fn forget_writings<P: Permission>(tx: &mut Tx<P>, writings: Vec<String>) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let keys: Vec<i64> = writings.iter().flat_map(|name| keys_of(tenant.into(), name)).collect();
    tx.look_under_names(format!("{{{}}}", written(&keys)), "{}".to_owned());
    tx.execute(sql("DELETE FROM name_writings WHERE tenant_id = $1 AND written = ANY ($2)").uuid(tenant).texts(writings)).await?;
    Ok(())
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
    /// Put the question where the policy of the index reads it, before whatever is asked next; without the index nothing may be read through.
    pub(in crate::people) fn ask<P: Permission>(self, tx: &mut Tx<P>) {
        tx.look_under_names(self.any, self.all);
    }
}

fn array(tenant: Uuid, keys: &[String]) -> String {
    format!("{{{}}}", written(&keys.iter().map(|key| salted(tenant, key)).collect::<Vec<_>>()))
}

/// The steps for what was typed, cheapest first.
pub(super) fn steps(tenant: Uuid, typed: &Reading) -> Vec<Asked> {
    let asked = |look: Look| match look {
        Look::Any(keys) => Asked { any: array(tenant, &keys), all: "{}".to_owned() },
        Look::All(keys) => Asked { any: array(tenant, &keys), all: array(tenant, &keys) },
    };
    keys::wanted(typed).into_iter().map(asked).collect()
}

/// Names that are the same as this one, or nearly.
pub(in crate::people) fn alike(tenant: Uuid, name: &Reading) -> Asked {
    Asked { any: array(tenant, &keys::alike(name)), all: "{}".to_owned() }
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
