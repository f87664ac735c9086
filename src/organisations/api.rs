//! (begun)

/// Register these operations.
pub fn routes(_service: &mut utoipa_actix_web::service_config::ServiceConfig) {}
