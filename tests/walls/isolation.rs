//! One organisation's rows and another's, as PostgreSQL itself keeps them apart: for every tenant table that the catalogue
//! knows, with no list of tables here. The rows are made past all walls, so that there is something to see.
use std::collections::BTreeMap;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::audit::{PLATFORM, RUNTIME};
use crate::support::{Database, connect};

/// Values for columns whose CHECK takes only some; every other column is filled by its type.
const VALUES: &[(&str, &str)] = &[
    ("slug", "'s-' || left(md5($ID::text), 8)"),
    ("email", "md5($ID::text) || '@example.org'"),
    ("organisations.kind", "'ngo'"),
    ("key", "'k_' || left(md5($ID::text), 8)"),
    ("reach", "'own'"),
    ("actor_kind", "'member'"),
    ("ledger_entries.outcome", "'done'"),
    ("class", "2"),
    ("seq", "1"),
    ("hash", "sha256('x')"),
    ("sex", "'9'"),
    ("person_names.kind", "'legal'"),
    ("script", "'Latn'"),
    ("name_writings.keys", "'{1}'"),
    ("number_key", "'1'"),
    ("person_documents.number", "'1'"),
    ("person_contacts.kind", "'phone'"),
    ("person_relationships.kind", "'parent'"),
    ("merged_into", "NULL"),
    ("duplicates.state", "'open'"),
    ("merges.state", "'proposed'"),
    ("given_by", "'guardian'"),
    ("person_consents.fields", "'{*}'"),
    ("person_consents.form", "'written'"),
    ("households.kind", "'family'"),
    ("imports.state", "'done'"),
    ("imports.duplicates", "'skip'"),
    ("import_lines.state", "'read'"),
    ("number", "'24-' || upper(translate(left(md5($ID::text), 8), 'iloue', '01234')) || '-1'"),
    ("phase", "'active'"),
    ("case_deadlines.state", "'open'"),
    ("case_tasks.kind", "'task'"),
    ("case_tasks.state", "'open'"),
    ("capacity", "'member'"),
    ("sittings.state", "'called'"),
    ("docket_items.state", "'waiting'"),
    ("vote", "'yes'"),
    ("break_glass.reason", "'somebody is in danger'"),
    ("signed_by", "NULL"),
    ("reviewed_by", "NULL"),
    ("break_glass.case_id", "NULL"),
    ("case_attachments.section", "'claim'"),
    ("media_type", "'application/pdf'"),
    ("sha256", "sha256(decode(md5($ID::text), 'hex'))"),
    ("case_attachments.content", "'x'"),
    ("legal_holds.reason", "'a court asked for it'"),
    ("disposals.state", "'proposed'"),
    ("subject_requests.kind", "'copy'"),
    ("subject_requests.asked_by", "'self'"),
    ("channel", "'letter'"),
    ("authority_country", "'TJK'"),
    ("parameters", "translate(left(md5($ID::text), 8), '0123456789', 'ghijklmnop')"),
];

/// Tables into which nothing is written by whoever merely may: a row needs an act that went before it, with the reason. That it names
/// nobody else's rows is tried all the same.
const NEED_AN_ACT: &[(&str, &str)] = &[("ledger_erasures", "a disposal that was carried out")];

/// Columns that name a second person, who must be another than the first.
const SECOND_PERSON: &[&str] = &["other_id", "related_id", "survivor_id"];

/// Of each organisation there is a second person, whose id follows the first one's.
fn second(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}

struct Column {
    name: String,
    kind: String,
    required: bool,
}

struct Schema {
    tables: BTreeMap<String, Vec<Column>>,
    /// Table, columns and referenced table of every foreign key between tenant tables.
    keys: Vec<(String, String, String)>,
}

async fn schema(owner: &Client) -> Schema {
    let rows = owner
        .query(
            "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL), a.attnotnull AND NOT a.atthasdef
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '__diesel_schema_migrations' ORDER BY c.relname, a.attnum",
            &[],
        )
        .await
        .unwrap();
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in rows {
        let column = Column { name: row.get(1), kind: row.get(2), required: row.get(3) };
        tables.entry(row.get(0)).or_default().push(column);
    }
    let keys = owner
        .query(
            "SELECT k.conrelid::regclass::text, a.attname::text, k.confrelid::regclass::text
               FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) n JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n
              WHERE k.contype = 'f' AND a.attname <> 'tenant_id' AND k.connamespace = 'public'::regnamespace",
            &[],
        )
        .await
        .unwrap();
    Schema { tables, keys: keys.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect() }
}

