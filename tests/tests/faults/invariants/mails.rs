//! Every cause has one mail, and every mail an end.

use std::collections::HashSet;

use shared::domain::audit::AuditEntry;
use shared::domain::purchase::{
    MailFailure, MailKind, MailRecord, MailStatus, Purchase, PurchaseState, RefundStatus,
};

use super::Tally;
use crate::mail::Address;
use crate::world::World;

/// Asserts one mail per cause, each with an end that its address explains. A second mail is allowed only if the function
/// crashed after the provider had accepted the first.
pub(super) fn check(world: &World, purchase: &Purchase, tally: &mut Tally) {
    let id = purchase.checkout.id;
    let accepted = world.mailer.state().accepted.clone();
    let of_order = (1..).zip(&accepted).filter(|(_, of)| **of == id).map(|(number, _)| number);
    let of_order: Vec<usize> = of_order.collect();
    // A payment under way may become an order or fail, and owes its mail before that.
    let owed = purchase.mails.iter().map(|mail| mail.kind).filter(|kind| *kind != MailKind::PaymentUnderWay);
    let owed: HashSet<MailKind> = owed.collect();
    let causes = causes(purchase);
    // An erased customer gets no mail any more, and what was not sent was removed.
    let erased = purchase.order.as_ref().is_some_and(|order| order.erased_at.is_some())
        || purchase.checkout.erased_at.is_some();
    assert!(owed.is_subset(&causes) && (erased || owed == causes), "{id}: {owed:?} for {causes:?}");
    for mail in &purchase.mails {
        ended_rightly(world, purchase, mail);
    }
    let noted = |number: usize| {
        let message = format!("mail-{number}");
        purchase.mails.iter().any(|mail| mail.message_id.as_deref() == Some(message.as_str()))
    };
    let known = of_order.iter().filter(|number| noted(**number)).count();
    let taken = purchase.mails.iter().filter(|mail| mail.message_id.is_some()).count();
    assert_eq!(known, taken, "{id}: noted a mail that nobody took");
    for number in of_order.into_iter().filter(|number| !noted(*number)) {
        let cut_off = world.cut_off.contains(&number);
        assert!(cut_off || erased, "{id}: mail {number} went out a second time without a cause");
        tally.second_receipts += u64::from(cut_off);
    }
}

fn causes(purchase: &Purchase) -> HashSet<MailKind> {
    let disputes = (1..=purchase.disputes().len()).map(MailKind::Disputed);
    let Some(order) = &purchase.order else { return disputes.collect() };
    let refunds = purchase.refunds.iter().filter(|refund| refund.status == RefundStatus::Succeeded);
    let mut causes: HashSet<_> = refunds.map(|refund| MailKind::Refunded(refund.id)).collect();
    causes.insert(MailKind::Receipt);
    causes.extend(purchase.audit.iter().filter_map(step_mail));
    causes.extend(disputes);
    causes.extend((!order.oversold.is_empty()).then_some(MailKind::Oversold));
    causes
}

/// Returns the mail about a step of an order. A step that only leads to a cancellation has none.
fn step_mail(entry: &AuditEntry) -> Option<MailKind> {
    match (entry.from?, entry.to?) {
        (_, PurchaseState::Processing) if entry.evidence["details_verified"] == false => None,
        (_, PurchaseState::Processing) => Some(MailKind::Processing),
        (_, PurchaseState::Shipped) => Some(MailKind::Shipped),
        (_, PurchaseState::Delivered) => Some(MailKind::Delivered),
        (PurchaseState::Processing, PurchaseState::Cancelled) => Some(MailKind::Cancelled),
        _ => None,
    }
}

fn ended_rightly(world: &World, purchase: &Purchase, mail: &MailRecord) {
    let (id, kind) = (purchase.checkout.id, mail.kind);
    let address = if kind.is_to_customer() { world.address_of(id) } else { Address::Good };
    match mail.status {
        MailStatus::Owed => panic!("{id}: {kind} is still owed"),
        MailStatus::Sent => {
            assert!(!matches!(address, Address::Refused | Address::Never), "{id}: {kind} to {address:?}");
            let message = format!("{:?}", mail.message_id.as_ref().unwrap());
            let returned = world.mailer.state().returned.contains(mail.message_id.as_ref().unwrap());
            let lost = world.dead.iter().any(|text| text.contains(&message));
            assert!(!returned || lost, "{id}: {kind} came back, which is not noted");
        }
        MailStatus::Dropped => {
            let erased = purchase.order.as_ref().is_some_and(|order| order.erased_at.is_some());
            assert!(erased || purchase.is_stale(kind), "{id}: {kind} was dropped");
        }
        MailStatus::Failed => match mail.failure.unwrap() {
            MailFailure::TooManyTries => {
                assert!(mail.tries >= 13 || mail.delays > 0, "{id}: {kind} failed too early");
            }
            MailFailure::Refused => assert_eq!(address, Address::Refused),
            MailFailure::Bounced => assert_eq!(address, Address::Bounces),
            MailFailure::Complained => assert_eq!(address, Address::Complains),
            MailFailure::InvalidAddress => panic!("{id}: no address is invalid"),
        },
    }
}
