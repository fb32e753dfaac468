//! `POST /admin/products/{id}/images`: issues a permit to upload a picture or a 3D model.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use shared::api::product::ProductPath;
use shared::domain::catalogue::product::UploadDraft;
use shared::domain::ids::ImageId;
use shared::http::{Access, Answer, Created, Endpoint, Json, Now, Path, Problem, Route};
use shared::random;
use shared::store::ProductWriter;
use shared::store::items::UploadItem;
use shared_images::Bucket;
use utoipa::ToSchema;

/// A permit to upload one file of the declared type and size, once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Upload {
    /// Id of the file, for confirming the upload.
    pub image_id: ImageId,
    /// HTTP method of the upload, always `PUT`.
    pub method: &'static str,
    /// URL to upload the file to.
    pub url: String,
    /// Headers to send unchanged with the upload. Browsers set `content-length` themselves.
    pub headers: BTreeMap<String, String>,
    /// Time at which the permit expires.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

pub struct AdminAddImage;

impl Endpoint for AdminAddImage {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/{id}/images", Access::ADMIN)
        .summary("Request a permit to upload a picture or a 3D model. Confirm the upload afterwards.")
        .problems(&[(409, "product_archived")]);
    type Deps = (ProductWriter, Bucket);
    type Input = (Path<ProductPath>, Json<UploadDraft>, Now);
    type Reply = Created<Upload>;

    async fn handle(
        (products, bucket): &Self::Deps,
        (Path(path), Json(draft), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
        draft.check(&found.stored.product)?;
        let (size, image_id) = (draft.size, ImageId::from_uuid(random::uuid(now)));
        let upload = UploadItem::new(path.id, image_id, draft, now);
        let permit = bucket.permit(&upload, size, now).await.map_err(Problem::unavailable)?;
        products.announce_upload(&upload).await?;
        let (url, headers, expires_at) = (permit.url, permit.headers, permit.expires_at);
        Ok(Created(Upload { image_id, method: "PUT", url, headers, expires_at }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminAddImage>()
}
