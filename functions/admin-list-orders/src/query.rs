//! What is asked of the list.

use deserr::Deserr;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use shared::domain::fault::{Broken, Faults};
use shared::domain::ids::OrderNumber;
use shared::domain::purchase::PurchaseState;
use shared::http::{Cursor, Flag, Limit, invalid_cursor};
use shared::lookup::{LookupKey, TypedEmail};
use shared::store::orders::{OrderList, OrderPosition};
use shared::views::order::Moment;
use utoipa::IntoParams;

/// How far back the list goes unless told.
const MONTHS_BACK: i32 = 24;

/// What is asked of the list. It holds an e-mail, so it does not print.
#[derive(Default, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// Only orders in this state, from `payment_confirmed` on.
    #[deserr(default)]
    #[param(inline)]
    pub state: Option<PurchaseState>,
    /// Only orders paid then or later; 24 months before `to` unless told.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Only orders paid then or earlier; now unless told.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Moment>,
    /// Only this customer's orders. Not together with `state`, and not for viewers.
    #[deserr(default)]
    pub email: Option<String>,
    /// Only the order of this number, in either case. Not together with another filter.
    #[deserr(default)]
    #[param(example = "3DT-7K2M9QXA")]
    pub number: Option<String>,
    /// Only orders that should have been shipped before today and were not, the longest overdue first. Not together with
    /// another filter.
    #[deserr(default)]
    #[param(value_type = bool, required = false)]
    pub overdue: Flag,
    /// `next_cursor` of the page before.
    #[deserr(default)]
    pub cursor: Option<String>,
    /// How many at once.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
}

impl OrderQuery {
    /// The number that is asked for, if one is, and alone.
    pub(crate) fn number(&self) -> Result<Option<OrderNumber>, Faults> {
        let Some(written) = &self.number else { return Ok(None) };
        let mut faults = Faults::default();
        let detail = "An order's number is asked for alone.";
        if self.cursor.is_some() {
            faults.push("/cursor", "not_combinable", detail);
        }
        self.alone("/number", detail, &mut faults);
        let number = faults.keep("/number", OrderNumber::try_from(written.trim().to_uppercase()));
        faults.into_result()?;
        Ok(number)
    }

    /// Notes every other filter beside one that goes with none.
    pub(crate) fn alone(&self, wanted: &str, detail: &str, faults: &mut Faults) {
        let filters = [
            ("/email", self.email.is_some()),
            ("/from", self.from.is_some()),
            ("/number", self.number.is_some()),
            ("/overdue", self.overdue.0),
            ("/state", self.state.is_some()),
            ("/to", self.to.is_some()),
        ];
        for (pointer, _) in filters.into_iter().filter(|(pointer, given)| *given && *pointer != wanted) {
            faults.push(pointer, "not_combinable", detail);
        }
    }
}

/// Where a page ended, and between which times the list was begun: the clock goes on while somebody turns pages.
#[derive(Serialize, Deserialize)]
struct Place {
    from: Timestamp,
    to: Timestamp,
    position: OrderPosition,
}

/// What is read from the table.
pub(crate) struct Selection {
    name: String,
    pub(crate) list: OrderList,
    pub(crate) range: (Timestamp, Timestamp),
    pub(crate) position: Option<OrderPosition>,
}

impl Selection {
    /// Reads what is asked, or tells every fault in it.
    pub(crate) fn read(query: &OrderQuery, lookup: &LookupKey, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let list = list(query, lookup, &mut faults);
        let (from, to) = range(query, now);
        if from > to {
            faults.push("/from", "after_to", "The list would end before it begins.");
        }
        let given = |moment: Option<Moment>| moment.map(|moment| moment.0);
        let name = format!("orders {list:?} {:?} {:?}", given(query.from), given(query.to));
        let place = query.cursor.as_ref().map(|cursor| Cursor::<Place>::decode(&name, cursor));
        let place = place.transpose().map_err(|fault| faults.0.push(fault)).unwrap_or_default();
        let possible =
            |place: &Place| place.from <= place.to && place.position.lies_between(place.from, place.to);
        if place.as_ref().is_some_and(|place| !possible(place)) {
            faults.0.push(invalid_cursor());
        }
        faults.into_result()?;
        Ok(match place {
            Some(Place { from, to, position }) => {
                Self { name, list, range: (from, to), position: Some(position) }
            }
            None => Self { name, list, range: (from, to), position: None },
        })
    }

    /// The cursor to the page at a position.
    pub(crate) fn cursor(&self, position: OrderPosition) -> String {
        let (from, to) = self.range;
        Cursor::encode(&self.name, Place { from, to, position })
    }
}

fn list(query: &OrderQuery, lookup: &LookupKey, faults: &mut Faults) -> OrderList {
    if let (Some(_), Some(_)) = (query.state, &query.email) {
        faults.push("/email", "not_combinable", "Ask for a state or for a customer, not for both.");
    }
    if let Some(email) = &query.email {
        let typed = faults.keep("/email", TypedEmail::parse(email.clone()));
        let email = typed.as_ref().map_or("", |typed| typed.reveal());
        return OrderList::OfCustomer(lookup.customer_hash(email));
    }
    if matches!(query.state, Some(PurchaseState::Cart | PurchaseState::PendingPayment)) {
        faults.push("/state", "no_order_state", "A purchase is an order from payment_confirmed on.");
    }
    query.state.map_or(OrderList::All, OrderList::InState)
}

