//! `PUT /admin/categories`: replaces the categories' names and order.

use shared::domain::audit::{Action, Event, difference};
use shared::domain::catalogue::category::Categories;
use shared::http::{Access, Answer, Endpoint, IfMatch, Json, Now, Principal, Problem, Route, Tagged};
use shared::store::ProductWriter;

pub struct AdminUpdateCategories;

impl Endpoint for AdminUpdateCategories {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/categories", Access::ADMIN)
        .summary("Replace the categories: add, rename, reorder and remove in one request.")
        .problems(&[(409, "conflict")]);
    type Deps = ProductWriter;
    type Input = (Principal, IfMatch, Json<Categories>, Now);
    type Reply = Tagged<Categories>;

    async fn handle(
        products: &Self::Deps,
        (principal, if_match, Json(content), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        content.check()?;
        let before = products.categories().await?.stored;
        if_match.check(before.version)?;
        if content == before.content {
            return Ok(Tagged::versioned(content, before.version));
        }
        let evidence = difference(&before.content, &content).map_err(Problem::internal)?;
        let event = Event::note(now, actor, Action::CategoriesUpdated, evidence);
        let version = products.replace_categories(&before, content.clone(), event).await?;
        Ok(Tagged::versioned(content, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminUpdateCategories>()
}
