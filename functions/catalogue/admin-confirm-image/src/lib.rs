//! `POST /admin/products/{id}/images/{image_id}/confirm`: checks an uploaded picture or 3D model, publishes it and adds
//! it to its product.

use jiff::Timestamp;
use serde_json::json;
use shared::api::product::ImagePath;
use shared::domain::audit::{Action, Event};
use shared::domain::catalogue::product::{FileType, Image, Model, Product, UPLOADED};
use shared::domain::fault::Faults;
use shared::domain::ids::ImageId;
use shared::domain::purchase::Actor;
use shared::domain::text::Text;
use shared::http::{Access, Answer, Endpoint, Now, Path, Principal, Problem, Route, StatusCode, Tagged};
use shared::store::items::UploadItem;
use shared::store::products::ProductWithTrail;
use shared::store::{ProductWriter, StoreError};
use shared_images::{Bucket, Checked, Refused, check};

/// Number of attempts to change a product that others change at the same time: several pictures are often confirmed at
/// once.
const TRIES: u8 = 6;

pub struct AdminConfirmImage;

impl Endpoint for AdminConfirmImage {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/products/{id}/images/{image_id}/confirm", Access::ADMIN)
        .summary(
            "Confirm an upload: validate the file and add the picture to the end of its product's \
            pictures, or set the 3D model. Idempotent.",
        )
        .problems(&[
            (409, "conflict"),
            (409, "not_uploaded"),
            (409, "product_archived"),
            (422, "image_refused"),
        ]);
    type Deps = (ProductWriter, Bucket);
    type Input = (Principal, Path<ImagePath>, Now);
    type Reply = Tagged<Product>;

    async fn handle(
        (products, bucket): &Self::Deps,
        (principal, Path(path), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
        let upload = match progress(found, path.image_id)? {
            Progress::Done(product) => return Ok(answer(*product)),
            Progress::Announced { upload, .. } => upload,
        };
        let file = bucket.uploaded(&upload).await.map_err(Problem::unavailable)?;
        let Some(file) = file else { return already_confirmed(products, path).await };
        let checked = match check(file, upload.content_type) {
            Ok(checked) => checked,
            Err(refused) => {
                bucket.discard(&upload).await.map_err(Problem::unavailable)?;
                products.forget_upload(&upload).await?;
                return Err(image_refused(&refused));
            }
        };
        let widths = publish(bucket, &upload, checked).await?;
        let product = put_on_product(products, path, &widths, &principal.actor(), now).await?;
        // The product has the file now. If this fails, the bucket removes the upload after a day.
        if let Err(error) = bucket.discard(&upload).await {
            tracing::warn!(error = %error, "the uploaded file could not be deleted");
        }
        Ok(answer(product))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminConfirmImage>()
}

/// Publishes a picture in each of its widths, or a model, and returns the widths. The checked bytes are published from
/// memory, so nothing can change between check and publication.
async fn publish(bucket: &Bucket, upload: &UploadItem, checked: Checked) -> Result<Vec<u16>, Problem> {
    let kind = upload.content_type.served();
    let picture = match checked {
        Checked::Picture(picture) => picture,
        Checked::Model(file) => {
            bucket.publish(&upload.path(), kind, file).await.map_err(Problem::unavailable)?;
            return Ok(Vec::new());
        }
    };
    let served = picture.served_at(&upload.path()).map_err(Problem::internal)?;
    for (path, file) in served.files {
        bucket.publish(&path, kind, file).await.map_err(Problem::unavailable)?;
    }
    Ok(served.widths)
}

/// Handles a missing file: another request has just confirmed it, or it was never uploaded.
async fn already_confirmed(products: &ProductWriter, path: ImagePath) -> Result<Tagged<Product>, Problem> {
    let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
    match progress(found, path.image_id)? {
        Progress::Done(product) => Ok(answer(*product)),
        Progress::Announced { .. } => Err(not_uploaded()),
    }
}

/// The progress of an upload.
enum Progress {
    /// Registered, with the product as it is without the file.
    Announced { found: Box<ProductWithTrail>, upload: UploadItem },
    /// Confirmed: the product already has the file.
    Done(Box<Product>),
}

fn progress(found: ProductWithTrail, id: ImageId) -> Result<Progress, Problem> {
    if let Some(upload) = found.uploads.iter().find(|upload| upload.image_id == id).cloned() {
        return Ok(Progress::Announced { found: Box::new(found), upload });
    }
    let product = found.stored.product;
    let own = format!("{UPLOADED}{id}.");
    let mut paths =
        product.images.iter().map(|image| &image.path).chain(product.model.iter().map(|model| &model.path));
    if paths.any(|path| path.as_str().starts_with(&own)) {
        Ok(Progress::Done(Box::new(product)))
    } else {
        Err(Problem::not_found())
    }
}

/// Adds the file to the current product, and tries again if the product changed between read and write.
async fn put_on_product(
    products: &ProductWriter,
    path: ImagePath,
    widths: &[u16],
    actor: &Actor,
    now: Timestamp,
) -> Result<Product, Problem> {
    for _ in 0..TRIES {
        let found = products.product_to_change(path.id).await?.ok_or_else(Problem::not_found)?;
        let (before, upload) = match progress(found, path.image_id)? {
            Progress::Done(product) => return Ok(*product),
            Progress::Announced { found, upload } => (found.stored, upload),
        };
        let file = Text::parse(&upload.path()).map_err(Problem::internal)?;
        let (product, action, added) = with_file(&before.product, &upload, file, widths, now)?;
        let event = Event::note(now, actor.clone(), action, json!({ "after": added }));
        match products.add_file(&before, product.clone(), &upload, event).await {
            Err(StoreError::Conflict) => {}
            outcome => return outcome.map(|()| product).map_err(Problem::from),
        }
    }
    Err(Problem::conflict())
}

/// Returns the product with the file, and the action and evidence for its audit entry.
fn with_file(
    before: &Product,
    upload: &UploadItem,
    path: Text<200>,
    widths: &[u16],
    now: Timestamp,
) -> Result<(Product, Action, serde_json::Value), Faults> {
    let alt = upload.alt.clone();
    Ok(match upload.content_type {
        FileType::Glb => {
            let model = Model { path, alt };
            (before.with_model(model.clone(), now), Action::ModelAdded, json!(model))
        }
        FileType::Jpeg | FileType::Png | FileType::Webp => {
            let image = Image { path, alt, variant_id: upload.variant_id, widths: widths.to_vec() };
            (before.with_image(image.clone(), now)?, Action::ImageAdded, json!(image))
        }
    })
}

fn answer(product: Product) -> Tagged<Product> {
    let version = product.version;
    Tagged::versioned(product, version)
}

fn not_uploaded() -> Problem {
    let detail = "The file was not uploaded. Upload it with the URL and headers of the permit, then confirm \
        it.";
    Problem::new(StatusCode::CONFLICT, "not_uploaded", detail)
}

fn image_refused(refused: &Refused) -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Problem::new(status, "image_refused", refused.to_string()).with("reason", refused.code())
}
