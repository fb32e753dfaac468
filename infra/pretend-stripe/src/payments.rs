//! Session outcomes: paid, declined, waiting for the bank, expired.

use crate::error::StripeError;
use crate::ids::{id, now};
use crate::model::{
    Charge, IntentStatus, Method, Outcome, PaymentIntent, PaymentMethod, Person, Session, SessionStatus,
};
use crate::objects::{payment, session};
use crate::state::StripeState;

type Answer<T> = Result<T, StripeError>;

/// The customer's input on the payment page.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckoutForm {
    pub(crate) person: Person,
    /// Index of the chosen shipping option, from 0.
    pub(crate) offer: Option<usize>,
}

impl StripeState {
    /// Pays by card; the payment succeeds at once.
    pub(crate) fn pay(&mut self, session_id: &str, form: CheckoutForm) -> Answer<()> {
        self.fill(session_id, form)?;
        if self.session(session_id)?.totals().total == 0 {
            self.session_mut(session_id)?.status = SessionStatus::Complete;
            return self.emit_session("checkout.session.completed", session_id);
        }
        let intent = self.attempt(session_id, Method::Card, Outcome::Succeeded)?;
        let session = self.session_mut(session_id)?;
        session.status = SessionStatus::Complete;
        session.paid = true;
        self.emit_payment_succeeded(&intent);
        self.emit_session("checkout.session.completed", session_id)
    }

    /// Declines the card: the session stays open and the customer may try again.
    pub(crate) fn decline(&mut self, session_id: &str) -> Answer<()> {
        self.open_session(session_id)?;
        let intent = self.attempt(session_id, Method::Card, Outcome::Failed)?;
        self.emit_payment_failed(&intent);
        Ok(())
    }

    /// Pays by bank debit, which the bank confirms later: the session completes unpaid.
    pub(crate) fn pay_by_bank(&mut self, session_id: &str, form: CheckoutForm) -> Answer<()> {
        let session = self.open_session(session_id)?;
        if !session.payment_method_types.iter().any(|kind| kind == Method::SepaDebit.as_str()) {
            return Err(StripeError::refused(
                "This Checkout Session does not accept bank payments: its payment_method_types do not \
                 include sepa_debit.",
            ));
        }
        self.fill(session_id, form)?;
        self.attempt(session_id, Method::SepaDebit, Outcome::Pending)?;
        self.session_mut(session_id)?.status = SessionStatus::Complete;
        self.emit_session("checkout.session.completed", session_id)
    }

    /// Records the bank's answer to a pending debit.
    pub(crate) fn settle_bank_payment(&mut self, session_id: &str, paid: bool) -> Answer<()> {
        let session = self.session(session_id)?;
        let intent_id = session.payment_intent.clone().unwrap_or_default();
        let waiting =
            self.intents.get(&intent_id).is_some_and(|intent| intent.status == IntentStatus::Processing);
        if !waiting {
            return Err(StripeError::refused("This Checkout Session is not waiting for a bank payment."));
        }
        let outcome = if paid { Outcome::Succeeded } else { Outcome::Failed };
        self.settle(&intent_id, outcome);
        self.session_mut(session_id)?.paid = paid;
        if paid {
            self.emit_payment_succeeded(&intent_id);
            self.emit_session("checkout.session.async_payment_succeeded", session_id)
        } else {
            self.emit_payment_failed(&intent_id);
            self.emit_session("checkout.session.async_payment_failed", session_id)
        }
    }

