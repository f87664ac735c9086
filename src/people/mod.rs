//! People and the households they live in: names in several scripts, births as precise as they are known, dated membership.
//! Every answer about somebody is disclosed, every change keeps what was there before.
//!
//! Others may use: [`register`] with its [`PersonForm`], [`examine`] and [`register_all`] for many at once, [`found_household`] with its
//! [`HouseholdForm`], for files that are made together with their people; [`search::keys_of`], the keys that every stored name needs;
//! [`covers`], which whoever shares anything asks at the instant of the act; [`for_automated_message`], which whoever writes to
//! somebody by itself asks; [`look_again`], which whoever brings people past [`register`] asks; [`is_safe_now`], which whoever hands something to them asks. A person who is a subject of a K4 case is shielded (`shielded_persons`) from everyone who sees none
//! of their cases; nothing in here needs to know.
pub mod api;
mod attached;
mod candidates;
mod checking;
mod consents;
mod contacts;
mod documents;
mod duplicates;
mod duplicates_api;
mod history;
mod household;
mod household_api;
mod household_moving;
mod household_operations;
mod household_store;
mod many;
mod merge;
mod merge_api;
mod moving;
mod name;
mod operations;
mod paging;
mod pairs;
mod person;
mod relationships;
mod relationships_api;
pub mod search;
mod store;

pub use consents::{FIELDS as CONSENT_FIELDS, covers};
pub use contacts::{ContactForm, for_automated_message, is_safe_now};
pub use documents::DocumentForm;
pub use duplicates::look_again;
pub use household::{HouseholdForm, HouseholdView, JoiningForm};
pub use household_operations::found as found_household;
pub use many::{Around, Newcomer, examine, register_all};
pub use name::{NameForm, NameView};
pub use operations::register;
pub use person::{BirthForm, ExternalId, PersonForm, PersonView};
