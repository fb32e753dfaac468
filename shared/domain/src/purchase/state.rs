//! The life cycle of a purchase: one state machine, whose transitions contain their evidence.
//!
//! Refunds and parcels are records beside the state, not states.

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::Faults;
use crate::money::Money;
use crate::text::Text;

/// State of a purchase in its life cycle.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Deserr, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Faults)]
pub enum PurchaseState {
    /// Frozen and priced, with no payment page yet. Never returned to a caller.
    #[deserr(rename = "cart")]
    Cart,
    /// The customer can pay at Stripe.
    #[deserr(rename = "pending_payment")]
    PendingPayment,
    /// Paid, so it is an order. Staff call this state Pending.
    #[deserr(rename = "payment_confirmed")]
    PaymentConfirmed,
    /// The order is being made.
    #[deserr(rename = "processing")]
    Processing,
    /// The order was handed to its carrier.
    #[deserr(rename = "shipped")]
    Shipped,
    /// The order has arrived.
    #[deserr(rename = "delivered")]
    Delivered,
    /// The purchase ended without delivery.
    #[deserr(rename = "cancelled")]
    Cancelled,
}

impl PurchaseState {
    /// Every state, in the order of the life cycle.
    pub const ALL: [Self; 7] = [
        Self::Cart,
        Self::PendingPayment,
        Self::PaymentConfirmed,
        Self::Processing,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
    ];

    /// Returns the word that is stored and transmitted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::PendingPayment => "pending_payment",
            Self::PaymentConfirmed => "payment_confirmed",
            Self::Processing => "processing",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns true if it is paid and still to be made or sent.
    pub const fn waits_to_be_shipped(self) -> bool {
        matches!(self, Self::PaymentConfirmed | Self::Processing)
    }

    /// Returns true if the purchase is closed: delivered or cancelled.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Delivered | Self::Cancelled)
    }

    /// Returns the states that staff can bring a purchase to from here, in the order of the life cycle.
    pub fn next_for_staff(self) -> &'static [Self] {
        match self {
            Self::PendingPayment => &[Self::Cancelled],
            // Cancelling here writes both steps, Processing and Cancelled, at once.
            Self::PaymentConfirmed => &[Self::Processing, Self::Cancelled],
            Self::Processing => &[Self::Shipped, Self::Cancelled],
            Self::Shipped => &[Self::Delivered],
            Self::Cart | Self::Delivered | Self::Cancelled => &[],
        }
    }
}

impl std::fmt::Display for PurchaseState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Author of a recorded change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// The customer, who has no account.
    Customer,
    /// Stripe, by an event or by the response to a request.
    Stripe {
        /// Id of the Stripe event that triggered the change, if any.
        event_id: Option<String>,
    },
    /// A signed-in member of staff.
    //
    // The stored tag stays `admin`: it is part of the stored entries, of the text that their hashes cover, and of the API.
    // `staff` is accepted when reading.
    #[serde(rename = "admin", alias = "staff")]
    Staff {
        /// Subject (`sub`) of the Cognito user.
        sub: String,
        /// Work email address of the member of staff.
        email: String,
    },
    /// A machine client of the studio.
    Automation {
        /// Client id of the Cognito app client.
        client_id: String,
    },
    /// A function of the shop itself.
    System {
        /// Name of the function that made the change.
        function: String,
    },
}

impl Actor {
    /// Returns the id by which staff, machine clients and the shop's own functions are found in the trail. Customers
    /// have none, and Stripe's changes are found by the order.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Customer | Self::Stripe { .. } => None,
            Self::Staff { sub, .. } => Some(sub),
            Self::Automation { client_id } => Some(client_id),
            Self::System { function } => Some(function),
        }
    }
}

/// A payment that Stripe has taken, of exactly the amount that was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentProof {
    session_id: String,
    payment_intent: Option<String>,
    amount: Money,
}

/// A payment as Stripe reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// Id of the Checkout Session.
    pub session_id: String,
    /// The payment intent; none if nothing was due.
    pub payment_intent: Option<String>,
    /// The amount taken, tax included.
    pub amount: Money,
    /// The part of it that Stripe added as tax.
    pub tax_added: Money,
}

impl PaymentProof {
    /// Accepts the payment only if the amount taken, less the tax that Stripe added, is the amount that was due.
    pub fn new(due: Money, paid: &Paid) -> Option<Self> {
        let net = paid.amount.minus(paid.tax_added).ok()?;
        (net == due).then(|| Self {
            session_id: paid.session_id.clone(),
            payment_intent: paid.payment_intent.clone(),
            amount: paid.amount,
        })
    }

    /// Returns the amount taken, tax included.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Returns the payment intent, which a refund names.
    pub fn payment_intent(&self) -> Option<&str> {
        self.payment_intent.as_deref()
    }

    /// Returns the id of the Checkout Session.
    pub fn session_id(&self) -> &str {
        &self.session_id
    }
}

