//! `POST /admin/products/{id}/images`: a permit to upload a picture or a 3D model.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Serialize;
use shared::api::product::ProductPath;
use shared::config::StartError;
use shared::domain::ids::ImageId;
use shared::domain::product::UploadDraft;
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::Store;
use shared::store::items::UploadItem;
use shared_images::Bucket;
use utoipa::ToSchema;

/// Reads products, writes announced uploads, and signs for the bucket.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The bucket.
    pub bucket: Bucket,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, bucket: Bucket::from_env(env)? })
    }
}

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

/// The endpoint.
pub struct AdminAddImage;

impl Endpoint for AdminAddImage {
    const ROUTE: Route = Route {
        function: "admin-add-image",
        method: method::POST,
        path: "/admin/products/{id}/images",
        access: Access::ADMIN,
        summary: "Request a permit to upload a picture or a 3D model. Confirm the upload afterwards.",
        problems: &[(404, "not_found"), (409, "product_archived")],
    };
    type Deps = Deps;
    type Path = ProductPath;
    type Query = NoParams;
    type Body = Json<UploadDraft>;
    type Reply = Created<Upload>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (Json(draft), now) = (call.body, call.now);
        let found = deps.store.product_to_change(call.path.id).await?.ok_or_else(Problem::not_found)?;
        draft.check(&found.stored.product)?;
        let (size, image_id) = (draft.size, ImageId::from_uuid(random::uuid(now)));
        let upload = UploadItem::new(call.path.id, image_id, draft, now);
        let permit = deps.bucket.permit(&upload, size, now).await.map_err(Problem::unavailable)?;
        deps.store.announce_upload(&upload).await?;
        let (url, headers, expires_at) = (permit.url, permit.headers, permit.expires_at);
        Ok(Created(Upload { image_id, method: "PUT", url, headers, expires_at }))
    }
}
