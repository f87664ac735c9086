//! What the database's own catalogue says about architecture.md, "Data". Each statement gives one sentence for each fault, so
//! that nothing at all is the answer wanted.
use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::GenericClient;

/// Tables that stand outside a tenant, with the reason.
pub const PLATFORM: &[&str] = &["organisations", "users", "sessions", "__diesel_schema_migrations"];

/// The roles that serve.
pub const RUNTIME: &[&str] = &["panoh_app", "panoh_auth", "panoh_disclosure", "panoh_sealer"];

/// Sign-in finds out in which organisations somebody works, so its role reads these four across tenants.
const READ_BY_SIGN_IN: &[&str] = &["memberships", "membership_roles", "roles", "invitations"];

/// What is written once and never again.
const APPEND_ONLY: &[&str] = &[
    "ledger_entries",
    "ledger_seals",
    "ballots",
    "recusals",
    "case_steps",
    "parameter_values",
    "shielded_persons",
    "person_consents",
    "person_consent_withdrawals",
];

/// Names for every statement: `tables` are ours, `tenant_tables` those inside a tenant.
const NAMES: &str = "
WITH tables AS (
  SELECT c.oid, c.relname::text AS name, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.relowner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> '__diesel_schema_migrations'
), tenant_tables AS (SELECT * FROM tables WHERE NOT name = ANY ($1::text[])),
runtime AS (SELECT oid, rolname::text AS name FROM pg_roles WHERE rolname = ANY ($2::text[])),
grants AS (
  SELECT t.oid AS relation, t.name, a.grantee, a.privilege_type AS privilege, NULL::text AS column_name
    FROM tables t CROSS JOIN LATERAL aclexplode(t.relacl) a
  UNION ALL
  SELECT t.oid, t.name, x.grantee, x.privilege_type, a.attname::text
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 CROSS JOIN LATERAL aclexplode(a.attacl) x
), held AS (SELECT g.*, r.name AS role FROM grants g JOIN runtime r ON r.oid = g.grantee),
policies AS (
  SELECT p.polrelid AS relation, p.polname::text AS name, p.polpermissive AS permissive, p.polcmd AS command, p.polroles AS roles,
         pg_get_expr(p.polqual, p.polrelid) AS seen, pg_get_expr(p.polwithcheck, p.polrelid) AS written
    FROM pg_policy p
), keys AS (
  SELECT k.conrelid, k.confrelid, k.conname::text AS name, k.contype,
         (SELECT array_agg(a.attname::text ORDER BY u.i) FROM unnest(k.conkey) WITH ORDINALITY u (n, i) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n) AS here,
         (SELECT array_agg(a.attname::text ORDER BY u.i) FROM unnest(k.confkey) WITH ORDINALITY u (n, i) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n) AS there
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid
) ";

