//! Browsers and server agree on the countries that a worldwide rate serves.

use shared::domain::place::CountryCode;

#[test]
fn browsers_offer_exactly_the_countries_that_a_worldwide_rate_serves() {
    let script = include_str!("../../../web/storefront/src/shippableCountries.ts");
    let offered: Vec<&str> = script.split('"').nth(1).unwrap().split(' ').collect();
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().map(move |b| String::from_iter([a, b])));
    let served = codes.filter(|code| CountryCode::parse(code).is_ok_and(CountryCode::is_deliverable));
    assert_eq!(offered, served.collect::<Vec<_>>());
}
