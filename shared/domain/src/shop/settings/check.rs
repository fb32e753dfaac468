//! Rules that concern more than one value of the settings.

use std::collections::BTreeSet;

use deserr::ValuePointerRef;

use super::{MAX_SHIPPING_RATES, RETENTION_DAYS, Settings, ShippingRate};
use crate::fault::Faults;
use crate::money::{Currency, MAX_CHARGE, Money};

/// Returns the settings if they are consistent, or else all faults. The settings are the whole request body,
/// so pointers start at its root.
pub(super) fn validate(settings: Settings, _at: ValuePointerRef<'_>) -> Result<Settings, Faults> {
    let mut faults = Faults::default();
    if settings.shipping_rates.is_empty() {
        faults.push("/shipping_rates", "no_shipping", "At least one shipping rate is required.");
    }
    if settings.shipping_rates.len() > MAX_SHIPPING_RATES {
        let detail = format!("At most {MAX_SHIPPING_RATES} shipping rates are allowed.");
        faults.push("/shipping_rates", "too_many", detail);
    }
    let mut ids = BTreeSet::new();
    for (index, rate) in settings.shipping_rates.iter().enumerate() {
        let pointer = format!("/shipping_rates/{index}");
        if !ids.insert(&rate.id) {
            faults.push(
                format!("{pointer}/id"),
                "duplicate_id",
                "Another shipping rate already has this id.",
            );
        }
        check_rate(rate, settings.currency, &pointer, &mut faults);
    }
    settings.calendar.check("/calendar", &mut faults);
    settings.tax.check("/tax", &mut faults);
    if !RETENTION_DAYS.contains(&settings.retention_days) {
        let (least, most) = (RETENTION_DAYS.start(), RETENTION_DAYS.end());
        faults.push("/retention_days", "out_of_range", format!("Must be between {least} and {most}."));
    }
    faults.into_result().map(|()| settings)
}

fn check_rate(rate: &ShippingRate, currency: Currency, pointer: &str, faults: &mut Faults) {
    let zone: BTreeSet<_> = rate.countries.iter().collect();
    if zone.len() < rate.countries.len() {
        let detail = "The zone lists a country more than once.";
        faults.push(format!("{pointer}/countries"), "duplicate_country", detail);
    }
    for (index, country) in rate.countries.iter().enumerate().filter(|(_, it)| !it.is_deliverable()) {
        let detail = format!("Stripe accepts no delivery address in {}.", country.name());
        faults.push(format!("{pointer}/countries/{index}"), "country_not_served", detail);
    }
    let amounts = [("price", Some(rate.price)), ("free_from", rate.free_from)];
    for (name, money) in amounts.into_iter().filter_map(|(name, money)| Some((name, money?))) {
        check_amount(money, currency, &format!("{pointer}/{name}"), faults);
    }
}

