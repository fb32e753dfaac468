use std::cmp::Reverse;

use askama::Template;
use shared::domain::catalogue::product::Product;
use shared::domain::money::MoneyError;
use shared::store::catalog::Catalog;

use crate::cards::{Card, CategoryLink, cards, categories};
use crate::layout::Layout;

/// Number of newest products on the page.
const NEWEST: usize = 8;

#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage<'a> {
    l: Layout<'a>,
    categories: Vec<CategoryLink>,
    cards: Vec<(bool, Card)>,
}

impl<'a> HomePage<'a> {
    pub(crate) fn new(mut l: Layout<'a>, catalog: &Catalog) -> Result<Self, MoneyError> {
        let mut newest: Vec<&Product> = catalog.products().iter().filter(|product| product.active).collect();
        newest.sort_by_key(|product| Reverse((product.created_at, product.id)));
        l.description = Some(l.w.home_lead.clone());
        Ok(Self {
            categories: categories(&l, &catalog.categories, catalog.products()),
            cards: cards(&l, newest.into_iter().take(NEWEST))?,
            l,
        })
    }
}
