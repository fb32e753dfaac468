//! Staff correct the carrier or tracking number of a shipped parcel.

use deserr::Deserr;
use jiff::Timestamp;
use serde_json::json;
use utoipa::ToSchema;

use super::evidence::check_tracking;
use super::{Actor, Change, MailKind, Parcel, Purchase, PurchaseState, Refused};
use crate::audit::{Action, Event};
use crate::fault::{Broken, Faults};
use crate::text::Text;

/// The corrected tracking details of a parcel. They replace all earlier ones of the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ParcelCorrection {
    /// Version of the order that the caller loaded.
    pub version: u64,
    /// Position of the parcel in the order, starting at 0.
    pub parcel: usize,
    /// Carrier of the parcel.
    pub carrier: Text<60>,
    /// Tracking number of the carrier.
    pub tracking_number: Text<80>,
    /// HTTPS URL at which the customer can track the parcel.
    #[deserr(default)]
    pub tracking_url: Option<Text<400>>,
    /// `true` sends the customer a mail with the corrected details.
    #[deserr(default)]
    #[schema(required = false)]
    pub notify: bool,
}

impl Purchase {
    /// Corrects the tracking details of a parcel that is on its way, and owes the mail about it if the request says so.
    pub fn correct_parcel(
        self,
        request: &ParcelCorrection,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refused> {
        let mut order = self.order_as_seen(request.version)?.clone();
        if !matches!(order.state, PurchaseState::Processing | PurchaseState::Shipped) {
            return Err(Refused::WrongState(order.state));
        }
        let mut faults = Faults::default();
        check_tracking(Some(&request.tracking_number), request.tracking_url.as_ref(), &mut faults);
        let Some(parcel) = order.parcels.get_mut(request.parcel) else {
            faults.add(Broken::new("unknown_parcel", "The order does not have this parcel.").at("/parcel"));
            return Err(faults.into());
        };
        faults.into_result()?;
        let corrected = Parcel {
            carrier: request.carrier.clone(),
            tracking_number: request.tracking_number.clone(),
            tracking_url: request.tracking_url.clone(),
            lines: parcel.lines.clone(),
        };
        let evidence = json!({"parcel": request.parcel, "before": parcel, "after": corrected});
        *parcel = corrected;
        let mut change = Change::of(self);
        change.events.push(Event::note(now, actor.clone(), Action::TrackingCorrected, evidence));
        if request.notify {
            change.owe_again(MailKind::TrackingCorrected, now);
        }
        change.order = Some(order);
        Ok(change)
    }
}
