//! What browsers know of currencies is what the server knows of them.

use std::collections::BTreeSet;

use shared::domain::money::Currency;

/// Every currency that the shop takes.
fn taken() -> impl Iterator<Item = Currency> {
    let letters = || 'A'..='Z';
    let codes = letters()
        .flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| String::from_iter([a, b, c]))));
    codes.filter_map(|code| Currency::parse(&code).ok())
}

#[test]
fn browsers_write_as_many_digits_of_each_currency_as_the_server_counts() {
    let script = include_str!("../../../web/packages/api/src/money.ts");
    let list = script.split("const WHOLE = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let whole: BTreeSet<&str> = taken().filter(|one| one.decimals() == 0).map(Currency::code).collect();
    assert_eq!(list.split(' ').collect::<BTreeSet<_>>(), whole);
    assert!(taken().all(|currency| matches!(currency.decimals(), 0 | 2)));
}