impl Schema {
    fn tenant_tables(&self) -> impl Iterator<Item = &String> {
        self.tables.keys().filter(|name| !PLATFORM.contains(&name.as_str()))
    }

    /// An INSERT of one row: the organisation's id is the tenant, and every other id in the row is `id`, save one column.
    fn insert(&self, table: &str, tenant: Uuid, id: Uuid, instead: Option<(&str, Uuid)>) -> String {
        let referenced = |column: &str| self.keys.iter().find(|(t, c, _)| t == table && c == column).map(|(.., to)| to.as_str());
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for column in &self.tables[table] {
            let value = VALUES.iter().find(|(name, _)| *name == column.name || *name == format!("{table}.{}", column.name));
            let reference = referenced(&column.name);
            if !column.required && value.is_none() && reference.is_none() {
                continue;
            }
            names.push(format!("\"{}\"", column.name));
            values.push(match (instead, value) {
                (Some((other, theirs)), _) if other == column.name => format!("'{theirs}'"),
                (_, Some((_, value))) => value.replace("$ID", &format!("'{id}'")),
                _ if column.name == "tenant_id"
                    || reference == Some("organisations")
                    || (table == "organisations" && column.name == "id") =>
                {
                    format!("'{tenant}'")
                }
                _ if SECOND_PERSON.contains(&column.name.as_str()) => format!("'{}'", second(id)),
                _ => match column.kind.as_str() {
                    "uuid" => format!("'{id}'"),
                    "text" => "'x'".to_owned(),
                    "jsonb" => "'{}'".to_owned(),
                    "date" => "current_date".to_owned(),
                    "timestamp with time zone" => "now()".to_owned(),
                    "boolean" => "false".to_owned(),
                    "bytea" => format!("decode(md5('{id}'), 'hex')"),
                    kind if kind.ends_with("[]") => "'{}'".to_owned(),
                    _ => "1".to_owned(),
                },
            });
        }
        format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
    }
}

/// Two organisations with one row in every table; `id` is every other id in an organisation's rows.
struct Two {
    _database: Database,
    owner: Client,
    schema: Schema,
    ours: (Uuid, Uuid),
    theirs: (Uuid, Uuid),
}

async fn two() -> Two {
    let database = Database::new().await;
    let owner = connect(&database.url).await;
    let schema = schema(&owner).await;
    let (ours, theirs) = ((Uuid::now_v7(), Uuid::now_v7()), (Uuid::now_v7(), Uuid::now_v7()));
    // Past foreign keys for this once: the rows name each other in circles.
    owner.batch_execute("SET session_replication_role = replica").await.unwrap();
    for (tenant, id) in [ours, theirs] {
        for table in schema.tables.keys() {
            let insert = schema.insert(table, tenant, id, None);
            owner
                .batch_execute(&insert)
                .await
                .unwrap_or_else(|error| panic!("tell VALUES what a row of {table} may hold: {insert}: {error:?}"));
        }
    }
    for (tenant, id) in [ours, theirs] {
        owner.batch_execute(&schema.insert("persons", tenant, second(id), None)).await.unwrap();
    }
    owner.batch_execute("SET session_replication_role = origin").await.unwrap();
    Two { _database: database, owner, schema, ours, theirs }
}

/// The door's settings with the widest reach, so that the tenant alone is what keeps rows apart.
fn door(tenant: Uuid, member: Uuid) -> String {
    format!(
        "SELECT set_config('app.tenant', '{tenant}', true), set_config('app.membership', '{member}', true), set_config('app.user', '{member}', true), set_config('app.reach', '{{system,organisation}}', true), set_config('app.name_keys', '{{1}}', true);"
    )
}

async fn holds(owner: &Client, role: &str, table: &str, privilege: &str) -> bool {
    let statement = "SELECT has_table_privilege($1, $2, $3) OR ($3 <> 'DELETE' AND has_any_column_privilege($1, $2, $3))";
    owner.query_one(statement, &[&role, &table, &privilege]).await.unwrap().get(0)
}

