//! What Stripe's present answer about a Checkout Session means for a purchase.
//!
//! Events are only hints: duplicates, any order and replays all come to the same decision, because it follows from
//! the session as it is now and the purchase as it is now.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::money::Money;
use crate::purchase::{Paid, PaymentProof, PurchaseState};

/// A Checkout Session as Stripe describes it at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionNow {
    /// The session's id.
    pub id: String,
    /// Its standing.
    pub status: SessionStatus,
}

/// What has become of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionStatus {
    /// The page can still be paid.
    Open,
    /// The customer is done, the bank is not.
    AwaitingBank,
    /// The money is taken.
    Paid(Paid),
    /// The bank refused after all.
    BankRefused,
    /// It expired, by time or by us.
    Expired,
}

/// The purchase as far as a settlement needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseNow {
    /// Current state of the purchase.
    pub state: PurchaseState,
    /// The session it waits for, once one is open.
    pub session_id: Option<String>,
    /// What it asks.
    pub due: Money,
    /// Whether this very session has been settled before.
    pub session_settled: bool,
    /// Whether it is noted that the customer is done and the bank is not.
    pub awaiting_bank: bool,
}

/// Reason why a purchase was cancelled before it became an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyCancelled {
    /// The customer did not want it any more.
    Customer,
    /// Staff closed it.
    Staff,
    /// Nobody paid in time.
    Expired,
    /// The bank refused after all.
    PaymentFailed,
    /// What was paid goes back.
    Returned,
}

/// Why a payment that was taken must go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyReturned {
    /// The purchase had been cancelled.
    AlreadyCancelled,
    /// Amount or currency is not the one that was due. A person should look.
    WrongAmount,
    /// The purchase was waiting for another session, or for none.
    OtherSession,
}

impl WhyReturned {
    /// The reason as the audit trail tells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyCancelled => "paid after the purchase was cancelled",
            Self::WrongAmount => "paid amount or currency differs from the checkout",
            Self::OtherSession => "paid on a session the purchase was not waiting for",
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Make the order.
    Confirm(PaymentProof),
    /// Cancel: it can no longer be paid.
    Cancel(WhyCancelled, &'static str),
    /// Note that the customer is done, and that the bank takes its time.
    AwaitBank,
    /// Take no order, give the money back.
    Return {
        /// What was taken.
        paid: Paid,
        /// Why it goes back.
        why: WhyReturned,
        /// Whether a purchase still waiting is cancelled by it.
        cancel: bool,
    },
    /// Nothing to do: not yet, or done before.
    Nothing,
}

/// Decides, from what is true now.
pub fn decide(purchase: &PurchaseNow, session: &SessionNow) -> Decision {
    if purchase.session_settled {
        return Decision::Nothing;
    }
    let own = purchase.session_id.as_deref() == Some(session.id.as_str());
    let waiting = own && purchase.state == PurchaseState::PendingPayment;
    match &session.status {
        SessionStatus::Expired if waiting => Decision::Cancel(WhyCancelled::Expired, "payment page expired"),
        SessionStatus::BankRefused if waiting => {
            Decision::Cancel(WhyCancelled::PaymentFailed, "payment failed")
        }
        SessionStatus::AwaitingBank if waiting && !purchase.awaiting_bank => Decision::AwaitBank,
        SessionStatus::Open
        | SessionStatus::AwaitingBank
        | SessionStatus::Expired
        | SessionStatus::BankRefused => Decision::Nothing,
        SessionStatus::Paid(paid) if waiting => match PaymentProof::new(purchase.due, paid) {
            Some(proof) => Decision::Confirm(proof),
            None => Decision::Return { paid: paid.clone(), why: WhyReturned::WrongAmount, cancel: true },
        },
        SessionStatus::Paid(paid) => {
            let cancelled = own && purchase.state == PurchaseState::Cancelled;
            let why = if cancelled { WhyReturned::AlreadyCancelled } else { WhyReturned::OtherSession };
            Decision::Return { paid: paid.clone(), why, cancel: false }
        }
    }
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

    fn purchase(state: PurchaseState) -> PurchaseNow {
        PurchaseNow {
            state,
            session_id: Some("cs_own".into()),
            due: Money::new(1000, Currency::EUR),
            session_settled: false,
            awaiting_bank: false,
        }
    }

    fn decide_for(state: PurchaseState, session: &str, status: SessionStatus, settled: bool) -> Decision {
        let purchase = PurchaseNow { session_settled: settled, ..purchase(state) };
        decide(&purchase, &SessionNow { id: session.into(), status })
    }

    #[test]
    fn exactly_the_due_amount_makes_an_order() {
        let decision = decide_for(PurchaseState::PendingPayment, "cs_own", paid(1000), false);
        assert!(matches!(decision, Decision::Confirm(proof) if proof.amount().amount == 1000));
    }

    #[test]
    fn a_wrong_amount_goes_back_and_ends_the_purchase() {
        let decision = decide_for(PurchaseState::PendingPayment, "cs_own", paid(999), false);
        assert!(matches!(decision, Decision::Return { why: WhyReturned::WrongAmount, cancel: true, .. }));
    }

    #[test]
    fn a_payment_after_cancelling_goes_back() {
        let decision = decide_for(PurchaseState::Cancelled, "cs_own", paid(1000), false);
        assert!(matches!(
            decision,
            Decision::Return { why: WhyReturned::AlreadyCancelled, cancel: false, .. }
        ));
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
        let now = |id: &str, status| SessionNow { id: id.into(), status };
        let waiting = || now("cs_own", SessionStatus::AwaitingBank);
        assert_eq!(decide(&purchase(state), &waiting()), Decision::AwaitBank);
        let noted = PurchaseNow { awaiting_bank: true, ..purchase(state) };
        assert_eq!(decide(&noted, &waiting()), Decision::Nothing);
        assert_eq!(decide(&purchase(PurchaseState::Cancelled), &waiting()), Decision::Nothing);
        let other = now("cs_old", SessionStatus::AwaitingBank);
        assert_eq!(decide(&purchase(state), &other), Decision::Nothing);
        assert_eq!(
            decide(&noted, &now("cs_own", SessionStatus::BankRefused)),
            Decision::Cancel(WhyCancelled::PaymentFailed, "payment failed")
        );
        assert!(matches!(decide(&noted, &now("cs_own", paid(1000))), Decision::Confirm(_)));
    }
}
