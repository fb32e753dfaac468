//! Formatting of amounts in minor units.

const ZERO_DECIMAL: [&str; 15] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];
const THREE_DECIMAL: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// Returns the number of minor units in one major unit of the currency.
fn minor_units(currency: &str) -> i64 {
    if ZERO_DECIMAL.contains(&currency) {
        1
    } else if THREE_DECIMAL.contains(&currency) {
        1000
    } else {
        100
    }
}

/// The smallest amount that can be charged, about half a major unit.
pub(crate) fn smallest_charge(currency: &str) -> i64 {
    if currency == "jpy" { 50 } else { (minor_units(currency) / 2).max(1) }
}

/// Formats an amount: `1299, "eur"` becomes `€12.99`.
pub(crate) fn display(amount: i64, currency: &str) -> String {
    let units = minor_units(currency);
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    let units = units.unsigned_abs();
    let number = match units {
        1 => amount.to_string(),
        100 => format!("{}.{:02}", amount / units, amount % units),
        _ => format!("{}.{:03}", amount / units, amount % units),
    };
    match currency {
        "eur" => format!("{sign}€{number}"),
        "usd" => format!("{sign}${number}"),
        "gbp" => format!("{sign}£{number}"),
        "jpy" => format!("{sign}¥{number}"),
        other => format!("{sign}{number} {}", other.to_uppercase()),
    }
}
