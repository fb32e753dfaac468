//! Image and 3D model uploads by staff.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Ask, Shop, Staff, dragon, eventually};

fn picture(format: ImageFormat, side: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::new(side, side).write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn path(product: &Value) -> String {
    format!("/admin/products/{}", product["id"].as_str().unwrap())
}

/// Announces an upload and returns its permit.
async fn announce(staff: &Staff<'_>, product: &Value, kind: &str, size: usize) -> Value {
    let body = json!({"content_type": kind, "size": size, "alt": "A dragon, asleep"});
    staff.post(&format!("{}/images", path(product)), &body).await.json(201)
}

/// Uploads a file as the permit says, with some headers replaced.
async fn send(shop: &Shop, permit: &Value, file: &[u8], changed: &[(&str, &str)]) -> Answer {
    let method = permit["method"].as_str().unwrap().parse::<Method>().unwrap();
    let mut request = shop.request(method, permit["url"].as_str().unwrap());
    for (name, value) in
        permit["headers"].as_object().unwrap().iter().filter(|(name, _)| *name != "content-length")
    {
        let other = changed.iter().find(|(changed, _)| changed == name).map(|(_, value)| *value);
        request = request.header(name, other.unwrap_or(value.as_str().unwrap()));
    }
    request.body(file.to_vec()).ask().await
}

async fn confirm(staff: &Staff<'_>, product: &Value, permit: &Value) -> Answer {
    let image = permit["image_id"].as_str().unwrap();
    staff.api(Method::POST, &format!("{}/images/{image}/confirm", path(product))).ask().await
}

/// Uploads an image and adds it to the product.
async fn add_image(staff: &Staff<'_>, product: &Value, kind: &str, format: ImageFormat) -> Value {
    let file = picture(format, 64);
    let permit = announce(staff, product, kind, file.len()).await;
    assert_eq!(send(staff.shop, &permit, &file, &[]).await.status, 200);
    confirm(staff, product, &permit).await.json(200)
}

fn images(product: &Value) -> Vec<Value> {
    product["images"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_uploaded_image_is_checked_shown_and_cached_forever() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    for (kind, format) in [
        ("image/jpeg", ImageFormat::Jpeg),
        ("image/png", ImageFormat::Png),
        ("image/webp", ImageFormat::WebP),
        // A file whose name says otherwise.
        ("image/jpeg", ImageFormat::WebP),
    ] {
        let file = picture(format, 500);
        let before = images(&staff.get(&path(&product)).await.json(200));
        let permit = announce(&staff, &product, kind, file.len()).await;
        confirm(&staff, &product, &permit).await.problem(409, "not_uploaded");
        assert_eq!(images(&staff.get(&path(&product)).await.json(200)), before);
        assert_eq!(send(&shop, &permit, &file, &[]).await.status, 200);
        let shown = confirm(&staff, &product, &permit).await.json(200);
        let image = images(&shown).pop().unwrap();
        assert_eq!(image["alt"], "A dragon, asleep");
        assert_eq!(image["widths"], json!([160, 400, 500]));
        let widest = image["path"].as_str().unwrap();
        for (width, file) in [(160, "-160.webp"), (400, "-400.webp"), (500, ".webp")] {
            let served = shop.api(Method::GET, &widest.replace(".webp", file)).send().await.unwrap();
            let header = |name: &str| served.headers()[name].to_str().unwrap().to_owned();
            assert_eq!((served.status().as_u16(), header("content-type")), (200, "image/webp".to_owned()));
            assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
            let shown = image::load_from_memory(&served.bytes().await.unwrap()).unwrap();
            assert_eq!((shown.width(), shown.height()), (width, width));
        }
        let again = confirm(&staff, &product, &permit).await.json(200);
        assert_eq!((&again["version"], images(&again).len()), (&shown["version"], images(&shown).len()));
    }
    let page = format!("/products/{}", product["slug"].as_str().unwrap());
    eventually("the pictures on the product's page", async || {
        (images(&shop.get(&page).await.json(200)).len() == 5).then_some(())
    })
    .await;
    let trail = staff.get(&path(&product)).await.json(200)["audit"].clone();
    assert_eq!(trail.as_array().unwrap().iter().filter(|entry| entry["action"] == "image_added").count(), 4);
}

#[tokio::test]
async fn a_permit_is_for_one_file_of_its_type_and_size() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let file = picture(ImageFormat::Png, 64);
    let permit = announce(&staff, &product, "image/png", file.len()).await;
    assert_eq!(send(&shop, &permit, &file, &[("content-type", "text/html")]).await.status, 403);
    let longer = [file.as_slice(), b"more"].concat();
    assert_eq!(send(&shop, &permit, &longer, &[]).await.status, 403);
    let mut elsewhere = permit.clone();
    elsewhere["url"] = json!(permit["url"].as_str().unwrap().replace("/uploads/", "/media/"));
    assert_eq!(send(&shop, &elsewhere, &file, &[]).await.status, 403);
    assert_eq!(send(&shop, &permit, &file, &[]).await.status, 200);
    assert_eq!(send(&shop, &permit, &file, &[]).await.status, 412, "a second file takes the place of none");
}

#[tokio::test]
async fn an_invalid_image_never_becomes_public() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let small = picture(ImageFormat::Png, 63);
    let half = picture(ImageFormat::Png, 200);
    let half = &half[..half.len() / 2];
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let refused: [(&[u8], &str); 5] = [
        (b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
        (half, "unreadable"),
        (MODEL, "other_type"),
        (heic, "format"),
        (&small, "size"),
    ];
    for (file, reason) in refused {
        let permit = announce(&staff, &product, "image/png", file.len()).await;
        assert_eq!(send(&shop, &permit, file, &[]).await.status, 200);
        let problem = confirm(&staff, &product, &permit).await.problem(422, "image_refused");
        assert_eq!(problem["reason"], reason);
        confirm(&staff, &product, &permit).await.problem(404, "not_found");
        let path = format!("/media/{}.webp", permit["image_id"].as_str().unwrap());
        assert_eq!(shop.get(&path).await.status, 403);
    }
    let bucket = json!({"Bucket": shop.value("/media_bucket"), "Prefix": format!("uploads/{}", product["id"].as_str().unwrap())});
    let left = shop.aws().call("s3", "list_objects_v2", bucket).await;
    assert_eq!(left["Contents"].as_array().map_or(0, Vec::len), 0, "files that were refused are gone");
    assert_eq!(images(&staff.get(&path(&product)).await.json(200)), images(&product));
}

#[tokio::test]
async fn images_are_ordered_described_tied_to_a_variant_and_removed() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let shown = add_image(&staff, &product, "image/webp", ImageFormat::WebP).await;
    let uploaded = images(&shown)[1]["path"].clone();
    let mut draft = dragon();
    draft["slug"] = product["slug"].clone();
    let red = product["variants"].as_array().unwrap().iter().find(|v| v["type"] == "color").unwrap();
    let name = json!({"type": "color", "value": red["value"]});
    let first = json!({"path": uploaded, "alt": "Red, from behind", "variant": name});
    draft["images"] = json!([first, draft["images"][0]]);
    let version = shown["version"].as_u64().unwrap();
    let changed = staff.change(Method::PUT, &path(&product), version, &draft).await.json(200);
    let expected =
        json!({"path": uploaded, "alt": "Red, from behind", "variant_id": red["id"], "widths": [64]});
    assert_eq!(changed["images"][0], expected);

    draft["images"][0]["variant"]["value"] = json!("No such colour");
    let refused = staff.change(Method::PUT, &path(&product), version + 1, &draft).await.faults();
    assert_eq!(refused, ["/images/0/variant unknown_variant"]);
    draft["images"] = json!([]);
    let bare = staff.change(Method::PUT, &path(&product), version + 1, &draft).await.json(200);
    assert_eq!(images(&bare), [Value::Null; 0]);
    draft["images"] = json!([{"path": uploaded, "alt": "Once more"}]);
    let refused = staff.change(Method::PUT, &path(&product), version + 2, &draft).await.faults();
    assert_eq!(refused, ["/images/0/path unknown_image"]);
}

