//! Stock is taken once per order and returned once, and the daily counters count each step once.

use serde_json::Value;
use shared::domain::purchase::{Order, Purchase, PurchaseState};

use super::Tally;
use crate::world::{PIECES, World};

/// Counts the pieces that an order was sold without, and those that it returned.
pub(super) fn count(purchase: &Purchase, order: &Order, tally: &mut Tally) {
    let says = |name: &str, value: bool| purchase.audit.iter().any(|entry| entry.evidence[name] == value);
    let (unbegun, restocked) = (says("details_verified", false), says("restocked", true));
    let cancelled = order.state == PurchaseState::Cancelled;
    assert!(!unbegun || restocked, "{}: nothing was made, and the stock did not return", order.id);
    assert!(!restocked || cancelled, "{}: stock returned from an order that was not cancelled", order.id);
    let held: u32 = order.stock.iter().map(|taken| taken.quantity).sum();
    assert_eq!(held, if restocked { 0 } else { PIECES }, "{}: the order holds other stock", order.id);
    tally.pieces_returned += u64::from(if restocked { PIECES } else { 0 });
    tally.pieces_missing += order.oversold.iter().map(|missing| u64::from(missing.quantity)).sum::<u64>();
}

pub(super) fn check(world: &World, items: &[Value], tally: &Tally) {
    let of = |entity: &'static str| items.iter().filter(move |item| item["entity"]["S"] == entity);
    let product = of("product").next().unwrap();
    let stocked = |variant: &Value| variant["M"]["stock"]["N"].as_str()?.parse::<i64>().ok();
    let left = product["product"]["M"]["variants"]["L"].as_array().unwrap().iter().find_map(stocked).unwrap();
    let moved = |pieces: u64| i64::try_from(pieces).unwrap();
    let sold = moved(tally.orders * u64::from(PIECES)) - moved(tally.pieces_returned);
    assert_eq!(left, i64::from(world.stock) - sold, "stock was not moved once an order");
    if tally.pieces_returned == 0 {
        assert_eq!(moved(tally.pieces_missing), (-left).max(0), "the wrong orders are marked as oversold");
    }
    let sum = |name: &str| -> u64 {
        of("stats").filter_map(|shard| shard[name]["N"].as_str()?.parse::<u64>().ok()).sum()
    };
    assert_eq!(sum("orders#payment_confirmed"), tally.orders, "the counters miscount the orders");
    assert_eq!(
        sum("checkouts#cancelled") + sum("orders#cancelled"),
        tally.cancelled,
        "the counters miscount the cancelled"
    );
    assert_eq!(sum("orders#shipped"), tally.shipped, "the counters miscount the shipped");
    assert_eq!(sum("value#payment_confirmed#EUR"), tally.orders * u64::try_from(world.total.amount).unwrap());
}