/// A parcel handed to a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Parcel {
    /// Carrier of the parcel.
    pub carrier: Text<60>,
    /// Tracking number of the carrier.
    pub tracking_number: Text<80>,
    /// URL at which the customer can track the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub tracking_url: Option<Text<400>>,
    /// Items in the parcel, if staff named them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    #[schema(required = false)]
    pub lines: Vec<ParcelLine>,
}

/// Items of a line in a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ParcelLine {
    /// Position of the line item in the order, starting at 0.
    pub line: usize,
    /// Number of items.
    #[schema(minimum = 1)]
    pub quantity: u32,
}

/// Evidence that a parcel arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryProof {
    /// The time that the carrier or staff report.
    DeliveredAt(Timestamp),
    /// The customer confirmed the arrival.
    CustomerConfirmed,
}

/// One step in the life cycle of a purchase, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Transition {
    /// Cart to pending payment: a payment page is open.
    OpenPayment {
        /// Id of the Stripe Checkout Session.
        session_id: String,
        /// Time at which Stripe closes it.
        session_expires_at: Timestamp,
    },
    /// Pending payment to payment confirmed.
    ConfirmPayment(PaymentProof),
    /// Pending payment to cancelled; the session can no longer be paid.
    CancelPayment {
        /// Reason given for the change.
        reason: Text<400>,
    },
    /// Payment confirmed to processing.
    StartProcessing {
        /// True if the order's details were checked; false if the step only leads to a cancellation.
        details_verified: bool,
    },
    /// Processing to shipped, with the parcel.
    Ship(Parcel),
    /// Shipped to delivered, with the evidence of arrival.
    Deliver(DeliveryProof),
    /// Processing to cancelled, with the reason.
    Cancel {
        /// Reason given for the change.
        reason: Text<400>,
    },
}

impl Transition {
    /// Returns the one state that it leaves.
    pub const fn from(&self) -> PurchaseState {
        match self {
            Self::OpenPayment { .. } => PurchaseState::Cart,
            Self::ConfirmPayment(_) | Self::CancelPayment { .. } => PurchaseState::PendingPayment,
            Self::StartProcessing { .. } => PurchaseState::PaymentConfirmed,
            Self::Ship(_) | Self::Cancel { .. } => PurchaseState::Processing,
            Self::Deliver(_) => PurchaseState::Shipped,
        }
    }

    /// Returns the state that it leads to.
    pub const fn to(&self) -> PurchaseState {
        match self {
            Self::OpenPayment { .. } => PurchaseState::PendingPayment,
            Self::ConfirmPayment(_) => PurchaseState::PaymentConfirmed,
            Self::CancelPayment { .. } | Self::Cancel { .. } => PurchaseState::Cancelled,
            Self::StartProcessing { .. } => PurchaseState::Processing,
            Self::Ship(_) => PurchaseState::Shipped,
            Self::Deliver(_) => PurchaseState::Delivered,
        }
    }

    /// Returns true if this kind of actor may make the transition.
    pub const fn may_be_taken_by(&self, actor: &Actor) -> bool {
        match self {
            Self::OpenPayment { .. } => matches!(actor, Actor::Customer),
            Self::ConfirmPayment(_) => matches!(actor, Actor::Stripe { .. }),
            Self::CancelPayment { .. } => {
                matches!(actor, Actor::Customer | Actor::Stripe { .. } | Actor::Staff { .. })
            }
            // The step that only leads to a cancellation, which customers make too, as long as no work has begun.
            Self::StartProcessing { details_verified: false } => {
                matches!(actor, Actor::Customer | Actor::Staff { .. } | Actor::Automation { .. })
            }
            Self::StartProcessing { details_verified: true } | Self::Ship(_) | Self::Deliver(_) => {
                matches!(actor, Actor::Staff { .. } | Actor::Automation { .. })
            }
            Self::Cancel { .. } => matches!(actor, Actor::Customer | Actor::Staff { .. }),
        }
    }

    /// Returns the reason, if the step requires one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::CancelPayment { reason } | Self::Cancel { reason } => Some(reason.as_str()),
            _ => None,
        }
    }
}

/// A transition that does not exist from the present state of the purchase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a purchase in state {from} cannot change to {to}")]
pub struct IllegalTransition {
    /// Current state of the purchase.
    pub from: PurchaseState,
    /// Requested state of the purchase.
    pub to: PurchaseState,
    /// True if the transition exists, but not for this actor.
    pub wrong_actor: bool,
}

