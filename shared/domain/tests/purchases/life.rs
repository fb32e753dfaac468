//! The life of one purchase, with the part of Stripe that it depends on.

use std::collections::BTreeMap;

use domain::checkout::quote::Quote;
use domain::fault::Faults;
use domain::ids::{NoteId, OrderId, OrderNumber, RefundId};
use domain::money::{Currency, Money};
use domain::purchase::settlement::{Decision, SessionSnapshot, SessionStatus, decide};
use domain::purchase::tax::TaxTreatment;
use domain::purchase::{
    Actor, AwaitedPayment, CancellationReason, Change, Checkout, Confirmation, Dispute, ErasureCause,
    MailKind, MailStatus, NewNote, NewParcel, NewRefund, OrderContext, Paid, ParcelCorrection,
    ProviderPayment, ProviderRefund, ProviderRefundStatus, Purchase, PurchaseState, RefundStatus, Sealed,
    SealedCustomer, SealedText, SessionRef, ShipByChange, StaffAction, TransitionRequest,
};
use domain::shop::settings::Settings;
use domain::text::Text;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

/// The amount due.
const DUE: i64 = 4900;

/// Something that can happen to a purchase.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Open,
    AwaitBank,
    Pay {
        short: i64,
    },
    PayAgain,
    Expire,
    CustomerCancels,
    /// The customer cancels the order through its link.
    CancelOrder,
    /// Staff choose one of the next states.
    Move(usize),
    Refund(i64),
    Retry,
    /// Stripe answers a refund that the shop requested.
    Answer {
        accepted: bool,
        at_once: bool,
    },
    /// A refund that Stripe works on ends, or one that succeeded is rejected by the bank.
    StripeEnds {
        failed: bool,
    },
    /// Somebody refunds in Stripe's dashboard.
    StripeRefunds(i64),
    Dispute(&'static str),
    CorrectAddress,
    SendParcel,
    CorrectParcel {
        notify: bool,
    },
    ChangeShipBy {
        notify: bool,
    },
    Note {
        visible: bool,
    },
    /// Staff have the newest mail about the payment sent again, also to another address.
    Resend {
        readdress: bool,
    },
    Export,
    SendMails,
    Erase {
        requested: bool,
    },
}

/// A refund in Stripe's books.
struct Booked {
    payment_intent: String,
    refund: ProviderRefund,
}

/// A purchase, and Stripe's books of its refunds.
pub(crate) struct Life {
    pub(crate) purchase: Purchase,
    books: Vec<Booked>,
    second: i64,
}

