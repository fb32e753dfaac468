//! An erased customer has no data anywhere, and no customer is stored in clear.

use serde_json::Value;
use shared::domain::purchase::Order;
use shared::lookup::LookupKey;

use super::Tally;
use crate::world::World;

/// Asserts that an erased order has neither sealed data nor its key, nor a hash that leads to the customer, and that each
/// order of which staff were told so is erased.
pub(super) fn check(world: &World, items: &[Value], order: &Order, tally: &mut Tally) {
    let id = order.id;
    let promised = world.staff.erased.contains(&id) || world.staff.remembered.contains(&id);
    assert!(order.erased_at.is_some() || !promised, "{id}: staff were told that it is erased");
    if order.erased_at.is_none() {
        return;
    }
    tally.erased += 1;
    let partition = format!("ORDER#{id}");
    let hash = LookupKey::new("secret").customer_hash(&world.email_of(id));
    for item in items.iter().filter(|item| item["pk"]["S"] == partition.as_str()) {
        let kept = ["confidential", "customer_hash", "secret_hash", "gsi3pk"];
        // Entries of the audit trail are in gsi3 by their actor, which is no customer.
        let audit = item["entity"]["S"] == "audit";
        let found = kept.into_iter().find(|name| !(item[name].is_null() || audit && *name == "gsi3pk"));
        assert_eq!(found, None, "{id}: an erased order still has customer data");
        // Sealed data and wrapped keys are the only binary attributes.
        let text = item.to_string();
        assert!(!text.contains(&hash) && !text.contains("{\"B\":"), "{id}: {text}");
    }
}

pub(super) fn nobody_is_in_clear(world: &World, items: &[Value]) {
    let marks = items.iter().map(Value::to_string).chain(world.dead.iter().cloned());
    for text in marks {
        assert!(!text.contains("marked"), "a customer is stored in clear: {text}");
    }
}
