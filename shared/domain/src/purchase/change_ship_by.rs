//! Staff change the day by which an order is to be shipped.

use deserr::Deserr;
use jiff::{Span, Timestamp};
use serde_json::json;
use utoipa::ToSchema;

use super::{Actor, Change, MailKind, Purchase, Refused};
use crate::audit::{Action, Event};
use crate::fault::{Broken, Faults};
use crate::shop::calendar::Day;
use crate::text::Text;
use crate::time::utc_date;

/// The number of days from today within which an order can be promised.
const FARTHEST: i64 = 366;

/// Another day by which an order is to be shipped.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShipByChange {
    /// Version of the order that the caller loaded.
    pub version: u64,
    /// New ship-by date, from today (UTC) to 366 days ahead.
    pub ship_by: Day,
    /// Reason of the change, for the audit trail. Not shown to the customer.
    pub reason: Text<400>,
    /// `true` sends the customer a mail with the new date.
    #[deserr(default)]
    #[schema(required = false)]
    pub notify: bool,
}

impl Purchase {
    /// Changes the ship-by date of an order that is still to be shipped, and owes the mail about it if the request says so.
    pub fn change_ship_by(
        self,
        request: &ShipByChange,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        let mut order = self.order_to_ship(request.version)?.clone();
        let (today, Day(ship_by)) = (utc_date(now), request.ship_by);
        if !(today..=today.saturating_add(Span::new().days(FARTHEST))).contains(&ship_by) {
            let detail = format!("Must be between today and {FARTHEST} days ahead.");
            return Err(Faults::from(Broken::new("out_of_range", detail).at("/ship_by")).into());
        }
        let evidence = json!({"before": order.ship_by, "after": ship_by});
        order.ship_by = ship_by;
        let mut change = Change::of(self);
        let event = Event::note(now, actor.clone(), Action::ShipByChanged, evidence);
        change.events.push(event.because(request.reason.as_str()));
        if request.notify {
            change.owe_again(MailKind::ShipByChanged, now);
        }
        change.order = Some(order);
        Ok(change)
    }
}
