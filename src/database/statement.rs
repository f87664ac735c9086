//! Constant SQL with bound values that PostgreSQL plans once. diesel's own `sql_query` is parsed and planned on each call
//! (performance.md section 1); this walks the same text as a cacheable query and keeps diesel's typed rows.
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, HasSqlType, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Untyped, Uuid as SqlUuid,
};
use uuid::Uuid;

trait Bind: Send + Sync {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

struct Value<S, T>(T, PhantomData<fn() -> S>);

impl<S, T> Bind for Value<S, T>
where
    Pg: HasSqlType<S>,
    T: ToSql<S, Pg> + Send + Sync,
    S: 'static,
{
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<S, T>(&self.0)
    }
}

/// A column beside one that names a member: what they are called. `name_of!("d", "decided_by")` is `decided_by_name`.
macro_rules! name_of {
    ($table:literal, $column:literal) => {
        concat!(
            "(SELECT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = ",
            $table,
            ".tenant_id AND m.id = ",
            $table,
            ".",
            $column,
            ") AS ",
            $column,
            "_name"
        )
    };
}
pub(crate) use name_of;

/// A constant statement and its values. `$1` may stand several times.
pub struct Sql {
    text: &'static str,
    binds: Vec<Box<dyn Bind>>,
}

/// Begin a statement. The text is a constant, so the number of prepared statements is bounded and nothing a caller sends can
/// become part of it.
pub fn sql(text: &'static str) -> Sql {
    Sql { text, binds: Vec::new() }
}

impl Sql {
    /// Bind the next value with its SQL type.
    #[must_use]
    pub fn bind<S, T>(mut self, value: T) -> Self
    where
        Pg: HasSqlType<S>,
        T: ToSql<S, Pg> + Send + Sync + 'static,
        S: 'static,
    {
        self.binds.push(Box::new(Value::<S, T>(value, PhantomData)));
        self
    }

    #[must_use]
    pub fn uuid(self, value: impl Into<Uuid>) -> Self {
        self.bind::<SqlUuid, Uuid>(value.into())
    }
    #[must_use]
    pub fn opt_uuid<I: Into<Uuid>>(self, value: Option<I>) -> Self {
        self.bind::<Nullable<SqlUuid>, Option<Uuid>>(value.map(Into::into))
    }
    #[must_use]
    pub fn uuids(self, value: Vec<Uuid>) -> Self {
        self.bind::<Array<SqlUuid>, Vec<Uuid>>(value)
    }
    #[must_use]
    pub fn text(self, value: impl Into<String>) -> Self {
        self.bind::<Text, String>(value.into())
    }
    #[must_use]
    pub fn opt_text(self, value: Option<String>) -> Self {
        self.bind::<Nullable<Text>, Option<String>>(value)
    }
    #[must_use]
    pub fn texts(self, value: Vec<String>) -> Self {
        self.bind::<Array<Text>, Vec<String>>(value)
    }
    #[must_use]
    pub fn opt_texts(self, value: Option<Vec<String>>) -> Self {
        self.bind::<Nullable<Array<Text>>, Option<Vec<String>>>(value)
    }
    #[must_use]
    pub fn small(self, value: i16) -> Self {
        self.bind::<SmallInt, i16>(value)
    }
    #[must_use]
    pub fn int(self, value: i32) -> Self {
        self.bind::<Integer, i32>(value)
    }
    #[must_use]
    pub fn big(self, value: i64) -> Self {
        self.bind::<BigInt, i64>(value)
    }
    #[must_use]
    pub fn boolean(self, value: bool) -> Self {
        self.bind::<Bool, bool>(value)
    }
    #[must_use]
    pub fn opt_boolean(self, value: Option<bool>) -> Self {
        self.bind::<Nullable<Bool>, Option<bool>>(value)
    }
    #[must_use]
    pub fn day(self, value: NaiveDate) -> Self {
        self.bind::<Date, NaiveDate>(value)
    }
    #[must_use]
    pub fn opt_day(self, value: Option<NaiveDate>) -> Self {
        self.bind::<Nullable<Date>, Option<NaiveDate>>(value)
    }
    #[must_use]
    pub fn at(self, value: DateTime<Utc>) -> Self {
        self.bind::<Timestamptz, DateTime<Utc>>(value)
    }
    #[must_use]
    pub fn opt_at(self, value: Option<DateTime<Utc>>) -> Self {
        self.bind::<Nullable<Timestamptz>, Option<DateTime<Utc>>>(value)
    }
    #[must_use]
    pub fn json(self, value: serde_json::Value) -> Self {
        self.bind::<Jsonb, serde_json::Value>(value)
    }
    #[must_use]
    pub fn opt_json(self, value: Option<serde_json::Value>) -> Self {
        self.bind::<Nullable<Jsonb>, Option<serde_json::Value>>(value)
    }
    #[must_use]
    pub fn bytes(self, value: Vec<u8>) -> Self {
        self.bind::<Binary, Vec<u8>>(value)
    }

    fn pieces(&self) -> impl Iterator<Item = (&'static str, Option<usize>)> + use<> {
        let mut rest = self.text;
        let mut done = false;
        std::iter::from_fn(move || {
            if done {
                return None;
            }
            let Some((before, after)) = rest.split_once('$').filter(|(_, after)| after.starts_with(|c: char| c.is_ascii_digit())) else {
                done = true;
                return Some((rest, None));
            };
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = after.split_at(digits);
            rest = tail;
            Some((before, number.parse().ok()))
        })
    }
}

impl QueryFragment<Pg> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (text, number) in self.pieces() {
            out.push_sql(text);
            if let Some(number) = number {
                let bind = number
                    .checked_sub(1)
                    .and_then(|i| self.binds.get(i))
                    .ok_or_else(|| diesel::result::Error::QueryBuilderError(format!("no value is bound for ${number}").into()))?;
                bind.push(&mut out)?;
            }
        }
        Ok(())
    }
}

impl QueryId for Sql {
    // No static id: diesel then caches by the text, which is what is wanted.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Sql {
    type SqlType = Untyped;
}