/// Applies a transition. No other function changes a state.
pub fn apply(
    state: PurchaseState,
    transition: &Transition,
    actor: &Actor,
) -> Result<PurchaseState, IllegalTransition> {
    let wrong_actor = !transition.may_be_taken_by(actor);
    if state != transition.from() || wrong_actor {
        return Err(IllegalTransition { from: state, to: transition.to(), wrong_actor });
    }
    Ok(transition.to())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use PurchaseState as S;
    use proptest::prelude::*;

    /// The table of the design, written independently of the code: from, to and allowed actors.
    const TABLE: [(S, S, &[&str]); 8] = [
        (S::Cart, S::PendingPayment, &["customer"]),
        (S::PendingPayment, S::PaymentConfirmed, &["stripe"]),
        (S::PendingPayment, S::Cancelled, &["customer", "stripe", "admin"]),
        (S::PaymentConfirmed, S::Processing, &["admin", "automation"]),
        (S::Processing, S::Shipped, &["admin", "automation"]),
        (S::Shipped, S::Delivered, &["admin", "automation"]),
        (S::Processing, S::Cancelled, &["customer", "admin"]),
        (S::Delivered, S::Delivered, &[]),
    ];

    fn actors() -> [(&'static str, Actor); 5] {
        [
            ("customer", Actor::Customer),
            ("stripe", Actor::Stripe { event_id: Some("evt_1".into()) }),
            ("admin", Actor::Staff { sub: "s".into(), email: "a@studio.example".into() }),
            ("automation", Actor::Automation { client_id: "c".into() }),
            ("system", Actor::System { function: "reconcile".into() }),
        ]
    }

    fn transitions() -> Vec<Transition> {
        let reason = Text::parse("because").unwrap();
        let due = Money::new(1000, Currency::EUR);
        let paid = Paid {
            session_id: "cs_1".into(),
            payment_intent: Some("pi_1".into()),
            amount: due,
            tax_added: Money::zero(Currency::EUR),
        };
        let parcel = Parcel {
            carrier: Text::parse("DHL").unwrap(),
            tracking_number: Text::parse("1").unwrap(),
            tracking_url: None,
            lines: Vec::new(),
        };
        vec![
            Transition::OpenPayment { session_id: "cs_1".into(), session_expires_at: Timestamp::UNIX_EPOCH },
            Transition::ConfirmPayment(PaymentProof::new(due, &paid).unwrap()),
            Transition::CancelPayment { reason: reason.clone() },
            Transition::StartProcessing { details_verified: true },
            Transition::Ship(parcel),
            Transition::Deliver(DeliveryProof::CustomerConfirmed),
            Transition::Cancel { reason },
        ]
    }

    proptest! {
        #[test]
        fn only_the_tables_rows_are_allowed(state in 0_usize..7, step in 0_usize..7, who in 0_usize..5) {
            let state = S::ALL[state];
            let transition = &transitions()[step];
            let (name, actor) = &actors()[who];
            let listed = TABLE.iter().any(|(from, to, by)| {
                *from == state && *to == transition.to() && by.contains(name)
            });
            // Two transitions lead to Cancelled; each only from its own state.
            let expected = listed && transition.from() == state;
            let outcome = apply(state, transition, actor);
            prop_assert_eq!(outcome.is_ok(), expected);
            if let Ok(next) = outcome {
                prop_assert_eq!(next, transition.to());
            }
        }

        #[test]
        fn a_payment_is_proven_only_by_exactly_the_amount_due(due in 1_i64..1_000_000, paid in 1_i64..1_000_000, tax in 0_i64..1000) {
            let eur = |amount| Money::new(amount, Currency::EUR);
            let paid = Paid { session_id: "cs".into(), payment_intent: None, amount: eur(paid), tax_added: eur(tax) };
            prop_assert_eq!(PaymentProof::new(eur(due), &paid).is_some(), paid.amount.amount - tax == due);
        }
    }

    #[test]
    fn every_state_staff_may_choose_has_a_transition_that_leads_there() {
        let admin = &actors()[2].1;
        for state in S::ALL {
            for next in state.next_for_staff() {
                let direct = transitions().iter().any(|t| apply(state, t, admin) == Ok(*next));
                let both_steps = state == S::PaymentConfirmed && *next == S::Cancelled;
                assert!(direct || both_steps, "{state} to {next}");
            }
        }
    }

    #[test]
    fn another_currency_proves_nothing() {
        let yen = Money::new(1000, Currency::parse("JPY").unwrap());
        let paid = Paid {
            session_id: "cs".into(),
            payment_intent: None,
            amount: yen,
            tax_added: Money::zero(yen.currency),
        };
        assert_eq!(PaymentProof::new(Money::new(1000, Currency::EUR), &paid), None);
    }

    #[test]
    fn staff_are_stored_as_admin_and_read_by_either_name() {
        let staff = &actors()[2].1;
        let stored = serde_json::json!({"kind": "admin", "sub": "s", "email": "a@studio.example"});
        assert_eq!(serde_json::to_value(staff).unwrap(), stored);
        let renamed = serde_json::json!({"kind": "staff", "sub": "s", "email": "a@studio.example"});
        for written in [stored, renamed] {
            assert_eq!(&serde_json::from_value::<Actor>(written).unwrap(), staff);
        }
    }
}