#[actix_web::test]
async fn nobody_sees_a_row_of_another_organisation() {
    let two = two().await;
    for role in ["panoh_app", "panoh_sealer"] {
        for table in two.schema.tenant_tables() {
            if !holds(&two.owner, role, table, "SELECT").await {
                continue;
            }
            two.owner.batch_execute(&format!("BEGIN; {} SET LOCAL ROLE {role}", door(two.ours.0, two.ours.1))).await.unwrap();
            let row = two
                .owner
                .query_one(&format!("SELECT count(*), count(*) FILTER (WHERE tenant_id <> $1) FROM {table}"), &[&two.ours.0])
                .await
                .unwrap();
            let own = if table == "persons" { 2 } else { 1 };
            assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (own, 0), "{role} on {table}: own rows, and others'");
            two.owner.batch_execute("ROLLBACK").await.unwrap();
        }
    }
    two.owner.batch_execute(&format!("BEGIN; {} SET LOCAL ROLE panoh_app", door(two.ours.0, two.ours.1))).await.unwrap();
    let organisations = two.owner.query("SELECT id FROM organisations", &[]).await.unwrap();
    assert_eq!(organisations.iter().map(|row| row.get(0)).collect::<Vec<Uuid>>(), [two.ours.0]);
    let users = two.owner.query("SELECT id FROM users", &[]).await.unwrap();
    assert_eq!(users.iter().map(|row| row.get(0)).collect::<Vec<Uuid>>(), [two.ours.1]);
}

#[actix_web::test]
async fn without_a_tenant_there_is_nothing() {
    let two = two().await;
    for role in RUNTIME {
        for table in two.schema.tables.keys() {
            // Sign-in looks across organisations by its nature; its role reaches nothing else, which the catalogue test says.
            if *role == "panoh_auth"
                || (*role == "panoh_sealer" && table == "organisations")
                || !holds(&two.owner, role, table, "SELECT").await
            {
                continue;
            }
            two.owner.batch_execute(&format!("BEGIN; SET LOCAL ROLE {role}")).await.unwrap();
            let columns = if table == "users" { "id" } else { "*" };
            let seen = two.owner.query(&format!("SELECT {columns} FROM {table}"), &[]).await.unwrap();
            assert_eq!(seen.len(), 0, "{role} sees rows of {table} without a tenant");
            two.owner.batch_execute("ROLLBACK").await.unwrap();
        }
    }
}

#[actix_web::test]
async fn nothing_is_written_for_another_organisation() {
    let two = two().await;
    let (mut inserts, mut updates) = (0, 0);
    for role in ["panoh_app", "panoh_disclosure", "panoh_sealer"] {
        for table in two.schema.tenant_tables() {
            let begin = format!("BEGIN; {} SET LOCAL ROLE {role}", door(two.ours.0, two.ours.1));
            if holds(&two.owner, role, table, "INSERT").await {
                two.owner.batch_execute(&begin).await.unwrap();
                let refused = two.owner.batch_execute(&two.schema.insert(table, two.theirs.0, Uuid::now_v7(), None)).await.unwrap_err();
                assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{role} inserts into {table} for another: {refused:?}");
                two.owner.batch_execute("ROLLBACK").await.unwrap();
                inserts += 1;
            }
            for act in ["UPDATE", "DELETE"] {
                if !holds(&two.owner, role, table, act).await {
                    continue;
                }
                two.owner.batch_execute(&begin).await.unwrap();
                let statement = if act == "UPDATE" {
                    format!("UPDATE {table} SET {}", two.change(role, table).await)
                } else {
                    format!("DELETE FROM {table}")
                };
                let changed = two.owner.execute(&format!("{statement} WHERE tenant_id = '{}'", two.theirs.0), &[]).await.unwrap();
                assert_eq!(changed, 0, "{role}: {statement} reaches another organisation");
                two.owner.batch_execute("ROLLBACK").await.unwrap();
                updates += 1;
            }
            let moves: bool =
                two.owner.query_one("SELECT has_column_privilege($1, $2, 'tenant_id', 'UPDATE')", &[&role, &table]).await.unwrap().get(0);
            if moves {
                two.owner.batch_execute(&begin).await.unwrap();
                let refused = two.owner.batch_execute(&format!("UPDATE {table} SET tenant_id = '{}'", two.theirs.0)).await.unwrap_err();
                assert_eq!(
                    refused.code(),
                    Some(&SqlState::INSUFFICIENT_PRIVILEGE),
                    "{role} moves a row of {table} to another: {refused:?}"
                );
                two.owner.batch_execute("ROLLBACK").await.unwrap();
            }
        }
    }
    assert!(inserts > 30 && updates > 25, "{inserts} inserts and {updates} changes were tried");
}

