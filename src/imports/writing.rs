//! Lines become people and, by the key that they share, households.
use std::collections::{HashMap, HashSet};

use diesel::QueryableByName;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::checking::{Candidate, faulty};
use super::households;
use super::line::Remark;
use super::store::Outcome;
use crate::access::permission::CreateImport;
use crate::database::{Tx, sql};
use crate::people::{Newcomer, register_all};
use crate::problem::Problem;

/// Register them, leaving out those whose number somebody has already; who was registered.
///
/// # Errors
/// What the database says; then the whole batch is undone.
pub(super) async fn write(
    tx: &mut Tx<CreateImport>,
    import: Uuid,
    candidates: Vec<Candidate>,
    outcomes: &mut Vec<Outcome>,
) -> Result<Vec<Candidate>, Problem> {
    let good = with_free_numbers(tx, candidates, outcomes).await?;
    let newcomers: Vec<Newcomer> = good.iter().map(|one| one.somebody.newcomer.clone()).collect();
    let mut acts = register_all(tx, &newcomers).await?;
    acts.extend(households::gather(tx, import, &good).await?);
    tx.append_all(acts).await?;
    Ok(good)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Text)]
    system: String,
    #[diesel(sql_type = Text)]
    value: String,
}

/// An outside number belongs to one person, whatever was chosen for the line.
async fn with_free_numbers(
    tx: &mut Tx<CreateImport>,
    candidates: Vec<Candidate>,
    outcomes: &mut Vec<Outcome>,
) -> Result<Vec<Candidate>, Problem> {
    let numbers = candidates.iter().flat_map(|one| one.somebody.told.external_ids.iter().cloned());
    let (systems, values): (Vec<String>, Vec<String>) = numbers.unzip();
    let mut taken: HashSet<(String, String)> = HashSet::new();
    if !systems.is_empty() {
        let tenant = tx.tenant();
        // Also numbers of people whom the member may not see: the database would refuse the whole batch.
        let statement = sql(
            "SELECT x.system, x.value FROM unnest($2, $3) AS a (system, value) JOIN person_external_ids x ON x.tenant_id = $1 AND x.system = a.system AND x.value = a.value",
        );
        let statement = statement.uuid(tenant).texts(systems).texts(values);
        let rows: Vec<Number> = tx.by_system(async |tx| tx.rows(statement).await).await?;
        taken.extend(rows.into_iter().map(|row| (row.system, row.value)));
    }
    let mut good = Vec::with_capacity(candidates.len());
    for one in candidates {
        if one.somebody.told.external_ids.iter().any(|number| taken.contains(number)) {
            outcomes.push(faulty(one.line, &[Remark::new(None, "number_taken")]));
        } else {
            taken.extend(one.somebody.told.external_ids.iter().cloned());
            good.push(one);
        }
    }
    Ok(good)
}

/// Households of a batch by their key, in the order of the lines.
pub(super) fn by_household(people: &[Candidate]) -> Vec<(String, Vec<&Candidate>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut found: Vec<(String, Vec<&Candidate>)> = Vec::new();
    for one in people {
        let Some(key) = one.somebody.told.household.as_deref() else { continue };
        let place = *places.entry(key).or_insert_with(|| {
            found.push((key.to_owned(), Vec::new()));
            found.len() - 1
        });
        if let Some((_, members)) = found.get_mut(place) {
            members.push(one);
        }
    }
    found
}
