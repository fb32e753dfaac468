//! Decides what the present state of a Stripe Checkout Session means for a purchase.
//!
//! Events are only hints: duplicates, any order and replays all lead to the same decision, because it follows from
//! snapshots of the session and the purchase.

use jiff::{SignedDuration, Timestamp};

use super::{
    CancellationReason, Paid, PaymentProof, ProviderPayment, ProviderRefund, Purchase, PurchaseState, Refund,
    ReturnReason, ReturnedPayment,
};
use crate::money::{Money, MoneyError};

/// The time within which a bank confirms a payment: four weeks, a little less than the age of 28.4 days at which reconcile
/// asks about the page. Stripe's slowest methods take two weeks; a payment that the bank confirms even later is returned
/// like every payment of a cancelled purchase.
const BANK_PATIENCE: SignedDuration = SignedDuration::from_hours(28 * 24);

/// A Checkout Session as Stripe describes it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSnapshot {
    /// The id of the session.
    pub id: String,
    /// The status of the session.
    pub status: SessionStatus,
    /// The refunds of its payment, from any origin.
    pub refunds: Vec<ProviderRefund>,
}

impl SessionSnapshot {
    /// Returns the payment that was taken, if it has a payment intent: a free purchase has none.
    pub(super) fn payment(&self) -> Option<ProviderPayment> {
        let SessionStatus::Paid(paid) = &self.status else { return None };
        let payment_intent = paid.payment_intent.clone()?;
        Some(ProviderPayment { payment_intent, captured: paid.amount, refunds: self.refunds.clone() })
    }
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
    /// True if the bank has had enough time to confirm it.
    pub bank_overdue: bool,
    /// The refunds that the shop knows.
    pub refunds: Vec<Refund>,
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
    pub fn snapshot(&self, session_id: &str, now: Timestamp) -> PurchaseSnapshot {
        PurchaseSnapshot {
            state: self.state(),
            session_id: self.checkout.session.as_ref().map(|session| session.id.clone()),
            due: self.checkout.quote.total,
            session_settled: self.sessions.iter().any(|settled| settled.session_id == session_id),
            awaiting_bank: self.checkout.awaiting_bank,
            bank_overdue: now.duration_since(self.checkout.created_at) > BANK_PATIENCE,
            refunds: self.refunds.clone(),
        }
    }
}

/// Decides what a session means for a purchase. A payment that was refunded in full before it was settled makes no order.
pub fn decide(purchase: &PurchaseSnapshot, session: &SessionSnapshot) -> Result<Decision, MoneyError> {
    if purchase.session_settled {
        return Ok(Decision::Nothing);
    }
    let own = purchase.session_id.as_deref() == Some(session.id.as_str());
    let waiting = own && purchase.state == PurchaseState::PendingPayment;
    Ok(match &session.status {
        SessionStatus::Expired if waiting => {
            Decision::Cancel(CancellationReason::Expired, "payment page expired")
        }
        SessionStatus::BankRefused if waiting => {
            Decision::Cancel(CancellationReason::PaymentFailed, "payment failed")
        }
        SessionStatus::AwaitingBank if waiting && purchase.bank_overdue => Decision::Cancel(
            CancellationReason::PaymentFailed,
            "the bank did not confirm the payment in time",
        ),
        SessionStatus::AwaitingBank if waiting && !purchase.awaiting_bank => Decision::AwaitBank,
        SessionStatus::Open
        | SessionStatus::AwaitingBank
        | SessionStatus::Expired
        | SessionStatus::BankRefused => Decision::Nothing,
        SessionStatus::Paid(paid) => decide_paid(purchase, session, paid, own)?,
    })
}