impl Two {
    /// A column that the role may change, set to itself.
    async fn change(&self, role: &str, table: &str) -> String {
        for column in &self.schema.tables[table] {
            let statement = "SELECT has_column_privilege($1, $2, $3, 'UPDATE')";
            let may: bool = self.owner.query_one(statement, &[&role, &table, &column.name]).await.unwrap().get(0);
            if may {
                return format!("\"{0}\" = \"{0}\"", column.name);
            }
        }
        panic!("{role} may change no column of {table}");
    }
}

#[actix_web::test]
async fn no_row_names_a_row_of_another_organisation() {
    let two = two().await;
    let mut tried = 0;
    for (table, column, to) in &two.schema.keys {
        if PLATFORM.contains(&table.as_str()) || PLATFORM.contains(&to.as_str()) {
            continue;
        }
        let role = if table == "ledger_seals" { "panoh_sealer" } else { "panoh_app" };
        // Our own row of this table makes way, so that nothing but the foreign key can refuse.
        let make_way = format!(
            "SET LOCAL session_replication_role = replica; DELETE FROM {table} WHERE tenant_id = '{}'; SET LOCAL session_replication_role = origin;",
            two.ours.0
        );
        let own = two.schema.insert(table, two.ours.0, two.ours.1, None);
        let begin = format!("BEGIN; {make_way} {} SET LOCAL ROLE {role}", door(two.ours.0, two.ours.1));
        two.owner.batch_execute(&begin).await.unwrap();
        if !NEED_AN_ACT.iter().any(|(name, _)| name == table) {
            two.owner
                .batch_execute(&format!("{own}; SET CONSTRAINTS ALL IMMEDIATE"))
                .await
                .unwrap_or_else(|error| panic!("an own row of {table} is refused: {own}: {error:?}"));
        }
        two.owner.batch_execute("ROLLBACK").await.unwrap();
        two.owner.batch_execute(&begin).await.unwrap();
        let insert = two.schema.insert(table, two.ours.0, two.ours.1, Some((column, two.theirs.1)));
        let refused = two.owner.batch_execute(&format!("{insert}; SET CONSTRAINTS ALL IMMEDIATE")).await.unwrap_err();
        let why = refused.code().unwrap().clone();
        assert!(
            why == SqlState::FOREIGN_KEY_VIOLATION || why == SqlState::INSUFFICIENT_PRIVILEGE,
            "{table}.{column} names another organisation's {to}: {refused:?}"
        );
        two.owner.batch_execute("ROLLBACK").await.unwrap();
        tried += 1;
    }
    assert!(tried > 40, "{tried} references were tried");
}

#[actix_web::test]
async fn after_a_transaction_the_door_is_closed() {
    let two = two().await;
    for end in ["COMMIT", "ROLLBACK"] {
        two.owner.batch_execute("SET ROLE panoh_app").await.unwrap();
        two.owner.batch_execute(&format!("BEGIN; {}", door(two.ours.0, two.ours.1))).await.unwrap();
        assert_eq!(two.owner.query("SELECT 1 FROM offices", &[]).await.unwrap().len(), 1);
        two.owner.batch_execute(end).await.unwrap();
        for setting in ["app.tenant", "app.membership", "app.user", "app.reach"] {
            let left: Option<String> =
                two.owner.query_one("SELECT NULLIF(current_setting($1, true), '')", &[&setting]).await.unwrap().get(0);
            assert_eq!(left, None, "{setting} outlives {end}");
        }
        assert_eq!(two.owner.query("SELECT 1 FROM offices", &[]).await.unwrap().len(), 0);
        two.owner.batch_execute("RESET ROLE").await.unwrap();
    }
}
