//! Amounts as people read them.

/// Minor units with two decimals: `120.00`.
pub fn written_amount(minor_units: i64) -> String {
    let sign = if minor_units < 0 { "-" } else { "" };
    let units = minor_units.unsigned_abs();
    format!("{sign}{}.{:02}", units / 100, units % 100)
}
