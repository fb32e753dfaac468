//! Full-text search over products.

use deserr::Deserr;
use utoipa::ToSchema;

use super::{Product, Variant};
use crate::fault::{Broken, Faults};

/// The maximum length of a search, in characters.
pub const MAX_SEARCH_CHARS: usize = 80;

/// Search text in lower case; an empty text matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Search::try_from -> Broken)]
#[schema(value_type = String, max_length = 80, example = "dragon")]
pub struct Search(String);

impl Search {
    /// Returns true if a product's [`searchable`] text contains the search text.
    pub fn finds(&self, searchable: &str) -> bool {
        searchable.contains(&self.0)
    }

    /// The search text, in lower case.
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

/// The text that a search runs on: name, description, category and the values of these variants, in lower case. A match
/// never spans two of them, because a line break separates them and no search text contains one at that place.
pub fn searchable<'a>(product: &'a Product, variants: impl IntoIterator<Item = &'a Variant>) -> String {
    let written = [product.name.as_str(), product.description.as_str(), product.category.as_str()];
    let values = variants.into_iter().map(|variant| variant.value.as_str());
    let texts: Vec<&str> = written.into_iter().chain(values).collect();
    texts.join("\n").to_lowercase()
}
