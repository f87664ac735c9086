//! The clock.
use actix_web::web;

use crate::server::App;

/// Fire what is due, for ever.
pub async fn sweep_forever(app: web::Data<App>) {
    let pause = std::time::Duration::from_millis(app.settings.clock.sweep_ms);
    loop {
        tokio::time::sleep(pause).await;
    }
}
