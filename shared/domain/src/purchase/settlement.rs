//! Decides what the present state of a Stripe Checkout Session means for a purchase.
//!
//! Events are only hints: duplicates, any order and replays all lead to the same decision, because it follows from
//! snapshots of the session and the purchase.

use super::{CancellationReason, Paid, PaymentProof, Purchase, PurchaseState, ReturnReason, ReturnedPayment};
use crate::money::Money;

/// A Checkout Session as Stripe describes it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSnapshot {
    /// The id of the session.
    pub id: String,
    /// The status of the session.
    pub status: SessionStatus,
}

/// The status of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionStatus {
    /// The page can still be paid.
    Open,
    /// The customer has paid, and the bank has not confirmed it.
    AwaitingBank,
    /// The payment was taken.
    Paid(Paid),
    /// The bank refused the payment after all.
    BankRefused,
    /// It expired, by time or closed by the shop.
    Expired,
}

/// The facts of a purchase that a settlement depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseSnapshot {
    /// The state of the purchase.
    pub state: PurchaseState,
    /// The session that it waits for, once one is open.
    pub session_id: Option<String>,
    /// The amount that is due.
    pub due: Money,
    /// True if this session was settled before.
    pub session_settled: bool,
    /// True if it is recorded that the bank has not confirmed the payment yet.
    pub awaiting_bank: bool,
}

/// The decision about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Make the order from the payment.
    Confirm {
        /// The payment of exactly the amount that was due.
        proof: PaymentProof,
        /// The tax that Stripe added.
        tax_added: Money,
    },
    /// Cancel the purchase: it can no longer be paid.
    Cancel(CancellationReason, &'static str),
    /// Record that the bank has not confirmed the payment yet.
    AwaitBank,
    /// Make no order, and return the payment.
    Return(ReturnedPayment),
    /// Change nothing: it is too early, or done before.
    Nothing,
}

impl Purchase {
    /// Takes the snapshot for the settlement of a session.
    pub fn snapshot(&self, session_id: &str) -> PurchaseSnapshot {
        PurchaseSnapshot {
            state: self.state(),
            session_id: self.checkout.session.as_ref().map(|session| session.id.clone()),
            due: self.checkout.quote.total,
            session_settled: self.sessions.iter().any(|settled| settled.session_id == session_id),
            awaiting_bank: self.checkout.awaiting_bank,
        }
    }
}

/// Decides what a session means for a purchase.
pub fn decide(purchase: &PurchaseSnapshot, session: &SessionSnapshot) -> Decision {
    if purchase.session_settled {
        return Decision::Nothing;
    }
    let own = purchase.session_id.as_deref() == Some(session.id.as_str());
    let waiting = own && purchase.state == PurchaseState::PendingPayment;
    match &session.status {
        SessionStatus::Expired if waiting => {
            Decision::Cancel(CancellationReason::Expired, "payment page expired")
        }
        SessionStatus::BankRefused if waiting => {
            Decision::Cancel(CancellationReason::PaymentFailed, "payment failed")
        }
        SessionStatus::AwaitingBank if waiting && !purchase.awaiting_bank => Decision::AwaitBank,
        SessionStatus::Open
        | SessionStatus::AwaitingBank
        | SessionStatus::Expired
        | SessionStatus::BankRefused => Decision::Nothing,
        SessionStatus::Paid(paid) if waiting => match PaymentProof::new(purchase.due, paid) {
            Some(proof) => Decision::Confirm { proof, tax_added: paid.tax_added },
            None => returned(paid, ReturnReason::WrongAmount, true),
        },
        SessionStatus::Paid(paid) => {
            let cancelled = own && purchase.state == PurchaseState::Cancelled;
            let reason = if cancelled { ReturnReason::AlreadyCancelled } else { ReturnReason::OtherSession };
            returned(paid, reason, false)
        }
    }
}

fn returned(paid: &Paid, reason: ReturnReason, cancel: bool) -> Decision {
    Decision::Return(ReturnedPayment { paid: paid.clone(), reason, cancel })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn paid(amount: i64) -> SessionStatus {
        let eur = |amount| Money::new(amount, Currency::EUR);
        SessionStatus::Paid(Paid {
            session_id: "cs_own".into(),
            payment_intent: Some("pi_1".into()),
            amount: eur(amount),
            tax_added: eur(0),
        })
    }

    fn purchase(state: PurchaseState) -> PurchaseSnapshot {
        PurchaseSnapshot {
            state,
            session_id: Some("cs_own".into()),
            due: Money::new(1000, Currency::EUR),
            session_settled: false,
            awaiting_bank: false,
        }
    }

    fn decide_for(state: PurchaseState, session: &str, status: SessionStatus, settled: bool) -> Decision {
        let purchase = PurchaseSnapshot { session_settled: settled, ..purchase(state) };
        decide(&purchase, &SessionSnapshot { id: session.into(), status })
    }

    #[test]
    fn exactly_the_due_amount_makes_an_order() {
        let decision = decide_for(PurchaseState::PendingPayment, "cs_own", paid(1000), false);
        assert!(matches!(decision, Decision::Confirm { proof, .. } if proof.amount().amount == 1000));
    }

    #[test]
    fn a_wrong_amount_goes_back_and_ends_the_purchase() {
        let decision = decide_for(PurchaseState::PendingPayment, "cs_own", paid(999), false);
        let Decision::Return(returned) = decision else { panic!("{decision:?}") };
        assert_eq!((returned.reason, returned.cancel), (ReturnReason::WrongAmount, true));
    }

    #[test]
    fn a_payment_after_cancelling_goes_back() {
        let decision = decide_for(PurchaseState::Cancelled, "cs_own", paid(1000), false);
        let Decision::Return(returned) = decision else { panic!("{decision:?}") };
        assert_eq!((returned.reason, returned.cancel), (ReturnReason::AlreadyCancelled, false));
    }

    #[test]
    fn an_old_sessions_end_never_touches_the_newer_one() {
        for status in [SessionStatus::Expired, SessionStatus::BankRefused] {
            assert_eq!(decide_for(PurchaseState::PendingPayment, "cs_old", status, false), Decision::Nothing);
        }
    }

    #[test]
    fn a_settled_session_changes_nothing_whatever_comes_and_whenever() {
        for state in PurchaseState::ALL {
            for status in
                [paid(1000), paid(1), SessionStatus::Expired, SessionStatus::BankRefused, SessionStatus::Open]
            {
                assert_eq!(decide_for(state, "cs_own", status, true), Decision::Nothing);
            }
        }
    }

    #[test]
    fn a_bank_that_has_not_answered_is_noted_once_and_waited_for() {
        let state = PurchaseState::PendingPayment;
        let now = |id: &str, status| SessionSnapshot { id: id.into(), status };
        let waiting = || now("cs_own", SessionStatus::AwaitingBank);
        assert_eq!(decide(&purchase(state), &waiting()), Decision::AwaitBank);
        let noted = PurchaseSnapshot { awaiting_bank: true, ..purchase(state) };
        assert_eq!(decide(&noted, &waiting()), Decision::Nothing);
        assert_eq!(decide(&purchase(PurchaseState::Cancelled), &waiting()), Decision::Nothing);
        let other = now("cs_old", SessionStatus::AwaitingBank);
        assert_eq!(decide(&purchase(state), &other), Decision::Nothing);
        assert_eq!(
            decide(&noted, &now("cs_own", SessionStatus::BankRefused)),
            Decision::Cancel(CancellationReason::PaymentFailed, "payment failed")
        );
        assert!(matches!(decide(&noted, &now("cs_own", paid(1000))), Decision::Confirm { .. }));
    }
}