fn range(query: &OrderQuery, now: Timestamp) -> (Timestamp, Timestamp) {
    let to = query.to.map_or(now, |to| to.0);
    let from = query.from.map_or_else(|| months_before(to), |from| from.0);
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

    fn read(query: &OrderQuery) -> Result<Selection, Vec<(String, &'static str)>> {
        let read = Selection::read(query, &LookupKey::new("secret"), now());
        read.map_err(|faults| faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect())
    }

    fn position() -> OrderPosition {
        serde_json::from_str(r#"{"month": "2026-10-01", "after": null}"#).unwrap()
    }

    #[test]
    fn without_times_the_list_covers_the_last_two_years() {
        let selection = read(&OrderQuery::default()).ok().unwrap();
        assert_eq!(selection.list, OrderList::All);
        assert_eq!(selection.range, ("2024-11-23T09:30:00Z".parse().unwrap(), now()));
    }

    #[test]
    fn the_next_page_keeps_the_times_of_the_first() {
        let first = read(&OrderQuery::default()).ok().unwrap();
        let next = OrderQuery { cursor: Some(first.cursor(position())), ..OrderQuery::default() };
        let later = now() + 1.hour();
        let next = Selection::read(&next, &LookupKey::new("secret"), later).ok().unwrap();
        assert_eq!((next.range, next.position), (first.range, Some(position())));
    }

    #[test]
    fn a_cursor_of_another_list_or_of_none_is_a_fault() {
        let cursor = read(&OrderQuery::default()).ok().unwrap().cursor(position());
        let of_state = OrderQuery { state: Some(PurchaseState::Shipped), ..OrderQuery::default() };
        let of_time = OrderQuery { from: Some(moment("2026-01-01T00:00:00Z")), ..OrderQuery::default() };
        for (query, cursor) in
            [(of_state, cursor.clone()), (of_time, cursor), (OrderQuery::default(), "?".into())]
        {
            let query = OrderQuery { cursor: Some(cursor), ..query };
            assert_eq!(read(&query).err().unwrap(), [("/cursor".to_owned(), "invalid_cursor")]);
        }
    }

    #[test]
    fn a_cursor_that_no_page_can_have_given_is_a_fault() {
        let query = OrderQuery::default();
        let selection = read(&query).ok().unwrap();
        let order = "ord_01h455vb4pex5vsknk084sn02q";
        for forged in [
            r#"{"month": "2027-01-01", "after": null}"#.to_owned(),
            r#"{"month": "2020-01-01", "after": null}"#.to_owned(),
            format!(r#"{{"month": "2026-10-01", "after": ["2026-09-30T00:00:00Z", "{order}"]}}"#),
            format!(r#"{{"month": "2026-11-01", "after": ["2026-11-30T00:00:00Z", "{order}"]}}"#),
        ] {
            let cursor = selection.cursor(serde_json::from_str(&forged).unwrap());
            let query = OrderQuery { cursor: Some(cursor), ..OrderQuery::default() };
            assert_eq!(read(&query).err().unwrap(), [("/cursor".to_owned(), "invalid_cursor")], "{forged}");
        }
        let backwards = Cursor::encode(
            &selection.name,
            Place { from: now(), to: now() - 1.hour(), position: position() },
        );
        let query = OrderQuery { cursor: Some(backwards), ..OrderQuery::default() };
        assert_eq!(read(&query).err().unwrap(), [("/cursor".to_owned(), "invalid_cursor")]);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let query = OrderQuery {
            state: Some(PurchaseState::Shipped),
            email: Some("nobody".into()),
            from: Some(moment("2026-02-01T00:00:00Z")),
            to: Some(moment("2026-01-01T00:00:00+01:00")),
            ..OrderQuery::default()
        };
        let expected = [("/email", "not_combinable"), ("/email", "invalid_email"), ("/from", "after_to")];
        assert_eq!(read(&query).err().unwrap(), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        let unpaid = OrderQuery { state: Some(PurchaseState::PendingPayment), ..OrderQuery::default() };
        assert_eq!(read(&unpaid).err().unwrap(), [("/state".to_owned(), "no_order_state")]);
    }

    #[test]
    fn a_number_is_asked_for_alone_and_in_either_case() {
        let number = |written: &str| OrderQuery { number: Some(written.into()), ..OrderQuery::default() };
        assert_eq!(OrderQuery::default().number().unwrap(), None);
        let found = number(" 3dt-7k2m9qxa ").number().unwrap();
        assert_eq!(found.map(String::from).as_deref(), Some("3DT-7K2M9QXA"));
        let both = OrderQuery { state: Some(PurchaseState::Shipped), ..number("7K2M9QXA") };
        let faults: Vec<_> =
            both.number().unwrap_err().0.into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        let expected = [("/state", "not_combinable"), ("/number", "invalid_order_number")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn neither_list_nor_cursor_holds_the_email_in_clear() {
        let query = OrderQuery { email: Some(" Ada@Example.org".into()), ..OrderQuery::default() };
        let selection = read(&query).ok().unwrap();
        assert_eq!(
            selection.list,
            OrderList::OfCustomer(LookupKey::new("secret").customer_hash("ada@example.org"))
        );
        assert!(!selection.name.to_lowercase().contains("ada@"));
    }
}
