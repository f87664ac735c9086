//! Who may do what: the list of permissions, sign-in and its tokens, and `May<P>`, the only way for a handler to reach the
//! database. Others may use: `May`, `Permission`, `Member`, `permission::*`.
pub mod api;
mod may;
mod member;
mod operations;
mod password;
pub mod permission;
mod session;
mod token;

pub use may::{Disclosed, May};
pub use member::Member;
pub(crate) use operations::{secret, token_hash};
pub use password::Passwords;
pub use permission::Permission;
pub use session::Session;
pub use token::{Claims, Tokens, write_new_key};
