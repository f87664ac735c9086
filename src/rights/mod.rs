//! What the law gives people over what is kept of them, and the organisation over how long it keeps it and to whom it tells it
//! (programmes.md 3.4 rules 4 and 5, 4.3): disposal by two people with a certificate, the register of what people ask, the register of
//! what law enforcement asks, and the one check of what may leave. Which tables hold something of a case or a person is said once, in
//! `holdings`, and a test compares it with the catalogue. Others may use: [`holding_tables`].
/// How the first name of a line's person is written: `person_name`.
macro_rules! called {
    () => {
        "(SELECT n.as_written FROM person_names n WHERE n.tenant_id = r.tenant_id AND n.person_id = r.person_id AND n.superseded_at IS NULL
            ORDER BY n.position, n.id LIMIT 1) AS person_name"
    };
}

pub mod api;
mod copy;
mod disposal;
mod enforcement;
mod holdings;
mod origin;
mod requests;
mod requests_api;

pub use holdings::holding_tables;
