//! What a merge moves from one person's record to another's, and back: each kind of record says in one place how it goes over, what
//! stays behind because the survivor has it already, and how it returns.
use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{JsonRow, Tx, sql};
use crate::problem::Problem;

/// One kind of record. Both statements: `$1` organisation, `$2` merged, `$3` survivor. `over` answers the keys that moved; `back` takes
/// them as `$4`.
struct Kind {
    name: &'static str,
    over: &'static str,
    back: &'static str,
}

/// What was moved, by kind: the keys of the rows.
pub(super) type Moved = BTreeMap<String, Vec<Value>>;

const KINDS: &[Kind] = &[
    Kind {
        name: "names",
        over: "UPDATE person_names n SET person_id = $3 WHERE n.tenant_id = $1 AND n.person_id = $2 AND NOT EXISTS (
                 SELECT 1 FROM person_names o WHERE o.tenant_id = $1 AND o.person_id = $3 AND o.superseded_at IS NULL AND n.superseded_at IS NULL
                    AND (o.kind, o.script, o.as_written) = (n.kind, n.script, n.as_written)) RETURNING to_jsonb(n.id) AS value",
        back: "UPDATE person_names n SET person_id = $2 WHERE n.tenant_id = $1 AND n.person_id = $3 AND $4 ? n.id::text RETURNING to_jsonb(n.id) AS value",
    },
    Kind {
        name: "documents",
        over: "UPDATE person_documents d SET person_id = $3 WHERE d.tenant_id = $1 AND d.person_id = $2 AND NOT EXISTS (
                 SELECT 1 FROM person_documents o WHERE o.tenant_id = $1 AND o.person_id = $3 AND o.removed_at IS NULL AND d.removed_at IS NULL
                    AND (o.kind, o.number_key) = (d.kind, d.number_key)) RETURNING to_jsonb(d.id) AS value",
        back: "UPDATE person_documents d SET person_id = $2 WHERE d.tenant_id = $1 AND d.person_id = $3 AND $4 ? d.id::text RETURNING to_jsonb(d.id) AS value",
    },
    Kind {
        name: "contacts",
        over: "UPDATE person_contacts c SET person_id = $3 WHERE c.tenant_id = $1 AND c.person_id = $2 RETURNING to_jsonb(c.id) AS value",
        back: "UPDATE person_contacts c SET person_id = $2 WHERE c.tenant_id = $1 AND c.person_id = $3 AND $4 ? c.id::text RETURNING to_jsonb(c.id) AS value",
    },
    Kind {
        name: "external_ids",
        over: "UPDATE person_external_ids x SET person_id = $3 WHERE x.tenant_id = $1 AND x.person_id = $2
               RETURNING to_jsonb(x.system || ' ' || x.value) AS value",
        back: "UPDATE person_external_ids x SET person_id = $2 WHERE x.tenant_id = $1 AND x.person_id = $3 AND $4 ? (x.system || ' ' || x.value)
               RETURNING to_jsonb(x.system || ' ' || x.value) AS value",
    },
    Kind {
        name: "cases",
        over: "UPDATE case_subjects s SET person_id = $3 WHERE s.tenant_id = $1 AND s.person_id = $2 AND NOT EXISTS (
                 SELECT 1 FROM case_subjects o WHERE o.tenant_id = $1 AND o.case_id = s.case_id AND o.person_id = $3)
               RETURNING to_jsonb(s.case_id) AS value",
        back: "UPDATE case_subjects s SET person_id = $2 WHERE s.tenant_id = $1 AND s.person_id = $3 AND $4 ? s.case_id::text
               RETURNING to_jsonb(s.case_id) AS value",
    },
    Kind {
        name: "households",
        over: "UPDATE household_members m SET person_id = $3 WHERE m.tenant_id = $1 AND m.person_id = $2 AND NOT EXISTS (
                 SELECT 1 FROM household_members o WHERE o.tenant_id = $1 AND o.household_id = m.household_id AND o.person_id = $3
                    AND o.joined_on <= coalesce(m.left_on, 'infinity') AND m.joined_on <= coalesce(o.left_on, 'infinity'))
               RETURNING to_jsonb(m.id) AS value",
        back: "UPDATE household_members m SET person_id = $2 WHERE m.tenant_id = $1 AND m.person_id = $3 AND $4 ? m.id::text RETURNING to_jsonb(m.id) AS value",
    },
    Kind {
        name: "headships",
        over: "UPDATE households h SET head_id = $3 WHERE h.tenant_id = $1 AND h.head_id = $2 RETURNING to_jsonb(h.id) AS value",
        back: "UPDATE households h SET head_id = $2 WHERE h.tenant_id = $1 AND h.head_id = $3 AND $4 ? h.id::text RETURNING to_jsonb(h.id) AS value",
    },
    // A tie between the two stays with the merged record, and so does one that the survivor has already. A mutual tie stands from the
    // lesser id.
    Kind {
        name: "relationships",
        over: "WITH tie AS (
                 SELECT r.id, r.kind, r.person_id, r.related_id, CASE WHEN r.person_id = $2 THEN $3 ELSE r.person_id END AS one,
                        CASE WHEN r.related_id = $2 THEN $3 ELSE r.related_id END AS other, r.kind IN ('spouse', 'sibling', 'other-kin', 'other') AS mutual
                   FROM person_relationships r WHERE r.tenant_id = $1 AND (r.person_id = $2 OR r.related_id = $2))
               UPDATE person_relationships r SET person_id = CASE WHEN t.mutual THEN least(t.one, t.other) ELSE t.one END,
                      related_id = CASE WHEN t.mutual THEN greatest(t.one, t.other) ELSE t.other END
                 FROM tie t WHERE r.tenant_id = $1 AND r.id = t.id AND t.one <> t.other AND NOT EXISTS (
                   SELECT 1 FROM person_relationships o WHERE o.tenant_id = $1 AND o.kind = t.kind AND o.until_on IS NULL AND o.removed_at IS NULL
                      AND ((o.person_id, o.related_id) = (t.one, t.other) OR t.mutual AND (o.person_id, o.related_id) = (t.other, t.one)))
               RETURNING jsonb_build_object('id', r.id, 'person', t.person_id, 'related', t.related_id) AS value",
        back: "UPDATE person_relationships r SET person_id = t.person, related_id = t.related
                 FROM jsonb_to_recordset($4) AS t (id uuid, person uuid, related uuid)
                WHERE r.tenant_id = $1 AND r.id = t.id AND (r.person_id = $3 OR r.related_id = $3) AND (t.person = $2 OR t.related = $2)
               RETURNING to_jsonb(r.id) AS value",
    },
    // Whoever was merged into the merged one is the survivor too.
    Kind {
        name: "merged",
        over: "UPDATE persons p SET merged_into = $3 WHERE p.tenant_id = $1 AND p.merged_into = $2 RETURNING to_jsonb(p.id) AS value",
        back: "UPDATE persons p SET merged_into = $2 WHERE p.tenant_id = $1 AND p.merged_into = $3 AND $4 ? p.id::text RETURNING to_jsonb(p.id) AS value",
    },
];

