//! Sequential round trips of what a customer waits for.

use shop_tests::budgets::{ACTIONS, sequential};

#[tokio::test(start_paused = true)]
async fn an_action_makes_no_more_calls_one_after_the_other_than_its_budget() {
    for action in ACTIONS {
        let mut trips = 0;
        for path in action.paths {
            trips += Box::pin(sequential(*path)).await;
        }
        assert_eq!(trips, action.sequential, "{}", action.name);
    }
}