/// `$1` tables outside a tenant, `$2` the roles that serve, `$3` what sign-in reads, `$4` what is append-only.
const STATEMENTS: &[&str] = &[
    // Keys carry the tenant.
    "SELECT t.name || ': no tenant_id uuid NOT NULL' FROM tenant_tables t WHERE NOT EXISTS (
       SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id' AND a.atttypid = 'uuid'::regtype AND a.attnotnull)",
    "SELECT t.name || ': the primary key does not begin with tenant_id' FROM tenant_tables t
      WHERE NOT EXISTS (SELECT 1 FROM keys k WHERE k.conrelid = t.oid AND k.contype = 'p' AND k.here[1] = 'tenant_id')",
    "SELECT t.name || ': the unique index ' || i.indexrelid::regclass::text || ' does not begin with tenant_id' FROM tenant_tables t
       JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
       LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
      WHERE a.attname IS DISTINCT FROM 'tenant_id'",
    "SELECT k.conrelid::regclass::text || ': the foreign key ' || k.name || ' does not carry tenant_id first on both sides' FROM keys k
       JOIN tenant_tables t ON t.oid = k.confrelid
      WHERE k.contype = 'f' AND NOT (k.here[1] = 'tenant_id' AND k.there[1] = 'tenant_id')",
    "SELECT t.name || ': the foreign key ' || k.name || ' holds a tenant''s row to another by a column that is not its tenant' FROM keys k
       JOIN tenant_tables t ON t.oid = k.conrelid
      WHERE k.contype = 'f' AND k.confrelid = 'organisations'::regclass AND k.here <> '{tenant_id}'",
    // The ledger names what may be gone; a retry key ends with its membership.
    "SELECT t.name || '.' || a.attname || ': it names a record and no foreign key holds it to its tenant' FROM tenant_tables t
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
      WHERE a.attname ~ '^(office|team|membership|person|case|household|seat|body|sitting|item|role|user|parent)_id$'
        AND t.name NOT LIKE 'ledger\\_%' AND t.name <> 'idempotency_keys'
        AND NOT EXISTS (SELECT 1 FROM keys k WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attname = ANY (k.here))",
    // Row security stands and is forced.
    "SELECT t.name || ': row security is not enabled' FROM tables t WHERE NOT t.relrowsecurity",
    "SELECT t.name || ': row security is not forced' FROM tables t WHERE NOT t.relforcerowsecurity",
    "SELECT DISTINCT t.name || ': no restrictive tenant policy holds ' || h.role FROM tenant_tables t JOIN held h ON h.relation = t.oid
      WHERE NOT (h.role = 'panoh_auth' AND t.name = ANY ($3::text[]))
        AND NOT EXISTS (SELECT 1 FROM policies p WHERE p.relation = t.oid AND NOT p.permissive AND p.command = '*'
                         AND (p.roles @> '{0}' OR h.grantee = ANY (p.roles))
                         AND p.seen = '(tenant_id = ( SELECT app_tenant() AS app_tenant))' AND p.written = p.seen)",
    "SELECT t.name || ': no restrictive tenant policy at all' FROM tenant_tables t
      WHERE NOT EXISTS (SELECT 1 FROM policies p WHERE p.relation = t.oid AND NOT p.permissive AND p.command = '*'
                         AND p.seen = '(tenant_id = ( SELECT app_tenant() AS app_tenant))' AND p.written = p.seen)",
    "SELECT 'cases: no restrictive policy asks the need-to-know list of a K4 case' WHERE NOT EXISTS (
       SELECT 1 FROM policies p, runtime r WHERE p.relation = 'cases'::regclass AND NOT p.permissive AND p.command = '*' AND r.name = 'panoh_app'
          AND (p.roles @> '{0}' OR r.oid = ANY (p.roles)) AND p.seen LIKE '%class < 4%' AND p.seen LIKE '%is_named_in(%'
          AND EXISTS (SELECT 1 FROM pg_proc f WHERE f.oid = 'is_named_in'::regproc AND f.prosrc LIKE '%FROM case_access %' AND f.prosrc LIKE '%app_membership()%'))",
    "SELECT 'cases: no restrictive policy hides what is restricted' WHERE NOT EXISTS (
       SELECT 1 FROM policies p, runtime r WHERE p.relation = 'cases'::regclass AND NOT p.permissive AND p.command = '*' AND r.name = 'panoh_app'
          AND (p.roles @> '{0}' OR r.oid = ANY (p.roles)) AND p.seen LIKE '%retention = %' AND p.seen LIKE '%app_sees_restricted()%')",
    "SELECT t.name || ': no restrictive policy asks for reach' FROM tenant_tables t WHERE t.name IN ('cases', 'persons', 'households', 'sittings', 'docket_items')
        AND NOT EXISTS (SELECT 1 FROM policies p WHERE p.relation = t.oid AND NOT p.permissive
                         AND p.seen LIKE CASE t.name WHEN 'cases' THEN '%reaches(%' ELSE '%app_reach()%' END)",
    // Two lists are asked by the policies of cases and persons and cannot ask back; a docket item has a policy of its own; an emergency
    // access is reviewed by an auditor who reads no case; a certificate outlives its case.
    "SELECT DISTINCT t.name || ': it hangs on a case and no restrictive policy asks the case' FROM tenant_tables t
       JOIN keys k ON k.conrelid = t.oid AND k.contype = 'f' AND k.confrelid = 'cases'::regclass
      WHERE t.name NOT IN ('cases', 'case_access', 'shielded_persons', 'docket_items', 'break_glass', 'disposals')
        AND NOT EXISTS (SELECT 1 FROM policies p WHERE p.relation = t.oid AND NOT p.permissive AND p.command = '*'
                         AND p.seen LIKE '%FROM cases %' AND p.seen LIKE '%tenant_id = %' AND p.written = p.seen)",
    "SELECT DISTINCT t.name || ': it hangs on a person or a household and no restrictive policy asks for it' FROM tenant_tables t
       JOIN keys k ON k.conrelid = t.oid AND k.contype = 'f' AND k.confrelid IN ('persons'::regclass, 'households'::regclass)
      WHERE t.name <> 'shielded_persons' AND NOT EXISTS (SELECT 1 FROM policies p WHERE p.relation = t.oid AND NOT p.permissive
                         AND (p.seen ~ 'FROM (persons|households|cases) ' OR p.seen LIKE '%app_reach()%'))",
    // Views and functions run as whoever asks.
    "SELECT c.oid::regclass::text || ': the view is not security_invoker' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
        AND NOT coalesce(c.reloptions && '{security_invoker=true,security_invoker=on}', false)",
    "SELECT c.oid::regclass::text || ': a materialised view has no row security' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'm'",
    "SELECT p.oid::regprocedure::text || ': the function is SECURITY DEFINER' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef",
    "SELECT p.oid::regprocedure::text || ': the function changes the door''s settings' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND (p.prosrc ~* '\\mset\\s+(local\\s+|session\\s+)?app\\.' OR p.prosrc ~* 'set_config' OR array_to_string(p.proconfig, ' ') LIKE '%app.%')",
    "SELECT t.tgrelid::regclass::text || ': the trigger ' || t.tgname || ' does what no reader of the code sees' FROM pg_trigger t JOIN tables x ON x.oid = t.tgrelid WHERE NOT t.tgisinternal",
    "SELECT r.ev_class::regclass::text || ': the rule ' || r.rulename || ' rewrites statements' FROM pg_rewrite r JOIN tables x ON x.oid = r.ev_class",
    // Who serves owns nothing and may little.
    "SELECT r.rolname::text || ': the role passes walls' FROM pg_roles r WHERE r.rolname = ANY ($2::text[])
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolinherit OR r.rolcanlogin OR r.rolreplication)",
    "SELECT w || ': the role is missing' FROM unnest($2::text[]) w WHERE NOT EXISTS (SELECT 1 FROM runtime r WHERE r.name = w)",
    "SELECT r.name || ': the role is a member of ' || m.roleid::regrole FROM runtime r JOIN pg_auth_members m ON m.member = r.oid",
    "SELECT r.name || ': the role owns ' || c.oid::regclass FROM runtime r JOIN pg_class c ON c.relowner = r.oid",
    "SELECT r.name || ': the role owns ' || p.oid::regprocedure FROM runtime r JOIN pg_proc p ON p.proowner = r.oid",
    "SELECT r.name || ': the role owns the schema ' || n.nspname FROM runtime r JOIN pg_namespace n ON n.nspowner = r.oid",
    "SELECT r.name || ': the role may create in the schema ' || n.nspname FROM runtime r JOIN pg_namespace n ON has_schema_privilege(r.oid, n.oid, 'CREATE')",
    "SELECT DISTINCT h.role || ': the role holds ' || h.privilege || ' on ' || h.name FROM held h WHERE h.privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')",
    "SELECT DISTINCT h.role || ': the role holds ' || h.privilege || ' on ' || h.name || ', which is append-only' FROM held h
      WHERE h.name = ANY ($4::text[]) AND h.privilege IN ('UPDATE', 'DELETE')
        -- What two people disposed of goes, and nothing else: a policy asks for the disposal.
        AND NOT (h.role = 'panoh_app' AND h.privilege = 'DELETE' AND EXISTS (
              SELECT 1 FROM policies p WHERE p.relation = h.relation AND NOT p.permissive AND p.command = 'd' AND p.seen ~ '(is_disposed|went_with_disposal)[(]'))
        -- The sealer takes content out of an entry whose hash it has kept, by order of a disposal, and can write nothing there.
        AND NOT (h.role = 'panoh_sealer' AND h.name = 'ledger_entries' AND h.privilege = 'UPDATE' AND h.column_name IN ('change', 'reason', 'purpose') AND EXISTS (
              SELECT 1 FROM policies p WHERE p.relation = h.relation AND NOT p.permissive AND p.command = 'w' AND p.seen LIKE '%ledger_erasures%content_hash IS NOT NULL%'
                 AND p.written LIKE '%change IS NULL%' AND p.written LIKE '%reason IS NULL%' AND p.written LIKE '%purpose IS NULL%'))",
    "SELECT DISTINCT h.role || ': the role may change cases.' || coalesce(h.column_name, 'class') FROM held h
      WHERE h.name = 'cases' AND h.privilege = 'UPDATE' AND coalesce(h.column_name, 'class') IN ('tenant_id', 'id', 'number', 'programme', 'class')",
    "SELECT 'panoh_app: the role reads password hashes' WHERE has_column_privilege('panoh_app', 'users', 'password_hash', 'SELECT')",
    "SELECT DISTINCT h.role || ': the role reaches sessions' FROM held h WHERE h.name = 'sessions' AND h.role <> 'panoh_auth'",
    "SELECT DISTINCT 'panoh_auth: the role reaches ' || h.name FROM held h
      WHERE h.role = 'panoh_auth' AND NOT h.name = ANY ($3::text[]) AND h.name NOT IN ('users', 'sessions', 'organisations')",
    "SELECT DISTINCT h.role || ': the role reaches ' || h.name FROM held h
      WHERE h.role IN ('panoh_disclosure', 'panoh_sealer') AND h.name NOT LIKE 'ledger\\_%' AND h.name <> 'organisations'",
    // Nothing is everybody's.
    "SELECT DISTINCT 'PUBLIC: everybody holds ' || g.privilege || ' on ' || g.name FROM grants g WHERE g.grantee = 0",
    "SELECT 'PUBLIC: everybody holds ' || a.privilege_type || ' on the schema' FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
      WHERE n.nspname = 'public' AND a.grantee = 0",
    "SELECT 'PUBLIC: everybody may run ' || p.oid::regprocedure FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0",
    "SELECT n.nspname::text || '.' || c.relname || ': it stands outside the schema' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('public', 'pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'",
    "SELECT c.oid::regclass::text || ': a foreign table has no row security' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'f'",
    // Constraints are named by hand, so that each can be answered by a problem of its own.
    "SELECT k.conrelid::regclass::text || ': the constraint ' || k.name || ' has the name that PostgreSQL gave it' FROM keys k
      WHERE (k.contype = 'f' AND k.name = k.conrelid::regclass::text || '_' || array_to_string(k.here, '_') || '_fkey')
         OR (k.contype = 'u' AND array_length(k.here, 1) > 1 AND k.name = k.conrelid::regclass::text || '_' || array_to_string(k.here, '_') || '_key')
         OR k.name ~ '_(fkey|key|check|excl)[0-9]+$'",
];

