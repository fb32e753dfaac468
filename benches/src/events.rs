//! Sample events for each function, about one completed purchase.

use aws_lc_rs::hmac;
use serde_json::{Value, json};
use shared::clock;
use shop_tests::events::{ApiCall, batch_of_one};

use crate::aws::WEBHOOK_SECRET;
use crate::environment::Environment;
use crate::purchase::CompletedPurchase;
use crate::requests::{cart, checkout, webhook};

fn signed(purchase: &CompletedPurchase) -> Value {
    let body = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
        "id": purchase.session_id, "client_reference_id": purchase.order_id,
    }}});
    let (body, time) = (body.to_string(), clock::now().as_second());
    let key = hmac::Key::new(hmac::HMAC_SHA256, WEBHOOK_SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
    webhook(format!("t={time},v1={}", hex::encode(tag)), body)
}

fn staff(route: &'static str, path: &[(&'static str, String)], body: Option<&Value>) -> Value {
    let body = body.map(ToString::to_string);
    ApiCall { path: path.to_vec(), body, ..ApiCall::by_staff(route) }.event()
}

/// Returns an event for a function; `n` varies events that must be unique.
#[allow(clippy::too_many_lines, reason = "one arm for each function")]
pub(crate) fn event(
    function: &str,
    environment: &Environment,
    purchase: &CompletedPurchase,
    n: usize,
) -> Value {
    let order = [("id", purchase.order_id.clone())];
    let product = [("id", environment.product.id.to_string())];
    let variant = [
        ("id", environment.product.id.to_string()),
        ("variant_id", environment.product.variants[0].id.to_string()),
    ];
    let none = json!({});
    match function {
        "empty-handler" | "list-products" | "render-page" => ApiCall::to("GET /products").event(),
        "get-product" => {
            let path = vec![("slug", environment.product.slug.to_string())];
            ApiCall { path, ..ApiCall::to("GET /products/{slug}") }.event()
        }
        "quote-cart" => {
            let body = Some(cart(environment).to_string());
            ApiCall { body, ..ApiCall::to("POST /cart/quote") }.event()
        }
        "start-checkout" => checkout(environment, &format!("cold-{n}")),
        "get-checkout" => ApiCall { path: order.to_vec(), ..ApiCall::to("GET /checkouts/{id}") }.event(),
        "cancel-checkout" => {
            ApiCall { path: order.to_vec(), ..ApiCall::to("POST /checkouts/{id}/cancel") }.event()
        }
        "track-order" => {
            let headers = vec![("authorization", "Bearer somebody".to_owned())];
            ApiCall { path: order.to_vec(), headers, ..ApiCall::to("GET /orders/{id}") }.event()
        }
        "cancel-order" => {
            let headers = vec![("authorization", "Bearer somebody".to_owned())];
            ApiCall { path: order.to_vec(), headers, ..ApiCall::to("POST /orders/{id}/cancel") }.event()
        }
        "request-tracking-link" => {
            let body = Some(json!({"email": format!("{n}@example.org")}).to_string());
            ApiCall { body, ..ApiCall::to("POST /tracking-links") }.event()
        }
        "find-tracking-links" => {
            let asked = json!({"request_id": "lnk_01h455vb4pex5vsknk084sn02q", "customer_hash": "nobody's"});
            batch_of_one(&json!({"v": 1, "body": asked}).to_string(), None)
        }
        "stripe-webhook" => signed(purchase),
        "settle-payment" => batch_of_one(&purchase.hint, Some(&purchase.session_id)),
        "relay-events" => purchase.records.clone(),
        "send-mail" => batch_of_one(&purchase.mail, None),
        "issue-refund" => {
            let refund = "ref_01h455vb4pex5vsknk084sn02q";
            let body = json!({"order_id": purchase.order_id, "refund_id": refund});
            batch_of_one(&json!({"v": 1, "body": body}).to_string(), None)
        }
        "admin-list-products" => staff("GET /admin/products", &[], None),
        "admin-get-product" => staff("GET /admin/products/{id}", &product, None),
        "admin-create-product" => staff("POST /admin/products", &[], Some(&none)),
        "admin-update-product" => staff("PUT /admin/products/{id}", &product, Some(&none)),
        "admin-delete-product" => {
            staff("DELETE /admin/products/{id}", &[("id", purchase.order_id.clone())], None)
        }
        "admin-add-image" => staff("POST /admin/products/{id}/images", &product, Some(&none)),
        "admin-confirm-image" => {
            let image = "img_01h455vb4pex5vsknk084sn02q".to_owned();
            let path = [("id", environment.product.id.to_string()), ("image_id", image)];
            staff("POST /admin/products/{id}/images/{image_id}/confirm", &path, None)
        }
        "admin-create-variant" => staff("POST /admin/products/{id}/variants", &product, Some(&none)),
        "admin-update-variant" => {
            staff("PUT /admin/products/{id}/variants/{variant_id}", &variant, Some(&none))
        }
        "admin-delete-variant" => staff("DELETE /admin/products/{id}/variants/{variant_id}", &variant, None),
        "get-shop" => ApiCall::to("GET /shop").event(),
        "admin-list-audit" => staff("GET /admin/audit", &[], None),
        "admin-verify-audit" => {
            let subject = [("subject", purchase.order_id.clone())];
            staff("GET /admin/audit/{subject}/verification", &subject, None)
        }
        "admin-get-settings" => staff("GET /admin/settings", &[], None),
        "admin-update-settings" => staff("PUT /admin/settings", &[], Some(&none)),
        "admin-list-orders" => staff("GET /admin/orders", &[], None),
        "admin-export-customer" => {
            staff("POST /admin/customers/export", &[], Some(&json!({"email": "nobody@example.org"})))
        }
        "admin-erase-customer" => {
            staff("POST /admin/customers/erase", &[], Some(&json!({"email": "nobody@example.org"})))
        }
        "admin-export-orders" => staff("GET /admin/orders/export", &[], None),
        "admin-print-queue" => staff("GET /admin/print-queue", &[], None),
        "admin-summary" => staff("GET /admin/summary", &[], None),
        "admin-get-document" => {
            let path = [("id", purchase.order_id.clone()), ("document", "invoice".to_owned())];
            staff("GET /admin/orders/{id}/documents/{document}", &path, None)
        }
        "admin-get-order" => {
            let query = vec![("customer", "true".to_owned())];
            let path = order.to_vec();
            ApiCall { path, query, ..ApiCall::by_staff("GET /admin/orders/{id}") }.event()
        }
        "admin-transition-order" => {
            let body = json!({"to": "processing", "version": 1_000, "details_verified": true});
            staff("POST /admin/orders/{id}/transitions", &order, Some(&body))
        }
        "admin-correct-address" => {
            let body = json!({
                "version": 1_000, "name": "Ada", "line1": "Ring 7", "postal_code": "10115", "city": "Berlin",
                "country": "DE",
            });
            staff("PUT /admin/orders/{id}/shipping-address", &order, Some(&body))
        }
        "admin-send-parcel" => {
            let body = json!({"version": 1_000, "carrier": "DHL", "tracking_number": "1"});
            staff("POST /admin/orders/{id}/parcels", &order, Some(&body))
        }
        "admin-correct-parcel" => {
            let body = json!({"version": 1_000, "parcel": 0, "carrier": "DHL", "tracking_number": "1"});
            staff("PUT /admin/orders/{id}/parcels", &order, Some(&body))
        }
        "admin-change-ship-by" => {
            let body = json!({"version": 1_000, "ship_by": "2027-01-25", "reason": "The printer broke"});
            staff("PUT /admin/orders/{id}/ship-by", &order, Some(&body))
        }
        "admin-create-note" => {
            let body = json!({"text": "It is drying.", "visible_to_customer": false});
            staff("POST /admin/orders/{id}/notes", &order, Some(&body))
        }
        "admin-transition-orders" => {
            let step = json!({"to": "processing", "version": 1_000, "details_verified": true});
            let body = json!({"rows": [{"order_id": purchase.order_id, "transition": step}]});
            staff("POST /admin/orders/transitions", &[], Some(&body))
        }
        "admin-refund-order" => {
            let amount = json!({"amount": 100, "currency": "EUR"});
            let body = json!({"version": 1_000, "amount": amount, "reason": "scratched"});
            staff("POST /admin/orders/{id}/refunds", &order, Some(&body))
        }
        "list-categories" => ApiCall::to("GET /categories").event(),
        "admin-get-categories" => staff("GET /admin/categories", &[], None),
        "admin-update-categories" => staff("PUT /admin/categories", &[], Some(&none)),
        "admin-restore-product" => staff("POST /admin/products/{id}/restore", &product, None),
        "admin-duplicate-product" => staff("POST /admin/products/{id}/duplicate", &product, Some(&none)),
        "admin-export-products" => staff("GET /admin/products/export", &[], None),
        "admin-export-products-csv" => staff("GET /admin/products/export/csv", &[], None),
        "admin-import-products" => staff("POST /admin/products/import", &[], Some(&none)),
        // Scheduled functions ignore their event.
        _ => none,
    }
}
