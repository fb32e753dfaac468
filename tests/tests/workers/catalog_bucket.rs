//! Compact catalogues are read from their bucket by a signed request, which fails soon if it fails.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use jiff::Timestamp;
use shared::aws::CatalogBucket;
use shared::domain::catalogue::card::Card;
use shared::store::compact::{AllCards, CompactCatalogs, CompactPointer, Encoded};
use shop_tests::bucket;
use shop_tests::shop::product;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

fn encoded() -> Encoded {
    let mut cards = AllCards::default();
    (1..=3).for_each(|n| cards.add(Card::of(&product(n)).unwrap().unwrap()));
    cards.encode().unwrap()
}

/// Reads an object of the bucket at an address; the slugs of its cards, or the error's text.
async fn read(address: &str, object: String) -> Result<Vec<String>, String> {
    let sdk = bucket::sdk(&format!("http://{address}"));
    let bucket = CatalogBucket::new(&sdk, Connector::builder().build_http(), "catalogues").unwrap();
    let pointer = CompactPointer { number: 1, object, rebuilt_at: Timestamp::UNIX_EPOCH };
    let mut slugs = Vec::new();
    let read = bucket.read(&pointer, &mut |card| slugs.push(card.slug.to_string())).await;
    read.map(|()| slugs).map_err(|error| error.to_string())
}

async fn listening() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[tokio::test]
async fn an_object_is_requested_with_a_signature_and_read() {
    let Encoded { object, bytes } = encoded();
    let known = object.clone();
    let serve = async move |Path(path): Path<String>, headers: HeaderMap| {
        let signed = headers["authorization"].to_str().unwrap();
        assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=test/"), "{signed}");
        assert!(
            signed
                .contains("/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date,")
        );
        assert!(headers.contains_key("x-amz-content-sha256") && headers.contains_key("x-amz-date"));
        if path == known { Ok(bytes) } else { Err(StatusCode::FORBIDDEN) }
    };
    let (listener, address) = listening().await;
    let router = Router::new().route("/catalogues/{*path}", get(serve));
    tokio::spawn(async move { axum::serve(listener, router).await });
    assert_eq!(read(&address, object).await.unwrap(), ["dragon-1", "dragon-2", "dragon-3"]);
    let refused = read(&address, "1/other".to_owned()).await.unwrap_err();
    assert!(refused.contains("S3 answers 403 for 1/other"), "{refused}");
}

#[tokio::test]
async fn an_answer_that_ends_early_is_an_error() {
    let (listener, address) = listening().await;
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let half = &encoded().bytes[..100];
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n").await.unwrap();
        connection.write_all(half).await.unwrap();
    });
    assert!(read(&address, "1/object".to_owned()).await.is_err());
}

#[tokio::test]
async fn a_bucket_that_cannot_be_reached_is_an_error() {
    let (listener, address) = listening().await;
    drop(listener);
    assert!(read(&address, "1/object".to_owned()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_does_not_answer_is_given_up_after_two_seconds() {
    let (listener, address) = listening().await;
    let begun = tokio::time::Instant::now();
    let waited = read(&address, "1/object".to_owned()).await.unwrap_err();
    assert!(waited.contains("in time"), "{waited}");
    assert_eq!(begun.elapsed().as_secs(), Duration::from_secs(2).as_secs());
    drop(listener);
}
