//! Chance that comes out the same each time: the demo of two machines differs only by the day on which it was made.
use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// SplitMix64: short, quick and good enough for a demo; not for secrets.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both possible.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, of_hundred: i64) -> bool {
        self.between(0, 99) < of_hundred
    }

    /// One of them. `None` only of nothing.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(of.len()).ok()?.checked_sub(1)?;
        of.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// A word of a list that is not empty.
    pub(super) fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick(of).copied().unwrap_or_default()
    }

    /// One of them, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, of: &[(i64, T)]) -> Option<T> {
        let all: i64 = of.iter().map(|(weight, _)| weight).sum();
        let mut at = self.between(0, all.saturating_sub(1));
        for (weight, value) in of {
            if at < *weight {
                return Some(*value);
            }
            at -= weight;
        }
        None
    }

    /// An id of the kind UUIDv7, as of an instant.
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0_u8; 10];
        for (place, byte) in random.iter_mut().zip(self.next().to_le_bytes().into_iter().chain(self.next().to_le_bytes())) {
            *place = byte;
        }
        Builder::from_unix_timestamp_millis(u64::try_from(at.timestamp_millis()).unwrap_or(0), &random).into_uuid()
    }

    /// Entropy for a case number.
    pub(super) fn bytes(&mut self) -> [u8; 8] {
        self.next().to_le_bytes()
    }
}
