//! `POST /checkouts/{id}/cancel`: the customer changes their mind before paying.

use std::sync::Arc;

use async_trait::async_trait;
use deserr::Deserr;
use serde::Serialize;
use shared::config::StartError;
use shared::domain::fault::Faults;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{Actor, PurchaseState};
use shared::domain::settlement::WhyCancelled;
use shared::domain::text::Text;
use shared::http::{Access, Call, Endpoint, NoBody, NoParams, Ok200, Problem, Route, method};
use shared::payments::Payments;
use shared::start::{Env, FromEnv};
use shared::store::purchases::{Change, Purchase};
use shared::store::{Store, StoreError};
use shared::telemetry::{self, Metric};
use shared::{payment_end, random};
use utoipa::{IntoParams, ToSchema};

/// Changes purchases, and closes payment pages.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Stripe.
    pub payments: Arc<dyn Payments>,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, payments: shared_stripe::from_env(env).await? })
    }
}

/// Which purchase.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub struct CheckoutPath {
    /// Id of the checkout.
    pub id: OrderId,
}

/// State of the purchase after cancellation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cancelled {
    /// Id of the checkout.
    pub checkout_id: OrderId,
    /// Always `cancelled` on success.
    pub state: PurchaseState,
}

/// The endpoint.
pub struct CancelCheckout;

impl Endpoint for CancelCheckout {
    const ROUTE: Route = Route {
        function: "cancel-checkout",
        method: method::POST,
        path: "/checkouts/{id}/cancel",
        access: Access::Public,
        summary: "Cancel an unpaid purchase. Its payment page is expired first.",
        problems: &[(404, "not_found"), (409, "already_paid"), (409, "conflict")],
    };
    type Deps = Deps;
    type Path = CheckoutPath;
    type Query = NoParams;
    type Body = NoBody;
    type Reply = Ok200<Cancelled>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Ok200<Cancelled>, Problem> {
        let id = call.path.id;
        telemetry::about(id);
        let purchase = deps.store.purchase(id).await?.ok_or_else(Problem::not_found)?;
        match (purchase.state(), purchase.checkout.session.clone()) {
            (PurchaseState::Cancelled, _) => {}
            (PurchaseState::PendingPayment, Some(session)) => {
                payment_end::close_page(deps.payments.as_ref(), &session.id).await?;
                cancel(deps, purchase, call.now).await?;
            }
            (PurchaseState::Cart | PurchaseState::PendingPayment, _) => return Err(Problem::not_found()),
            _ => return Err(payment_end::already_paid()),
        }
        Ok(Ok200(Cancelled { checkout_id: id, state: PurchaseState::Cancelled }))
    }
}

async fn cancel(deps: &Deps, purchase: Purchase, now: jiff::Timestamp) -> Result<(), Problem> {
    let id = purchase.checkout.id;
    let mut change = Change::of(purchase);
    let reason = Text::fixed("cancelled by the customer");
    payment_end::cancel(&mut change, Actor::Customer, WhyCancelled::Customer, reason, now)?;
    let shard = random::bytes::<1>()?[0];
    match deps.store.change(change, &[], shard).await {
        // Stripe's word that the page is closed, or was paid before, came first.
        Err(StoreError::Conflict) => match deps.store.checkout(id).await?.map(|checkout| checkout.state) {
            Some(PurchaseState::Cancelled) => Ok(()),
            _ => Err(payment_end::already_paid()),
        },
        written => {
            written?;
            telemetry::count(Metric::CheckoutCancelled, now);
            Ok(())
        }
    }
}
