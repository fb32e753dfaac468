//! Request and response of a checkout.

use deserr::Deserr;
use jiff::Timestamp;
use serde::Serialize;
use shared::domain::at_most::AtMost;
use shared::domain::checkout::cart_id::CartId;
use shared::domain::checkout::quote::{Cart, CartItem, MAX_LINES};
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::money::Money;
use shared::domain::purchase::SessionRef;
use shared::domain::shop::calendar::Day;
use shared::domain::text::Slug;
use shared::http::{Problem, StatusCode};
use utoipa::ToSchema;

/// A cart and the total that the customer agreed to.
#[derive(Debug, Clone, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct CheckoutRequest {
    /// Line items of the cart, 1 to 50.
    #[deserr(from(AtMost<CartItem, MAX_LINES>) = Vec::from)]
    #[schema(min_items = 1, max_items = 50)]
    pub items: Vec<CartItem>,
    /// Destination country as an ISO 3166-1 alpha-2 code.
    #[schema(pattern = "^[A-Z]{2}$", example = "DE")]
    pub country: String,
    /// Id of the shipping option. Defaults to the first that serves the country.
    #[deserr(default)]
    pub shipping_option: Option<Slug>,
    /// Discount code, if the customer entered one.
    #[deserr(default)]
    #[schema(max_length = 100)]
    pub discount_code: Option<String>,
    /// Total that the customer agreed to. A lower current total is charged; a higher one is rejected.
    pub expected_total: Money,
    /// Ship-by date that the customer saw. A later current date is rejected. Without it, any date is accepted.
    // Not serialised if absent, so that the hash of a request that does not have it is the one of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub expected_ship_by: Option<Day>,
    /// Secret id of the customer's cart, drawn at random by the client. A cart has one open payment page at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub cart_id: Option<CartId>,
}

impl CheckoutRequest {
    pub fn cart(&self) -> Cart {
        Cart {
            items: self.items.clone(),
            country: self.country.clone(),
            shipping_option: self.shipping_option.clone(),
            discount_code: self.discount_code.clone(),
        }
    }
}

/// Started checkout with the URL of its payment page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckoutReply {
    /// Id of the checkout.
    pub checkout_id: OrderId,
    /// URL of the Stripe Checkout payment page.
    pub url: String,
    /// Time at which the payment page expires.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

impl CheckoutReply {
    pub fn new(checkout_id: OrderId, session: SessionRef) -> Self {
        Self { checkout_id, url: session.url, expires_at: session.expires_at }
    }
}

/// Problem for a key whose purchase can no longer be paid.
pub(crate) fn closed() -> Problem {
    let detail = "This purchase can no longer be paid. Start a new purchase with a new Idempotency-Key.";
    Problem::new(StatusCode::CONFLICT, "checkout_closed", detail)
}
