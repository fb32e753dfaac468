//! Browsers and server agree on the currencies.

use std::collections::BTreeSet;

use shared::domain::money::Currency;

/// Returns every currency that the shop accepts.
fn taken() -> impl Iterator<Item = Currency> {
    let letters = || 'A'..='Z';
    let codes = letters()
        .flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| String::from_iter([a, b, c]))));
    codes.filter_map(|code| Currency::parse(&code).ok())
}

#[test]
fn browsers_and_server_use_the_same_digits_for_each_currency() {
    let script = include_str!("../../../web/packages/api/src/money.ts");
    let list = script.split("const WHOLE = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let whole: BTreeSet<&str> = taken().filter(|one| one.decimals() == 0).map(Currency::code).collect();
    assert_eq!(list.split(' ').collect::<BTreeSet<_>>(), whole);
    assert!(taken().all(|currency| matches!(currency.decimals(), 0 | 2)));
}
