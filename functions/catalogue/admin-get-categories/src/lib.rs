//! `GET /admin/categories`: returns the categories in the format that `PUT` accepts, with their audit trail.

use serde::Serialize;
use shared::domain::audit::AuditEntry;
use shared::domain::catalogue::category::Categories;
use shared::http::{Access, Answer, Endpoint, Route, Tagged};
use shared::store::Products;
use utoipa::ToSchema;

/// Categories with their audit trail, for staff.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CategoriesWithAudit {
    /// Categories in display order.
    #[serde(flatten)]
    pub content: Categories,
    /// Audit trail of the categories, oldest entry first.
    pub audit: Vec<AuditEntry>,
}

pub struct AdminGetCategories;

impl Endpoint for AdminGetCategories {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/categories", Access::CATALOGUE_READERS)
        .summary("Get the categories in display order, with their audit trail.");
    type Deps = Products;
    type Input = ();
    type Reply = Tagged<CategoriesWithAudit>;

    async fn handle(products: &Self::Deps, (): Self::Input) -> Answer<Self> {
        let found = products.categories().await?;
        let content = CategoriesWithAudit { content: found.stored.content, audit: found.audit };
        Ok(Tagged::versioned(content, found.stored.version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminGetCategories>()
}
