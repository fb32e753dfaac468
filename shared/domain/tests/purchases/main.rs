//! Random sequences of events of a purchase, applied in memory: whatever happens in which order, the purchase stays sound.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod invariants;
mod life;

use proptest::collection::vec;
use proptest::prelude::*;

use life::{Life, Step};

proptest! {
    #[test]
    fn a_purchase_stays_sound_whatever_happens_to_it(steps in vec(any_step(), 0..40)) {
        let mut life = Life::begin();
        for step in steps {
            let before = life.purchase.clone();
            let Some(change) = life.decide(&step) else { continue };
            let after = change.after().unwrap();
            invariants::check(&before, &change, &after);
            life.purchase = after;
        }
    }

    #[test]
    fn an_order_stays_sound_whatever_happens_to_it(steps in vec(any_step(), 0..40)) {
        let mut life = Life::begin();
        for step in [Step::Open, Step::Pay { short: 0 }].into_iter().chain(steps) {
            let before = life.purchase.clone();
            let Some(change) = life.decide(&step) else { continue };
            let after = change.after().unwrap();
            invariants::check(&before, &change, &after);
            life.purchase = after;
        }
        prop_assert!(life.purchase.order.is_some());
    }
}

#[test]
fn every_step_of_a_life_can_happen() {
    let mut life = Life::begin();
    let steps = [
        Step::Open,
        Step::AwaitBank,
        Step::Pay { short: 0 },
        Step::PayAgain,
        Step::Answer { accepted: true, at_once: true },
        Step::Move(0),
        Step::Refund(500),
        Step::Answer { accepted: false, at_once: false },
        Step::Retry,
        Step::Answer { accepted: true, at_once: false },
        Step::StripeEnds { failed: false },
        Step::StripeRefunds(100),
        Step::Dispute("won"),
        Step::CorrectAddress,
        Step::ChangeShipBy { notify: true },
        Step::Note { visible: true },
        Step::Resend { readdress: true },
        Step::Export,
        Step::SendParcel,
        Step::Move(0),
        Step::CorrectParcel { notify: true },
        Step::Move(0),
        Step::SendMails,
        Step::Erase { requested: true },
    ];
    for step in steps {
        let changes = !matches!(step, Step::SendMails);
        let change = life.decide(&step);
        assert_eq!(change.is_some(), changes, "{step:?}");
        if let Some(change) = change {
            life.purchase = change.after().unwrap();
        }
    }
    assert!(life.purchase.order.unwrap().erased_at.is_some());
}

#[test]
fn a_customer_can_cancel_a_paid_order_once() {
    let mut life = Life::begin();
    for step in [Step::Open, Step::Pay { short: 0 }, Step::CancelOrder] {
        let change = life.decide(&step).unwrap();
        invariants::check(&life.purchase.clone(), &change, &change.after().unwrap());
        life.purchase = change.after().unwrap();
    }
    assert!(life.decide(&Step::CancelOrder).is_none());
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Open),
        1 => Just(Step::AwaitBank),
        3 => (0_i64..2).prop_map(|short| Step::Pay { short }),
        1 => Just(Step::PayAgain),
        1 => Just(Step::Expire),
        1 => Just(Step::CustomerCancels),
        1 => Just(Step::CancelOrder),
        1 => Just(Step::CorrectAddress),
        2 => Just(Step::SendParcel),
        2 => any::<bool>().prop_map(|notify| Step::CorrectParcel { notify }),
        2 => any::<bool>().prop_map(|notify| Step::ChangeShipBy { notify }),
        6 => (0_usize..2).prop_map(Step::Move),
        3 => (1_i64..3000).prop_map(Step::Refund),
        2 => Just(Step::Retry),
        4 => any::<(bool, bool)>().prop_map(|(accepted, at_once)| Step::Answer { accepted, at_once }),
        2 => any::<bool>().prop_map(|failed| Step::StripeEnds { failed }),
        1 => (1_i64..3000).prop_map(Step::StripeRefunds),
        1 => prop::sample::select(vec!["needs_response", "won", "lost"]).prop_map(Step::Dispute),
        1 => any::<bool>().prop_map(|visible| Step::Note { visible }),
        2 => any::<bool>().prop_map(|readdress| Step::Resend { readdress }),
        1 => Just(Step::Export),
        2 => Just(Step::SendMails),
        2 => any::<bool>().prop_map(|requested| Step::Erase { requested }),
    ]
}
