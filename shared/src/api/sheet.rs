//! CSV files that open rightly in the spreadsheet programs of the offered languages.

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
    pub const fn separator(self) -> u8 {
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

/// Returns the beginning of a file. The pages of an export concatenate to one file, so only the first has the mark.
pub fn begun(is_first_page: bool) -> Vec<u8> {
    if is_first_page { BYTE_ORDER_MARK.to_string().into_bytes() } else { Vec::new() }
}
