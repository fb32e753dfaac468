//! Pages of exported products, in the form that an import accepts.

use deserr::Deserr;
use domain::catalogue::product::{Product, ProductDraft};
use domain::fault::{Broken, Fault, Faults};
use domain::ids::ProductId;
use utoipa::IntoParams;

use crate::http::{Cursor, Limit, fitting};

/// Name of the list. A cursor is valid only for the list that it names.
const LIST: &str = "admin/products/export";

/// The query of an export endpoint.
#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Maximum number of products per page.
    #[deserr(default = Limit(100), try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 100)]
    pub limit: Limit,
    /// Cursor returned with the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Exported {
    /// Oldest first and without ids: an import identifies a variant by type and value.
    pub products: Vec<ProductDraft>,
    /// `None` after the last page.
    pub next_cursor: Option<String>,
}

impl ExportQuery {
    pub fn page(&self, products: &[Product]) -> Result<Exported, Faults> {
        let decode = |cursor: &String| Cursor::<ProductId>::decode(LIST, cursor);
        let after =
            self.cursor.as_ref().map(decode).transpose().map_err(|fault: Fault| Faults::from(fault))?;
        let mut wanted: Vec<&Product> =
            products.iter().filter(|product| after.is_none_or(|after| product.id > after)).collect();
        wanted.sort_unstable_by_key(|product| product.id);
        let page = wanted.iter().copied().take(self.limit.0.into());
        let mut products: Vec<ProductDraft> = page.map(exported).collect();
        products.truncate(fitting(&products));
        let more = products.len() < wanted.len();
        wanted.truncate(products.len());
        let last = wanted.last().filter(|_| more);
        Ok(Exported { next_cursor: last.map(|product| Cursor::encode(LIST, product.id)), products })
    }
}

fn exported(product: &Product) -> ProductDraft {
    let mut draft = ProductDraft::from(product);
    for variant in &mut draft.variants {
        variant.id = None;
        // The import of another shop, whose variant is not oversold, would refuse a stock below zero.
        variant.stock = variant.stock.map(|stock| stock.max(0));
    }
    draft
}
