//! Where something of a case or of a person stands, and how it goes when they are disposed of. A table that refers to a case or a
//! person and stands not here fails a test.
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{JsonRow, Tx, sql};
use crate::problem::Problem;

/// A table, what it holds (`$1` the organisation, `$2` the cases or the people), and the statement that lets it go.
pub(super) struct Holding {
    table: &'static str,
    content: &'static str,
    forget: &'static str,
}

macro_rules! holding {
    ($table:literal, $by:literal) => {
        Holding {
            table: $table,
            content: concat!(
                "SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text), '[]') AS value FROM ",
                $table,
                " t WHERE t.tenant_id = $1 AND ",
                $by
            ),
            forget: concat!("DELETE FROM ", $table, " t WHERE t.tenant_id = $1 AND ", $by),
        }
    };
    // What is too large to be told is told by these columns, its hash among them.
    ($table:literal as $columns:literal, $by:literal) => {
        Holding {
            content: concat!(
                "SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') AS value FROM (SELECT ",
                $columns,
                " FROM ",
                $table,
                " t WHERE t.tenant_id = $1 AND ",
                $by,
                ") t"
            ),
            ..holding!($table, $by)
        }
    };
    // What must keep its row is emptied.
    ($table:literal, $by:literal, $empty:literal) => {
        Holding { forget: concat!("UPDATE ", $table, " t SET ", $empty, " WHERE t.tenant_id = $1 AND ", $by), ..holding!($table, $by) }
    };
}

/// Of a case, children first. The case's own row stays for its number alone.
pub(super) const OF_CASE: &[Holding] = &[
    holding!("ballots", "t.item_id IN (SELECT i.id FROM docket_items i WHERE i.tenant_id = $1 AND i.case_id = ANY ($2))"),
    holding!("recusals", "t.item_id IN (SELECT i.id FROM docket_items i WHERE i.tenant_id = $1 AND i.case_id = ANY ($2))"),
    holding!(
        "docket_items",
        "t.case_id = ANY ($2)",
        "papers = NULL, reasons = NULL, legal_ground = NULL, exclusion_screening = NULL, barred = '{}', version = t.version + 1"
    ),
    holding!("case_sections", "t.case_id = ANY ($2)"),
    holding!("case_steps", "t.case_id = ANY ($2)"),
    holding!("case_deadlines", "t.case_id = ANY ($2)"),
    holding!("case_papers", "t.case_id = ANY ($2)"),
    holding!("case_tasks", "t.case_id = ANY ($2)"),
    holding!("case_alerts", "t.case_id = ANY ($2)"),
    holding!("case_notes", "t.case_id = ANY ($2)"),
    holding!("case_attachments" as "t.id, t.case_id, t.section, t.file_name, t.size_bytes, t.sha256, t.added_by, t.added_at", "t.case_id = ANY ($2)"),
    holding!("case_access", "t.case_id = ANY ($2)"),
    holding!("break_glass", "t.case_id = ANY ($2)"),
    holding!("shielded_persons", "t.case_id = ANY ($2)"),
    holding!("case_subjects", "t.case_id = ANY ($2)"),
    holding!("legal_holds", "t.case_id = ANY ($2)"),
    holding!(
        "cases",
        "t.id = ANY ($2)",
        "retention = 'disposed', previous_state = NULL, flags = '{}', tracks = '{}', proposal = NULL, decisions = '{}', waiting = '[]', workers = '{}', version = t.version + 1"
    ),
];

/// Of a person, children first. Of the person's own row the id stays, for what refers to it; nobody sees it.
pub(super) const OF_PERSON: &[Holding] = &[
    holding!("person_names", "t.person_id = ANY ($2)"),
    holding!("person_external_ids", "t.person_id = ANY ($2)"),
    holding!("person_documents", "t.person_id = ANY ($2)"),
    holding!("person_contacts", "t.person_id = ANY ($2)"),
    holding!("person_relationships", "(t.person_id = ANY ($2) OR t.related_id = ANY ($2))"),
    holding!("person_consent_withdrawals", "t.person_id = ANY ($2)"),
    holding!("person_consents", "t.person_id = ANY ($2)"),
    holding!("duplicates", "(t.one_id = ANY ($2) OR t.other_id = ANY ($2))"),
    holding!("merges", "(t.merged_id = ANY ($2) OR t.survivor_id = ANY ($2))"),
    holding!("import_lines", "t.person_id = ANY ($2)", "cells = NULL, notes = '[]', duplicates = '[]', person_id = NULL"),
    holding!("subject_requests", "t.person_id = ANY ($2)"),
    holding!("enforcement_requests", "t.person_id = ANY ($2)"),
    holding!("household_members", "t.person_id = ANY ($2)"),
    holding!("households", "t.head_id = ANY ($2)", "head_id = NULL, version = t.version + 1"),
    holding!(
        "persons",
        "t.id = ANY ($2)",
        "sex = '0', gender = NULL, birth_on = NULL, birth_precision = NULL, death_on = NULL, citizenships = '{}', languages = '{}', disposed_at = app_now(), version = t.version + 1"
    ),
];

/// Every table that holds something of a case or a person.
pub fn holding_tables() -> impl Iterator<Item = &'static str> {
    OF_CASE.iter().chain(OF_PERSON).map(|holding| holding.table)
}

/// What there was, without saying what: rows of each table, and one hash over all of it.
pub(super) struct Tally {
    pub(super) rows: serde_json::Map<String, Value>,
    hash: Sha256,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { rows: serde_json::Map::new(), hash: Sha256::new() }
    }

    /// Count what stands of these, and take it into the hash.
    pub(super) async fn take<P: Permission>(&mut self, tx: &mut Tx<P>, holdings: &[Holding], of: &[Uuid]) -> Result<(), Problem> {
        let tenant = tx.tenant();
        for holding in holdings {
            let found: JsonRow = tx.one(sql(holding.content).uuid(tenant).uuids(of.to_vec())).await?;
            let rows = found.value.as_array().map_or(0, Vec::len);
            if rows > 0 {
                self.rows.insert(holding.table.to_owned(), rows.into());
            }
            self.hash.update(holding.table);
            self.hash.update([0]);
            self.hash.update(found.value.to_string());
            self.hash.update([0]);
        }
        Ok(())
    }

    /// SHA-256 of everything that was taken in, in hexadecimal.
    pub(super) fn hash(self) -> String {
        hexadecimal(&self.hash.finalize())
    }
}

/// Let it go. The database lets nothing else go.
pub(super) async fn forget<P: Permission>(tx: &mut Tx<P>, holdings: &[Holding], of: &[Uuid]) -> Result<(), Problem> {
    let tenant = tx.tenant();
    for holding in holdings {
        tx.execute(sql(holding.forget).uuid(tenant).uuids(of.to_vec())).await?;
    }
    Ok(())
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
