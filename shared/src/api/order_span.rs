//! The time span and cursor of a paged list of orders.

use domain::fault::Faults;
use domain::purchase::PurchaseState;
use domain::time::Moment;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::http::{Cursor, invalid_cursor};
use crate::store::lists::{OrderList, OrderPosition};

/// Default length of a list's span, in months.
const MONTHS_BACK: i32 = 24;

/// The orders in one state, or all. Adds a fault for the states before payment, in which a purchase is not an order
/// yet.
pub fn in_state(state: Option<PurchaseState>, faults: &mut Faults) -> OrderList {
    if matches!(state, Some(PurchaseState::Cart | PurchaseState::PendingPayment)) {
        faults.push("/state", "no_order_state", "Must be `payment_confirmed` or a later state.");
    }
    state.map_or(OrderList::All, OrderList::InState)
}

/// The content of a cursor: the position at which a page ended, and the span of the first page. The default span
/// depends on the clock, so later pages must not compute it again.
#[derive(Serialize, Deserialize)]
struct Place {
    from: Timestamp,
    to: Timestamp,
    position: OrderPosition,
}

/// The parameters of a list request, apart from its filters.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestedSpan<'a> {
    /// Start of the span; 24 months before its end by default.
    pub from: Option<Moment>,
    /// End of the span; now by default.
    pub to: Option<Moment>,
    pub cursor: Option<&'a str>,
}

#[derive(Debug)]
pub struct OrderSpan {
    name: String,
    /// The span in which the orders were paid, both ends included.
    pub range: (Timestamp, Timestamp),
    /// The position after which the page starts.
    pub position: Option<OrderPosition>,
}

impl OrderSpan {
    /// Parses the parameters, or returns every fault after those already found in the filters. `list` names the list with
    /// its filters: a cursor is valid only for the same list, filters and span.
    pub fn read(
        list: &str,
        requested: RequestedSpan<'_>,
        now: Timestamp,
        mut faults: Faults,
    ) -> Result<Self, Faults> {
        let (from, to) = range(requested, now);
        if from > to {
            faults.push("/from", "after_to", "`from` must not be after `to`.");
        }
        let given = |moment: Option<Moment>| moment.map(|moment| moment.0);
        let name = format!("{list} {:?} {:?}", given(requested.from), given(requested.to));
        let place = requested.cursor.map(|cursor| Cursor::<Place>::decode(&name, cursor));
        let place = place.transpose().map_err(|fault| faults.add(fault)).unwrap_or_default();
        let possible =
            |place: &Place| place.from <= place.to && place.position.is_between(place.from, place.to);
        if place.as_ref().is_some_and(|place| !possible(place)) {
            faults.add(invalid_cursor());
        }
        faults.into_result()?;
        Ok(match place {
            Some(Place { from, to, position }) => Self { name, range: (from, to), position: Some(position) },
            None => Self { name, range: (from, to), position: None },
        })
    }

    /// The cursor of the page that starts after a position.
    pub fn cursor(&self, position: OrderPosition) -> String {
        let (from, to) = self.range;
        Cursor::encode(&self.name, Place { from, to, position })
    }
}

fn range(requested: RequestedSpan<'_>, now: Timestamp) -> (Timestamp, Timestamp) {
    let to = requested.to.map_or(now, |to| to.0);
    let from = requested.from.map_or_else(|| months_before(to), |from| from.0);
    (from, to)
}

fn months_before(to: Timestamp) -> Timestamp {
    to.to_zoned(TimeZone::UTC).saturating_sub(MONTHS_BACK.months()).timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T09:30:00Z".parse().unwrap()
    }

    fn moment(written: &str) -> Moment {
        Moment::try_from(written.to_owned()).unwrap()
    }

    fn read(list: &str, requested: RequestedSpan<'_>) -> Result<OrderSpan, Vec<(String, &'static str)>> {
        let read = OrderSpan::read(list, requested, now(), Faults::default());
        read.map_err(|faults| faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect())
    }

    fn first() -> OrderSpan {
        read("orders", RequestedSpan::default()).unwrap()
    }

    fn position() -> OrderPosition {
        serde_json::from_str(r#"{"month": "2026-10-01", "after": null}"#).unwrap()
    }

    fn refused(list: &str, requested: RequestedSpan<'_>) {
        assert_eq!(read(list, requested).unwrap_err(), [("/cursor".to_owned(), "invalid_cursor")]);
    }

    #[test]
    fn without_times_the_list_covers_the_last_two_years() {
        assert_eq!(first().range, ("2024-11-23T09:30:00Z".parse().unwrap(), now()));
    }

    #[test]
    fn the_next_page_keeps_the_times_of_the_first() {
        let cursor = first().cursor(position());
        let requested = RequestedSpan { cursor: Some(&cursor), ..RequestedSpan::default() };
        let next = OrderSpan::read("orders", requested, now() + 1.hour(), Faults::default()).unwrap();
        assert_eq!((next.range, next.position), (first().range, Some(position())));
    }

    #[test]
    fn a_cursor_of_another_list_or_of_none_is_a_fault() {
        let cursor = first().cursor(position());
        let requested = RequestedSpan { cursor: Some(&cursor), ..RequestedSpan::default() };
        refused("others", requested);
        refused("orders", RequestedSpan { from: Some(moment("2026-01-01T00:00:00Z")), ..requested });
        refused("orders", RequestedSpan { cursor: Some("?"), ..requested });
    }

    #[test]
    fn a_cursor_that_no_page_can_have_given_is_a_fault() {
        let span = first();
        let order = "ord_01h455vb4pex5vsknk084sn02q";
        for forged in [
            r#"{"month": "2027-01-01", "after": null}"#.to_owned(),
            r#"{"month": "2020-01-01", "after": null}"#.to_owned(),
            format!(r#"{{"month": "2026-10-01", "after": ["2026-09-30T00:00:00Z", "{order}"]}}"#),
            format!(r#"{{"month": "2026-11-01", "after": ["2026-11-30T00:00:00Z", "{order}"]}}"#),
        ] {
            let cursor = span.cursor(serde_json::from_str(&forged).unwrap());
            refused("orders", RequestedSpan { cursor: Some(&cursor), ..RequestedSpan::default() });
        }
        let backwards = Place { from: now(), to: now() - 1.hour(), position: position() };
        let backwards = Cursor::encode(&span.name, backwards);
        refused("orders", RequestedSpan { cursor: Some(&backwards), ..RequestedSpan::default() });
    }

    #[test]
    fn a_list_that_ends_before_it_begins_is_a_fault_beside_those_of_its_filters() {
        let mut faults = Faults::default();
        in_state(Some(PurchaseState::PendingPayment), &mut faults);
        let requested = RequestedSpan {
            from: Some(moment("2026-02-01T00:00:00Z")),
            to: Some(moment("2026-01-01T00:00:00+01:00")),
            cursor: None,
        };
        let faults = OrderSpan::read("orders", requested, now(), faults).unwrap_err();
        let found: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(found, [("/state", "no_order_state"), ("/from", "after_to")]);
    }
}