    /// Expires an open session, as `POST /v1/checkout/sessions/{id}/expire` does.
    pub(crate) fn expire(&mut self, session_id: &str) -> Answer<()> {
        let status = self.session(session_id)?.status;
        if status != SessionStatus::Open {
            return Err(StripeError::refused(format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a \
                 status of `{}`.",
                status.as_str()
            )));
        }
        let session = self.session_mut(session_id)?;
        session.status = SessionStatus::Expired;
        let intent = session.payment_intent.clone();
        if let Some(intent) = intent.and_then(|id| self.intents.get_mut(&id)) {
            intent.status = IntentStatus::Canceled;
            intent.canceled_at = Some(now());
        }
        self.emit_session("checkout.session.expired", session_id)
    }

    /// Expires open sessions past their `expires_at`.
    pub(crate) fn expire_due(&mut self) {
        let now = now();
        let due: Vec<String> = self
            .sessions
            .newest_first()
            .filter(|session| session.status == SessionStatus::Open && session.expires_at <= now)
            .map(|session| session.id.clone())
            .collect();
        for session in due {
            // `expire` fails only for sessions that are not open, and these are.
            let _ = self.expire(&session);
        }
    }

    fn open_session(&self, session_id: &str) -> Answer<&Session> {
        let session = self.session(session_id)?;
        if session.status == SessionStatus::Open {
            return Ok(session);
        }
        Err(StripeError::refused(format!(
            "This Checkout Session is no longer open: its status is `{}`.",
            session.status.as_str()
        )))
    }

    fn fill(&mut self, session_id: &str, form: CheckoutForm) -> Answer<()> {
        let session = self.open_session(session_id)?;
        let country = form.person.address.country.as_deref();
        let ships = !session.countries.is_empty();
        if ships && !country.is_some_and(|country| session.countries.iter().any(|known| known == country)) {
            return Err(StripeError::refused("The shop does not ship to this country."));
        }
        let offer = form.offer.unwrap_or(session.chosen);
        if offer > 0 && offer >= session.offers.len() {
            return Err(StripeError::refused("The shop does not offer this shipping rate."));
        }
        let session = self.session_mut(session_id)?;
        session.chosen = offer;
        session.customer = Some(form.person);
        Ok(())
    }

    /// Records one payment attempt: creates the payment intent if there is none yet, and a charge for it.
    fn attempt(&mut self, session_id: &str, method: Method, outcome: Outcome) -> Answer<String> {
        let session = self.session(session_id)?.clone();
        let known = session.payment_intent.as_ref().filter(|id| self.intents.get(id).is_some()).cloned();
        let intent_id = known.unwrap_or_else(|| self.new_intent(&session));
        self.session_mut(session_id)?.payment_intent = Some(intent_id.clone());
        let billing = session.customer.clone().unwrap_or_default();
        let shipping = session.intent.shipping.clone().or(session.customer.clone());
        let payment_method = self.new_method(method, &billing);
        let charge = Charge {
            id: id("ch_3", 23),
            created: now(),
            amount: session.totals().total,
            amount_refunded: 0,
            currency: session.currency.clone(),
            status: outcome,
            disputed: false,
            payment_intent: intent_id.clone(),
            payment_method: payment_method.clone(),
            method,
            billing,
            data: session.intent.clone(),
            shipping: shipping.clone(),
            balance_transaction: id("txn_3", 23),
        };
        if let Some(intent) = self.intents.get_mut(&intent_id) {
            intent.amount = charge.amount;
            intent.currency.clone_from(&charge.currency);
            intent.payment_method = Some(payment_method);
            intent.latest_charge = Some(charge.id.clone());
            intent.shipping = shipping;
        }
        self.charges.add(charge);
        self.settle(&intent_id, outcome);
        Ok(intent_id)
    }

    fn settle(&mut self, intent_id: &str, outcome: Outcome) {
        let Some(intent) = self.intents.get_mut(intent_id) else {
            return;
        };
        let charge = intent.latest_charge.as_ref().and_then(|id| self.charges.get_mut(id));
        let card = charge.as_ref().is_none_or(|charge| charge.method == Method::Card);
        intent.status = match outcome {
            Outcome::Pending => IntentStatus::Processing,
            Outcome::Succeeded => IntentStatus::Succeeded,
            Outcome::Failed => IntentStatus::RequiresPaymentMethod,
        };
        let code = if card { "card_declined" } else { "payment_intent_payment_attempt_failed" };
        intent.failure = (outcome == Outcome::Failed).then(|| code.to_owned());
        if outcome == Outcome::Failed {
            intent.payment_method = None;
        }
        if let Some(charge) = charge {
            charge.status = outcome;
        }
    }

    fn new_intent(&mut self, session: &Session) -> String {
        let intent = PaymentIntent {
            id: id("pi_3", 23),
            created: now(),
            amount: session.totals().total,
            currency: session.currency.clone(),
            status: IntentStatus::RequiresPaymentMethod,
            session: session.id.clone(),
            data: session.intent.clone(),
            method_types: session.payment_method_types.clone(),
            payment_method: None,
            latest_charge: None,
            failure: None,
            shipping: None,
            canceled_at: None,
        };
        let new = intent.id.clone();
        self.emit("payment_intent.created", payment::intent(&intent), None);
        self.intents.add(intent);
        new
    }

    fn new_method(&mut self, method: Method, billing: &Person) -> String {
        let method = PaymentMethod {
            id: id("pm_1", 23),
            created: now(),
            method,
            billing: billing.clone(),
            metadata: std::collections::BTreeMap::new(),
            outcome: Outcome::Succeeded,
        };
        let new = method.id.clone();
        self.methods.add(method);
        new
    }

    fn emit_session(&mut self, kind: &str, session_id: &str) -> Answer<()> {
        let object = session::session(self, self.session(session_id)?);
        self.emit(kind, object, None);
        Ok(())
    }

    fn emit_payment_succeeded(&mut self, intent_id: &str) {
        let Some(intent) = self.intents.get(intent_id) else {
            return;
        };
        let about = payment::intent(intent);
        let charge = intent.latest_charge.as_ref().and_then(|id| self.charges.get(id)).map(payment::charge);
        self.emit("payment_intent.succeeded", about, None);
        if let Some(charge) = charge {
            self.emit("charge.succeeded", charge, None);
        }
    }

    fn emit_payment_failed(&mut self, intent_id: &str) {
        let Some(intent) = self.intents.get(intent_id) else {
            return;
        };
        let about = payment::intent(intent);
        let charge = intent.latest_charge.as_ref().and_then(|id| self.charges.get(id)).map(payment::charge);
        self.emit("payment_intent.payment_failed", about, None);
        if let Some(charge) = charge {
            self.emit("charge.failed", charge, None);
        }
    }
}
