//! Turns of an address to start checkouts.

use serde_json::json;

use crate::till::{TURNS, Till};

#[tokio::test]
async fn an_address_starts_so_many_checkouts_an_hour_and_no_more() {
    let till = Till::open().await;
    let body = till.request(1);
    for n in 0..TURNS {
        assert_eq!(till.start(&format!("key-{n}"), &body).await.0, 201);
        assert_eq!(till.start(&format!("key-{n}"), &body).await.0, 201, "a retry takes no turn");
    }
    let (status, problem) = till.start("one-more", &body).await;
    assert_eq!((status, &problem["code"]), (429, &json!("too_many_requests")));
    assert_eq!(till.start("key-0", &body).await.0, 201, "a page that is open can still be fetched");
}

#[tokio::test]
async fn a_customer_without_a_turn_keeps_the_page_that_is_open() {
    let till = Till::open().await;
    let in_cart = |quantity| {
        let mut body = till.request(quantity);
        body["cart_id"] = json!("0123456789abcdef0123456789abcdef");
        body
    };
    for n in 1..=TURNS {
        assert_eq!(till.start(&format!("key-{n}"), &in_cart(n)).await.0, 201);
    }
    assert_eq!(till.start("changed", &in_cart(TURNS + 1)).await.0, 429);
    assert_eq!(till.start("unchanged", &in_cart(TURNS)).await.0, 201, "the page was not closed");
}

#[tokio::test]
async fn refused_carts_take_no_turn() {
    let till = Till::open().await;
    let mut wrong = till.request(1);
    wrong["expected_total"]["amount"] = json!(1);
    for n in 0..=TURNS {
        assert_eq!(till.start(&format!("wrong-{n}"), &wrong).await.0, 409);
    }
    assert_eq!(till.start("right", &till.request(1)).await.0, 201);
}
