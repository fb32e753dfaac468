//! Orders as lines of CSV (RFC 4180).

use csv::{Error, Terminator, WriterBuilder};
use shared::api::sheet::{SheetLanguage, begun};
use shared::domain::purchase::Order;

use crate::cells::{COLUMNS, cells, inert};

/// The orders as CSV, with a header line on the first page.
pub(crate) fn written(orders: &[Order], language: SheetLanguage, is_first: bool) -> Result<Vec<u8>, Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(language.separator())
        .terminator(Terminator::CRLF)
        .from_writer(begun(is_first));
    if is_first {
        writer.write_record(COLUMNS)?;
    }
    for order in orders {
        writer.write_record(cells(order, language).map(inert))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
