//! The storefront's pages: HTML that search engines and browsers without JavaScript can read, behind the CDN.

mod cards;
mod filter;
mod home;
mod layout;
mod list;
mod picture;
mod preview;
mod price;
mod product;
mod reply;
mod route;
mod sitemap;
mod words;

use askama::Template;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use shared::clock;
use shared::config::{self, StartError};
use shared::domain::catalogue::product::PublicProduct;
use shared::domain::shop::settings::{Settings, ShopAddress};
use shared::domain::text::{Slug, Text};
use shared::domain::time::utc_date;
use shared::site::{NoPage, Site};
use shared::start::{Env, FromEnv, StorefrontUrl};
use shared::store::catalog_cards::CatalogCards;
use shared::store::catalog_items::CatalogItems;

use filter::Filter;
use home::HomePage;
use layout::{IslandPage, Layout, Published, TextPage};
use list::ListPage;
use product::{ProductPage, paragraphs};
use route::{Page, Route};
use words::Words;

pub use filter::PARAMETERS;
pub use preview::Previews;

/// Reads the catalogue and the previews of pictures.
pub struct Deps {
    pub catalog: CatalogCards,
    /// For the product's page.
    pub items: CatalogItems,
    pub previews: Previews,
    published: Published,
}

impl Deps {
    /// `storefront_url` must have no trailing slash.
    pub fn new(
        catalog: CatalogCards,
        items: CatalogItems,
        previews: Previews,
        storefront_url: String,
        assets_version: String,
    ) -> Result<Self, StartError> {
        let words = Words::read().map_err(|_| {
            StartError::Invalid("web/strings", "the storefront's text files cannot be parsed")
        })?;
        Ok(Self { catalog, items, previews, published: Published { words, storefront_url, assets_version } })
    }
}

impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        let (items, bucket, StorefrontUrl(storefront_url)) = env.handle().await?;
        // Not read yet: a product's page needs only its own parts of the catalogue.
        let catalog = CatalogCards::new(env.store().await?, env.compact_catalogs()?);
        let assets_version = config::required("ASSETS_VERSION")?;
        Self::new(catalog, items, Previews::new(bucket), storefront_url, assets_version)
    }
}

pub struct RenderPage;

impl Site for RenderPage {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Deps;

    async fn handle(deps: &Deps, request: &Request) -> Result<Response<Body>, NoPage> {
        let route = Route::of(request.uri().path());
        match &route.page {
            Page::Product(slug) => product_page(deps, request, &route, slug).await,
            Page::Home | Page::Products | Page::Sitemap => listed_page(deps, request, &route).await,
            _ => plain_page(deps, request, &route).await,
        }
    }

