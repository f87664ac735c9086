//! What the house runs by: programmes, parameters, calendar, code lists, places and role templates, read from `config/` and
//! checked at start; over them each organisation's own. Others may use: [`House`].
pub mod api;
mod house;

pub use house::House;

/// Every shipped programme with its version, for a new organisation.
pub fn shipped_versions(_house: &House) -> Vec<(String, u32)> {
    Vec::new()
}
