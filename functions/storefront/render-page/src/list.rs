//! The product list, filtered, sorted and paged.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use shared::domain::catalogue::cards::{Cards, Entry, Facets, Scope, Sort};
use shared::domain::catalogue::hue::Hue;
use shared::domain::catalogue::product::VariantType;
use shared::store::catalog_cards::Listed;

use crate::cards::{Card, cards, categories};
use crate::filter::{Filter, PER_PAGE};
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
    pub(crate) fn new(mut l: Layout<'a>, listed: &Listed, filter: &Filter) -> Self {
        let Found { count, page, pages, shown, facets } = Found::of(&listed.cards, filter);
        let at = |page: usize| format!("{}/products?{}", l.prefix(), filter.at_page(page));
        let (previous, next) = ((page > 1).then(|| at(page - 1)), (page < pages).then(|| at(page + 1)));
        let cards = cards(&l, shown);
        let choices = selects(&l, listed, &facets, filter);
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
        Self {
            sorts: sorts(&l, filter),
            price_label: fill(&l.w.price_up_to, listed.settings.currency.code()),
            price: filter.price.clone(),
            filtered: filter.is_narrow(),
            found: match count {
                0 if listed.cards.all().is_empty() => l.w.home_empty.clone(),
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
        }
    }
}

/// The products of a page, and the labels to choose from.
struct Found<'c> {
    /// Number of products on all pages.
    count: usize,
    page: usize,
    pages: usize,
    shown: Vec<&'c Arc<Entry>>,
    /// The labels of all products in the category that the search finds, whatever is chosen.
    facets: Cow<'c, Facets>,
}

impl<'c> Found<'c> {
    /// Without a search, a choice or a limit it does not look at products of other pages.
    fn of(cards: &'c Cards, filter: &Filter) -> Self {
        let (scope, wanted) = (filter.scope(cards), filter.wanted(cards));
        let in_order = || scope.into_iter().flat_map(|scope| scope.from(filter.order(), None));
        let searched = filter.search().map(|search| {
            in_order().filter(|entry| search.finds(&entry.searchable)).collect::<Vec<&Arc<Entry>>>()
        });
        let facets = match (&searched, scope) {
            (Some(found), _) => Cow::Owned(cards.facets_of(found.iter().copied())),
            (None, Some(scope)) => Cow::Borrowed(cards.facets(scope)),
            (None, None) => Cow::Owned(Facets::default()),
        };
        if searched.is_none() && wanted.is_anything() {
            let count = scope.map_or(0, Scope::possible);
            return Self::page(count, filter, in_order().filter(|entry| entry.offers(&wanted)), facets);
        }
        let found: Vec<&Arc<Entry>> = match searched {
            Some(found) => found.into_iter().filter(|entry| entry.offers(&wanted)).collect(),
            None => in_order().filter(|entry| entry.offers(&wanted)).collect(),
        };
        Self::page(found.len(), filter, found.into_iter(), facets)
    }

    fn page(
        count: usize,
        filter: &Filter,
        found: impl Iterator<Item = &'c Arc<Entry>>,
        facets: Cow<'c, Facets>,
    ) -> Self {
        let pages = count.div_ceil(PER_PAGE).max(1);
        let page = filter.page.min(pages);
        let shown = found.skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        Self { count, page, pages, shown, facets }
    }
}

fn sorts(l: &Layout<'_>, filter: &Filter) -> Vec<Choice> {
    let chosen = if filter.sort.is_empty() { Sort::default().as_str() } else { &filter.sort };
    let names = [&l.w.sort_newest, &l.w.sort_price, &l.w.sort_price_down, &l.w.sort_name];
    Sort::ALL.into_iter().zip(names).map(|(sort, name)| Choice::new(sort.as_str(), name, chosen)).collect()
}

/// All filters: the category first, then the choices that its products have.
fn selects<'a>(l: &Layout<'a>, listed: &Listed, facets: &Facets, filter: &Filter) -> Vec<Select<'a>> {
    let of = |kind, chosen: &str| {
        facets.labels(kind).iter().map(|value| Choice::new(&**value, &**value, chosen)).collect::<Vec<_>>()
    };
    let categories = categories(l, listed);
    let categories = categories.iter().map(|found| Choice::new(&found.slug, &found.name, &filter.category));
    let leads = LEADS.iter().map(|days| Choice::new(days.to_string(), l.w.days(*days), &filter.lead));
    let mut selects = vec![
        Select { name: "category", label: &l.w.category, options: categories.collect() },
        Select {
            name: "material",
            label: &l.w.material,
            options: of(VariantType::Material, &filter.material),
        },
        Select { name: "color", label: &l.w.color, options: colours(l, facets, &filter.color) },
    ];
    // The sizes of all products together are of no use to anybody.
    if facets.labels(VariantType::Size).len() <= MOST_SIZES || !filter.size.is_empty() {
        let options = of(VariantType::Size, &filter.size);
        selects.push(Select { name: "size", label: &l.w.size, options });
    }
    selects.push(Select { name: "lead", label: &l.w.lead_up_to, options: leads.collect() });
    selects
}

/// Hues in the order of the rainbow, then colours without a swatch.
fn colours(l: &Layout<'_>, facets: &Facets, chosen: &str) -> Vec<Choice> {
    let found = facets.labels(VariantType::Color);
    let has = |label: &str| found.binary_search_by(|found| (**found).cmp(label)).is_ok();
    let named = Hue::ALL.into_iter().zip(l.w.hues.split(' ')).map(|(hue, name)| (hue.as_str(), name));
    let hues = named.filter(|(hue, _)| has(hue));
    let others =
        found.iter().map(|name| &**name).filter(|name| Hue::ALL.iter().all(|hue| hue.as_str() != *name));
    hues.chain(others.map(|name| (name, name)))
        .map(|(value, label)| Choice::new(value, label, chosen))
        .collect()
}
