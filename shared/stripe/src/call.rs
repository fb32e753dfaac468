//! How Stripe is asked: a few tries within one deadline, and every failure in the port's words.

use std::future::Future;
use std::time::Duration;

use shared::payments::PaymentsError;
use shared::random;
use stripe::{IdempotencyKey, RequestStrategy, StripeError};

/// One operation, with all its tries and pages, takes no longer. It leaves a caller behind API Gateway time to answer.
const DEADLINE: Duration = Duration::from_secs(8);
const TRIES: u32 = 3;
/// The longest wait before the second try; before the third it is twice that.
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// Sends with a key, under which Stripe does the work once and repeats its answer.
pub(crate) fn keyed(key: &str) -> Result<RequestStrategy, PaymentsError> {
    let refused = |_| PaymentsError::Refused { code: "invalid_idempotency_key".to_owned() };
    IdempotencyKey::new(key).map(RequestStrategy::Idempotent).map_err(refused)
}

/// What Stripe answered makes no sense to the shop. Somebody has to look; until then asking again loses nothing.
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

/// Asks up to three times, always under the same key, as long as another try may bring another answer.
pub(crate) async fn ask<T, F, Answer>(
    operation: &'static str,
    strategy: &RequestStrategy,
    send: F,
) -> Result<T, PaymentsError>
where
    F: Fn(RequestStrategy) -> Answer,
    Answer: Future<Output = Result<T, StripeError>>,
{
    let mut tries = 1;
    loop {
        let error = match send(strategy.clone()).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let meaning = meaning(&error, strategy.get_key().is_some());
        if tries == TRIES || !worth_another_try(&error) {
            return Err(meaning);
        }
        tracing::warn!(operation, tries, error = %meaning, "retrying the Stripe request");
        tokio::time::sleep(wait_after(tries)).await;
        tries += 1;
    }
}

fn worth_another_try(error: &StripeError) -> bool {
    match error {
        StripeError::Stripe(_, status) => matches!(status, 409 | 429 | 500..),
        StripeError::ClientError(_) => true,
        StripeError::Timeout | StripeError::JSONDeserialize(_) | StripeError::ConfigError(_) => false,
    }
}

/// The failure in the port's words. Stripe's own message is left out, for it may quote what a customer typed.
fn meaning(error: &StripeError, keyed: bool) -> PaymentsError {
    let unavailable = |why: &str| PaymentsError::Unavailable(why.to_owned());
    let (details, status) = match error {
        StripeError::Stripe(details, status) => (details, *status),
        StripeError::ClientError(_) => return unavailable("the connection failed"),
        StripeError::Timeout => return unavailable("the request timed out"),
        StripeError::ConfigError(_) => return unavailable("the client is misconfigured"),
        StripeError::JSONDeserialize(_) => return unreadable("the response does not match Stripe's API"),
    };
    let code = details.code.as_ref().map_or(details.type_.as_str(), |code| code.as_str());
    match status {
        404 => PaymentsError::NotFound,
        _ if code == "resource_missing" => PaymentsError::NotFound,
        // A rotated or mistaken key says nothing about the question, which is worth asking again under the right one.
        401 | 403 => unavailable("it rejected the shop's API key"),
        409 => unavailable("a request with the same idempotency key is still in progress"),
        429 => unavailable("the rate limit was exceeded"),
        500.. if keyed => PaymentsError::FailedForKey(format!("status {status}, {code}")),
        500.. => PaymentsError::Unavailable(format!("status {status}, {code}")),
        _ => PaymentsError::Refused { code: code.to_owned() },
    }
}

/// Half of it fixed and half random, so that callers who failed together do not come back together.
fn wait_after(tries: u32) -> Duration {
    let longest = FIRST_WAIT * 2_u32.pow(tries - 1);
    let random = random::bytes::<1>().map_or(u32::from(u8::MAX), |[byte]| u32::from(byte));
    longest / 2 + longest / 2 * random / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_leave_their_bounds() {
        for _ in 0..100 {
            assert!((100..200).contains(&wait_after(1).as_millis()));
            assert!((200..400).contains(&wait_after(2).as_millis()));
        }
    }

    #[test]
    fn a_key_that_stripe_would_not_take_is_refused_before_it_is_sent() {
        assert!(keyed("open-ord_01h455vb4pex5vsknk084sn02q").is_ok());
        for bad in ["", &"k".repeat(256)] {
            assert!(matches!(keyed(bad), Err(PaymentsError::Refused { .. })));
        }
    }
}
