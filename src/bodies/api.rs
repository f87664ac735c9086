//! `/bodies`, `/seats`, `/sittings`, `/items`.
pub mod items;
pub mod seats;
pub mod sittings;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::Validate;

/// Words in the four languages.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    en: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    tg: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    ru: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    fa: String,
}

impl Words {
    /// As it is stored.
    pub(super) fn json(&self) -> Value {
        json!({ "en": self.en, "tg": self.tg, "ru": self.ru, "fa": self.fa })
    }
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    seats::routes(service);
    sittings::routes(service);
    items::routes(service);
}