fn eur(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn stripe() -> Actor {
    Actor::Stripe { event_id: None }
}

impl Life {
    /// A frozen cart.
    pub(crate) fn begin() -> Self {
        let price = json!({"amount": DUE, "currency": "EUR"});
        let shipping =
            json!({"id": "standard", "name": "Standard", "price": {"amount": 0, "currency": "EUR"}});
        let quote = json!({
            "lines": [], "subtotal": price, "country": "DE", "shipping_options": [shipping], "shipping": shipping,
            "total": price, "lead_time_days": 3, "ship_by": "2027-01-20",
        });
        let quote: Quote = serde_json::from_value(quote).unwrap();
        let tax = TaxTreatment::of(&Settings::starter().tax, &quote.country);
        let (id, now) = (OrderId::from_uuid(Uuid::from_u128(1)), at(0));
        let checkout = Checkout::freeze(id, quote, &BTreeMap::new(), tax, at(7200), now);
        Self { purchase: Purchase::begun(checkout), books: Vec::new(), second: 0 }
    }

    /// Decides what a step changes, as the function that handles it does; none if it is refused or changes nothing.
    pub(crate) fn decide(&mut self, step: &Step) -> Option<Change> {
        self.second += 60;
        let now = at(self.second);
        let purchase = self.purchase.clone();
        match step {
            Step::Open => {
                let url = "https://pay.example/cs_1".to_owned();
                purchase
                    .open_payment(SessionRef { id: "cs_1".to_owned(), url, expires_at: at(7200) }, now)
                    .ok()
            }
            Step::AwaitBank => self.settle("cs_1", SessionStatus::AwaitingBank, now),
            Step::Pay { short } => self.settle("cs_1", paid("cs_1", DUE - short), now),
            Step::PayAgain => self.settle("cs_2", paid("cs_2", DUE), now),
            Step::Expire => self.settle("cs_1", SessionStatus::Expired, now),
            Step::CustomerCancels => {
                let detail = Text::fixed("cancelled by the customer");
                purchase.cancel(CancellationReason::Customer, detail, &Actor::Customer, now).ok()
            }
            Step::CancelOrder => purchase.cancel_order(self.new_id(), now).ok().flatten(),
            Step::Move(which) => self.moved(*which, now),
            Step::Refund(amount) => {
                let version = purchase.order.as_ref()?.version;
                let reason = Some(Text::fixed("broken"));
                let request = NewRefund {
                    amount: Some(eur(*amount)),
                    reason,
                    lines: None,
                    retry_of: None,
                    paid_elsewhere: None,
                    version,
                };
                purchase.request_refund(&request, &self.action(now)).ok().map(|(_, change)| change)
            }
            Step::Retry => {
                let failed = purchase.refunds.iter().find(|it| it.status == RefundStatus::Failed)?.id;
                let request = NewRefund {
                    amount: None,
                    reason: None,
                    lines: None,
                    retry_of: Some(failed),
                    paid_elsewhere: None,
                    version: self.version(),
                };
                purchase.request_refund(&request, &self.action(now)).ok().map(|(_, change)| change)
            }
            Step::Answer { accepted, at_once } => self.answered(*accepted, *at_once, now),
            Step::StripeEnds { failed } => self.ended(*failed, now),
            Step::StripeRefunds(amount) => self.refunded_at_stripe(*amount, now),
            Step::Dispute(status) => {
                let (id, payment_intent) = ("dp_1".to_owned(), "pi_cs_1".to_owned());
                let dispute = Dispute { id, payment_intent, status: (*status).to_owned() };
                purchase.record_dispute(&dispute, &stripe(), now)
            }
            Step::CorrectAddress => {
                let corrected = Sealed::new(Vec::new(), Vec::new(), vec![1]);
                purchase.correct_address(self.version(), corrected, &staff(), now).ok()
            }
            Step::SendParcel => {
                let document = json!({"version": self.version(), "carrier": "DHL",
                    "tracking_number": self.second.to_string(), "override_payment_hold": true});
                let request: NewParcel = deserr::deserialize::<_, _, Faults>(document).unwrap();
                purchase.send_parcel(&request, &staff(), now).ok()
            }
            Step::CorrectParcel { notify } => {
                let document = json!({"version": self.version(), "parcel": 0, "carrier": "UPS",
                    "tracking_number": self.second.to_string(), "notify": notify});
                let request: ParcelCorrection = deserr::deserialize::<_, _, Faults>(document).unwrap();
                purchase.correct_parcel(&request, &staff(), now).ok()
            }
            Step::ChangeShipBy { notify } => {
                let document = json!({"version": self.version(), "ship_by": "2027-02-01", "reason": "late",
                    "notify": notify});
                let request: ShipByChange = deserr::deserialize::<_, _, Faults>(document).unwrap();
                purchase.change_ship_by(&request, &staff(), now).ok()
            }
            Step::Note { visible } => self.noted(*visible, now),
            Step::Resend { readdress } => {
                let to = readdress.then(|| sealed("another"));
                let order = purchase.order.is_some();
                let mail = if order { MailKind::Receipt } else { MailKind::PaymentUnderWay };
                purchase.resend_mail(mail, to, &staff(), now).ok()
            }
            Step::Export => purchase.export(&staff(), now),
            Step::SendMails => {
                self.purchase.mails.iter_mut().for_each(|mail| mail.status = MailStatus::Sent);
                None
            }
            Step::Erase { requested: true } => purchase.erase(ErasureCause::Requested, &staff(), now).0,
            Step::Erase { requested: false } => {
                purchase.erase(ErasureCause::RetentionExpired, &system(), now).0
            }
        }
    }

    fn action(&self, at: Timestamp) -> StaffAction {
        StaffAction { actor: staff(), at, refund_id: self.new_id() }
    }

    fn new_id(&self) -> RefundId {
        RefundId::from_uuid(Uuid::from_u128(self.second.unsigned_abs().into()))
    }

    /// Ids for refunds that the shop sees for the first time.
    fn new_ids(&self) -> impl FnMut() -> RefundId + use<> {
        let mut next = u128::from(self.second.unsigned_abs()) << 32;
        move || {
            next += 1;
            RefundId::from_uuid(Uuid::from_u128(next))
        }
    }

    fn version(&self) -> u64 {
        let order = self.purchase.order.as_ref();
        order.map_or(self.purchase.checkout.version, |order| order.version)
    }

    fn settle(&mut self, session: &str, status: SessionStatus, now: Timestamp) -> Option<Change> {
        let purchase = self.purchase.clone();
        let refunds = self.refunds_of(&format!("pi_{session}"));
        let snapshot = SessionSnapshot { id: session.to_owned(), status, refunds };
        let change = match decide(&purchase.snapshot(session, now), &snapshot).unwrap() {
            Decision::Nothing => return None,
            Decision::AwaitBank => {
                let (session_id, number) = (session.to_owned(), OrderNumber::from_random([9; 5]));
                purchase.await_bank(
                    AwaitedPayment { session_id, number, customer: sealed("waiting") },
                    &stripe(),
                    now,
                )
            }
            Decision::Cancel(reason, detail) => {
                purchase.cancel(reason, Text::fixed(detail), &stripe(), now).unwrap()
            }
            Decision::Return(returned) => {
                purchase.return_payment(&returned, self.new_id(), &stripe(), now).unwrap()
            }
            Decision::Confirm { proof, tax_added } => {
                let settings = Settings::starter();
                let confirmation = Confirmation {
                    proof,
                    tax_added,
                    by_stripe: None,
                    number: OrderNumber::from_random([7; 5]),
                    customer: purchase.checkout.customer().unwrap_or_else(|| sealed("paid")),
                    context: OrderContext { settings, stock: Vec::new(), first_sales: Vec::new() },
                };
                purchase.confirm(confirmation, &stripe(), now).unwrap()
            }
        };
        Some(change.with_refunds(&snapshot, self.new_ids(), &stripe(), now))
    }

    fn moved(&self, which: usize, now: Timestamp) -> Option<Change> {
        let purchase = self.purchase.clone();
        let to = *purchase.state().next_for_staff().get(which)?;
        let mut request = match to {
            PurchaseState::Processing => json!({"details_verified": true, "override_payment_hold": true}),
            PurchaseState::Shipped => {
                json!({"carrier": "DHL", "tracking_number": "1", "override_payment_hold": true})
            }
            PurchaseState::Delivered => json!({"customer_confirmed": true}),
            _ => json!({"reason": "The customer asked for it", "restock": self.second % 120 == 0}),
        };
        (request["to"], request["version"]) = (json!(to), json!(self.version()));
        let request: TransitionRequest = deserr::deserialize::<_, _, Faults>(request).unwrap();
        let action = self.action(now);
        if purchase.order.is_some() {
            Some(purchase.transition(&request, &action).unwrap())
        } else {
            Some(purchase.cancel_unpaid(&request, &action).unwrap())
        }
    }

    /// The amount that Stripe can still refund of a payment.
    fn left(&self, payment_intent: &str) -> i64 {
        let stands = |it: &&Booked| {
            it.payment_intent == payment_intent
                && !matches!(it.refund.status, ProviderRefundStatus::Failed(_))
        };
        DUE - self.books.iter().filter(stands).map(|it| it.refund.amount.amount).sum::<i64>()
    }

    fn answered(&mut self, accepted: bool, at_once: bool, now: Timestamp) -> Option<Change> {
        let purchase = self.purchase.clone();
        let asked = purchase.refunds.iter().find(|it| it.status == RefundStatus::Requested)?.clone();
        let left = self.left(&asked.payment_intent);
        if asked.amount.amount > left {
            return purchase.limit_refund(asked.id, eur(left), &system(), now);
        }
        let outcome = if accepted {
            let succeeded = ProviderRefundStatus::Succeeded;
            let status = if at_once { succeeded } else { ProviderRefundStatus::Pending };
            Ok(self.book(&asked.payment_intent, Some(asked.id), asked.amount, status))
        } else {
            Err("charge_disputed".to_owned())
        };
        purchase.record_refund(asked.id, &outcome, &system(), now)
    }

    fn book(
        &mut self,
        payment_intent: &str,
        refund_id: Option<RefundId>,
        amount: Money,
        status: ProviderRefundStatus,
    ) -> ProviderRefund {
        let id = format!("re_{}", self.books.len());
        let refund = ProviderRefund { id, refund_id, amount, status };
        self.books.push(Booked { payment_intent: payment_intent.to_owned(), refund: refund.clone() });
        refund
    }

    fn ended(&mut self, failed: bool, now: Timestamp) -> Option<Change> {
        let stands = |it: &&mut Booked| match it.refund.status {
            ProviderRefundStatus::Pending => true,
            ProviderRefundStatus::Succeeded => failed,
            ProviderRefundStatus::Failed(_) => false,
        };
        let ended = self.books.iter_mut().find(stands)?;
        ended.refund.status = if failed {
            ProviderRefundStatus::Failed("declined".to_owned())
        } else {
            ProviderRefundStatus::Succeeded
        };
        let payment_intent = ended.payment_intent.clone();
        self.reflected(&payment_intent, now)
    }

    fn refunded_at_stripe(&mut self, amount: i64, now: Timestamp) -> Option<Change> {
        if amount > self.left("pi_cs_1") {
            return None;
        }
        self.book("pi_cs_1", None, eur(amount), ProviderRefundStatus::Succeeded);
        // Half of the refunds that are made before the order are found only when the payment is settled.
        (self.purchase.order.is_some() || amount % 2 == 0).then(|| self.reflected("pi_cs_1", now))?
    }

    fn reflected(&self, payment_intent: &str, now: Timestamp) -> Option<Change> {
        let refunds = self.refunds_of(payment_intent);
        let payment =
            ProviderPayment { payment_intent: payment_intent.to_owned(), captured: eur(DUE), refunds };
        self.purchase.clone().reflect_refunds(&payment, self.new_ids(), &stripe(), now).unwrap()
    }

    fn refunds_of(&self, payment_intent: &str) -> Vec<ProviderRefund> {
        let of_payment = self.books.iter().filter(|it| it.payment_intent == payment_intent);
        of_payment.map(|it| it.refund.clone()).collect()
    }

    fn noted(&self, visible_to_customer: bool, now: Timestamp) -> Option<Change> {
        let purchase = self.purchase.clone();
        purchase.order.as_ref()?.confidential.as_ref()?;
        let document = json!({"text": "It is drying.", "visible_to_customer": visible_to_customer});
        let note: NewNote = deserr::deserialize::<_, _, Faults>(document).unwrap();
        let id = NoteId::from_uuid(Uuid::from_u128(self.second.unsigned_abs().into()));
        let sealed = SealedText::new(Vec::new(), Vec::new());
        let note = note.sealed(sealed, (purchase.checkout.id, id), staff(), now);
        Some(purchase.add_note(note))
    }
}

fn at(second: i64) -> Timestamp {
    let begin = Timestamp::from_second(1_800_000_000).unwrap();
    begin.checked_add(SignedDuration::from_secs(second)).unwrap()
}

/// A customer whose hashes are this word.
fn sealed(word: &str) -> SealedCustomer {
    SealedCustomer {
        confidential: Sealed::new(Vec::new(), Vec::new(), Vec::new()),
        customer_hash: word.to_owned(),
        secret_hash: word.to_owned(),
    }
}

fn paid(session: &str, amount: i64) -> SessionStatus {
    SessionStatus::Paid(Paid {
        session_id: session.to_owned(),
        payment_intent: Some(format!("pi_{session}")),
        amount: eur(amount),
        tax_added: eur(0),
    })
}

fn staff() -> Actor {
    Actor::Staff { sub: "sub-1".to_owned(), email: "ada@studio.example".to_owned() }
}

fn system() -> Actor {
    Actor::System { function: "issue-refund".to_owned() }
}
