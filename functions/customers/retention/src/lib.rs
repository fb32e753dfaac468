//! Once a day: erases the customer data of orders that ended longer ago than the settings allow.

use jiff::{SignedDuration, Timestamp};
use shared::clock;
use shared::domain::purchase::{Actor, ErasureCause};
use shared::erasure::{Erased, erase_order};
use shared::schedule::Scheduled;
use shared::store::{OrderLists, PurchaseWriter, ShopSettings};
use shared::worker::HandlerError;

/// Time during which a run begins new pages; the next run finds the rest.
const RUN: SignedDuration = SignedDuration::from_mins(4);
/// Number of orders per page.
const PAGE: u16 = 50;

pub struct Retention;

impl Scheduled for Retention {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = (OrderLists, PurchaseWriter, ShopSettings);

    async fn handle((lists, purchases, shop): &Self::Deps, now: Timestamp) -> Result<(), HandlerError> {
        let days = i64::from(shop.settings().await?.retention_days);
        let before = now.saturating_sub(SignedDuration::from_hours(24 * days))?;
        let actor = Actor::System { function: Self::FUNCTION.to_owned() };
        let (mut position, mut erased, mut kept, mut failed) = (None, 0_u32, 0_u32, None);
        loop {
            let page = lists.erasable(before, position, PAGE).await?;
            for order in &page.orders {
                // An order that cannot be erased today must not block the orders after it.
                match erase_order(purchases, order.id, &actor, ErasureCause::RetentionExpired, now).await {
                    Ok(Erased::Done) => erased += 1,
                    Ok(Erased::Held(_)) => kept += 1,
                    Err(error) => {
                        tracing::error!(purchase.id = %order.id, error = %error, "could not erase customer data");
                        failed = Some(error);
                    }
                }
            }
            position = page.next;
            if position.is_none() || clock::now().duration_since(now) > RUN {
                break;
            }
        }
        tracing::info!(
            orders.erased = erased,
            orders.kept = kept,
            "customer data past its retention period erased"
        );
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::schedule::run::<Retention>()
}
