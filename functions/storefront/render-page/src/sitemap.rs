//! The sitemap and `robots.txt` for search engines.

use std::sync::Arc;

use askama::Template;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use shared::domain::catalogue::cards::{Entry as Product, Scope, Sort};
use shared::domain::time::utc_date;
use shared::site::NoPage;
use shared::store::catalog_cards::Listed;

use crate::layout::Published;
use crate::words::Lang;
use crate::{html, reply};

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    entries: Vec<Entry>,
}

struct Entry {
    loc: String,
    changed: Option<String>,
    alternates: Vec<(&'static str, String)>,
}

/// Every page worth indexing, in every language (<https://www.sitemaps.org/protocol.html>).
pub(crate) fn xml(
    published: &Published,
    listed: &Listed,
    request: &Request,
) -> Result<Response<Body>, NoPage> {
    let legal = &listed.settings.legal;
    let texts = [("/terms", &legal.terms), ("/privacy", &legal.privacy)].into_iter();
    let texts = texts.filter(|(_, text)| text.is_some()).map(|(path, _)| path);
    let fixed = ["/", "/products"].into_iter().chain(texts).map(|path| (path.to_owned(), None));
    let products = listed.cards.categories().flat_map(|(_, scope)| by_id(scope)).map(|product| {
        let path = format!("/products/{}", product.summary.slug);
        (path, Some(utc_date(product.updated_at).to_string()))
    });
    let categories = listed.cards.categories();
    let categories = categories.map(|(category, _)| (format!("/products?category={category}"), None));
    let paths: Vec<(String, Option<String>)> = fixed.chain(categories).chain(products).collect();
    let entries = paths.iter().flat_map(|(path, changed)| {
        Lang::ALL.map(|lang| Entry {
            loc: address(published, lang, path),
            changed: changed.clone(),
            alternates: Lang::ALL.map(|other| (other.tag(), address(published, other, path))).to_vec(),
        })
    });
    let text = html(&Sitemap { entries: entries.collect() })?;
    Ok(reply::file(StatusCode::OK, "application/xml; charset=utf-8", text, request))
}

fn by_id(scope: &Scope) -> Vec<&Arc<Product>> {
    let mut products: Vec<&Arc<Product>> = scope.from(Sort::Newest, None).collect();
    products.sort_unstable_by_key(|product| product.summary.id);
    products
}

/// Excludes the API and the pages of purchases from search engines, and links the sitemap.
pub(crate) fn robots(published: &Published, request: &Request) -> Response<Body> {
    let purchases = |lang: Lang| format!("Disallow: {0}/checkout/\nDisallow: {0}/track/\n", lang.prefix());
    let text = format!(
        "User-agent: *\nDisallow: /api/\n{}Sitemap: {}/sitemap.xml\n",
        Lang::ALL.map(purchases).concat(),
        published.storefront_url
    );
    reply::file(StatusCode::OK, "text/plain; charset=utf-8", text, request)
}

fn address(published: &Published, lang: Lang, path: &str) -> String {
    let path = if path == "/" && lang == Lang::De { "" } else { path };
    format!("{}{}{path}", published.storefront_url, lang.prefix())
}
