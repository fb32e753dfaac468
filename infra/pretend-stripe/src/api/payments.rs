//! Payment intents, charges, refunds, disputes and events.

use serde_json::Value;

use crate::api::{Answer, page};
use crate::error::StripeError;
use crate::params::Params;
use crate::refunds::Wanted;
use crate::shapes::{event, payment};
use crate::world::World;

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

pub(crate) fn create_refund(world: &mut World, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    let amount = params.integer("amount")?;
    let reason = params.one_of("reason", &REASONS)?;
    let metadata = params.metadata()?;
    params.finish()?;
    let charge = match (charge, intent) {
        (Some(charge), _) => charge,
        (None, Some(intent)) => world.refundable(&intent)?.id.clone(),
        (None, None) => {
            return Err(StripeError::parameter(
                "One of the following params should be provided for this request: payment_intent or charge.",
                "payment_intent",
            )
            .code("parameter_missing"));
        }
    };
    let id = world.refund(&charge, Wanted { amount, reason, metadata })?;
    Ok(world.refunds.get(&id).map_or(Value::Null, payment::refund))
}

pub(crate) fn list_refunds(world: &World, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    page(
        &world.refunds,
        "/v1/refunds",
        params,
        |refund| same(intent.as_ref(), &refund.payment_intent) && same(charge.as_ref(), &refund.charge),
        payment::refund,
    )
}

pub(crate) fn list_intents(world: &World, params: Params) -> Answer {
    page(&world.intents, "/v1/payment_intents", params, |_| true, payment::intent)
}

pub(crate) fn list_charges(world: &World, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    page(
        &world.charges,
        "/v1/charges",
        params,
        |charge| same(intent.as_ref(), &charge.payment_intent),
        payment::charge,
    )
}

pub(crate) fn list_disputes(world: &World, mut params: Params) -> Answer {
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    page(
        &world.disputes,
        "/v1/disputes",
        params,
        |dispute| same(intent.as_ref(), &dispute.payment_intent) && same(charge.as_ref(), &dispute.charge),
        payment::dispute,
    )
}

pub(crate) fn list_events(world: &World, mut params: Params) -> Answer {
    let kind = params.text("type")?;
    let kinds = params.texts("types")?;
    let created = Created::take(&mut params)?;
    page(
        &world.events,
        "/v1/events",
        params,
        |event| {
            same(kind.as_ref(), &event.kind)
                && (kinds.is_empty() || kinds.contains(&event.kind))
                && created.fits(event.created)
        },
        event::event,
    )
}

fn same(wanted: Option<&String>, is: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == is)
}

/// The `created` filter of lists.
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
