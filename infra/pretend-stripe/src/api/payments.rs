//! Payment intents, charges, refunds, disputes and events.

use serde_json::Value;

use crate::api::{Answer, page};
use crate::error::StripeError;
use crate::objects::{event, payment};
use crate::params::Params;
use crate::refunds::RefundParams;
use crate::state::StripeState;

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

pub(crate) fn create_refund(state: &mut StripeState, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    let amount = params.integer("amount")?;
    let reason = params.one_of("reason", &REASONS)?;
    let metadata = params.metadata()?;
    params.finish()?;
    let charge = match (charge, intent) {
        (Some(charge), _) => charge,
        (None, Some(intent)) => state.refundable(&intent)?.id.clone(),
        (None, None) => {
            return Err(StripeError::parameter(
                "One of the following params should be provided for this request: payment_intent or charge.",
                "payment_intent",
            )
            .code("parameter_missing"));
        }
    };
    let id = state.refund(&charge, RefundParams { amount, reason, metadata })?;
    Ok(state.refunds.get(&id).map_or(Value::Null, payment::refund))
}

pub(crate) fn list_refunds(state: &StripeState, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    page(
        &state.refunds,
        "/v1/refunds",
        params,
        |refund| matches(intent.as_ref(), &refund.payment_intent) && matches(charge.as_ref(), &refund.charge),
        payment::refund,
    )
}

pub(crate) fn list_intents(state: &StripeState, params: Params) -> Answer {
    page(&state.intents, "/v1/payment_intents", params, |_| true, payment::intent)
}

pub(crate) fn list_charges(state: &StripeState, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    page(
        &state.charges,
        "/v1/charges",
        params,
        |charge| matches(intent.as_ref(), &charge.payment_intent),
        payment::charge,
    )
}

pub(crate) fn list_disputes(state: &StripeState, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    page(
        &state.disputes,
        "/v1/disputes",
        params,
        |dispute| {
            matches(intent.as_ref(), &dispute.payment_intent) && matches(charge.as_ref(), &dispute.charge)
        },
        payment::dispute,
    )
}

pub(crate) fn list_events(state: &StripeState, mut params: Params) -> Answer {
    let kind = params.text("type")?;
    let kinds = params.texts("types")?;
    let created = Created::take(&mut params)?;
    page(
        &state.events,
        "/v1/events",
        params,
        |event| {
            matches(kind.as_ref(), &event.kind)
                && (kinds.is_empty() || kinds.contains(&event.kind))
                && created.fits(event.created)
        },
        event::event,
    )
}

fn matches(filter: Option<&String>, is: &str) -> bool {
    filter.is_none_or(|filter| filter == is)
}

/// The `created` range filter of list calls.
pub(crate) struct Created {
    from: i64,
    to: i64,
}

impl Created {
    pub(crate) fn take(params: &mut Params) -> Result<Self, StripeError> {
        let mut created = Self { from: i64::MIN, to: i64::MAX };
        let Some(mut bounds) = params.object("created")? else {
            return Ok(created);
        };
        if let Some(gt) = bounds.integer("gt")? {
            created.from = gt.saturating_add(1);
        }
        if let Some(gte) = bounds.integer("gte")? {
            created.from = gte;
        }
        if let Some(lt) = bounds.integer("lt")? {
            created.to = lt.saturating_sub(1);
        }
        if let Some(lte) = bounds.integer("lte")? {
            created.to = lte;
        }
        bounds.finish()?;
        Ok(created)
    }

    pub(crate) fn fits(&self, time: i64) -> bool {
        (self.from..=self.to).contains(&time)
    }
}
