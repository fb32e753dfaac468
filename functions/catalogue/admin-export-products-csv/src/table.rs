//! Writes products as CSV (RFC 4180): one line per variant, with the product's fields on its first line.

use csv::{Terminator, WriterBuilder};
use serde::Serialize;
use shared::api::product_sheet::{COLUMNS, PRODUCT_COLUMNS, marked};
use shared::api::sheet::{SheetLanguage, begun};
use shared::domain::catalogue::product::{ProductDraft, VariantDraft};

#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A list cannot be written as JSON.
    #[error("a cell could not be written")]
    Cell(#[from] serde_json::Error),
    /// A line cannot be written as CSV.
    #[error("a line could not be written")]
    Line(#[from] csv::Error),
}

/// Writes the products as CSV, with a header line on the first page.
pub fn written(
    products: &[ProductDraft],
    language: SheetLanguage,
    is_first: bool,
) -> Result<Vec<u8>, TableError> {
    let mut writer = WriterBuilder::new()
        .delimiter(language.separator())
        .terminator(Terminator::CRLF)
        .from_writer(begun(is_first));
    if is_first {
        writer.write_record(COLUMNS)?;
    }
    for product in products {
        let mut own = product_cells(product, language)?;
        let variants = product
            .variants
            .iter()
            .map(|variant| variant_cells(variant, language))
            .collect::<Result<Vec<_>, _>>()?;
        let none = vec![String::new(); COLUMNS.len() - PRODUCT_COLUMNS];
        let lines = if variants.is_empty() { vec![none] } else { variants };
        for variant in lines {
            writer.write_record(own.iter().chain(&variant))?;
            // Only the first line has the product's fields; the other lines repeat the slug alone.
            own[1..].iter_mut().for_each(String::clear);
        }
    }
    writer.into_inner().map_err(|error| TableError::Line(error.into_error().into()))
}

fn product_cells(product: &ProductDraft, language: SheetLanguage) -> Result<Vec<String>, serde_json::Error> {
    Ok(vec![
        product.slug.to_string(),
        marked(product.name.as_str()),
        marked(product.description.as_str()),
        product.category.to_string(),
        language.decimal(product.base_price),
        product.base_price.currency.to_string(),
        product.active.to_string(),
        list(&product.excluded_combinations)?,
        list(&product.images)?,
        product.model.as_ref().map(serde_json::to_string).transpose()?.unwrap_or_default(),
    ])
}

/// Writes a list as JSON, which begins with a bracket, so no spreadsheet takes it for a formula. An empty list is an
/// empty cell.
fn list<T: Serialize>(list: &[T]) -> Result<String, serde_json::Error> {
    if list.is_empty() { Ok(String::new()) } else { serde_json::to_string(list) }
}

fn variant_cells(variant: &VariantDraft, language: SheetLanguage) -> Result<Vec<String>, serde_json::Error> {
    let kind = serde_json::to_value(variant.kind)?;
    Ok(vec![
        kind.as_str().unwrap_or_default().to_owned(),
        marked(variant.value.as_str()),
        language.decimal(variant.price_adjustment),
        variant.lead_time_days.to_string(),
        variant.active.to_string(),
        variant.swatch.clone().unwrap_or_default(),
        variant.stock.map_or_else(String::new, |stock| stock.to_string()),
    ])
}
