//! The product list, filtered, sorted and paged.

use std::cmp::Reverse;

use askama::Template;
use shared::domain::catalogue::product::{Product, ProductSummary, VariantType};
use shared::domain::money::MoneyError;
use shared::store::catalog::Catalog;

use crate::cards::{Card, cards, categories};
use crate::filter::{Filter, PER_PAGE, SORTS, choices};
use crate::hue::Hue;
use crate::layout::Layout;
use crate::words::fill;

/// The lead times to choose from, in business days.
const LEADS: [u16; 4] = [2, 3, 5, 10];
/// Maximum number of sizes to choose from. With more, the list offers no sizes until it is narrower.
const MOST_SIZES: usize = 24;

#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage<'a> {
    l: Layout<'a>,
    heading: String,
    choices: Vec<Select<'a>>,
    sorts: Vec<Choice>,
    price_label: String,
    price: String,
    filtered: bool,
    found: String,
    cards: Vec<(bool, Card)>,
    page: String,
    previous: Option<String>,
    next: Option<String>,
}

struct Select<'a> {
    name: &'static str,
    label: &'a str,
    options: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl Choice {
    fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self { chosen: value == chosen, label: label.into(), value }
    }
}

impl<'a> ListPage<'a> {
    pub(crate) fn new(mut l: Layout<'a>, catalog: &Catalog, filter: &Filter) -> Result<Self, MoneyError> {
        let in_scope: Vec<&Product> =
            catalog.products().iter().filter(|product| filter.has_in_scope(product)).collect();
        let found = found(&in_scope, filter)?;
        let pages = found.len().div_ceil(PER_PAGE).max(1);
        let page = filter.page.min(pages);
        let at = |page: usize| format!("{}/products?{}", l.prefix(), filter.at_page(page));
        let (previous, next) = ((page > 1).then(|| at(page - 1)), (page < pages).then(|| at(page + 1)));
        let shown = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).copied();
        let cards = cards(&l, shown)?;
        let choices = selects(&l, catalog, &in_scope, filter);
        let chosen = choices[0].options.iter().find(|option| option.chosen);
        let heading = chosen.map_or_else(|| l.w.list_title.clone(), |category| category.label.clone());
        let exists = page == filter.page && (filter.category.is_empty() || chosen.is_some());
        match filter.canonical().filter(|_| exists) {
            Some(query) => l.canonical_query = query,
            // The same products in another order or fewer of them; the last page in place of a page that does not
            // exist, which is still useful to people; or a category without products.
            None => l.hidden = true,
        }
        l.query = filter.at_page(page);
        l.description = Some(fill(&l.w.list_text, &heading));
        l.search.clone_from(&filter.q);
        let sort = if filter.sort.is_empty() { SORTS[0] } else { &filter.sort };
        let names = [&l.w.sort_newest, &l.w.sort_price, &l.w.sort_price_down, &l.w.sort_name];
        Ok(Self {
            sorts: SORTS.iter().zip(names).map(|(value, name)| Choice::new(*value, name, sort)).collect(),
            price_label: fill(&l.w.price_up_to, catalog.settings.currency.code()),
            price: filter.price.clone(),
            filtered: filter.is_narrow(),
            found: match found.len() {
                0 if catalog.products().iter().all(|product| !product.active) => l.w.home_empty.clone(),
                0 => l.w.list_none.clone(),
                1 => l.w.list_found_one.clone(),
                many => fill(&l.w.list_found, &many),
            },
            page: fill(&l.w.page, &page),
            l: l.titled(&heading),
            heading,
            choices,
            cards,
            previous,
            next,
        })
    }
}

fn found<'c>(in_scope: &[&'c Product], filter: &Filter) -> Result<Vec<&'c Product>, MoneyError> {
    let mut found = Vec::new();
    for product in in_scope.iter().copied().filter(|product| filter.matches(product)) {
        if let Some(summary) = ProductSummary::of(product)? {
            found.push((summary.price_from.amount, product));
        }
    }
    match filter.sort.as_str() {
        "price" => found.sort_by_key(|(price, product)| (*price, product.id)),
        "-price" => found.sort_by_key(|(price, product)| Reverse((*price, product.id))),
        "name" => found.sort_by_cached_key(|(_, product)| (product.name.as_str().to_lowercase(), product.id)),
        _ => found.sort_by_key(|(_, product)| Reverse((product.created_at, product.id))),
    }
    Ok(found.into_iter().map(|(_, product)| product).collect())
}

/// All filters: the category first, then the choices that its products have.
fn selects<'a>(l: &Layout<'a>, catalog: &Catalog, in_scope: &[&Product], filter: &Filter) -> Vec<Select<'a>> {
    let products = catalog.products();
    let of = |kind, chosen: &str| {
        choices(in_scope, kind).into_iter().map(|value| Choice::new(value, value, chosen)).collect::<Vec<_>>()
    };
    let categories = categories(l, &catalog.categories, products);
    let categories = categories.iter().map(|found| Choice::new(&found.slug, &found.name, &filter.category));
    let leads = LEADS.iter().map(|days| Choice::new(days.to_string(), l.w.days(*days), &filter.lead));
    let mut selects = vec![
        Select { name: "category", label: &l.w.category, options: categories.collect() },
        Select {
            name: "material",
            label: &l.w.material,
            options: of(VariantType::Material, &filter.material),
        },
        Select { name: "color", label: &l.w.color, options: colours(l, in_scope, &filter.color) },
    ];
    let sizes = of(VariantType::Size, &filter.size);
    // The sizes of all products together are of no use to anybody.
    if sizes.len() <= MOST_SIZES || !filter.size.is_empty() {
        selects.push(Select { name: "size", label: &l.w.size, options: sizes });
    }
    selects.push(Select { name: "lead", label: &l.w.lead_up_to, options: leads.collect() });
    selects
}

/// Hues in the order of the rainbow, then colours without a swatch.
fn colours(l: &Layout<'_>, products: &[&Product], chosen: &str) -> Vec<Choice> {
    let mut found = choices(products, VariantType::Color);
    let named = Hue::ALL.into_iter().zip(l.w.hues.split(' ')).map(|(hue, name)| (hue.as_str(), name));
    let hues: Vec<(&str, &str)> = named.filter(|(hue, _)| found.remove(hue)).collect();
    let others = found.into_iter().map(|name| (name, name));
    hues.into_iter().chain(others).map(|(value, label)| Choice::new(value, label, chosen)).collect()
}
