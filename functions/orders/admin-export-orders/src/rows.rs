//! Orders as lines of CSV (RFC 4180).

use csv::{Error, Terminator, WriterBuilder};
use shared::domain::purchase::Order;

use crate::cells::{COLUMNS, cells, inert};

/// The orders as CSV, with a header line on the first page.
pub(crate) fn written(orders: &[Order], is_first: bool) -> Result<Vec<u8>, Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    if is_first {
        writer.write_record(COLUMNS)?;
    }
    for order in orders {
        writer.write_record(cells(order).map(inert))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
