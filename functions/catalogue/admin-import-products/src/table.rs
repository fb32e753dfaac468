//! Parses products from CSV, in the format of the export and as spreadsheet programs save it.

use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};
use shared::api::product_sheet::{COLUMNS, PRODUCT_COLUMNS, unmarked};
use shared::api::sheet::BYTE_ORDER_MARK;
use shared::domain::fault::Faults;
use shared::domain::money::{Currency, Money};

use crate::Row;

/// The separators that spreadsheet programs write, the most frequent first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// A product while its lines are read.
struct Begun {
    /// The line on which it begins.
    line: usize,
    document: Value,
    /// Faults of cells that have no place in the document.
    faults: Faults,
}

/// Parses the products of a file, each with the line on which it begins. A fault of the file itself fails the whole
/// import.
pub fn read(file: &str) -> Result<Vec<Row>, Faults> {
    // The reader ends a line at `\r\n`, `\r` or `\n`, but counts only `\n`.
    let file = file.trim_start_matches(BYTE_ORDER_MARK).replace("\r\n", "\n").replace('\r', "\n");
    let (separator, skipped, lines) = separated(&file);
    let mut reader = ReaderBuilder::new().delimiter(separator).from_reader(lines.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    check_header(&header)?;
    let mut products: Vec<Begun> = Vec::new();
    for (index, line) in reader.records().enumerate() {
        let line = line.map_err(|error| unreadable(&error))?;
        let counted = line.position().and_then(|position| usize::try_from(position.line()).ok());
        let number = counted.unwrap_or(index + 2) + skipped;
        let slug = unmarked(line.get(0).unwrap_or_default()).trim();
        let continues =
            products.last().is_some_and(|last| last.document["slug"] == slug) && !begins_product(&line);
        if !continues {
            products.push(Begun::at(number, &line));
        }
        if let (Some(variant), Some(product)) = (variant(&line), products.last_mut()) {
            product.add(variant);
        }
    }
    Ok(products.into_iter().map(|begun| Row::of(begun.line, begun.document, begun.faults)).collect())
}

/// Returns the separator, the number of lines before the header, and the lines from the header on. Excel names the
/// separator in a line of its own (`sep=;`); otherwise it is the most frequent one in the header.
fn separated(file: &str) -> (u8, usize, &str) {
    let ascii = |separator: char| u8::try_from(separator).unwrap_or(b',');
    let (first, rest) = file.split_once('\n').unwrap_or((file, ""));
    let named = first.trim_matches(['"', ' ']).strip_prefix("sep=").and_then(|rest| rest.chars().next());
    if let Some(separator) = named.filter(|separator| separator.is_ascii() && *separator != '"') {
        return (ascii(separator), 1, rest);
    }
    let count = |separator: &char| first.matches(*separator).count();
    // Of several maxima `max_by_key` takes the last.
    let separator = SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(',');
    (ascii(separator), 0, file)
}

/// Checks the columns without regard to case, spaces and empty columns after the last. The fault names those that are
/// missing and those that are unknown.
fn check_header(header: &StringRecord) -> Result<(), Faults> {
    // Longer names are shortened, because the fault repeats them.
    let name = |cell: &str| cell.trim().chars().take(40).collect::<String>().to_ascii_lowercase();
    let mut found: Vec<String> = header.iter().map(name).collect();
    while found.len() > COLUMNS.len() && found.last().is_some_and(String::is_empty) {
        found.pop();
    }
    if found.iter().map(String::as_str).eq(COLUMNS) {
        return Ok(());
    }
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|name| !found.iter().any(|it| it == name)).collect();
    let unknown: Vec<&str> =
        found.iter().map(String::as_str).filter(|name| !COLUMNS.contains(name)).take(COLUMNS.len()).collect();
    let detail = format!(
        "The first line must contain the columns {}, in this order. Missing: {}. Unknown: {}.",
        COLUMNS.join(","),
        missing.join(","),
        unknown.join(","),
    );
    Err(fault("wrong_columns", detail))
}

