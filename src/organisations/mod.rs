//! Organisations, their offices and teams, the people who work there, and the roles they hold. Others may use: [`found`] and
//! [`employ`], with which the command line and the demo set up an organisation.
pub mod api;
mod founding;

pub use founding::{Employee, Founding, Place, employ, found};
