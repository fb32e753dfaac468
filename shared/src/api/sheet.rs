//! CSV files that open rightly in the spreadsheet programs of the offered languages.

pub use csv::Error as SheetError;
use csv::{Terminator, Writer, WriterBuilder};
use deserr::Deserr;
use domain::fault::Faults;
use domain::money::Money;
use utoipa::ToSchema;

/// The mark by which a spreadsheet program recognises UTF-8.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// Language of the spreadsheet program that opens a CSV file. It decides on the separator and on the decimal sign: a
/// German program reads `12.05` as a day in May.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(rename_all = "lowercase")]
pub enum SheetLanguage {
    /// Commas between cells, decimal points.
    #[default]
    En,
    /// Semicolons between cells, decimal commas.
    De,
}

impl SheetLanguage {
    /// Returns the value of the query parameter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Returns the separator between two cells.
    const fn separator(self) -> u8 {
        match self {
            Self::En => b',',
            Self::De => b';',
        }
    }

    /// Formats an amount without its currency.
    pub fn decimal(self, amount: Money) -> String {
        match self {
            Self::En => amount.decimal(),
            Self::De => amount.decimal().replace('.', ","),
        }
    }
}

/// A page of a CSV file (RFC 4180) while it is written. The pages of an export concatenate to one file, so only the first
/// has the byte order mark and the header line.
pub struct SheetPage(Writer<Vec<u8>>);

impl SheetPage {
    pub fn begin(language: SheetLanguage, columns: &[&str], is_first: bool) -> Result<Self, SheetError> {
        let mark = if is_first { BYTE_ORDER_MARK.to_string().into_bytes() } else { Vec::new() };
        let mut format = WriterBuilder::new();
        format.delimiter(language.separator()).terminator(Terminator::CRLF);
        let mut page = Self(format.from_writer(mark));
        if is_first {
            page.line(columns)?;
        }
        Ok(page)
    }

    /// Writes a line with a cell for each column.
    pub fn line(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), SheetError> {
        self.0.write_record(cells)
    }

    /// Returns the bytes of the page.
    pub fn end(self) -> Result<Vec<u8>, SheetError> {
        self.0.into_inner().map_err(|error| error.into_error().into())
    }
}
