//! The sums of tax breakdowns and of refunds' shares, for each mode, country and currency.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::checkout::quote::QuoteLine;
use crate::ids::ProductId;
use crate::money::{Currency, MAX_CHARGE};
use crate::shop::settings::{CountryRate, Tax};

fn money(amount: i64, currency: Currency) -> Money {
    Money::new(amount, currency)
}

/// A quote of lines with these totals, and of shipping.
fn quote(country: &str, currency: Currency, totals: &[i64], shipping: i64) -> Quote {
    let line = |total: &i64| {
        let price = money(*total, currency);
        let line = json!({
            "product_id": ProductId::from_uuid(uuid::Uuid::nil()), "product_name": "Vase", "product_slug": "vase",
            "quantity": 1, "base_price": price, "configuration": [], "unit_price": price, "total": price,
            "lead_time_days": 1,
        });
        serde_json::from_value::<QuoteLine>(line).unwrap()
    };
    let subtotal: i64 = totals.iter().sum();
    let option = json!({"id": "post", "name": "Post", "price": money(shipping, currency)});
    let quote = json!({
        "lines": totals.iter().map(line).collect::<Vec<_>>(), "subtotal": money(subtotal, currency),
        "country": country, "shipping_options": [], "shipping": option,
        "total": money(subtotal + shipping, currency), "lead_time_days": 1, "ship_by": "2027-01-02",
    });
    serde_json::from_value(quote).unwrap()
}

fn eur(amount: i64) -> Money {
    money(amount, Currency::EUR)
}

fn rate(hundredths: i64) -> TaxRate {
    TaxRate::parse(hundredths).unwrap()
}

fn taxed(rate: Option<TaxRate>, net: i64, tax: i64) -> TaxedAmount {
    TaxedAmount { rate, net: eur(net), tax: eur(tax) }
}

/// Germany at 19 %, Austria at 20 % by the one-stop shop, Switzerland as an export.
fn european() -> Tax {
    let listed = |(country, hundredths): (&str, i64)| CountryRate {
        country: country.to_owned().try_into().unwrap(),
        rate: rate(hundredths),
    };
    Tax::Included { home_rate: TaxRate::STARTER, rates: [("AT", 2000), ("CH", 0)].map(listed).into() }
}

fn included(quote: &Quote) -> TaxBreakdown {
    let treatment = TaxTreatment::of(&european(), &quote.country);
    TaxBreakdown::of(treatment, quote, quote.total, None).unwrap().unwrap()
}

#[test]
fn the_destination_decides_the_rate() {
    for (country, hundredths) in [("DE", 1900), ("AT", 2000), ("CH", 0), ("FR", 1900)] {
        let treatment = TaxTreatment::of(&european(), country);
        assert_eq!(treatment, TaxTreatment::Included { rate: rate(hundredths) }, "{country}");
    }
}

#[test]
fn included_tax_is_rounded_once_and_distributed_to_the_lines() {
    // 42.90 at 19 %: 6.8495…, rounded to 6.85; the lines alone would give 6.07 + 0.78.
    let german = included(&quote("DE", Currency::EUR, &[3800], 490));
    assert_eq!(german.lines, [taxed(Some(rate(1900)), 3193, 607)]);
    assert_eq!(german.shipping, taxed(Some(rate(1900)), 412, 78));
    assert_eq!(german.per_rate(), Ok(vec![taxed(Some(rate(1900)), 3605, 685)]));
    // Three lines of 0.10 contain 0.0478… each: the total of 0.05 goes to three lines of 1 or 2 cents.
    let cents = included(&quote("DE", Currency::EUR, &[10, 10, 10], 0));
    let taxes: Vec<i64> = cents.lines.iter().map(|line| line.tax.amount).collect();
    assert_eq!(taxes, [2, 2, 1]);
    assert_eq!(included(&quote("CH", Currency::EUR, &[3800], 490)).per_rate().unwrap()[0].tax, eur(0));
}