    fn sorry(deps: &Deps, request: &Request, status: StatusCode) -> Response<Body> {
        let route = Route::of(request.uri().path());
        let w = &deps.published.words.of(route.lang).page;
        let l = Layout::new(&deps.published, &Settings::starter(), &route, "text")
            .titled(&w.sorry_title)
            .hidden();
        let onward = Some((format!("{}/products", l.prefix()), w.home_browse.as_str()));
        let page =
            TextPage { l, heading: &w.sorry_title, paragraphs: vec![w.sorry.clone()], address: None, onward };
        // If even this page fails, the customer still reads a sentence.
        let page = page.render().unwrap_or_else(|_| w.sorry.clone());
        reply::page(status, page, request)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::site::run::<RenderPage>()
}

fn html(page: &impl Template) -> Result<String, NoPage> {
    page.render().map_err(NoPage::broken)
}

/// A page about many products.
async fn listed_page(deps: &Deps, request: &Request, route: &Route) -> Result<Response<Body>, NoPage> {
    let listed = deps.catalog.recent(clock::now()).await?;
    let l = |name| Layout::new(&deps.published, &listed.settings, route, name);
    let page = match &route.page {
        Page::Sitemap => return sitemap::xml(&deps.published, &listed, request),
        Page::Home => html(&HomePage::new(l("home"), &listed))?,
        _ => {
            let query = request.uri().query().unwrap_or_default();
            let filter = Filter::read(query, listed.settings.currency);
            html(&ListPage::new(l("list"), &listed, &filter))?
        }
    };
    Ok(reply::page(StatusCode::OK, page, request))
}

/// A page without products, which needs only the settings.
async fn plain_page(deps: &Deps, request: &Request, route: &Route) -> Result<Response<Body>, NoPage> {
    let settings = deps.items.settings(clock::now()).await?;
    let l = |name| Layout::new(&deps.published, &settings, route, name);
    let translation = deps.published.words.of(route.lang);
    let w = &translation.page;
    let island = |name, heading| {
        let l = l(name).titled(heading).hidden().with_words(translation).map_err(NoPage::broken)?;
        html(&IslandPage { l, heading })
    };
    let legal = |heading, text: &Option<Text<20_000>>| match text {
        Some(text) => {
            let page = text_page(l("text").titled(heading), heading, text, &settings);
            Ok(reply::page(StatusCode::OK, html(&page)?, request))
        }
        None => not_found(deps, request, route, &settings),
    };
    let page = match &route.page {
        Page::Cart => island("cart", &w.cart_title)?,
        Page::Checkout => island("checkout", &w.checkout_title)?,
        Page::Done => island("done", &w.done_title)?,
        Page::Back => island("back", &w.back_title)?,
        Page::Track => island("track", &w.track_title)?,
        Page::Links => island("links", &w.links_title)?,
        Page::Terms => return legal(&w.terms, &settings.legal.terms),
        Page::Privacy => return legal(&w.privacy, &settings.legal.privacy),
        Page::Robots => return Ok(sitemap::robots(&deps.published, request)),
        // The other pages were answered above.
        _ => return not_found(deps, request, route, &settings),
    };
    Ok(reply::page(StatusCode::OK, page, request))
}

/// The product's page, a redirect to it, or that there is none.
async fn product_page(
    deps: &Deps,
    request: &Request,
    route: &Route,
    slug: &Slug,
) -> Result<Response<Body>, NoPage> {
    let now = clock::now();
    let (parts, product) = deps.items.page(slug, now).await?;
    let Some(product) = product else { return not_found(deps, request, route, &parts.settings) };
    if product.slug != *slug {
        return Ok(reply::moved(&format!("{}/products/{}", route.lang.prefix(), product.slug)));
    }
    let Some(shown) = PublicProduct::of(&product).map_err(NoPage::broken)? else {
        return not_found(deps, request, route, &parts.settings);
    };
    let l = Layout::new(&deps.published, &parts.settings, route, "product");
    let l = l.with_words(deps.published.words.of(route.lang)).map_err(NoPage::broken)?;
    let preview = match shown.images.first() {
        Some(image) => deps.previews.of(image).await,
        None => None,
    };
    let page = ProductPage::new(l, &parts, &product, &shown, preview, utc_date(now))?;
    Ok(reply::page(StatusCode::OK, html(&page)?, request))
}

fn not_found(
    deps: &Deps,
    request: &Request,
    route: &Route,
    settings: &Settings,
) -> Result<Response<Body>, NoPage> {
    let w = &deps.published.words.of(route.lang).page;
    let l = Layout::new(&deps.published, settings, route, "text").titled(&w.not_found_title).hidden();
    let onward = Some((format!("{}/products", l.prefix()), w.home_browse.as_str()));
    let paragraphs = vec![w.not_found.clone()];
    let page = TextPage { l, heading: &w.not_found_title, paragraphs, address: None, onward };
    Ok(reply::page(StatusCode::NOT_FOUND, html(&page)?, request))
}

/// A legal text of the shop, with its owner's address.
fn text_page<'a>(l: Layout<'a>, heading: &'a str, text: &Text<20_000>, settings: &Settings) -> TextPage<'a> {
    TextPage {
        heading,
        paragraphs: paragraphs(text.as_str()),
        address: settings.address.as_ref().map(ShopAddress::lines),
        onward: None,
        l,
    }
}
