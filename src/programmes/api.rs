//! The URLs of this feature, each described where it is handled.
use utoipa_actix_web::service_config::ServiceConfig;

use super::{calendar, catalogue, lists, parameters};

/// Register these operations.
pub fn routes(service: &mut ServiceConfig) {
    catalogue::routes(service);
    parameters::routes(service);
    calendar::routes(service);
    lists::routes(service);
}