fn begins_product(line: &StringRecord) -> bool {
    line.iter().take(PRODUCT_COLUMNS).skip(1).any(|cell| !cell.is_empty())
}

impl Begun {
    fn at(line: usize, record: &StringRecord) -> Self {
        let mut cells = cells(record, 0..PRODUCT_COLUMNS);
        let (written, currency) = (cells.remove("base_price"), cells.remove("currency").unwrap_or_default());
        cells.insert("variants".to_owned(), Value::Array(Vec::new()));
        cells.insert("base_price".to_owned(), json!({"currency": currency}));
        let mut begun = Self { line, document: Value::Object(cells), faults: Faults::default() };
        begun.document["base_price"]["amount"] = begun.amount(written, "/base_price/amount");
        begun
    }

    fn add(&mut self, mut variant: Map<String, Value>) {
        let place = self.document["variants"].as_array().map_or(0, Vec::len);
        let written = variant.remove("price_adjustment");
        let amount = self.amount(written, &format!("/variants/{place}/price_adjustment/amount"));
        let adjustment = json!({"amount": amount, "currency": self.document["base_price"]["currency"]});
        variant.insert("price_adjustment".to_owned(), adjustment);
        if let Some(variants) = self.document["variants"].as_array_mut() {
            variants.push(Value::Object(variant));
        }
    }

    /// Parses an amount in the product's currency. An unknown currency is a fault of its own cell.
    fn amount(&mut self, written: Option<Value>, pointer: &str) -> Value {
        let Some(written) = written else { return Value::Null };
        let code = self.document["base_price"]["currency"].as_str().unwrap_or_default();
        let currency = Currency::parse(code).unwrap_or(Currency::EUR);
        let read = Money::from_decimal(written.as_str().unwrap_or_default(), currency);
        self.faults.keep(pointer, read).map_or_else(|| json!(0), |money| json!(money.amount))
    }
}

fn variant(line: &StringRecord) -> Option<Map<String, Value>> {
    let mut cells = cells(line, PRODUCT_COLUMNS..COLUMNS.len());
    for (column, field) in
        [("variant_type", "type"), ("variant_value", "value"), ("variant_active", "active")]
    {
        if let Some(cell) = cells.remove(column) {
            cells.insert(field.to_owned(), cell);
        }
    }
    (!cells.is_empty()).then_some(cells)
}

/// The cells that are not empty, by column. A cell that does not parse remains text, which is then a fault at its
/// place.
fn cells(line: &StringRecord, columns: Range<usize>) -> Map<String, Value> {
    let named = columns.filter_map(|place| Some((COLUMNS[place], line.get(place)?)));
    let filled = named.filter(|(_, cell)| !cell.trim().is_empty());
    filled.map(|(column, cell)| (column.to_owned(), value(column, unmarked(cell)))).collect()
}

fn value(column: &str, cell: &str) -> Value {
    let (text, trimmed) = (Value::from(cell), cell.trim());
    match column {
        "lead_time_days" | "stock" => trimmed.parse::<i64>().map_or(text, Value::from),
        // Spreadsheet programs write booleans in capitals, in their own language.
        "active" | "variant_active" => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "wahr" => true.into(),
            "false" | "falsch" => false.into(),
            _ => text,
        },
        "excluded_combinations" | "images" | "model" => serde_json::from_str(cell).unwrap_or(text),
        "name" | "description" | "variant_value" => text,
        _ => Value::from(trimmed),
    }
}

fn unreadable(error: &csv::Error) -> Faults {
    let line = error.position().map_or_else(String::new, |position| format!(" at line {}", position.line()));
    fault("malformed_csv", format!("The file is not valid CSV{line}."))
}

fn fault(code: &'static str, detail: String) -> Faults {
    let mut faults = Faults::default();
    faults.push("/csv", code, detail);
    faults
}

#[cfg(test)]
mod tests;
