//! The CSV format of products: columns, and cells protected against formula injection.

/// The columns, in order. The product's columns are filled on its first line, and each line holds one variant. Amounts are
/// decimals of the product's currency.
pub const COLUMNS: [&str; 17] = [
    "slug",
    "name",
    "description",
    "category",
    "base_price",
    "currency",
    "active",
    "excluded_combinations",
    "images",
    "model",
    "variant_type",
    "variant_value",
    "price_adjustment",
    "lead_time_days",
    "variant_active",
    "swatch",
    "stock",
];

/// The number of columns that belong to the product; the rest belong to a variant.
pub const PRODUCT_COLUMNS: usize = 10;

/// Characters that may start a formula in a spreadsheet (<https://owasp.org/www-community/attacks/CSV_Injection>), and the
/// apostrophe that prevents it.
const MARKED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// Puts an apostrophe before a text that a spreadsheet would take for a formula, and before one that begins with an
/// apostrophe, so that [`unmarked`] is its inverse.
pub fn marked(cell: &str) -> String {
    let begins = cell.starts_with(MARKED) || cell.trim_start().starts_with(MARKED);
    if begins { format!("'{cell}") } else { cell.to_owned() }
}

/// Removes the apostrophe that [`marked`] added.
pub fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_and_each_is_read_back(cell in "[ =+@\\-\t\r\n\"',;a-z＝]{0,12}") {
            let written = marked(&cell);
            let formula = |c: &char| *c != '\'';
            prop_assert!(!written.trim_start().starts_with(MARKED.iter().copied().filter(formula).collect::<Vec<_>>().as_slice()));
            prop_assert_eq!(unmarked(&written), cell);
        }
    }
}