#[test]
fn a_small_business_has_neither_rate_nor_tax() {
    let quote = quote("DE", Currency::EUR, &[3800], 490);
    let breakdown =
        TaxBreakdown::of(TaxTreatment::SmallBusiness, &quote, quote.total, None).unwrap().unwrap();
    assert_eq!(breakdown.per_rate(), Ok(vec![taxed(None, 4290, 0)]));
    assert!(breakdown.mode.exemption().unwrap().contains("§ 19 UStG"));
    assert_eq!(TaxMode::Included.exemption(), None);
}

#[test]
fn stripes_amounts_are_taken_only_if_they_add_up_to_the_payment() {
    let quote = quote("DE", Currency::EUR, &[3800], 490);
    let stripe = StripeTax {
        lines: vec![taxed(Some(rate(2000)), 3800, 760)],
        shipping: taxed(Some(rate(2000)), 490, 98),
    };
    let added = |paid, stripe: Option<&StripeTax>| {
        TaxBreakdown::of(TaxTreatment::StripeAdded, &quote, eur(paid), stripe).unwrap()
    };
    assert_eq!(added(5148, Some(&stripe)).unwrap().per_rate(), Ok(vec![taxed(Some(rate(2000)), 4290, 858)]));
    assert_eq!(added(5147, Some(&stripe)), None);
    assert_eq!(added(5148, None), None);
    let without_lines = StripeTax { lines: Vec::new(), ..stripe.clone() };
    assert_eq!(added(588, Some(&without_lines)), None);
    let net_as_gross = TaxBreakdown::of(TaxTreatment::StripeIncluded, &quote, eur(5148), Some(&stripe));
    assert_eq!(net_as_gross, Ok(None));
}

#[test]
fn a_refund_is_split_as_what_is_left_of_the_payment() {
    let order = included(&quote("DE", Currency::EUR, &[3800], 490));
    let half = order.share(eur(1000), &[]).unwrap();
    assert_eq!(half, [taxed(Some(rate(1900)), 840, 160)]);
    let rest = order.share(eur(3290), &half).unwrap();
    assert_eq!(rest, [taxed(Some(rate(1900)), 2765, 525)]);
    assert_eq!(order.share(eur(3291), &half), None);
}

#[test]
fn treatments_stored_before_there_were_modes_are_read() {
    let read = |stored| TaxTreatment::stored(&stored).unwrap();
    assert_eq!(read(json!(true)), TaxTreatment::StripeAdded);
    assert_eq!(read(json!(false)), TaxTreatment::Included { rate: TaxRate::STARTER });
    for treatment in [TaxTreatment::SmallBusiness, TaxTreatment::Included { rate: rate(700) }] {
        assert_eq!(read(serde_json::to_value(treatment).unwrap()), treatment);
    }
}

prop_compose! {
    fn any_quote()(
        country in prop::sample::select(vec!["DE", "AT", "CH", "US"]),
        currency in prop::sample::select(vec!["EUR", "JPY", "USD", "CLP"]),
        totals in prop::collection::vec(0..MAX_CHARGE / 60, 1..50),
        shipping in prop_oneof![Just(0), 0..5000_i64],
    ) -> Quote {
        quote(country, Currency::parse(currency).unwrap(), &totals, shipping)
    }
}

/// Amounts as Stripe taxes them, at one of two rates.
fn by_stripe(quote: &Quote, added: bool, rates: &[bool]) -> StripeTax {
    let amount = |price: Money, high: bool| {
        let rate = rate(if high { 2000 } else { 700 });
        let (part, whole) = (i64::from(rate.hundredths()), 10_000);
        let tax = if added { price.amount * part / whole } else { price.amount * part / (whole + part) };
        let net = if added { price } else { money(price.amount - tax, price.currency) };
        TaxedAmount { rate: Some(rate), net, tax: money(tax, price.currency) }
    };
    let high = |place: usize| rates[place % rates.len()];
    StripeTax {
        lines: quote.lines.iter().enumerate().map(|(place, line)| amount(line.total, high(place))).collect(),
        shipping: amount(quote.shipping.price, high(quote.lines.len())),
    }
}

