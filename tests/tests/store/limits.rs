//! Rate limits: turns are counted, expire with their window, and never exceed the maximum.

use futures::future::join_all;
use jiff::SignedDuration;
use shared::store::limits::{Limit, Turn};
use shop_tests::engine::{Engine, Handles};
use shop_tests::shop::at;

use crate::golden::wire;

const LIMIT: Limit = Limit { scope: "TEST", turns: 3, window: SignedDuration::from_hours(1) };

#[tokio::test]
async fn turns_are_limited_per_caller_and_renewed_each_hour() {
    let engine = Engine::start().await;
    let take = async |hash: &str, seconds| {
        engine.store.rate_limits().take_turn(&Turn::new(LIMIT, hash, at(seconds))).await.unwrap()
    };
    for _ in 0..3 {
        assert!(take("ada", 0).await);
    }
    assert!(!take("ada", 1).await && !take("ada", 3599).await);
    assert!(take("bob", 2).await);
    assert!(take("ada", 3600).await, "nine o'clock is over");
    let other = Limit { scope: "OTHER", ..LIMIT };
    assert!(engine.store.rate_limits().take_turn(&Turn::new(other, "ada", at(1))).await.unwrap());
}

#[tokio::test]
async fn of_ten_concurrent_calls_three_get_a_turn_and_the_item_expires() {
    let engine = Engine::start().await;
    let limits = engine.store.rate_limits();
    let turn = Turn::new(LIMIT, "ada", at(7));
    let turns = join_all((0..10).map(|_| limits.take_turn(&turn))).await;
    assert_eq!(turns.into_iter().filter(|turn| *turn.as_ref().unwrap()).count(), 3);
    let item = wire(&engine.all_items().await[0]);
    let (begun, ends) = (at(0).as_second(), at(3600).as_second());
    let expected = serde_json::json!({
        "pk": {"S": format!("LIMIT#TEST#ada#{begun}")}, "sk": {"S": "LIMIT"}, "entity": {"S": "limit"},
        "v": {"N": "1"}, "turns": {"N": "3"}, "expires_at": {"N": ends.to_string()},
    });
    assert_eq!(item, expected);
}
