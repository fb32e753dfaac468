//! Categories: display names and order for the slugs that products refer to.

use std::collections::HashSet;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::at_most::AtMost;
use crate::fault::Faults;
use crate::text::{Slug, Text};

/// Maximum number of categories in the shop.
pub const MAX_CATEGORIES: usize = 100;
/// Maximum length of a category's slug, in bytes.
pub const MAX_SLUG_BYTES: usize = 40;

/// A named category. Products refer to it by its slug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Category {
    /// Slug of the category in URLs, at most 40 characters; products refer to it.
    pub slug: Slug,
    /// Display name of the category.
    pub name: Text<80>,
}

/// Categories that have a name, in display order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Categories {
    /// Categories in display order.
    #[deserr(from(AtMost<Category, MAX_CATEGORIES>) = Vec::from)]
    #[schema(max_items = 100)]
    pub categories: Vec<Category>,
}

impl Categories {
    /// Validates the list and returns all faults.
    pub fn check(&self) -> Result<(), Faults> {
        let (mut faults, mut slugs) = (Faults::default(), HashSet::new());
        if self.categories.len() > MAX_CATEGORIES {
            let detail = format!("At most {MAX_CATEGORIES} categories are allowed.");
            faults.push("/categories", "too_many", detail);
        }
        for (index, category) in self.categories.iter().enumerate() {
            let pointer = format!("/categories/{index}/slug");
            if category.slug.as_str().len() > MAX_SLUG_BYTES {
                let detail = format!("At most {MAX_SLUG_BYTES} characters are allowed.");
                faults.push(&pointer, "text_too_long", detail);
            }
            if !slugs.insert(&category.slug) {
                faults.push(&pointer, "duplicate_category", "Another category already uses this slug.");
            }
        }
        faults.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(slug: &str) -> Category {
        Category { slug: Slug::parse(slug).unwrap(), name: Text::parse("A name").unwrap() }
    }

    fn faults(categories: Vec<Category>) -> Vec<(String, &'static str)> {
        let faults = Categories { categories }.check().err().unwrap_or_default();
        faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn every_slug_is_unique_and_short_enough_for_a_product() {
        assert_eq!(faults(vec![category("toys"), category("home")]), []);
        let long = "a".repeat(41);
        let expected = [
            ("/categories/1/slug".to_owned(), "text_too_long"),
            ("/categories/2/slug".to_owned(), "duplicate_category"),
        ];
        assert_eq!(faults(vec![category("toys"), category(&long), category("toys")]), expected);
    }

    #[test]
    fn the_number_of_categories_is_limited() {
        let many = |count| (0..count).map(|n| category(&format!("c-{n}"))).collect();
        assert_eq!(faults(many(MAX_CATEGORIES)), []);
        assert_eq!(faults(many(MAX_CATEGORIES + 1)), [("/categories".to_owned(), "too_many")]);
    }
}
