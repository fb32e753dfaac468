//! Calls Stripe with retries within one deadline, and maps its errors to [`PaymentsError`].

use std::future::Future;
use std::time::Duration;

use miniserde::Deserialize;
use shared::payments::PaymentsError;
use shared::random;
use stripe::{IdempotencyKey, RequestStrategy, StripeRequest};

use crate::client::{Client, ClientError};

/// Time limit of one operation with all its retries and pages. It leaves a caller behind API Gateway time to
/// respond.
pub const DEADLINE: Duration = Duration::from_secs(8);
const MAX_ATTEMPTS: u32 = 3;
/// The longest wait before the second attempt; before the third it is twice that.
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

/// Sends with an idempotency key: Stripe executes the request once and repeats its response.
pub(crate) fn idempotent(key: &str) -> Result<RequestStrategy, PaymentsError> {
    let refused = |_| PaymentsError::Refused { code: "invalid_idempotency_key".to_owned() };
    IdempotencyKey::new(key).map(RequestStrategy::Idempotent).map_err(refused)
}

/// The error for a response that the shop cannot interpret. A person has to investigate; until then retrying
/// does no harm.
pub(crate) fn unreadable(what: &str) -> PaymentsError {
    PaymentsError::Unavailable(format!("its response cannot be parsed: {what}"))
}

pub(crate) async fn within_deadline<T>(
    operation: impl Future<Output = Result<T, PaymentsError>>,
) -> Result<T, PaymentsError> {
    let too_slow =
        || PaymentsError::Unavailable(format!("no response within {} seconds", DEADLINE.as_secs()));
    tokio::time::timeout(DEADLINE, operation).await.unwrap_or_else(|_| Err(too_slow()))
}

/// Sends up to three times with the same idempotency key, while a retry may change the outcome. Reads `T`, which may have
/// fewer fields than the request's own reply.
pub(crate) async fn send_with_retries<T: Deserialize>(
    client: &Client,
    operation: &'static str,
    strategy: &RequestStrategy,
    request: &(impl StripeRequest + Sync),
) -> Result<T, PaymentsError> {
    let mut tries = 1;
    loop {
        let sent = request.build().customize::<T>().request_strategy(strategy.clone()).send(client);
        let error = match sent.await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let mapped = to_payments_error(&error, strategy.get_key().is_some());
        if tries == MAX_ATTEMPTS || !is_retryable(&error) {
            return Err(mapped);
        }
        tracing::warn!(operation, tries, error = %mapped, "retrying the Stripe request");
        tokio::time::sleep(backoff(tries)).await;
        tries += 1;
    }
}

fn is_retryable(error: &ClientError) -> bool {
    match error {
        ClientError::Stripe { status, .. } => matches!(status, 409 | 429 | 500..),
        ClientError::NoResponse => true,
        ClientError::Unreadable => false,
    }
}

fn to_payments_error(error: &ClientError, keyed: bool) -> PaymentsError {
    let unavailable = |why: &str| PaymentsError::Unavailable(why.to_owned());
    let (status, code) = match error {
        ClientError::Stripe { status, code } => (*status, code.as_str()),
        ClientError::NoResponse => return unavailable("the connection failed"),
        ClientError::Unreadable => return unreadable("the response does not match Stripe's API"),
    };
    match status {
        404 => PaymentsError::NotFound,
        _ if code == "resource_missing" => PaymentsError::NotFound,
        // A rotated or wrong API key says nothing about the request, which is worth retrying with the right
        // key.
        401 | 403 => unavailable("it rejected the shop's API key"),
        409 => unavailable("a request with the same idempotency key is still in progress"),
        429 => unavailable("the rate limit was exceeded"),
        500.. if keyed => PaymentsError::FailedForKey(format!("status {status}, {code}")),
        500.. => PaymentsError::Unavailable(format!("status {status}, {code}")),
        _ => PaymentsError::Refused { code: code.to_owned() },
    }
}

/// Half the wait is fixed and half random, so that callers that failed together do not retry together.
fn backoff(tries: u32) -> Duration {
    let longest = FIRST_BACKOFF * 2_u32.pow(tries - 1);
    let random = random::bytes::<1>().map_or(u32::from(u8::MAX), |[byte]| u32::from(byte));
    longest / 2 + longest / 2 * random / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_grows_and_stays_within_bounds() {
        for _ in 0..100 {
            assert!((100..200).contains(&backoff(1).as_millis()));
            assert!((200..400).contains(&backoff(2).as_millis()));
        }
    }

    #[test]
    fn an_invalid_idempotency_key_is_refused_before_sending() {
        assert!(idempotent("open-ord_01h455vb4pex5vsknk084sn02q").is_ok());
        for bad in ["", &"k".repeat(256)] {
            assert!(matches!(idempotent(bad), Err(PaymentsError::Refused { .. })));
        }
    }
}
