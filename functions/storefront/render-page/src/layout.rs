//! The frame of every page around its content.

use askama::Template;
use serde::Serialize;
use shared::domain::shop::settings::{Settings, TaxMode};

use crate::route::Route;
use crate::words::{Lang, PageWords, Translation, Words};

/// The style sheet. It is embedded in each page, which saves a first visit a round trip.
pub(crate) const STYLE: &str = include_str!("../../../../web/storefront/src/shop.css");

/// The texts, URL and scripts that were published with this function.
pub(crate) struct Published {
    pub(crate) words: Words,
    /// The storefront's URL, without a trailing slash.
    pub(crate) storefront_url: String,
    /// Name of the folder of the scripts.
    pub(crate) assets_version: String,
}

#[cfg(test)]
impl Published {
    pub(crate) fn for_tests() -> Self {
        let words = Words::read().unwrap();
        Self { words, storefront_url: "https://shop.example".into(), assets_version: "a1".into() }
    }
}

pub(crate) struct Layout<'a> {
    pub(crate) lang: Lang,
    pub(crate) w: &'a PageWords,
    pub(crate) shop_name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// Absolute URL of a picture for link previews.
    pub(crate) image: Option<String>,
    pub(crate) json_ld: Option<String>,
    /// Open Graph type for link previews.
    pub(crate) kind: &'static str,
    /// Name by which the page's script recognises the page.
    pub(crate) name: &'static str,
    /// True if search engines must not index the page.
    pub(crate) hidden: bool,
    /// Texts of the page's script, as JSON.
    pub(crate) island: Option<String>,
    pub(crate) search: String,
    /// Default destination country, for which the first price is quoted.
    pub(crate) country: String,
    pub(crate) contact: Option<String>,
    pub(crate) assets: String,
    pub(crate) style: &'static str,
    /// The part of the query that the page in the other language needs.
    pub(crate) query: String,
    /// The part of the query that makes this a page of its own for search engines.
    pub(crate) canonical_query: String,
    /// The mode of the prices' tax.
    tax: TaxMode,
    /// True if the shop has published its terms.
    pub(crate) has_terms: bool,
    /// True if the shop has published its privacy notice.
    pub(crate) has_privacy: bool,
    origin: &'a str,
    path: &'a str,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(
        published: &'a Published,
        settings: &Settings,
        route: &'a Route,
        name: &'static str,
    ) -> Self {
        let shop_name = settings.shop_name.to_string();
        Self {
            lang: route.lang,
            w: &published.words.of(route.lang).page,
            title: shop_name.clone(),
            shop_name,
            description: None,
            image: None,
            json_ld: None,
            kind: "website",
            name,
            hidden: false,
            island: None,
            search: String::new(),
            country: first_country(settings),
            contact: settings.contact_email.as_ref().map(ToString::to_string),
            assets: format!("/assets/{}", published.assets_version),
            style: STYLE,
            query: String::new(),
            canonical_query: String::new(),
            tax: settings.tax.mode(),
            has_terms: settings.legal.terms.is_some(),
            has_privacy: settings.legal.privacy.is_some(),
            origin: &published.storefront_url,
            path: &route.path,
        }
    }

    pub(crate) fn titled(mut self, title: &str) -> Self {
        self.title = format!("{title} · {}", self.shop_name);
        self
    }

    /// Excludes the page from search engines.
    pub(crate) fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Adds the texts of the page's script.
    pub(crate) fn with_words(mut self, translation: &Translation) -> Result<Self, serde_json::Error> {
        self.island = Some(json_for_html(&translation.island)?);
        Ok(self)
    }

    /// The note under a price: if it includes tax, and that shipping is added.
    pub(crate) fn price_note(&self) -> &str {
        match self.tax {
            TaxMode::Included | TaxMode::StripeIncluded => &self.w.price_includes,
            TaxMode::StripeAdded => &self.w.price_plus_tax,
            TaxMode::SmallBusiness => &self.w.price_plus_shipping,
        }
    }

    /// The mode as the page's script reads it.
    pub(crate) const fn tax_mode(&self) -> &'static str {
        self.tax.name()
    }

    pub(crate) const fn prefix(&self) -> &'static str {
        self.lang.prefix()
    }

    /// The page's URL in each language.
    pub(crate) fn alternates(&self) -> [(&'static str, String); 2] {
        Lang::ALL.map(|lang| (lang.tag(), self.address(lang)))
    }

    pub(crate) fn address(&self, lang: Lang) -> String {
        let path = if self.path.is_empty() && lang.prefix().is_empty() { "/" } else { self.path };
        format!("{}{}{path}{}", self.origin, lang.prefix(), after(&self.canonical_query))
    }

    pub(crate) fn canonical(&self) -> String {
        self.address(self.lang)
    }

    pub(crate) fn other_language(&self) -> String {
        let path = if self.path.is_empty() { "/" } else { self.path };
        format!("{}{path}{}", self.lang.other().prefix(), after(&self.query))
    }

    /// An absolute URL of the storefront.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// A query with its question mark; empty without a query.
fn after(query: &str) -> String {
    if query.is_empty() { String::new() } else { format!("?{query}") }
}

/// The shop's own country if it ships there, else the first country to which it ships.
fn first_country(settings: &Settings) -> String {
    let rates = &settings.shipping_rates;
    let own = settings.address.as_ref().map(|address| address.country);
    let served = own.filter(|own| rates.iter().any(|rate| rate.serves(&own.to_string())));
    let first = || rates.iter().flat_map(|rate| &rate.countries).next().copied();
    served.or_else(first).map_or_else(|| "DE".to_owned(), |country| country.to_string())
}

/// JSON that cannot end a `script` element or begin a comment.
pub(crate) fn json_for_html(content: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(content)?.replace('<', "\\u003c"))
}

/// A page whose content is rendered by its script: cart, checkout, tracking.
#[derive(Template)]
#[template(path = "island.html")]
pub(crate) struct IslandPage<'a> {
    pub(crate) l: Layout<'a>,
    pub(crate) heading: &'a str,
}

/// A page that contains only text.
#[derive(Template)]
#[template(path = "text.html")]
pub(crate) struct TextPage<'a> {
    pub(crate) l: Layout<'a>,
    pub(crate) heading: &'a str,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) address: Option<Vec<String>>,
    /// URL and label of a link to continue with.
    pub(crate) onward: Option<(String, &'a str)>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_link_around_a_page_stays_on_this_site_whatever_its_address_says(
            path in "(/de)?([/\\\\.\t]{0,3}[a-z./]{0,12}|/products.*|.*)"
        ) {
            let published = Published::for_tests();
            let route = Route::of(&path);
            let l = Layout::new(&published, &Settings::starter(), &route, "text");
            for absolute in Lang::ALL.map(|lang| l.address(lang)) {
                prop_assert!(absolute.starts_with("https://shop.example/"), "{absolute}");
            }
            let page = TextPage { l, heading: "", paragraphs: Vec::new(), address: None, onward: None };
            for link in page.render().unwrap().split(" href=\"").skip(1) {
                let link = link.split('"').next().unwrap();
                let local = link.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\', '\t']));
                let ours = local || link == "#main" || link.starts_with("https://shop.example/");
                prop_assert!(ours, "{link}");
            }
        }
    }

    #[test]
    fn data_in_a_page_cannot_end_its_element() {
        let written = json_for_html(&"</script><!--").unwrap();
        assert_eq!(written, r#""\u003c/script>\u003c!--""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), "</script><!--");
    }
}
