//! Writes products as CSV: one line per variant, with the product's fields on its first line.

use serde::Serialize;
use shared::api::product_sheet::{COLUMNS, PRODUCT_COLUMNS, marked};
use shared::api::sheet::{SheetError, SheetLanguage, SheetPage};
use shared::domain::catalogue::product::{ProductDraft, VariantDraft};

#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A list cannot be written as JSON.
    #[error("a cell could not be written")]
    Cell(#[from] serde_json::Error),
    /// A line cannot be written as CSV.
    #[error("a line could not be written")]
    Line(#[from] SheetError),
}

/// Writes the products as CSV, with a header line on the first page.
pub fn written(
    products: &[ProductDraft],
    language: SheetLanguage,
    is_first: bool,
) -> Result<Vec<u8>, TableError> {
    let mut page = SheetPage::begin(language, &COLUMNS, is_first)?;
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
            page.line(own.iter().chain(&variant))?;
            // Only the first line has the product's fields; the other lines repeat the slug alone.
            own[1..].iter_mut().for_each(String::clear);
        }
    }
    Ok(page.end()?)
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
