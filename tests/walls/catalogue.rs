//! Our own schema breaks no sentence of architecture.md, "Data"; and each sentence is caught when it is broken.
use super::audit::audit;
use crate::support::{Database, connect};

#[actix_web::test]
async fn the_schema_breaks_no_sentence() {
    let database = Database::new().await;
    let owner = connect(&database.url).await;
    assert_eq!(audit(&owner).await, Vec::<String>::new());
}

/// What somebody might do to the schema, and what the audit must say then.
const PLANTED: &[(&str, &str)] = &[
    ("CREATE TABLE letters (id uuid PRIMARY KEY, body text)", "letters: no tenant_id uuid NOT NULL"),
    ("CREATE TABLE letters (id uuid PRIMARY KEY, tenant_id uuid NOT NULL)", "letters: the primary key does not begin with tenant_id"),
    (
        "ALTER TABLE offices ALTER COLUMN id SET DEFAULT gen_random_uuid(), ADD CONSTRAINT offices_id_key UNIQUE (id)",
        "offices: the unique index offices_id_key does not begin with tenant_id",
    ),
    (
        "CREATE UNIQUE INDEX persons_birth_idx ON persons (birth_on)",
        "persons: the unique index persons_birth_idx does not begin with tenant_id",
    ),
    (
        "ALTER TABLE offices ADD CONSTRAINT offices_id_key UNIQUE (id); ALTER TABLE teams ADD CONSTRAINT teams_other_fkey FOREIGN KEY (office_id) REFERENCES offices (id)",
        "teams: the foreign key teams_other_fkey does not carry tenant_id first on both sides",
    ),
    (
        "ALTER TABLE persons DROP CONSTRAINT persons_team_fkey",
        "persons.team_id: it names a record and no foreign key holds it to its tenant",
    ),
    ("ALTER TABLE persons DISABLE ROW LEVEL SECURITY", "persons: row security is not enabled"),
    ("ALTER TABLE persons NO FORCE ROW LEVEL SECURITY", "persons: row security is not forced"),
    ("ALTER TABLE users NO FORCE ROW LEVEL SECURITY", "users: row security is not forced"),
    ("DROP POLICY tenant ON persons", "persons: no restrictive tenant policy holds panoh_app"),
    (
        "DROP POLICY tenant ON teams; CREATE POLICY tenant ON teams USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))",
        "teams: no restrictive tenant policy holds panoh_app",
    ),
    (
        "ALTER POLICY tenant ON teams USING (tenant_id = (SELECT app_tenant()) OR (SELECT app_tenant()) IS NULL)",
        "teams: no restrictive tenant policy holds panoh_app",
    ),
    ("ALTER POLICY tenant ON cases WITH CHECK (true)", "cases: no restrictive tenant policy holds panoh_app"),
    ("ALTER POLICY tenant ON ledger_entries TO panoh_app", "ledger_entries: no restrictive tenant policy holds panoh_sealer"),
    ("DROP POLICY need_to_know ON cases", "cases: no restrictive policy asks the need-to-know list of a K4 case"),
    ("ALTER POLICY need_to_know ON cases TO panoh_auth", "cases: no restrictive policy asks the need-to-know list of a K4 case"),
    ("DROP POLICY retention ON cases", "cases: no restrictive policy hides what is restricted"),
    ("DROP POLICY reach ON cases", "cases: no restrictive policy asks for reach"),
    ("DROP POLICY parent ON case_notes", "case_notes: it hangs on a case and no restrictive policy asks the case"),
    ("ALTER POLICY parent ON case_notes WITH CHECK (true)", "case_notes: it hangs on a case and no restrictive policy asks the case"),
    ("DROP POLICY parent ON person_names", "person_names: it hangs on a person or a household and no restrictive policy asks for it"),
    ("CREATE VIEW open_cases AS SELECT * FROM cases", "open_cases: the view is not security_invoker"),
    ("CREATE MATERIALIZED VIEW all_cases AS SELECT * FROM cases", "all_cases: a materialised view has no row security"),
    (
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM cases'",
        "peek(): the function is SECURITY DEFINER",
    ),
    (
        "CREATE FUNCTION slip(t text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.tenant', t, false) $$",
        "slip(text): the function changes the door's settings",
    ),
    (
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON offices FOR EACH ROW EXECUTE FUNCTION touch()",
        "offices: the trigger touched does what no reader of the code sees",
    ),
    ("CREATE RULE quiet AS ON DELETE TO offices DO INSTEAD NOTHING", "offices: the rule quiet rewrites statements"),
    ("ALTER ROLE panoh_app BYPASSRLS", "panoh_app: the role passes walls"),
    ("ALTER ROLE panoh_auth INHERIT", "panoh_auth: the role passes walls"),
    ("GRANT pg_read_all_data TO panoh_app", "panoh_app: the role is a member of pg_read_all_data"),
    ("ALTER TABLE offices OWNER TO panoh_app", "panoh_app: the role owns offices"),
    ("GRANT CREATE ON SCHEMA public TO panoh_app", "panoh_app: the role may create in the schema public"),
    ("GRANT TRUNCATE ON ballots TO panoh_app", "panoh_app: the role holds TRUNCATE on ballots"),
    ("GRANT UPDATE ON ledger_entries TO panoh_app", "panoh_app: the role holds UPDATE on ledger_entries, which is append-only"),
    ("GRANT UPDATE (vote) ON ballots TO panoh_app", "panoh_app: the role holds UPDATE on ballots, which is append-only"),
    ("DROP POLICY disposal ON case_steps", "panoh_app: the role holds DELETE on case_steps, which is append-only"),
    ("ALTER POLICY disposal ON ballots USING (true)", "panoh_app: the role holds DELETE on ballots, which is append-only"),
    ("DROP POLICY erasure ON ledger_entries", "panoh_sealer: the role holds UPDATE on ledger_entries, which is append-only"),
    (
        "ALTER POLICY erasure ON ledger_entries WITH CHECK (true)",
        "panoh_sealer: the role holds UPDATE on ledger_entries, which is append-only",
    ),
    (
        "GRANT UPDATE (operation) ON ledger_entries TO panoh_sealer",
        "panoh_sealer: the role holds UPDATE on ledger_entries, which is append-only",
    ),
    ("GRANT DELETE ON ledger_seals TO panoh_sealer", "panoh_sealer: the role holds DELETE on ledger_seals, which is append-only"),
    ("GRANT UPDATE (class) ON cases TO panoh_app", "panoh_app: the role may change cases.class"),
    ("GRANT UPDATE ON cases TO panoh_app", "panoh_app: the role may change cases.class"),
    ("GRANT SELECT ON users TO panoh_app", "panoh_app: the role reads password hashes"),
    ("GRANT SELECT ON sessions TO panoh_app", "panoh_app: the role reaches sessions"),
    ("GRANT SELECT ON persons TO panoh_auth", "panoh_auth: the role reaches persons"),
    ("GRANT SELECT ON persons TO panoh_disclosure", "panoh_disclosure: the role reaches persons"),
    ("GRANT SELECT ON offices TO PUBLIC", "PUBLIC: everybody holds SELECT on offices"),
    ("GRANT USAGE ON SCHEMA public TO PUBLIC", "PUBLIC: everybody holds USAGE on the schema"),
    ("GRANT EXECUTE ON FUNCTION app_tenant() TO PUBLIC", "PUBLIC: everybody may run app_tenant()"),
    ("CREATE SCHEMA aside; CREATE TABLE aside.copies AS SELECT * FROM persons", "aside.copies: it stands outside the schema"),
    (
        "ALTER TABLE teams DROP CONSTRAINT teams_office_fkey, ADD FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id)",
        "teams: the constraint teams_tenant_id_office_id_fkey has the name that PostgreSQL gave it",
    ),
    (
        "ALTER TABLE teams ADD CONSTRAINT teams_unheard_key UNIQUE (tenant_id, created_at)",
        "teams_unheard_key: no problem answers this constraint",
    ),
    ("ALTER TABLE teams DROP CONSTRAINT teams_name_key", "teams_name_key: a problem answers a constraint that is not there"),
    ("ALTER TABLE persons ADD COLUMN phone text", "persons.phone: the column has no data class"),
    ("ALTER TABLE persons DROP COLUMN gender", "persons.gender: a data class is given to a column that is not there"),
];

#[actix_web::test]
async fn each_planted_fault_is_caught() {
    let database = Database::new().await;
    let mut owner = connect(&database.url).await;
    for (fault, finding) in PLANTED {
        // Roles belong to the whole cluster: each fault is undone, never committed.
        let planted = owner.transaction().await.unwrap();
        planted.batch_execute(fault).await.unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        let found = audit(&planted).await;
        assert!(found.iter().any(|sentence| sentence == finding), "{fault}\n  is not caught as: {finding}\n  found: {found:#?}");
        planted.rollback().await.unwrap();
    }
    assert_eq!(audit(&owner).await, Vec::<String>::new());
}