/// Names of what may refuse a row that the service has validated.
const ANSWERED: &str = "
SELECT k.name FROM keys k WHERE k.contype IN ('f', 'u', 'x')
UNION SELECT i.indexrelid::regclass::text FROM pg_index i JOIN tables t ON t.oid = i.indrelid WHERE i.indisunique AND NOT i.indisprimary";

const COLUMNS: &str = "
SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname <> '__diesel_schema_migrations'";

type Classes = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn classes() -> Classes {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/data-classes.toml")).unwrap();
    toml::from_str(&text).expect("config/data-classes.toml names classes per table")
}

/// Every fault, sorted.
pub async fn audit(client: &impl GenericClient) -> Vec<String> {
    let mut findings = BTreeSet::new();
    for statement in STATEMENTS {
        // Each uses some of the names and values; all four are bound for each.
        let text = format!(
            "{NAMES} SELECT found.* FROM ({statement}) found (sentence) WHERE coalesce($1::text[], $2::text[], $3::text[], $4::text[]) IS NOT NULL"
        );
        let rows = client.query(&text, &[&PLATFORM, &RUNTIME, &READ_BY_SIGN_IN, &APPEND_ONLY]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        findings.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    findings.extend(unanswered(client).await);
    findings.extend(unclassified(client).await);
    findings.into_iter().collect()
}

async fn unanswered(client: &impl GenericClient) -> Vec<String> {
    let statement = format!("{NAMES} SELECT a.* FROM ({ANSWERED}) a (name) WHERE $1::text[] IS NOT NULL AND $2::text[] IS NOT NULL");
    let rows = client.query(&statement, &[&PLATFORM, &RUNTIME]).await.unwrap();
    let there: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    let silent =
        there.iter().filter(|name| !panoh::problem::answers(name)).map(|name| format!("{name}: no problem answers this constraint"));
    let gone = panoh::problem::answered_constraints()
        .filter(|name| !there.contains(*name) && !name.ends_with("_pkey") && !name.ends_with("_check"));
    silent.chain(gone.map(|name| format!("{name}: a problem answers a constraint that is not there"))).collect()
}

async fn unclassified(client: &impl GenericClient) -> Vec<String> {
    let rows = client.query(COLUMNS, &[]).await.unwrap();
    let there: BTreeSet<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut classified = BTreeSet::new();
    let mut findings = Vec::new();
    for (table, by_class) in classes() {
        for (class, columns) in by_class {
            if !["K0", "K1", "K2", "K3", "K4"].contains(&class.as_str()) {
                findings.push(format!("{table}: {class} is no data class"));
            }
            for column in columns {
                if !classified.insert((table.clone(), column.clone())) {
                    findings.push(format!("{table}.{column}: the column has two data classes"));
                }
            }
        }
    }
    findings.extend(there.difference(&classified).map(|(table, column)| format!("{table}.{column}: the column has no data class")));
    findings.extend(
        classified
            .difference(&there)
            .map(|(table, column)| format!("{table}.{column}: a data class is given to a column that is not there")),
    );
    findings
}
