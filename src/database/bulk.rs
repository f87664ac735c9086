//! Many rows in one statement: `INSERT … SELECT … FROM unnest($2, $3, …)`, one array for each column. Through the same door and
//! the same row security as a single row, which COPY would not be.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::{Sql, Tx, sql};
use crate::access::Permission;
use crate::problem::Problem;

/// Rows in one statement: enough that its planning does not count, few enough that it stays short.
const BATCH: usize = 2_000;

/// A type whose values can stand in a column.
pub trait Cell: Sized {
    /// Bind a whole column as the statement's next value.
    fn bind(column: Vec<Self>, statement: Sql) -> Sql;
}

macro_rules! cells {
    ($($rust:ty => $sql:ty),+ $(,)?) => {$(
        impl Cell for $rust {
            fn bind(column: Vec<Self>, statement: Sql) -> Sql {
                statement.bind::<Array<$sql>, Vec<Self>>(column)
            }
        }
        impl Cell for Option<$rust> {
            fn bind(column: Vec<Self>, statement: Sql) -> Sql {
                statement.bind::<Array<Nullable<$sql>>, Vec<Self>>(column)
            }
        }
    )+};
}

cells! {
    Uuid => SqlUuid,
    String => Text,
    &'static str => Text,
    bool => Bool,
    i16 => SmallInt,
    i32 => Integer,
    i64 => BigInt,
    NaiveDate => Date,
    DateTime<Utc> => Timestamptz,
    Value => Jsonb,
}

/// A row of a table that can be inserted by the thousand. Made by `bulk_row!`.
pub trait BulkRow: Sized {
    /// The statement: `$1` is the organisation, from `$2` on the columns in the order of the fields.
    const INSERT: &'static str;
    /// Bind the columns.
    fn columns(rows: Vec<Self>, statement: Sql) -> Sql;
}

/// A row with its statement: `bulk_row! { /// doc Name: "INSERT …" { field: type, … } }`.
macro_rules! bulk_row {
    ($(#[$doc:meta])* $name:ident: $insert:literal { $($field:ident: $kind:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(super) struct $name { $(pub(super) $field: $kind),+ }

        impl $crate::database::BulkRow for $name {
            const INSERT: &'static str = $insert;
            fn columns(rows: Vec<Self>, statement: $crate::database::Sql) -> $crate::database::Sql {
                $(let mut $field: Vec<$kind> = Vec::with_capacity(rows.len());)+
                for row in rows {
                    $($field.push(row.$field);)+
                }
                $(let statement = <$kind as $crate::database::Cell>::bind($field, statement);)+
                statement
            }
        }
    };
}
pub(crate) use bulk_row;

impl<P: Permission> Tx<P> {
    /// Insert all rows, some thousands in a statement; how many.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn insert_all<R: BulkRow>(&mut self, rows: Vec<R>) -> Result<usize, Problem> {
        let tenant = self.tenant();
        let mut inserted = 0;
        let mut rest = rows.into_iter().peekable();
        while rest.peek().is_some() {
            let batch: Vec<R> = rest.by_ref().take(BATCH).collect();
            inserted += self.execute(R::columns(batch, sql(R::INSERT).uuid(tenant))).await?;
        }
        Ok(inserted)
    }
}
