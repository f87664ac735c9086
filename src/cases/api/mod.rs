//! `/cases/*`, `/work` and `/break-glass`.
mod access;
mod alerts;
mod assignment;
mod attachments;
mod break_glass;
mod cases;
mod deadlines;
mod holds;
mod list;
mod notes;
mod sections;
mod tasks;
mod timeline;
mod version;
mod work;

pub(super) use attachments::known_files;

use crate::http::{Page, Paging};

/// A list that is short by nature, whole.
fn whole<T>(data: Vec<T>) -> Page<T> {
    Page { data, page: Paging { next_cursor: None, has_more: false } }
}

/// A member that may be absent (`None`), null (`Some(None)`) or a value: to be left, cleared or set.
fn nullable<'de, T, D>(value: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    <Option<T> as serde::Deserialize>::deserialize(value).map(Some)
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    cases::routes(service);
    sections::routes(service);
    deadlines::routes(service);
    tasks::routes(service);
    notes::routes(service);
    attachments::routes(service);
    timeline::routes(service);
    list::routes(service);
    alerts::routes(service);
    access::routes(service);
    assignment::routes(service);
    version::routes(service);
    break_glass::routes(service);
    holds::routes(service);
    work::routes(service);
}
