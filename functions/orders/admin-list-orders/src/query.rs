use deserr::Deserr;
use jiff::Timestamp;
use shared::api::order_span::{OrderSpan, RequestedSpan, in_state};
use shared::domain::fault::{Broken, Faults};
use shared::domain::ids::OrderNumberStart;
use shared::domain::purchase::PurchaseState;
use shared::domain::time::Moment;
use shared::http::{Flag, Limit};
use shared::lookup::{LookupKey, TypedEmail};
use shared::store::lists::OrderList;
use utoipa::IntoParams;

/// Has no `Debug`, because it contains an email address.
#[derive(Default, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// Only orders in this state: `payment_confirmed` or a later one.
    #[deserr(default)]
    #[param(inline)]
    pub state: Option<PurchaseState>,
    /// Only orders paid at or after this time. Defaults to 24 months before `to`.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Only orders paid at or before this time. Defaults to now.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Moment>,
    /// Only orders of the customer with this email address, and purchases that their bank is to confirm. Cannot be combined with `state`; forbidden for viewers.
    #[deserr(default)]
    #[param(max_length = 320)]
    pub email: Option<String>,
    /// Only the order with this number (case-insensitive), or the orders whose number begins with these three or more
    /// characters: the first page of them, by number. Cannot be combined with other filters.
    #[deserr(default)]
    #[param(max_length = 12, example = "3DT-7K2M9QXA")]
    pub number: Option<String>,
    /// Only orders that were due to ship before today and have not shipped, longest overdue first. Cannot be combined
    /// with other filters.
    #[deserr(default)]
    #[param(value_type = bool, required = false)]
    pub overdue: Flag,
    /// Only purchases whose payment the customer's bank has not confirmed yet, newest first. They are no orders yet, but are
    /// found by `email` and `number` too. Cannot be combined with other filters.
    #[deserr(default)]
    #[param(value_type = bool, required = false)]
    pub awaiting_bank: Flag,
    /// `next_cursor` of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
    /// Maximum number of items per page.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
}

impl OrderQuery {
    /// The requested order number, or its beginning. A combination with another filter is a fault.
    pub(crate) fn number(&self) -> Result<Option<OrderNumberStart>, Faults> {
        let Some(written) = &self.number else { return Ok(None) };
        let mut faults = Faults::default();
        let detail = "`number` cannot be combined with other filters.";
        if self.cursor.is_some() {
            faults.push("/cursor", "not_combinable", detail);
        }
        self.alone("/number", detail, &mut faults);
        let number = faults.keep("/number", written.parse::<OrderNumberStart>());
        faults.into_result()?;
        Ok(number)
    }

    /// Adds a fault for every other filter beside one that must be the only filter.
    pub(crate) fn alone(&self, wanted: &str, detail: &str, faults: &mut Faults) {
        let filters = [
            ("/awaiting_bank", self.awaiting_bank.0),
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

pub(crate) struct Selection {
    pub(crate) list: OrderList,
    pub(crate) span: OrderSpan,
}

impl Selection {
    /// Parses the query, or returns every fault in it.
    pub(crate) fn read(query: &OrderQuery, lookup: &LookupKey, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let list = list(query, lookup, &mut faults);
        let requested = RequestedSpan { from: query.from, to: query.to, cursor: query.cursor.as_deref() };
        let span = OrderSpan::read(&format!("orders {list:?}"), requested, now, faults)?;
        Ok(Self { list, span })
    }
}

fn list(query: &OrderQuery, lookup: &LookupKey, faults: &mut Faults) -> OrderList {
    let Some(email) = &query.email else { return in_state(query.state, faults) };
    if query.state.is_some() {
        faults.push("/email", "not_combinable", "`state` and `customer` cannot be combined.");
    }
    let typed = faults.keep("/email", TypedEmail::try_from(email.to_owned()));
    OrderList::OfCustomer(lookup.customer_hash(typed.as_ref().map_or("", |typed| typed.reveal())))
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

    #[test]
    fn every_fault_is_reported_at_once() {
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
        assert_eq!(found.as_ref().map(OrderNumberStart::as_str), Some("3DT-7K2M9QXA"));
        let both = OrderQuery { state: Some(PurchaseState::Shipped), ..number("7K") };
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
        assert!(!format!("{:?}", selection.span).to_lowercase().contains("ada@"));
    }
}
