//! The one place that reads the clock. Everything else is handed an instant.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// The real clock, set ahead by a number of seconds where a test or a demonstration needs months to pass.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// The instant, with the precision that PostgreSQL keeps (microseconds).
    #[expect(clippy::disallowed_methods, reason = "the one door to the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let real = Utc::now();
        let micros = real.timestamp_micros();
        let real = DateTime::from_timestamp_micros(micros).unwrap_or(real);
        real + TimeDelta::seconds(self.ahead_seconds.load(Ordering::Relaxed))
    }

    /// Let time pass at once. All holders of this clock see it.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead_seconds.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}