/// Every treatment of a quote, with Stripe's amounts and the amount paid.
fn treated(quote: &Quote, home: i64, rates: &[bool]) -> Vec<(TaxTreatment, Money, Option<StripeTax>)> {
    let added = by_stripe(quote, true, rates);
    let tax = added.lines.iter().chain([&added.shipping]).map(|amount| amount.tax);
    let with_tax = Money::sum(quote.total.currency, tax.chain([quote.total])).unwrap();
    vec![
        (TaxTreatment::of(&european(), &quote.country), quote.total, None),
        (TaxTreatment::Included { rate: rate(home) }, quote.total, None),
        (TaxTreatment::SmallBusiness, quote.total, None),
        (TaxTreatment::StripeIncluded, quote.total, Some(by_stripe(quote, false, rates))),
        (TaxTreatment::StripeAdded, with_tax, Some(added)),
    ]
}

fn total(amounts: &[TaxedAmount], currency: Currency) -> Money {
    Money::sum(currency, amounts.iter().map(|amount| amount.gross().unwrap())).unwrap()
}

proptest! {
    #[test]
    fn lines_and_shipping_add_up_to_the_payment_in_each_mode(
        quote in any_quote(), home in 0_i64..=10_000, rates in prop::collection::vec(any::<bool>(), 1..4),
    ) {
        for (treatment, paid, stripe) in treated(&quote, home, &rates) {
            let breakdown = TaxBreakdown::of(treatment, &quote, paid, stripe.as_ref()).unwrap().unwrap();
            let amounts: Vec<TaxedAmount> = breakdown.amounts().copied().collect();
            let per_rate = breakdown.per_rate().unwrap();
            prop_assert_eq!(total(&amounts, paid.currency), paid);
            prop_assert_eq!(total(&per_rate, paid.currency), paid);
            prop_assert!(amounts.iter().all(|amount| !amount.is_negative()));
            if let TaxTreatment::Included { rate } = treatment {
                let (part, whole) = (i128::from(rate.hundredths()), 10_000 + i128::from(rate.hundredths()));
                let tax = i128::from(per_rate[0].tax.amount);
                let off = (tax * whole - i128::from(paid.amount) * part).abs();
                prop_assert!(2 * off <= whole, "the tax is the exact one, rounded");
                for amount in amounts {
                    let gross = i128::from(amount.gross().unwrap().amount);
                    let off = (i128::from(amount.tax.amount) * whole - gross * part).abs();
                    prop_assert!(off < whole, "less than a minor unit off the exact one");
                }
            }
        }
    }

    #[test]
    fn shares_of_refunds_never_exceed_the_tax_and_end_with_all_of_it(
        quote in any_quote(), home in 0_i64..=10_000, rates in prop::collection::vec(any::<bool>(), 1..4),
        parts in prop::collection::vec(1..100_i64, 0..8),
    ) {
        for (treatment, paid, stripe) in treated(&quote, home, &rates) {
            let breakdown = TaxBreakdown::of(treatment, &quote, paid, stripe.as_ref()).unwrap().unwrap();
            let mut left = paid.amount;
            let mut shares = Vec::new();
            let refunds = parts.iter().map(|percent| (*percent, false)).chain([(100, true)]);
            for (percent, last) in refunds {
                let amount = if last { left } else { left * percent / 100 };
                let share = breakdown.share(money(amount, paid.currency), &shares).unwrap();
                prop_assert_eq!(total(&share, paid.currency).amount, amount);
                prop_assert!(share.iter().all(|amount| !amount.is_negative()));
                left -= amount;
                shares.extend(share);
            }
            for of_rate in breakdown.per_rate().unwrap() {
                let of_shares = shares.iter().filter(|share| share.rate == of_rate.rate);
                let none = TaxedAmount { rate: of_rate.rate, ..TaxedAmount::untaxed(Money::zero(paid.currency)) };
                let refunded = of_shares.fold(none, |sum, share| sum.plus(share).unwrap());
                prop_assert_eq!(refunded, of_rate);
            }
        }
    }
}
