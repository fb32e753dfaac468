//! Products as a spreadsheet has them: the columns, and cells that no spreadsheet calculates.

/// The columns, in order: the product's on its first line, then one variant a line. Amounts are in minor units.
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

/// How many of the columns are the product's own; the rest are a variant's.
pub const PRODUCT_COLUMNS: usize = 10;

/// What a spreadsheet may take for the beginning of a formula (<https://owasp.org/www-community/attacks/CSV_Injection>),
/// and the apostrophe that keeps it from doing so.
const MARKED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// A text as no spreadsheet calculates it: an apostrophe before what would begin a formula, or stands for one.
pub fn marked(cell: &str) -> String {
    let begins = cell.starts_with(MARKED) || cell.trim_start().starts_with(MARKED);
    if begins { format!("'{cell}") } else { cell.to_owned() }
}

/// The text that [`marked`] was given.
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
