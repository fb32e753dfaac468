//! Parses products from CSV, in the format of the export.

use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};
use shared::api::product_sheet::{COLUMNS, PRODUCT_COLUMNS, unmarked};
use shared::domain::fault::Faults;

use crate::Row;

/// Parses the products of a file, each with the line on which it begins. A fault of the file itself fails the whole
/// import.
pub fn read(file: &str) -> Result<Vec<Row>, Faults> {
    // The reader ends a line at `\r\n`, `\r` or `\n`, but counts only `\n`.
    let file = file.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = ReaderBuilder::new().from_reader(file.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    if header.iter().map(str::trim).ne(COLUMNS) {
        let detail = format!("The header line must contain the columns {}.", COLUMNS.join(","));
        return Err(fault("wrong_columns", detail));
    }
    let mut products: Vec<(usize, Value)> = Vec::new();
    for (index, line) in reader.records().enumerate() {
        let line = line.map_err(|error| unreadable(&error))?;
        let number = line
            .position()
            .map_or(index + 2, |position| usize::try_from(position.line()).unwrap_or(index + 2));
        let slug = unmarked(line.get(0).unwrap_or_default()).trim();
        let continues =
            products.last().is_some_and(|(_, last)| last["slug"] == slug) && !begins_product(&line);
        if !continues {
            products.push((number, product(&line)));
        }
        if let (Some(variant), Some((_, product))) = (variant(&line), products.last_mut()) {
            let currency = product["base_price"]["currency"].clone();
            let mut variant = Value::Object(variant);
            variant["price_adjustment"] =
                json!({"amount": variant["price_adjustment"], "currency": currency});
            if let Some(variants) = product["variants"].as_array_mut() {
                variants.push(variant);
            }
        }
    }
    Ok(products.into_iter().map(|(line, document)| Row::of(line, document)).collect())
}

fn begins_product(line: &StringRecord) -> bool {
    line.iter().take(PRODUCT_COLUMNS).skip(1).any(|cell| !cell.is_empty())
}

fn product(line: &StringRecord) -> Value {
    let mut cells = cells(line, 0..PRODUCT_COLUMNS);
    let price = json!({
        "amount": cells.remove("base_price").unwrap_or_default(),
        "currency": cells.remove("currency").unwrap_or_default(),
    });
    cells.insert("base_price".to_owned(), price);
    cells.insert("variants".to_owned(), Value::Array(Vec::new()));
    Value::Object(cells)
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
        "base_price" | "price_adjustment" | "lead_time_days" | "stock" => {
            trimmed.parse::<i64>().map_or(text, Value::from)
        }
        // Spreadsheets write booleans in capitals.
        "active" | "variant_active" => trimmed.to_ascii_lowercase().parse::<bool>().map_or(text, Value::from),
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
