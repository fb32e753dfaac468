//! Staff hand a part of an order to a carrier, ahead of the parcel with which it is shipped.

use deserr::Deserr;
use jiff::Timestamp;
use serde_json::json;
use utoipa::ToSchema;

use super::evidence::check_tracking;
use super::{Actor, Change, MailKind, Order, Parcel, ParcelLine, Purchase, PurchaseState, Refused};
use crate::at_most::AtMost;
use crate::audit::{Action, Event};
use crate::checkout::quote::MAX_LINES;
use crate::fault::Faults;
use crate::text::Text;

/// The number of parcels of an order, with the last one.
pub const MAX_PARCELS: usize = 20;

/// A parcel with a part of the order. The order is shipped with the last parcel, by a transition.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewParcel {
    /// Version of the order that the caller loaded.
    pub version: u64,
    /// Carrier of the parcel.
    pub carrier: Text<60>,
    /// Tracking number of the carrier.
    pub tracking_number: Text<80>,
    /// HTTPS URL at which the customer can track the parcel.
    #[deserr(default)]
    pub tracking_url: Option<Text<400>>,
    /// Items in the parcel.
    #[deserr(default, from(Option<AtMost<ParcelLine, MAX_LINES>>) = AtMost::optional)]
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Option<Vec<ParcelLine>>,
    /// Proceed although the payment was refunded in full or is disputed.
    #[deserr(default)]
    pub override_payment_hold: Option<bool>,
}

impl Purchase {
    /// Adds a parcel to an order that is being made, and owes the mail about it. The order stays in production.
    pub fn send_parcel(self, request: &NewParcel, actor: &Actor, now: Timestamp) -> Result<Change, Refused> {
        let mut order = self.order_as_seen(request.version)?.clone();
        if order.state != PurchaseState::Processing {
            return Err(Refused::WrongState(order.state));
        }
        check(request, &order)?;
        let hold = self.payment_hold(&order)?;
        if let Some(hold) = hold.filter(|_| request.override_payment_hold != Some(true)) {
            return Err(Refused::PaymentHeld(hold));
        }
        let parcel = Parcel {
            carrier: request.carrier.clone(),
            tracking_number: request.tracking_number.clone(),
            tracking_url: request.tracking_url.clone(),
            lines: request.lines.clone().unwrap_or_default(),
        };
        let mut evidence = json!({"parcel": order.parcels.len(), "after": parcel});
        if let Some(hold) = hold {
            evidence["payment_hold_overridden"] = hold.as_str().into();
        }
        order.parcels.push(parcel);
        let mut change = Change::of(self);
        change.events.push(Event::note(now, actor.clone(), Action::ParcelSent, evidence));
        change.owe(MailKind::Parcel(order.parcels.len()), now);
        change.order = Some(order);
        Ok(change)
    }
}

/// Checks a parcel: its tracking details, and that all parcels together have no more items than the order.
fn check(request: &NewParcel, order: &Order) -> Result<(), Faults> {
    let mut faults = Faults::default();
    check_tracking(Some(&request.tracking_number), request.tracking_url.as_ref(), &mut faults);
    if order.parcels.len().saturating_add(1) >= MAX_PARCELS {
        let detail = format!("An order has at most {MAX_PARCELS} parcels; ship it with the next one.");
        faults.push("/version", "too_many", detail);
    }
    let lines = request.lines.as_deref().unwrap_or_default();
    if request.lines.as_ref().is_some_and(Vec::is_empty) {
        faults.push("/lines", "wrong_length", "Must contain at least one line, or be omitted.");
    }
    for (place, line) in lines.iter().enumerate() {
        let Some(ordered) = order.quote.lines.get(line.line) else {
            faults.push(format!("/lines/{place}/line"), "unknown_line", "The order does not have this line.");
            continue;
        };
        if lines.iter().take(place).any(|earlier| earlier.line == line.line) {
            faults.push(format!("/lines/{place}/line"), "duplicate_line", "The line is named twice.");
        }
        let left = ordered.quantity.saturating_sub(order.sent(line.line));
        if !(1..=left).contains(&line.quantity) {
            let detail = format!("Must be between 1 and {left}, which were not sent yet.");
            faults.push(format!("/lines/{place}/quantity"), "quantity_out_of_range", detail);
        }
    }
    faults.into_result()
}

impl Order {
    /// Returns the number of items of a line that are in parcels.
    fn sent(&self, line: usize) -> u32 {
        let lines = self.parcels.iter().flat_map(|parcel| &parcel.lines);
        let quantities = lines.filter(|sent| sent.line == line).map(|sent| sent.quantity);
        quantities.fold(0, u32::saturating_add)
    }
}
