//! Amounts as customers read them, the same as the browser's `Intl.NumberFormat` writes them.

use shared::domain::money::Money;

use crate::words::Lang;

/// `€1,299.00` in English, `1.299,00 €` in German.
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
    let code = money.currency.code();
    match (lang, symbol(code)) {
        (Lang::En, Some(symbol)) => format!("{sign}{symbol}{number}"),
        (Lang::En, None) => format!("{sign}{code}\u{a0}{number}"),
        (Lang::De, symbol) => format!("{sign}{number}\u{a0}{}", symbol.unwrap_or(code)),
    }
}

/// The symbol where it is the same in both languages (Unicode CLDR); other currencies go by their code.
fn symbol(code: &str) -> Option<&'static str> {
    match code {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        _ => None,
    }
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
        assert_eq!(written(1_299, "JPY", Lang::De), "1.299\u{a0}JPY");
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