fn check_amount(money: Money, currency: Currency, pointer: &str, faults: &mut Faults) {
    if money.currency != currency {
        faults.push(pointer, "wrong_currency", format!("Prices must be in {currency}."));
    } else if !(0..=MAX_CHARGE).contains(&money.amount) {
        faults.push(pointer, "out_of_range", format!("Must be between 0 and {MAX_CHARGE} minor units."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::settings::Tax;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn faults(change: impl FnOnce(&mut Value)) -> Vec<(String, &'static str)> {
        let mut document = serde_json::to_value(Settings::starter()).unwrap();
        change(&mut document);
        let faults = deserr::deserialize::<Settings, _, Faults>(document).err().unwrap_or_default();
        let mut found: Vec<_> = faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn the_default_settings_are_valid_and_round_trip() {
        let written = serde_json::to_value(Settings::starter()).unwrap();
        let read = deserr::deserialize::<Settings, _, Faults>(written).unwrap();
        assert_eq!(read, Settings::starter());
    }

    #[test]
    fn all_violated_rules_are_returned_at_once() {
        let found = faults(|settings| {
            settings["shipping_rates"][0]["price"] = json!({"amount": -1, "currency": "EUR"});
            settings["shipping_rates"][1]["id"] = json!("standard");
            settings["shipping_rates"][1]["countries"] = json!(["DE", "AT", "DE"]);
            settings["shipping_rates"][2]["free_from"] = json!({"amount": 1, "currency": "USD"});
            settings["calendar"]["closed_weekdays"] = json!([1, 2, 3, 4, 5, 6, 7]);
            settings["tax"]["rates"] =
                json!([{"country": "AT", "rate": 2000}, {"country": "AT", "rate": 1000}]);
            settings["retention_days"] = json!(7);
        });
        let expected = [
            ("/calendar/closed_weekdays", "never_open"),
            ("/retention_days", "out_of_range"),
            ("/shipping_rates/0/price", "out_of_range"),
            ("/shipping_rates/1/countries", "duplicate_country"),
            ("/shipping_rates/1/id", "duplicate_id"),
            ("/shipping_rates/2/free_from", "wrong_currency"),
            ("/tax/rates/1/country", "duplicate_country"),
        ];
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn all_invalid_values_are_returned_at_once() {
        let found = faults(|settings| {
            settings["shop_name"] = json!("two\nlines");
            settings["address"] = json!({"name": "", "line1": "x", "city": "x", "country": "UK", "extra": 1});
            settings["mail_sender"] = json!("nobody");
            settings["calendar"]["holidays"] = json!(["2026-12-25", "2026-13-01", "Christmas"]);
            settings["legal"]["terms"] = json!("x".repeat(20_001));
        });
        let expected = [
            ("/address/country", "invalid_country"),
            ("/address/extra", "unknown_field"),
            ("/address/name", "empty_text"),
            ("/calendar/holidays/1", "invalid_date"),
            ("/calendar/holidays/2", "invalid_date"),
            ("/legal/terms", "text_too_long"),
            ("/mail_sender", "invalid_email"),
            ("/shop_name", "control_character"),
        ];
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn settings_stored_before_there_were_tax_modes_are_read() {
        let stored = |automatic_tax: bool| {
            let mut stored = serde_json::to_value(Settings::starter()).unwrap();
            let fields = stored.as_object_mut().unwrap();
            fields.remove("tax");
            fields.insert("automatic_tax".to_owned(), automatic_tax.into());
            serde_json::from_value::<Settings>(stored).unwrap().tax
        };
        assert_eq!((stored(true), stored(false)), (Tax::StripeAdded, Tax::starter()));
    }

    #[test]
    fn a_zone_cannot_contain_a_country_that_stripe_does_not_deliver_to() {
        let found = faults(|settings| {
            settings["shipping_rates"][0]["countries"] = json!(["DE", "CU"]);
            settings["shipping_rates"][2]["countries"] = json!(["KP"]);
        });
        let expected = ["/shipping_rates/0/countries/1", "/shipping_rates/2/countries/0"];
        assert_eq!(found, expected.map(|pointer| (pointer.to_owned(), "country_not_served")));
        let mut stored = serde_json::to_value(Settings::starter()).unwrap();
        stored["shipping_rates"][0]["countries"] = json!(["CU"]);
        assert!(serde_json::from_value::<Settings>(stored).is_ok(), "stored settings are still read");
    }

    #[test]
    fn a_shop_needs_a_limited_number_of_shipping_rates() {
        assert_eq!(
            faults(|s| s["shipping_rates"] = json!([])),
            [("/shipping_rates".to_owned(), "no_shipping")]
        );
        let many = |settings: &mut Value| {
            let rate = settings["shipping_rates"][0].clone();
            let numbered = (0..31).map(|n| {
                let mut rate = rate.clone();
                rate["id"] = json!(format!("rate-{n}"));
                rate
            });
            settings["shipping_rates"] = numbered.collect();
        };
        assert_eq!(faults(many), [("/shipping_rates".to_owned(), "too_many")]);
    }

    proptest! {
        #[test]
        fn any_document_is_settings_or_a_list_of_faults(document in any_json()) {
            if let Err(faults) = deserr::deserialize::<Settings, _, Faults>(document) {
                prop_assert!(!faults.0.is_empty());
            }
        }
    }

    /// Generates JSON documents that resemble settings.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        let names = [
            "shop_name",
            "address",
            "currency",
            "shipping_rates",
            "calendar",
            "legal",
            "retention_days",
            "tax",
        ];
        leaf.prop_recursive(3, 16, 4, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((proptest::sample::select(names.to_vec()), inner), 0..6).prop_map(
                    |fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
                ),
            ]
        })
    }
}
