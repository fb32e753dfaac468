//! Searching products by what is written on them.

use deserr::Deserr;
use domain::fault::{Broken, Faults};
use domain::product::{Product, Variant};
use utoipa::ToSchema;

/// The most characters of a search.
pub const MAX_SEARCH_CHARS: usize = 80;

/// Search text in lower case; an empty text matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Search::try_from -> Broken)]
#[schema(value_type = String, max_length = 80, example = "dragon")]
pub struct Search(String);

impl Search {
    /// Whether a product's [`searchable`] text contains it.
    pub fn finds(&self, searchable: &str) -> bool {
        searchable.contains(&self.0)
    }

    /// The text, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Search {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let text = written.trim();
        if text.chars().count() > MAX_SEARCH_CHARS {
            let detail = format!("At most {MAX_SEARCH_CHARS} characters are allowed.");
            return Err(Broken::new("text_too_long", detail));
        }
        Ok(Self(text.to_lowercase()))
    }
}

/// Name, description, category and these variants' values, in lower case. Nothing is found across two of them, since
/// no search contains a line break at the place between.
pub fn searchable<'a>(product: &'a Product, variants: impl IntoIterator<Item = &'a Variant>) -> String {
    let written = [product.name.as_str(), product.description.as_str(), product.category.as_str()];
    let values = variants.into_iter().map(|variant| variant.value.as_str());
    let texts: Vec<&str> = written.into_iter().chain(values).collect();
    texts.join("\n").to_lowercase()
}
