//! The times at which Stripe is asked about an open payment page.

use jiff::Timestamp;

use crate::PATIENCE;

/// Returns true if Stripe is to be asked now about a page that was opened at `opened`.
///
/// It is due at the age of 5, 10, 20, 40 … minutes, for ten minutes each time: a webhook usually settles it, so asking about
/// every open page in every run would only use up Stripe's rate limit. A page is in two runs each time, so that one failed
/// run delays nothing.
pub(crate) fn is_due(opened: Timestamp, now: Timestamp) -> bool {
    let ages = |age: i64| age.checked_div(PATIENCE.as_secs()).and_then(i64::checked_ilog2);
    let age = now.duration_since(opened).as_secs();
    ages(age).is_some() && ages(age) != ages(age.saturating_sub(2 * PATIENCE.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use proptest::prelude::*;

    fn due_after(minutes: i64) -> bool {
        is_due(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes))
    }

    #[test]
    fn a_page_is_due_in_two_runs_at_each_doubling_of_its_age() {
        let due: Vec<_> = (-5..200).step_by(5).filter(|minutes| due_after(*minutes)).collect();
        assert_eq!(due, [5, 10, 15, 20, 25, 40, 45, 80, 85, 160, 165]);
    }

    proptest! {
        #[test]
        fn a_page_is_never_left_alone_for_longer_than_its_age(start in 5_i64..20_000) {
            prop_assert!((start..=2 * start + 5).step_by(5).any(due_after));
        }

        #[test]
        fn a_page_of_a_day_was_asked_about_at_most_twenty_times(offset in 0_i64..5) {
            prop_assert!((offset..1_440).step_by(5).filter(|minutes| due_after(*minutes)).count() <= 20);
        }
    }
}
