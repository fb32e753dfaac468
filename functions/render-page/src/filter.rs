//! What of the catalogue is asked for. These are pages for people: what cannot be understood filters nothing.

use std::collections::BTreeSet;

use form_urlencoded::Serializer;
use shared::domain::money::Currency;
use shared::domain::product::{Product, Variant, VariantType};
use shared::views::search::{Search, searchable};

use crate::configuration::{KINDS, configuration, offer};
use crate::hue::Hue;

/// How many products a page shows.
pub(crate) const PER_PAGE: usize = 24;

/// The orders that the list has, by their names in its address.
pub(crate) const SORTS: [&str; 4] = ["newest", "price", "-price", "name"];

/// What is asked for, by its names in the page's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) category: String,
    pub(crate) q: String,
    pub(crate) material: String,
    pub(crate) color: String,
    pub(crate) size: String,
    pub(crate) price: String,
    pub(crate) lead: String,
    pub(crate) sort: String,
    pub(crate) page: usize,
}

impl Filter {
    /// Reads the query of an address. Of a name that stands there twice the last counts.
    pub(crate) fn read(query: &str) -> Self {
        let mut filter = Self { page: 1, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim().to_owned();
            match name.as_ref() {
                "category" => filter.category = value,
                "q" => filter.q = value,
                "material" => filter.material = value,
                "color" => filter.color = value,
                "size" => filter.size = value,
                "price" => filter.price = value,
                "lead" => filter.lead = value,
                "sort" => filter.sort = value,
                "page" => filter.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        filter
    }

    /// The query of another page of the same list; empty for its first without any filter.
    pub(crate) fn at_page(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in [
            ("category", &self.category),
            ("q", &self.q),
            ("material", &self.material),
            ("color", &self.color),
            ("size", &self.size),
            ("price", &self.price),
            ("lead", &self.lead),
            ("sort", &self.sort),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }

    /// Whether it leaves anything out.
    pub(crate) fn is_narrow(&self) -> bool {
        *self != Self { sort: self.sort.clone(), page: self.page, ..Self::default() }
    }

    /// The query of the page that search engines know this one as; none where it shows what others show as well.
    pub(crate) fn canonical(&self) -> Option<String> {
        let plain = Self { category: self.category.clone(), page: self.page, ..Self::default() };
        (*self == plain).then(|| self.at_page(self.page))
    }

    /// Whether a product is where somebody looks, whatever they choose there.
    pub(crate) fn looks_at(&self, product: &Product) -> bool {
        let there = self.category.is_empty() || product.category.as_str() == self.category;
        product.active
            && there
            && Search::try_from(self.q.clone())
                .map_or(true, |q| q.finds(&searchable(product, shown(product))))
    }

    /// Whether a product that is there can be made as it is asked for: all at once, not each for itself.
    pub(crate) fn takes(&self, product: &Product) -> bool {
        let most = most(&self.price, product.base_price.currency);
        let longest: Option<u16> = self.lead.parse().ok();
        let asked = |variant: &Variant| {
            let label = self.label(variant.kind);
            label.is_empty() || label_of(variant) == label
        };
        let has = |kind| self.label(kind).is_empty() || shown(product).any(|v| v.kind == kind && asked(v));
        let fits = |chosen: &[&Variant]| {
            offer(product, chosen).is_ok_and(|offer| {
                most.is_none_or(|most| offer.price.amount <= most)
                    && longest.is_none_or(|longest| offer.lead_time_days <= longest)
            })
        };
        KINDS.into_iter().all(has) && configuration(product, &asked, &fits).is_some()
    }

    fn label(&self, kind: VariantType) -> &str {
        match kind {
            VariantType::Material => &self.material,
            VariantType::Color => &self.color,
            VariantType::Size => &self.size,
        }
    }
}

fn shown(product: &Product) -> impl Iterator<Item = &Variant> {
    product.variants.iter().filter(|variant| variant.active)
}

/// What a choice goes by among those of other products: a colour by its hue, anything else without what explains it
/// (`Small` of `Small (12 cm)`), so that all red ones and all small ones are found.
pub(crate) fn label_of(variant: &Variant) -> &str {
    match (variant.kind, variant.swatch.as_deref().and_then(Hue::of)) {
        (VariantType::Color, Some(hue)) => hue.as_str(),
        _ => short(variant.value.as_str()),
    }
}

fn short(value: &str) -> &str {
    value.split(" (").next().unwrap_or(value)
}

/// Every choice of a type that these products have.
pub(crate) fn choices<'p>(products: &[&'p Product], kind: VariantType) -> BTreeSet<&'p str> {
    let variants = products.iter().flat_map(|product| shown(product));
    variants.filter(|variant| variant.kind == kind).map(label_of).collect()
}

/// Minor units of what somebody typed: `30`, `29.90` or `29,9`. Digits beyond the currency's own are left away.
fn most(typed: &str, currency: Currency) -> Option<i64> {
    let typed = typed.replace(',', ".");
    let (whole, fraction) = typed.split_once('.').unwrap_or((&typed, ""));
    let decimals = usize::try_from(currency.decimals()).ok()?;
    if typed.is_empty() || !whole.chars().chain(fraction.chars()).all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(decimals).collect();
    format!("{whole}{kept}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let filter = Filter::read("q=tea+light&material=PLA&page=3&utm=x");
        assert_eq!((filter.q.as_str(), filter.material.as_str(), filter.page), ("tea light", "PLA", 3));
        assert_eq!(filter.at_page(2), "q=tea+light&material=PLA&page=2");
        assert!(filter.is_narrow() && !Filter::read("sort=name&page=2").is_narrow());
    }

    #[test]
    fn search_engines_are_told_of_categories_and_pages_and_of_no_other_view() {
        let canonical = |query| Filter::read(query).canonical();
        assert_eq!(canonical("").as_deref(), Some(""));
        assert_eq!(canonical("page=2&category=toys&utm=x").as_deref(), Some("category=toys&page=2"));
        assert_eq!(
            [canonical("sort=name"), canonical("q=tea"), canonical("category=toys&color=red")],
            [const { None }; 3]
        );
    }

    #[test]
    fn a_typed_price_is_understood_with_point_or_comma_or_not_at_all() {
        let yen = Currency::parse("JPY").unwrap();
        let typed = |text| most(text, Currency::EUR);
        assert_eq!(
            [typed("30"), typed("29.9"), typed("29,95"), typed(".5")],
            [Some(3000), Some(2990), Some(2995), Some(50)]
        );
        assert_eq!([typed(""), typed("cheap"), typed("-1"), typed("99999999999999999999")], [None; 4]);
        assert_eq!(most("1500.9", yen), Some(1500));
    }

    #[test]
    fn a_size_is_found_without_its_measure() {
        assert_eq!([short("Small (12 cm)"), short("XL")], ["Small", "XL"]);
    }

    proptest! {
        #[test]
        fn every_address_is_read(query in ".*") {
            let filter = Filter::read(&query);
            prop_assert!(filter.page >= 1);
            prop_assert_eq!(Filter::read(&filter.at_page(filter.page)), filter);
        }
    }
}
