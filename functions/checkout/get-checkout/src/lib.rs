//! `GET /checkouts/{id}`: returns the state of a purchase, for the page that customers return to from paying.

use deserr::Deserr;
use jiff::Timestamp;
use serde::Serialize;
use shared::domain::checkout::quote::Quote;
use shared::domain::fault::Faults;
use shared::domain::ids::{OrderId, OrderNumber};
use shared::domain::money::Money;
use shared::domain::purchase::{self, CancellationReason, PurchaseState};
use shared::domain::shop::settings::TaxMode;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Path, Problem, Route};
use shared::store::Purchases;
use shared::telemetry;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct CheckoutPath {
    /// Id of the checkout.
    #[param(inline)]
    pub id: OrderId,
}

/// A checkout as returned to its customer.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Checkout {
    /// Id of the checkout.
    pub checkout_id: OrderId,
    /// Payment state of the checkout: `pending_payment`, `payment_confirmed` or `cancelled`.
    pub state: PurchaseState,
    /// Quote that was frozen at the start of the checkout.
    pub quote: Quote,
    /// URL of the payment page while the checkout can be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Time at which the payment page expires or expired.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// Order number, once the purchase is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<OrderNumber>,
    /// Mode in which the purchase is taxed.
    pub tax_mode: TaxMode,
    /// Tax added to the quote's total, once paid. Absent if prices include tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_added: Option<Money>,
    /// Amount paid including tax, once paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_paid: Option<Money>,
    /// `true` if the customer completed Stripe's page but the bank has not confirmed the payment; some payment methods
    /// take days.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub awaiting_bank: bool,
    /// Reason of the cancellation, once the state is `cancelled`. `returned` also applies to a payment that arrived
    /// after cancellation and is refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_because: Option<CancellationReason>,
}

impl Checkout {
    /// Builds the view of a checkout at a time; none before its payment page was opened.
    fn at(now: Timestamp, item: purchase::Checkout) -> Option<Self> {
        let payable = item.state == PurchaseState::PendingPayment;
        let expires_at = item.session.as_ref().map_or(item.closes_at, |session| session.expires_at);
        let session =
            item.session.filter(|session| payable && !item.awaiting_bank && session.expires_at > now);
        let returned = item.money_returned.then_some(CancellationReason::Returned);
        let why = returned.or(item.cancelled_because).filter(|_| item.state == PurchaseState::Cancelled);
        (item.state != PurchaseState::Cart).then(|| Self {
            checkout_id: item.id,
            state: item.state,
            quote: item.quote,
            url: session.map(|session| session.url),
            expires_at,
            order_number: item.order_number.filter(|_| item.state == PurchaseState::PaymentConfirmed),
            tax_mode: item.tax.mode(),
            tax_added: item.paid.map(|paid| paid.tax_added).filter(|tax| tax.amount != 0),
            total_paid: item.paid.map(|paid| paid.total),
            awaiting_bank: payable && item.awaiting_bank,
            cancelled_because: why,
        })
    }
}

pub struct GetCheckout;

impl Endpoint for GetCheckout {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/checkouts/{id}", Access::Public)
        .summary("Get the state of a purchase, and the URL of its payment page while it can be paid.");
    type Deps = Purchases;
    type Input = (Path<CheckoutPath>, Now);
    type Reply = Ok200<Checkout>;

    async fn handle(purchases: &Self::Deps, (Path(path), Now(now)): Self::Input) -> Answer<Self> {
        telemetry::about(path.id);
        let item = purchases.checkout(path.id).await?;
        let checkout = item.and_then(|item| Checkout::at(now, item));
        checkout.map(Ok200).ok_or_else(Problem::not_found)
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<GetCheckout>()
}

#[cfg(test)]
mod tests {
    use shared::domain::audit::ChainHead;
    use shared::domain::checkout::quote::ShippingOption;
    use shared::domain::money::Currency;
    use shared::domain::purchase::SessionRef;
    use shared::domain::purchase::tax::TaxTreatment;
    use shared::domain::text::Slug;

    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// A checkout whose payment page closes at second 100.
    fn item(state: PurchaseState) -> purchase::Checkout {
        let price = Money::new(100, Currency::EUR);
        let shipping = ShippingOption { id: Slug::parse("post").unwrap(), name: "Post".into(), price };
        let quote = Quote {
            lines: Vec::new(),
            subtotal: price,
            country: "DE".into(),
            shipping_options: Vec::new(),
            shipping,
            total: price,
            lead_time_days: 1,
            ship_by: jiff::civil::date(2027, 1, 2),
        };
        let session =
            SessionRef { id: "cs_1".into(), url: "https://pay.example/1".into(), expires_at: second(100) };
        purchase::Checkout {
            id: OrderId::parse("ord_01h455vb4pex5vsknk084sn02q").unwrap(),
            state,
            quote,
            tax: TaxTreatment::SmallBusiness,
            session: Some(session),
            stock: Vec::new(),
            closes_at: second(100),
            awaiting_bank: false,
            cancelled_because: None,
            money_returned: false,
            disputes: Vec::new(),
            order_number: None,
            confidential: None,
            customer_hash: None,
            secret_hash: None,
            erased_at: None,
            paid: None,
            version: 1,
            chain: ChainHead::empty(),
            created_at: second(0),
        }
    }

    #[test]
    fn a_frozen_cart_is_not_shown() {
        assert_eq!(Checkout::at(second(1), item(PurchaseState::Cart)), None);
    }

    #[test]
    fn the_payment_page_is_shown_only_while_it_is_open_and_wanted() {
        let url = |state, now| Checkout::at(second(now), item(state)).unwrap().url;
        assert_eq!(url(PurchaseState::PendingPayment, 99).as_deref(), Some("https://pay.example/1"));
        assert_eq!(url(PurchaseState::PendingPayment, 100), None);
        assert_eq!(url(PurchaseState::PaymentConfirmed, 99), None);
        assert_eq!(url(PurchaseState::Cancelled, 99), None);
    }

    #[test]
    fn a_page_that_the_bank_is_busy_with_is_not_paid_again() {
        let order_number = Some(OrderNumber::from_random([7; 5]));
        let waiting = purchase::Checkout {
            awaiting_bank: true,
            order_number: order_number.clone(),
            ..item(PurchaseState::PendingPayment)
        };
        let shown = Checkout::at(second(1), waiting.clone()).unwrap();
        assert_eq!((shown.awaiting_bank, shown.url), (true, None));
        assert_eq!(shown.order_number, None, "clients take a number for a payment");
        let paid = purchase::Checkout { state: PurchaseState::PaymentConfirmed, ..waiting };
        let paid = Checkout::at(second(1), paid).unwrap();
        assert_eq!((paid.awaiting_bank, paid.order_number), (false, order_number));
    }

    #[test]
    fn a_cancelled_purchase_tells_why_and_above_all_that_money_goes_back() {
        let cancelled_because = Some(CancellationReason::Expired);
        let expired = purchase::Checkout { cancelled_because, ..item(PurchaseState::Cancelled) };
        assert_eq!(Checkout::at(second(1), expired.clone()).unwrap().cancelled_because, cancelled_because);
        let returned = purchase::Checkout { money_returned: true, ..expired };
        let shown = Checkout::at(second(1), returned).unwrap();
        assert_eq!(shown.cancelled_because, Some(CancellationReason::Returned));
    }
}
