//! What the house runs by: programmes, parameters, calendar, code lists, places and role templates, read from `config/` and
//! checked at start; over them each organisation's own. Others may use: [`House`], and [`ground`], which every decision about a
//! case stands on.
pub mod api;
mod calendar;
mod catalogue;
mod content;
mod ground;
mod house;
mod lists;
mod named;
mod parameters;
mod schema;

pub use ground::{Ground, ground, ground_of, ground_question};
pub use house::House;

/// Every shipped programme with its version, for a new organisation.
pub fn shipped_versions(house: &House) -> Vec<(String, u32)> {
    house.catalogue.iter().map(|(id, entry)| (id.to_owned(), entry.programme.version)).collect()
}
