//! Sample events for each function, about one completed purchase.

use aws_lc_rs::hmac;
use serde_json::{Value, json};
use shared::clock;
use shop_tests::events::{ApiCall, batch_of_one};

use crate::aws::WEBHOOK_SECRET;
use crate::binaries::EMPTY;
use crate::environment::Environment;
use crate::purchase::CompletedPurchase;
use crate::requests::{by_link, checkout, quote, returned, staff, track, transition, webhook};

/// The list page and the product page of the storefront.
pub(crate) const PAGES: [&str; 2] = ["render-page, list page", "render-page, product page"];

/// Returns the cases in which a function is measured: one, named as the function, or one for each page.
pub(crate) fn cases_of(function: &str) -> Vec<&str> {
    if function == function_of(PAGES[0]) { PAGES.into() } else { vec![function] }
}

/// Returns the function of a case.
pub(crate) fn function_of(case: &str) -> &str {
    case.split_once(", ").map_or(case, |(function, _)| function)
}

fn signed(purchase: &CompletedPurchase) -> Value {
    let body = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
        "id": purchase.session_id, "client_reference_id": purchase.order_id,
    }}});
    let (body, time) = (body.to_string(), clock::now().as_second());
    let key = hmac::Key::new(hmac::HMAC_SHA256, WEBHOOK_SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
    webhook(format!("t={time},v1={}", hex::encode(tag)), body)
}

/// Returns an event for a case; `n` varies events that must be unique.
#[allow(clippy::too_many_lines, reason = "one arm for each function")]
pub(crate) fn event(case: &str, environment: &Environment, purchase: &CompletedPurchase, n: usize) -> Value {
    let order = [("id", purchase.order_id.clone())];
    let product = [("id", environment.product.id.to_string())];
    let variant = [
        ("id", environment.product.id.to_string()),
        ("variant_id", environment.product.variants[0].id.to_string()),
    ];
    let none = json!({});
    match case {
        EMPTY | "list-products" | "render-page, list page" => ApiCall::to("GET /products").event(),
        "get-product" | "render-page, product page" => {
            let path = vec![("slug", environment.product.slug.to_string())];
            ApiCall { path, ..ApiCall::to("GET /products/{slug}") }.event()
        }
        "quote-cart" => quote(environment),
        "start-checkout" => checkout(environment, &format!("cold-{n}")),
        "get-checkout" => returned(&purchase.order_id),
        "cancel-checkout" => {
            ApiCall { path: order.to_vec(), ..ApiCall::to("POST /checkouts/{id}/cancel") }.event()
        }
        "track-order" => track(&purchase.order_id, &purchase.tracking_secret),
        "cancel-order" => by_link("POST /orders/{id}/cancel", &purchase.order_id, &purchase.tracking_secret),
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
            transition(&purchase.order_id, &body)
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
        "admin-resend-mail" => {
            staff("POST /admin/orders/{id}/mails", &order, Some(&json!({"mail": "delivered"})))
        }
        "record-mail-feedback" => {
            let id = purchase.order_id.as_str();
            let report = json!({"order_id": id, "message_id": "another", "event": "Bounce"});
            batch_of_one(&json!({"v": 1, "body": report}).to_string(), None)
        }
        // Scheduled functions ignore their event.
        "anchor-audit" | "index-catalogue" | "reconcile" | "retention" => none,
        other => panic!("the bench has no event for {other}"),
    }
}
