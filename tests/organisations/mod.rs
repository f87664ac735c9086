//! Organisations, the people who work there, their roles.
mod handover;
mod offices;
mod platform;
mod roles;
mod users;

use crate::support::{Caller, House, Organisation};

/// An organisation and its administrator.
pub(crate) async fn administered(house: &House, slug: &str) -> (Organisation, Caller) {
    let organisation = house.organisation(slug).await;
    let administrator = house.employ(&organisation, organisation.offices[0], &["organisation_administrator"]).await;
    (organisation, administrator)
}

/// How many entries the ledger of an organisation has.
pub(crate) async fn entries(house: &House, organisation: &Organisation) -> i64 {
    house.owner().await.query_one("SELECT count(*) FROM ledger_entries WHERE tenant_id = $1", &[&organisation.id.0]).await.unwrap().get(0)
}
