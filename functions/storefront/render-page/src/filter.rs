//! Filters of the product list. An invalid value filters nothing, because these pages are for people.

use form_urlencoded::Serializer;
use shared::domain::catalogue::cards::{Cards, Limits, Scope, Sort, Wanted};
use shared::domain::catalogue::product::configuration::KINDS;
use shared::domain::catalogue::product::{Search, VariantType};
use shared::domain::money::Currency;
use shared::domain::text::Slug;

use crate::price::without_currency;

pub(crate) const PER_PAGE: usize = 24;

/// Every query parameter that a page reads. The CDN forwards no other, because each is part of its cache key.
pub const PARAMETERS: [&str; 9] =
    ["category", "q", "material", "color", "size", "price", "lead", "sort", "page"];

/// The filters, by their names in the page's URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) category: String,
    pub(crate) q: String,
    /// The parsed form of `q`.
    search: Search,
    pub(crate) material: String,
    pub(crate) color: String,
    pub(crate) size: String,
    /// Maximum price of a piece, as typed.
    pub(crate) price: String,
    /// The maximum price in minor units.
    most: Option<i64>,
    pub(crate) lead: String,
    /// The maximum lead time in business days.
    longest: Option<u16>,
    pub(crate) sort: String,
    pub(crate) page: usize,
}

impl Filter {
    /// Parses the query of a URL, with prices in a currency. If a parameter is repeated, the last valid value wins.
    pub(crate) fn read(query: &str, currency: Currency) -> Self {
        let mut filter = Self { page: 1, ..Self::default() };
        let sent = form_urlencoded::parse(query.as_bytes());
        for (name, value) in sent.filter(|(name, _)| PARAMETERS.contains(&name.as_ref())) {
            let value = value.trim().to_owned();
            match name.as_ref() {
                "category" => filter.category = value,
                "q" => filter.search_for(value),
                "material" => filter.material = value,
                "color" => filter.color = value,
                "size" => filter.size = value,
                "price" => filter.limit_price(value, currency),
                "lead" => filter.limit_lead(value),
                "sort" => filter.sort = value,
                "page" => filter.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        filter
    }

    fn search_for(&mut self, typed: String) {
        let Ok(search) = Search::try_from(typed.clone()) else { return };
        (self.q, self.search) = (typed, search);
    }

    fn limit_lead(&mut self, typed: String) {
        let Ok(longest) = typed.parse() else { return };
        (self.lead, self.longest) = (typed, Some(longest));
    }

    fn limit_price(&mut self, typed: String, currency: Currency) {
        let Some(most) = minor_units(&typed, currency) else { return };
        (self.price, self.most) = (typed, Some(most));
    }

    /// The query of another page of the same list; empty for the first page without any filter.
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

    /// Returns true if any filter is set. The sort order is not a filter.
    pub(crate) fn is_narrow(&self) -> bool {
        *self != Self { sort: self.sort.clone(), page: self.page, ..Self::default() }
    }

    /// The query of the canonical page for search engines; `None` for a view of products that other pages show too.
    pub(crate) fn canonical(&self) -> Option<String> {
        let plain = Self { category: self.category.clone(), page: self.page, ..Self::default() };
        (*self == plain).then(|| self.at_page(self.page))
    }

    /// The products in the category, without the other filters; none if the category has no product for sale.
    pub(crate) fn scope<'c>(&self, cards: &'c Cards) -> Option<&'c Scope> {
        if self.category.is_empty() {
            return Some(cards.all());
        }
        cards.in_category(&Slug::parse(&self.category).ok()?)
    }

    /// The search, unless it is empty.
    pub(crate) fn search(&self) -> Option<&Search> {
        Some(&self.search).filter(|search| !search.as_str().is_empty())
    }

    /// The choices and limits that a single configuration of a product must meet.
    pub(crate) fn wanted(&self, cards: &Cards) -> Wanted {
        let limits = Limits { price: self.most, lead_time_days: self.longest };
        cards.wanted(KINDS.map(|kind| self.label(kind)), limits)
    }

    pub(crate) fn order(&self) -> Sort {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == self.sort).unwrap_or_default()
    }

    fn label(&self, kind: VariantType) -> &str {
        match kind {
            VariantType::Material => &self.material,
            VariantType::Color => &self.color,
            VariantType::Size => &self.size,
        }
    }
}

/// Parses a typed amount into minor units: `30`, `€29.90`, `1.299` or `1,299.5`. Decimals that the currency does not
/// have are dropped.
fn minor_units(typed: &str, currency: Currency) -> Option<i64> {
    let decimals = usize::try_from(currency.decimals()).ok()?;
    let (whole, fraction) = whole_and_fraction(&without_currency(typed, currency), decimals > 0)?;
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(decimals).collect();
    format!("{whole}{kept}").parse().ok()
}

