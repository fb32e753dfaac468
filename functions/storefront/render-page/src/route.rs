//! Maps a path to a page and a language.

use percent_encoding::percent_decode_str;
use shared::domain::text::Slug;

use crate::words::Lang;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Products,
    Product(Slug),
    Cart,
    Checkout,
    /// Stripe redirects here after the payment.
    Done,
    /// Stripe redirects here if the customer goes back.
    Back,
    Track,
    /// Requests a new tracking link.
    Links,
    Terms,
    Privacy,
    Sitemap,
    Robots,
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) lang: Lang,
    pub(crate) page: Page,
    /// The path without its language, for links to the same page in both languages. Empty for an unknown page, because
    /// the text after `/de` may then be another site's address, as in `/de//evil.example`.
    pub(crate) path: String,
}

impl Route {
    /// The route of a path. A trailing slash makes no difference.
    pub(crate) fn of(path: &str) -> Self {
        let path = path.trim_end_matches('/');
        let (lang, path) = match path.strip_prefix("/de") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => (Lang::De, rest),
            _ => (Lang::En, path),
        };
        // The CDN requests its root by this name.
        let path = if path == "/index.html" { "" } else { path };
        let segments: Vec<&str> = path.split('/').collect();
        let page = match page(&segments) {
            // Files exist only without a language.
            Page::Sitemap | Page::Robots if lang == Lang::De => Page::Unknown,
            page => page,
        };
        let path = if page == Page::Unknown { "" } else { path };
        Self { lang, page, path: path.to_owned() }
    }
}

/// The page of a path's segments. The first segment is the text before the first slash and must be empty.
fn page(segments: &[&str]) -> Page {
    match segments {
        [""] => Page::Home,
        ["", "products"] => Page::Products,
        ["", "products", slug] => {
            let slug = percent_decode_str(slug).decode_utf8().ok().and_then(|slug| Slug::parse(&slug).ok());
            slug.map_or(Page::Unknown, Page::Product)
        }
        ["", "cart"] => Page::Cart,
        ["", "checkout"] => Page::Checkout,
        ["", "checkout", _, "done"] => Page::Done,
        ["", "checkout", _, "back"] => Page::Back,
        ["", "track"] => Page::Links,
        ["", "track", _] => Page::Track,
        ["", "terms"] => Page::Terms,
        ["", "privacy"] => Page::Privacy,
        ["", "sitemap.xml"] => Page::Sitemap,
        ["", "robots.txt"] => Page::Robots,
        _ => Page::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_path_has_its_page_in_its_language() {
        let slug = Slug::parse("dragon").unwrap();
        for (path, lang, page) in [
            ("/", Lang::En, Page::Home),
            ("/index.html", Lang::En, Page::Home),
            ("/de/", Lang::De, Page::Home),
            ("/products/dragon", Lang::En, Page::Product(slug.clone())),
            ("/de/products/dragon/", Lang::De, Page::Product(slug)),
            ("/checkout/ord_1/done", Lang::En, Page::Done),
            ("/track", Lang::En, Page::Links),
            ("/track/ord_1", Lang::En, Page::Track),
            ("/sitemap.xml", Lang::En, Page::Sitemap),
            ("/de/sitemap.xml", Lang::De, Page::Unknown),
            ("/design", Lang::En, Page::Unknown),
            ("/products/No%20Slug", Lang::En, Page::Unknown),
            ("/de//products", Lang::De, Page::Unknown),
            ("cart", Lang::En, Page::Unknown),
        ] {
            let route = Route::of(path);
            assert_eq!((route.lang, route.page), (lang, page), "{path}");
        }
    }

    proptest! {
        #[test]
        fn every_path_has_a_route_and_what_both_languages_share_of_it_is_a_path_of_ours(path in "(/de)?[/\\\\.a-z]{0,4}.*") {
            let route = Route::of(&path);
            let known = route.path.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
            prop_assert!(known || route.path.is_empty(), "{}", route.path);
        }
    }
}
