//! Amounts as people write them, in minor units of their currency.

/// The minor units of an amount such as `"120.00"`, `"120"` or `"-3.5"`. `None`: not an amount, finer than the currency
/// has coins, or too large.
pub fn minor_units(amount: &str, currency: &str) -> Option<i64> {
    let digits = fraction_digits(currency);
    let (negative, plain) = match amount.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, amount),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let dot_without_digits = plain.contains('.') && fraction.is_empty();
    if whole.is_empty() || dot_without_digits || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    if fraction.len() > digits {
        return None;
    }
    let units: i64 = format!("{whole}{fraction:0<digits$}").parse().ok()?;
    Some(if negative { units.checked_neg()? } else { units })
}

/// Digits after the point of a currency (ISO 4217).
pub(super) fn fraction_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_in_the_coins_of_its_currency() {
        assert_eq!(minor_units("120.00", "TJS"), Some(12_000));
        assert_eq!(minor_units("120.5", "TJS"), Some(12_050));
        assert_eq!(minor_units("120", "TJS"), Some(12_000));
        assert_eq!(minor_units("-3.5", "EUR"), Some(-350));
        assert_eq!(minor_units("1200", "JPY"), Some(1_200));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for wrong in ["", "-", ".", "1.", ".5", "1,20", "1.005", "1e3", "+1", "99999999999999999999"] {
            assert_eq!(minor_units(wrong, "TJS"), None, "{wrong}");
        }
    }
}
