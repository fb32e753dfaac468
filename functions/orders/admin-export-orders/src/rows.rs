//! Orders as lines of CSV.

use shared::api::sheet::{SheetError, SheetLanguage, SheetPage};
use shared::domain::purchase::Order;

use crate::cells::{COLUMNS, cells, inert};

/// The orders as CSV, with a header line on the first page.
pub(crate) fn written<'a>(
    orders: impl Iterator<Item = &'a Order>,
    language: SheetLanguage,
    is_first: bool,
) -> Result<Vec<u8>, SheetError> {
    let mut page = SheetPage::begin(language, &COLUMNS, is_first)?;
    for order in orders {
        page.line(cells(order, language).map(inert))?;
    }
    page.end()
}
