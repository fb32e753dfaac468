use shared::domain::catalogue::product::ProductDraft;

use super::*;

/// The only product of a file.
fn only(file: &str) -> Row {
    let mut rows = read(file).unwrap();
    assert_eq!(rows.len(), 1, "{file}");
    rows.remove(0)
}

/// A file with one product and one variant; `cells` are its name, price, `active`, adjustment and `variant_active`.
fn file(separator: &str, [name, price, active, adjustment, variant_active]: [&str; 5]) -> String {
    let quoted = |cell: &str| format!("\"{cell}\"");
    let line = [
        "lamp",
        &quoted(name),
        "Round.",
        "home",
        &quoted(price),
        "EUR",
        active,
        "",
        "",
        "",
        "color",
        "Weiß",
        &quoted(adjustment),
        "2",
        variant_active,
        "#ffffff",
        "",
    ];
    format!("{}\r\n{}\r\n", COLUMNS.join(separator), line.join(separator))
}

fn faults(row: Row) -> Vec<(String, &'static str)> {
    row.draft.unwrap_err().0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn every_form_that_a_spreadsheet_program_saves_is_the_same_product() {
    let english = file(",", ["Löwe, groß", "14.00", "true", "-0.50", "true"]);
    let expected: ProductDraft = only(&english).draft.unwrap();
    assert_eq!(
        (expected.base_price.amount, expected.variants[0].price_adjustment.amount, expected.active),
        (1400, -50, true)
    );
    let german = ["Löwe, groß", "14,00", "WAHR", "-0,50", "WAHR"];
    let forms = [
        (2, file(";", german)),
        (2, file("\t", german)),
        (2, format!("\u{feff}{}", file(";", german))),
        (3, format!("sep=,\r\n{english}")),
        (3, format!("\u{feff}sep=;\n{}", file(";", german))),
        (3, format!("sep=|\n{}", file("|", german))),
        (2, english.replace("slug,name", "Slug, NAME")),
        (2, english.replace("\r\n", ",,\r\n")),
        (2, english.replace("\r\n", "\r")),
    ];
    for (line, form) in forms {
        let row = only(&form);
        assert_eq!((row.place, row.draft.unwrap()), (line, expected.clone()), "{form}");
    }
}

#[test]
fn an_amount_or_a_boolean_that_is_unclear_is_a_fault_of_its_cell() {
    let row = only(&file(",", ["Lamp", "1.400", "vielleicht", "x", "FALSCH"]));
    let expected = [
        ("/base_price/amount", "invalid_amount"),
        ("/variants/0/price_adjustment/amount", "invalid_amount"),
        ("/active", "wrong_type"),
    ];
    assert_eq!(faults(row), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn wrong_columns_are_named() {
    let header = COLUMNS.join(";").replace("base_price", "preis");
    let fault = read(&header).err().unwrap().0.remove(0);
    assert_eq!((fault.pointer.as_str(), fault.code), ("/csv", "wrong_columns"));
    assert!(fault.detail.ends_with("Missing: base_price. Unknown: preis."), "{}", fault.detail);
}
