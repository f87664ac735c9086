//! Somebody by a number: of a case, of another system, of a document, of a telephone. Numbers are found whole; what may not be seen is not
//! found, because row security decides on each of these tables.
use panoh_rules::document_number::number_key;
use uuid::Uuid;

use super::super::contacts;
use crate::access::Permission;
use crate::database::{IdRow, Tx, sql};
use crate::problem::Problem;

/// People under one number; more share none.
const MOST: i64 = 50;

/// A kind of number: how what was typed becomes the number, and where it stands.
pub(super) struct Kind {
    /// Code of the reason.
    pub(super) why: &'static str,
    /// The number as it is kept, if it can be one.
    read: fn(&str) -> Option<String>,
    /// `$1` the organisation, `$2` the number, `$3` how many.
    statement: &'static str,
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        why: "case_number",
        read: |typed| Some(typed.to_uppercase()),
        statement: "SELECT DISTINCT s.person_id AS id FROM cases c JOIN case_subjects s ON s.tenant_id = c.tenant_id AND s.case_id = c.id
                     WHERE c.tenant_id = $1 AND c.number = $2 LIMIT $3",
    },
    Kind {
        why: "external_id",
        read: |typed| Some(typed.to_owned()),
        statement: "SELECT DISTINCT x.person_id AS id FROM person_external_ids x WHERE x.tenant_id = $1 AND x.value = $2 LIMIT $3",
    },
    Kind {
        why: "document",
        read: |typed| Some(number_key(typed)).filter(|key| !key.is_empty()),
        statement: "SELECT DISTINCT d.person_id AS id FROM person_documents d
                     WHERE d.tenant_id = $1 AND d.number_key = $2 AND d.removed_at IS NULL LIMIT $3",
    },
    Kind {
        why: "contact",
        read: contacts::phone,
        statement: "SELECT DISTINCT c.person_id AS id FROM person_contacts c
                     WHERE c.tenant_id = $1 AND c.value_key = $2 AND c.removed_at IS NULL LIMIT $3",
    },
];

/// Everybody under what was typed as a number, with the kind of number.
pub(super) async fn people_of<P: Permission>(tx: &mut Tx<P>, typed: &str) -> Result<Vec<(Uuid, &'static str)>, Problem> {
    let mut found = Vec::new();
    if !typed.chars().any(|letter| letter.is_numeric()) {
        return Ok(found);
    }
    let tenant = tx.tenant();
    for kind in KINDS {
        let Some(number) = (kind.read)(typed) else { continue };
        let rows: Vec<IdRow> = tx.rows(sql(kind.statement).uuid(tenant).text(number).big(MOST)).await?;
        found.extend(rows.into_iter().map(|row| (row.id, kind.why)));
    }
    Ok(found)
}
