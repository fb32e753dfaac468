//! Creates refunds and reads their status.

use domain::ids::RefundId;
use domain::money::Money;
use domain::purchase::{ProviderRefund, ProviderRefundStatus};
use shared::payments::{PaymentsError, RefundRequest};
use stripe_core::refund::CreateRefund;

use crate::ORDER_ID;
use crate::call::unreadable;
use crate::replies::{Metadata, Refund};
use crate::session::parse_currency;

/// Metadata key of the shop's refund id.
const REFUND_ID: &str = "refund_id";

/// Builds the refund request. Stripe takes the currency from the payment.
pub(crate) fn create(request: &RefundRequest) -> CreateRefund {
    let metadata: Metadata = [
        (REFUND_ID.to_owned(), request.refund_id.to_string()),
        (ORDER_ID.to_owned(), request.order_id.to_string()),
    ]
    .into();
    CreateRefund::new()
        .payment_intent(request.payment_intent.as_str())
        .amount(request.amount.amount)
        .metadata(metadata)
}

/// Reads a refund, made by the shop or by others.
pub(crate) fn read(refund: &Refund) -> Result<ProviderRefund, PaymentsError> {
    let named = refund.metadata.as_ref().and_then(|metadata| metadata.get(REFUND_ID));
    Ok(ProviderRefund {
        id: refund.id.clone(),
        refund_id: named.and_then(|id| RefundId::parse(id).ok()),
        amount: Money::new(refund.amount, parse_currency(&refund.currency)?),
        status: status(refund)?,
    })
}

fn status(refund: &Refund) -> Result<ProviderRefundStatus, PaymentsError> {
    match refund.status.as_deref() {
        Some("pending" | "requires_action") => Ok(ProviderRefundStatus::Pending),
        Some("succeeded") => Ok(ProviderRefundStatus::Succeeded),
        Some(end @ ("failed" | "canceled")) => {
            Ok(ProviderRefundStatus::Failed(refund.failure_reason.as_deref().unwrap_or(end).to_owned()))
        }
        _ => Err(unreadable("the refund has an unknown status")),
    }
}
