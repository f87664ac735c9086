//! The door to PostgreSQL. `Tx` is one member, one permission and one instant in one transaction; nothing else in the house has
//! a connection. Others may use: `Tx` and its queries, `sql`, paging. The pools are private.
mod bulk;
mod citus;
mod disclosure;
mod door;
mod entries;
mod lease;
mod migrations;
mod name_keys;
mod pool;
mod question;
mod retry;
mod row;
mod seal;
mod sealing;
mod sign_in;
mod statement;
mod system;
mod tx;

pub(crate) use bulk::bulk_row;
pub use bulk::{BulkRow, Cell};
pub use citus::{distribute, distribution};
pub use disclosure::{DisclosureWriter, Disclosures};
pub use door::{Kind, Opening};
pub use migrations::{ensure_database, ensure_runtime_login, migrate, passes_walls, pending, revert_all, revert_last};
pub use name_keys::{index_names, settle_names};
pub use pool::Pools;
pub use question::{Ask, Question};
pub use retry::{Key, Replay};
pub use row::{Count, IdRow, JsonRow, TextRow};
pub use seal::Sealer;
pub use sealing::{Unsealed, rest_after};
pub use sign_in::SignInTx;
pub(crate) use statement::name_of;
pub use statement::{Sql, sql};
pub use system::{Asker, Founder, SystemDoor, SystemMember};
pub use tx::{Recorded, Tx};
