//! Organisations, their offices and teams, the people who work there, and the roles they hold. Others may use: [`found`] and
//! [`employ`], with which the command line and the demo set up an organisation, [`invite`], and [`usual_roles`].
pub mod api;
mod founding;
mod invitation;
mod members;
mod offices;
mod platform;
mod roles;
mod separation;
mod users;

pub use founding::{Employee, Founding, Place, employ, found};
pub use invitation::{Invitation, Newcomer, invite};
pub use platform::usual_roles;
