//! Reads how Stripe taxed the line items and the shipping of a paid session.

use domain::money::{Currency, Money};
use domain::purchase::tax::{StripeTax, TaxedAmount};
use domain::shop::settings::TaxRate;
use shared::payments::PaymentsError;
use stripe_checkout::checkout_session::ListLineItemsCheckoutSession;

use crate::call::{unreadable, within_deadline};
use crate::replies::{LineItem, Page, Session, Tax};
use crate::session::parse_currency;
use crate::{PAGE_SIZE, Stripe};

/// Metadata key of a line item: its place in the quote, because Stripe promises no order.
pub(crate) const LINE: &str = "line";
/// The parts of a session that its taxes are read from.
pub(crate) const EXPANDED: [&str; 2] = ["line_items.data.taxes", "shipping_cost.taxes"];

impl Stripe {
    /// Reads the taxes of a session, and its further line items if it has more than Stripe expands.
    pub(crate) async fn taxes(&self, session: &Session) -> Result<StripeTax, PaymentsError> {
        let currency = session.currency.as_ref().ok_or_else(|| unreadable("the session has no currency"))?;
        let currency = parse_currency(currency)?;
        let expanded = session.line_items.as_ref().ok_or_else(|| unreadable("it has no line items"))?;
        let further = if expanded.has_more {
            self.items_after(session, expanded.data.last()).await?
        } else {
            Vec::new()
        };
        let mut items: Vec<&LineItem> = expanded.data.iter().chain(&further).collect();
        items.sort_by_key(|item| place(item));
        let amounts = items
            .iter()
            .map(|item| taxed(item.amount_total, item.amount_tax, item.taxes.as_deref(), currency));
        let shipping = match &session.shipping_cost {
            Some(cost) => taxed(cost.amount_total, cost.amount_tax, cost.taxes.as_deref(), currency)?,
            None => TaxedAmount::untaxed(Money::zero(currency)),
        };
        Ok(StripeTax { lines: amounts.collect::<Result<_, _>>()?, shipping })
    }

    /// Lists the line items after the expanded ones. A cart has fewer than a page of them.
    async fn items_after(
        &self,
        session: &Session,
        last: Option<&LineItem>,
    ) -> Result<Vec<LineItem>, PaymentsError> {
        let last = last.ok_or_else(|| unreadable("it announced more line items but returned none"))?;
        let further = ListLineItemsCheckoutSession::new(session.id.as_str())
            .expand(["data.taxes".to_owned()])
            .limit(PAGE_SIZE)
            .starting_after(last.id.as_str());
        let page: Page<LineItem> = within_deadline(self.send("line_items", &further)).await?;
        Ok(page.data)
    }
}

/// Returns the place of a line item in the quote; of one from before it was named, the place that Stripe lists it at.
fn place(item: &LineItem) -> usize {
    let named = item.metadata.as_ref().and_then(|metadata| metadata.get(LINE));
    named.and_then(|place| place.parse().ok()).unwrap_or(usize::MAX)
}

/// Splits an amount that contains its tax, added or included.
fn taxed(
    total: i64,
    tax: i64,
    taxes: Option<&[Tax]>,
    currency: Currency,
) -> Result<TaxedAmount, PaymentsError> {
    let (total, tax) = (Money::new(total, currency), Money::new(tax, currency));
    TaxedAmount::including(rate(taxes.unwrap_or_default()), total, tax)
        .map_err(|_| unreadable("the tax of a line item is too large"))
}

/// Returns the rate if one was applied. Several at once, as in the United States, have no rate in common, and one with more
/// than two decimals is not kept.
fn rate(taxes: &[Tax]) -> Option<TaxRate> {
    let [only] = taxes else { return None };
    let percent = only.rate.effective_percentage.unwrap_or(only.rate.percentage);
    TaxRate::from_percent(&percent.to_string())
}
