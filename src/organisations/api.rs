//! The URLs of this feature, each described where it is handled.
use utoipa_actix_web::service_config::ServiceConfig;

use super::{offices, platform, roles, users};

/// Register these operations.
pub fn routes(service: &mut ServiceConfig) {
    platform::routes(service);
    offices::routes(service);
    users::routes(service);
    roles::routes(service);
}