fn decide_paid(
    purchase: &PurchaseSnapshot,
    session: &SessionSnapshot,
    paid: &Paid,
    own: bool,
) -> Result<Decision, MoneyError> {
    let left = session.payment().map_or(Ok(paid.amount), |payment| payment.left(&purchase.refunds))?;
    let all_refunded = paid.amount.amount > 0 && left.amount == 0;
    let waiting = own && purchase.state == PurchaseState::PendingPayment;
    let reason = match PaymentProof::new(purchase.due, paid) {
        Some(_) if waiting && all_refunded => ReturnReason::AlreadyRefunded,
        Some(proof) if waiting => return Ok(Decision::Confirm { proof, tax_added: paid.tax_added }),
        None if waiting => ReturnReason::WrongAmount,
        _ if own && purchase.state == PurchaseState::Cancelled => ReturnReason::AlreadyCancelled,
        _ => ReturnReason::OtherSession,
    };
    Ok(Decision::Return(ReturnedPayment { paid: paid.clone(), left, reason, cancel: waiting }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RefundId;
    use crate::money::Currency;
    use crate::purchase::{ProviderRefundStatus, RefundStatus};

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
            bank_overdue: false,
            refunds: Vec::new(),
        }
    }

    fn decide_for(state: PurchaseState, session: &str, status: SessionStatus, settled: bool) -> Decision {
        let purchase = PurchaseSnapshot { session_settled: settled, ..purchase(state) };
        decide(&purchase, &now(session, status)).unwrap()
    }

    fn now(id: &str, status: SessionStatus) -> SessionSnapshot {
        SessionSnapshot { id: id.into(), status, refunds: Vec::new() }
    }

    fn refund(id: &str, amount: i64, status: ProviderRefundStatus) -> ProviderRefund {
        ProviderRefund { id: id.into(), refund_id: None, amount: Money::new(amount, Currency::EUR), status }
    }

    /// The decision about a payment of the amount due with these refunds at Stripe, and these known to the shop.
    fn decide_refunded(refunds: Vec<ProviderRefund>, known: Vec<Refund>) -> Decision {
        let purchase = PurchaseSnapshot { refunds: known, ..purchase(PurchaseState::PendingPayment) };
        decide(&purchase, &SessionSnapshot { refunds, ..now("cs_own", paid(1000)) }).unwrap()
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
        let decide =
            |purchase: &PurchaseSnapshot, session: &SessionSnapshot| decide(purchase, session).unwrap();
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
    #[test]
    fn a_bank_that_never_answers_ends_the_purchase() {
        let waiting = PurchaseSnapshot {
            awaiting_bank: true,
            bank_overdue: true,
            ..purchase(PurchaseState::PendingPayment)
        };
        let decision = decide(&waiting, &now("cs_own", SessionStatus::AwaitingBank)).unwrap();
        assert!(matches!(decision, Decision::Cancel(CancellationReason::PaymentFailed, _)), "{decision:?}");
        let paid = decide(&waiting, &now("cs_own", paid(1000))).unwrap();
        assert!(matches!(paid, Decision::Confirm { .. }), "{paid:?}");
    }

    #[test]
    fn a_payment_that_is_refunded_in_full_makes_no_order() {
        for status in [ProviderRefundStatus::Succeeded, ProviderRefundStatus::Pending] {
            let refunds = vec![refund("re_1", 400, status.clone()), refund("re_2", 600, status)];
            let decision = decide_refunded(refunds, Vec::new());
            let Decision::Return(returned) = decision else { panic!("{decision:?}") };
            assert_eq!((returned.reason, returned.cancel), (ReturnReason::AlreadyRefunded, true));
            assert_eq!(returned.left.amount, 0);
        }
    }

    #[test]
    fn a_payment_with_refunds_that_leave_something_makes_an_order() {
        let partly = refund("re_1", 999, ProviderRefundStatus::Succeeded);
        let failed = refund("re_2", 1000, ProviderRefundStatus::Failed("declined".into()));
        let decision = decide_refunded(vec![partly, failed], Vec::new());
        assert!(matches!(decision, Decision::Confirm { .. }), "{decision:?}");
    }

    #[test]
    fn a_refund_known_to_both_sides_counts_once() {
        let at = Timestamp::UNIX_EPOCH;
        let known = |amount, re: &str| Refund {
            stripe_refund_id: Some(re.into()),
            status: RefundStatus::Succeeded,
            ..Refund::requested(
                RefundId::from_uuid(uuid::Uuid::nil()),
                Money::new(amount, Currency::EUR),
                String::new(),
                "pi_1",
                at,
            )
        };
        let seen = || vec![refund("re_1", 500, ProviderRefundStatus::Succeeded)];
        assert!(matches!(decide_refunded(seen(), vec![known(500, "re_1")]), Decision::Confirm { .. }));
        assert!(matches!(decide_refunded(seen(), vec![known(500, "re_2")]), Decision::Return(_)));
        assert!(matches!(decide_refunded(Vec::new(), vec![known(1000, "re_2")]), Decision::Return(_)));
    }

    #[test]
    fn only_what_is_left_of_a_payment_is_returned() {
        let cancelled = purchase(PurchaseState::Cancelled);
        let refunds = vec![refund("re_1", 300, ProviderRefundStatus::Succeeded)];
        let decision = decide(&cancelled, &SessionSnapshot { refunds, ..now("cs_own", paid(1000)) }).unwrap();
        assert!(matches!(decision, Decision::Return(returned) if returned.left.amount == 700));
    }
}
