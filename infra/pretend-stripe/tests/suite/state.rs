use pretend_stripe::Config;
use serde_json::json;

use crate::support::{SESSION, Shop, config};

#[tokio::test]
async fn a_state_file_keeps_sessions_and_saved_answers_between_starts() {
    let file = std::env::temp_dir().join(format!("pretend-stripe-{}.json", std::process::id()));
    let kept = || Config { state_file: Some(file.clone()), ..config() };
    let shop = Shop::open_with(kept()).await;
    let first = shop.post_with_key("/v1/checkout/sessions", SESSION, "k1").await.ok();
    let (paid, intent) = shop.paid().await;
    shop.hook.wait_for(1).await;
    shop.stripe.shutdown().await.unwrap();

    let shop = Shop::open_with(kept()).await;
    let again = shop.post_with_key("/v1/checkout/sessions", SESSION, "k1").await;
    assert!(again.replayed);
    assert_eq!(again.ok(), first);
    let session = shop.get(&format!("/v1/checkout/sessions/{paid}")).await.ok();
    assert_eq!(session["payment_intent"], json!(intent));
    shop.stripe.shutdown().await.unwrap();
    std::fs::remove_file(file).unwrap();
}
