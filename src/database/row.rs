//! Rows of one column, for statements that ask one thing.
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// `SELECT … AS id`.
#[derive(QueryableByName)]
pub struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
}

/// `SELECT … AS count`.
#[derive(QueryableByName)]
pub struct Count {
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// `SELECT … AS text`.
#[derive(QueryableByName)]
pub struct TextRow {
    #[diesel(sql_type = Text)]
    pub text: String,
}

/// `SELECT … AS value`.
#[derive(QueryableByName)]
pub struct JsonRow {
    #[diesel(sql_type = Jsonb)]
    pub value: serde_json::Value,
}