/// Move everything to the survivor; what moved.
pub(super) async fn over<P: Permission>(tx: &mut Tx<P>, merged: Uuid, survivor: Uuid) -> Result<Moved, Problem> {
    let tenant = tx.tenant();
    let mut moved = Moved::new();
    for kind in KINDS {
        let rows: Vec<JsonRow> = tx.rows(sql(kind.over).uuid(tenant).uuid(merged).uuid(survivor)).await?;
        if !rows.is_empty() {
            moved.insert(kind.name.to_owned(), rows.into_iter().map(|row| row.value).collect());
        }
    }
    Ok(moved)
}

/// Move back what a merge moved; what is no longer with the survivor stays where it is.
pub(super) async fn back<P: Permission>(tx: &mut Tx<P>, merged: Uuid, survivor: Uuid, moved: &Moved) -> Result<(), Problem> {
    let tenant = tx.tenant();
    for kind in KINDS {
        let Some(keys) = moved.get(kind.name) else { continue };
        let keys = Value::Array(keys.clone());
        let _rows: Vec<JsonRow> = tx.rows(sql(kind.back).uuid(tenant).uuid(merged).uuid(survivor).json(keys)).await?;
    }
    Ok(())
}

/// What the survivor was given after an instant, by kind: how many.
pub(super) const SINCE: &str = "
SELECT jsonb_strip_nulls(jsonb_build_object(
  'names', (SELECT nullif(count(*), 0) FROM person_names r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.created_at > $3),
  'documents', (SELECT nullif(count(*), 0) FROM person_documents r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.created_at > $3),
  'contacts', (SELECT nullif(count(*), 0) FROM person_contacts r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.created_at > $3),
  'relationships', (SELECT nullif(count(*), 0) FROM person_relationships r
                     WHERE r.tenant_id = $1 AND (r.person_id = $2 OR r.related_id = $2) AND r.created_at > $3),
  'consents', (SELECT nullif(count(*), 0) FROM person_consents r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.created_at > $3),
  'households', (SELECT nullif(count(*), 0) FROM household_members r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.created_at > $3),
  'cases', (SELECT nullif(count(*), 0) FROM case_subjects r WHERE r.tenant_id = $1 AND r.person_id = $2 AND r.joined_at > $3))) AS value";