#[tokio::test]
async fn all_errors_of_an_upload_announcement_are_returned_at_once() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let announcing = format!("{}/images", path(&product));
    let faults = staff
        .post(&announcing, &json!({"content_type": "image/gif", "alt": " ", "size": "1"}))
        .await
        .faults();
    assert_eq!(faults, ["/alt empty_text", "/content_type unknown_value", "/size wrong_type"]);
    let other = "var_01h455vb4pex5vsknk084sn02q";
    let body = json!({"content_type": "image/png", "alt": "A", "size": 10_485_761, "variant_id": other});
    let faults = staff.post(&announcing, &body).await.faults();
    assert_eq!(faults, ["/size out_of_range", "/variant_id unknown_variant"]);
    let nobody = "/admin/products/prd_01h455vb4pex5vsknk084sn02q/images";
    let body = json!({"content_type": "image/png", "alt": "A", "size": 100});
    staff.post(nobody, &body).await.problem(404, "not_found");
}

#[tokio::test]
async fn images_confirmed_concurrently_are_all_kept() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let (png, jpeg, webp) = tokio::join!(
        add_image(&staff, &product, "image/png", ImageFormat::Png),
        add_image(&staff, &product, "image/jpeg", ImageFormat::Jpeg),
        add_image(&staff, &product, "image/webp", ImageFormat::WebP),
    );
    assert!([png, jpeg, webp].iter().any(|product| images(product).len() == 4));
    assert_eq!(images(&staff.get(&path(&product)).await.json(200)).len(), 4);
}

