use askama::Template;
use shared::domain::catalogue::cards::Sort;
use shared::store::catalog_cards::Listed;

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
    pub(crate) fn new(mut l: Layout<'a>, listed: &Listed) -> Self {
        let newest = listed.cards.all().from(Sort::Newest, None).take(NEWEST);
        l.description = Some(l.w.home_lead.clone());
        Self { categories: categories(&l, listed), cards: cards(&l, newest), l }
    }
}
