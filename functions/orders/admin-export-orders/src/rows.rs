//! Orders as lines of CSV.

use shared::api::sheet::{SheetLanguage, SheetPage};
use shared::domain::purchase::Order;
use shared::http::Problem;

use crate::cells::{COLUMNS, cells, inert};

/// The orders as CSV, with a header line on the first page.
pub(crate) fn written<'a>(
    orders: impl Iterator<Item = &'a Order>,
    language: SheetLanguage,
    is_first: bool,
) -> Result<Vec<u8>, Problem> {
    let mut page = SheetPage::begin(language, &COLUMNS, is_first).map_err(Problem::internal)?;
    for order in orders {
        let cells = cells(order, language).map_err(Problem::internal)?;
        page.line(cells.map(inert)).map_err(Problem::internal)?;
    }
    page.end().map_err(Problem::internal)
}