const MODEL: &[u8] = include_bytes!("../../../infra/seed/models/low-poly-planter.glb");

/// Uploads a file and confirms it as the product's 3D model.
async fn upload_model(staff: &Staff<'_>, product: &Value, file: &[u8]) -> Answer {
    let permit = announce(staff, product, "model/gltf-binary", file.len()).await;
    assert_eq!(send(staff.shop, &permit, file, &[]).await.status, 200);
    confirm(staff, product, &permit).await
}

#[tokio::test]
async fn a_product_has_one_3d_model_until_it_is_removed() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let first = upload_model(&staff, &product, MODEL).await.json(200);
    let shown = upload_model(&staff, &product, MODEL).await.json(200);
    let model = shown["model"].clone();
    assert_ne!(model["path"], first["model"]["path"], "a path is never used for another file");
    let served = shop.api(Method::GET, model["path"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(served.headers()["content-type"], "model/gltf-binary");
    assert_eq!(served.bytes().await.unwrap(), MODEL);
    let page = format!("/products/{}", product["slug"].as_str().unwrap());
    let seen = async || shop.get(&page).await.json(200)["model"].clone();
    eventually("the model on the product's page", async || (seen().await == model).then_some(())).await;

    let mut draft = dragon();
    draft["slug"] = product["slug"].clone();
    draft["model"] = json!({"path": model["path"], "alt": "A planter to turn"});
    let version = shown["version"].as_u64().unwrap();
    let kept = staff.change(Method::PUT, &path(&product), version, &draft).await.json(200);
    assert_eq!(kept["model"], draft["model"]);
    draft["model"]["path"] = first["model"]["path"].clone();
    let refused = staff.change(Method::PUT, &path(&product), version + 1, &draft).await.faults();
    assert_eq!(refused, ["/model/path unknown_model"]);
    draft["model"] = Value::Null;
    let bare = staff.change(Method::PUT, &path(&product), version + 1, &draft).await.json(200);
    assert_eq!(bare["model"], Value::Null);
}

#[tokio::test]
async fn an_invalid_3d_model_is_refused_with_a_reason() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let product = staff.product().await;
    let png = picture(ImageFormat::Png, 64);
    for (file, reason) in [(&MODEL[..MODEL.len() / 2], "unreadable"), (png.as_slice(), "other_type")] {
        let problem = upload_model(&staff, &product, file).await.problem(422, "image_refused");
        assert_eq!(problem["reason"], reason);
    }
    let of_one = product["variants"][0]["id"].clone();
    let body = json!({"content_type": "model/gltf-binary", "alt": "A", "size": 100, "variant_id": of_one});
    let faults = staff.post(&format!("{}/images", path(&product)), &body).await.faults();
    assert_eq!(faults, ["/variant_id not_of_one_variant"]);
}