/// The digits before and after the decimal separator, in the notation of any language. A separator followed by exactly
/// three digits groups thousands, as every separator does in a currency without decimals. Any other separator can only
/// be the last.
fn whole_and_fraction(typed: &str, has_decimals: bool) -> Option<(String, String)> {
    let mut parts: Vec<&str> = typed.split(['.', ',']).collect();
    let groups = |part: &&str| part.len() == 3;
    // `0.500` is half of one, because there are no thousands of zero.
    let thousands = !parts.first()?.trim_start_matches('0').is_empty() && parts.last().is_some_and(groups);
    let fraction = if has_decimals && !thousands && parts.len() > 1 { parts.pop()? } else { "" };
    let whole = parts.concat();
    let mut digits = whole.chars().chain(fraction.chars()).peekable();
    let is_number = digits.peek().is_some() && digits.all(|digit| digit.is_ascii_digit());
    (is_number && parts.iter().skip(1).all(groups)).then(|| (whole, fraction.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::domain::money::Money;

    use super::*;
    use crate::price::price;
    use crate::words::Lang;

    fn read(query: &str) -> Filter {
        Filter::read(query, Currency::EUR)
    }

    #[test]
    fn an_address_is_read_and_written_again() {
        let filter = read("q=tea+light&material=PLA&page=3&utm=x");
        assert_eq!((filter.q.as_str(), filter.material.as_str(), filter.page), ("tea light", "PLA", 3));
        assert_eq!(filter.at_page(2), "q=tea+light&material=PLA&page=2");
        assert!(filter.is_narrow() && !read("sort=name&page=2").is_narrow());
    }

    #[test]
    fn every_parameter_that_the_cdn_forwards_is_read() {
        for name in PARAMETERS {
            assert_ne!(read(&format!("{name}=2")), read(""), "{name}");
        }
    }

    #[test]
    fn invalid_values_filter_nothing() {
        let none = read("");
        assert_eq!(read(&format!("q={}&price=cheap&lead=soon&page=last", "a".repeat(81))), none);
        assert_eq!(read("price=30&price=cheap").price, "30");
        assert!(!none.is_narrow() && read("price=30").is_narrow());
    }

    #[test]
    fn only_categories_and_pages_are_canonical_for_search_engines() {
        let canonical = |query| read(query).canonical();
        assert_eq!(canonical("").as_deref(), Some(""));
        assert_eq!(canonical("page=2&category=toys&utm=x").as_deref(), Some("category=toys&page=2"));
        assert_eq!(
            [canonical("sort=name"), canonical("q=tea"), canonical("category=toys&color=red")],
            [const { None }; 3]
        );
    }

    #[test]
    fn a_typed_price_is_understood_as_people_of_any_language_type_it_or_not_at_all() {
        let read = |typed, code| minor_units(typed, Currency::parse(code).unwrap());
        for (typed, amount) in [
            ("30", 3000),
            ("29.9", 2990),
            ("29,95", 2995),
            ("29.959", 2_995_900),
            (".5", 50),
            ("0.500", 50),
            ("1.299", 129_900),
            ("1,299", 129_900),
            ("1.299,5", 129_950),
            ("1,299,000.50", 129_900_050),
            ("€ 30", 3000),
            ("1\u{a0}299,00\u{a0}€", 129_900),
            ("30 eur", 3000),
        ] {
            assert_eq!(read(typed, "EUR"), Some(amount), "{typed}");
        }
        for typed in ["", ".", "€", "cheap", "-1", "1.2.3", "$30", "1,29.000.5", "99999999999999999999"] {
            assert_eq!(read(typed, "EUR"), None, "{typed}");
        }
        assert_eq!([read("1,500", "JPY"), read("1.500 ¥", "JPY")], [Some(1500); 2]);
        assert_eq!([read("1500.9", "JPY"), read("1,50", "JPY")], [None; 2], "yen have no decimals");
        assert_eq!([read("CA$30", "CAD"), read("$30", "CAD")], [Some(3000); 2]);
    }

    proptest! {
        #[test]
        fn every_address_is_read(query in ".*") {
            let filter = read(&query);
            prop_assert!(filter.page >= 1);
            prop_assert_eq!(read(&filter.at_page(filter.page)), filter);
        }

        #[test]
        fn a_price_is_read_as_the_pages_write_it(amount in 0_i64.., code in "EUR|CAD|CHF|JPY|XOF|XPF") {
            let money = Money::new(amount, Currency::parse(&code).unwrap());
            for written in [price(money, Lang::En), price(money, Lang::De), money.decimal(), money.to_string()] {
                prop_assert_eq!(minor_units(&written, money.currency), Some(amount), "{}", written);
            }
        }

        #[test]
        fn no_price_is_read_below_nothing(typed in "[-0-9., €a-zA-Z$]{0,8}|.*", code in "EUR|JPY|XOF") {
            let amount = minor_units(&typed, Currency::parse(&code).unwrap());
            prop_assert!(amount.is_none_or(|amount| amount >= 0));
            prop_assert!(amount.is_none() || typed.contains(|c: char| c.is_ascii_digit()), "{typed}");
        }
    }
}
