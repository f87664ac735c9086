//! `/cases/*` and `/work`.
mod cases;

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    cases::routes(service);
}
