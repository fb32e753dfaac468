//! Finds one customer's orders by e-mail, for requests about a person's data.

use deserr::Deserr;
use domain::fault::Faults;
use jiff::Timestamp;
use utoipa::ToSchema;

use super::order_span::{OrderSpan, RequestedSpan};
use crate::http::Problem;
use crate::lookup::{LookupKey, TypedEmail};
use crate::store::OrderLists;
use crate::store::lists::{OrderList, OrderPage};

/// Maximum number of orders per request.
const PAGE: u16 = 25;

/// Request that identifies a customer by email address. Not printable, because it contains personal data.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct CustomerRequest {
    /// Email address that the customer entered when paying (case-insensitive).
    #[schema(max_length = 320, example = "ada@example.org")]
    pub email: String,
    /// `next_cursor` of the previous response, to continue with the customer's other orders.
    #[deserr(default)]
    #[schema(max_length = 4000)]
    pub cursor: Option<String>,
}

/// A page of a customer's orders, newest first, and of the purchases that their bank is to confirm.
pub struct CustomerOrders {
    pub page: OrderPage,
    pub next_cursor: Option<String>,
}

impl CustomerRequest {
    /// AP-17: reads the requested page.
    pub async fn orders(
        &self,
        lists: &OrderLists,
        lookup: &LookupKey,
        now: Timestamp,
    ) -> Result<CustomerOrders, Problem> {
        let mut faults = Faults::default();
        let typed = faults.keep("/email", TypedEmail::try_from(self.email.clone()));
        let address = typed.as_ref().map_or("", |typed| typed.reveal());
        let list = OrderList::OfCustomer(lookup.customer_hash(address));
        let requested = RequestedSpan {
            from: Some(domain::time::Moment(Timestamp::UNIX_EPOCH)),
            to: None,
            cursor: self.cursor.as_deref(),
        };
        let span = OrderSpan::read(&format!("customer {list:?}"), requested, now, faults)?;
        let page = lists.orders(&list, span.range, span.position.clone(), PAGE).await?;
        let next_cursor = page.next.clone().map(|next| span.cursor(next));
        Ok(CustomerOrders { page, next_cursor })
    }
}
