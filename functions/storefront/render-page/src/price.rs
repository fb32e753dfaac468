//! Formats amounts for customers, the same as the browser's `Intl.NumberFormat`.

use shared::domain::money::{Currency, Money};

use crate::words::Lang;

/// Formats an amount: `€1,299.00` in English, `1.299,00 €` in German.
pub(crate) fn price(money: Money, lang: Lang) -> String {
    let decimal = money.decimal();
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (thousands, point) = match lang {
        Lang::En => (',', '.'),
        Lang::De => ('.', ','),
    };
    let mut number = grouped(whole, thousands);
    if !fraction.is_empty() {
        number.push(point);
        number.push_str(fraction);
    }
    let symbol = symbol(money.currency.code(), lang);
    match lang {
        Lang::En if symbol.ends_with(char::is_alphabetic) => format!("{sign}{symbol}\u{a0}{number}"),
        Lang::En => format!("{sign}{symbol}{number}"),
        Lang::De => format!("{sign}{number}\u{a0}{symbol}"),
    }
}

/// The symbol of a currency in a language, from Unicode's CLDR. Most currencies have only their code.
fn symbol(code: &'static str, lang: Lang) -> &'static str {
    match (code, lang) {
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        ("USD", _) => "$",
        ("AUD", Lang::En) => "A$",
        ("AUD", Lang::De) => "AU$",
        ("BRL", _) => "R$",
        ("CAD", _) => "CA$",
        ("CNY", _) => "CN¥",
        ("HKD", _) => "HK$",
        ("ILS", _) => "₪",
        ("INR", _) => "₹",
        ("JPY", _) => "¥",
        ("KRW", _) => "₩",
        ("MXN", _) => "MX$",
        ("NZD", _) => "NZ$",
        ("PHP", Lang::En) => "₱",
        ("THB", Lang::De) => "฿",
        ("VND", _) => "₫",
        ("XAF", _) => "FCFA",
        ("XCD", _) => "EC$",
        ("XOF", _) => "F\u{202f}CFA",
        ("XPF", _) => "CFPF",
        _ => code,
    }
}

/// Removes spaces and the currency's code or symbol from a typed amount. Where the symbol is `CA$`, people type a plain
/// `$`.
pub(crate) fn without_currency(typed: &str, currency: Currency) -> String {
    let packed = |text: &str| text.split_whitespace().collect::<String>().to_uppercase();
    let (typed, code) = (packed(typed), currency.code());
    let signs = Lang::ALL.map(|lang| packed(symbol(code, lang)));
    let plain = signs.iter().map(|sign| sign.trim_start_matches(char::is_alphabetic));
    let names = [code].into_iter().chain(signs.iter().map(String::as_str)).chain(plain);
    let amount = names
        .filter(|name| !name.is_empty())
        .find_map(|name| typed.strip_prefix(name).or_else(|| typed.strip_suffix(name)));
    amount.unwrap_or(&typed).to_owned()
}

fn grouped(whole: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::domain::money::Currency;

    use super::*;

    fn written(amount: i64, code: &str, lang: Lang) -> String {
        price(Money::new(amount, Currency::parse(code).unwrap()), lang)
    }

    #[test]
    fn amounts_are_written_as_their_readers_write_them() {
        assert_eq!(written(129_900, "EUR", Lang::En), "€1,299.00");
        assert_eq!(written(129_900, "EUR", Lang::De), "1.299,00\u{a0}€");
        assert_eq!(written(-250, "USD", Lang::En), "-$2.50");
        assert_eq!(written(5, "CHF", Lang::En), "CHF\u{a0}0.05");
        assert_eq!(written(1_299, "JPY", Lang::De), "1.299\u{a0}¥");
        assert_eq!(written(1_299, "XAF", Lang::En), "FCFA\u{a0}1,299");
    }

    proptest! {
        #[test]
        fn no_digit_is_lost(amount: i64) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let money = Money::new(amount, Currency::EUR);
            prop_assert_eq!(digits(&price(money, Lang::De)), digits(&money.decimal()));
        }
    }
}
