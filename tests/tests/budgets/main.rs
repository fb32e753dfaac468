//! Compares the calls that each path makes outside its function, counted where the SDK sends them, with its budget.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::large_futures)]

mod actions;
mod lists;

use shop_tests::budgets::{BUDGETS, Calls, Case, Spent, Visit, budget, run};

/// Runs a path and asserts that it stays within its budget.
async fn within_budget(case: Case) -> Spent {
    let (spent, budget) = (Box::pin(run(case)).await, budget(case));
    assert!(spent.calls.within(&budget), "{case} may spend {budget:?} and spends {spent:?}");
    spent
}

#[tokio::test]
async fn a_warm_list_reads_at_most_the_catalogues_version() {
    let spent = within_budget(Case::ListProducts).await;
    assert!(spent.units <= 0.5, "one small item, read eventually consistently: {} units", spent.units);
}

/// Asserts that a path costs the same in a small and in a large catalogue, in every state of the function.
async fn costs_the_same_at_any_size(case: impl Fn(Visit, u16) -> Case) {
    for visit in [Visit::First, Visit::Again, Visit::Later] {
        let small = within_budget(case(visit, 24)).await;
        let large = run(case(visit, 2000)).await;
        assert_eq!(small, large, "{visit}");
    }
}

#[tokio::test]
async fn a_product_costs_the_same_in_a_small_and_in_a_large_catalogue() {
    costs_the_same_at_any_size(|visit, products| Case::GetProduct { visit, products }).await;
}

#[tokio::test]
async fn warm_categories_read_at_most_the_catalogues_version() {
    within_budget(Case::ListCategories).await;
}

#[tokio::test]
async fn a_quote_costs_the_same_in_a_small_and_in_a_large_catalogue() {
    costs_the_same_at_any_size(|visit, products| Case::QuoteCart { visit, products }).await;
}

#[tokio::test]
async fn a_products_page_costs_the_same_in_a_small_and_in_a_large_catalogue() {
    costs_the_same_at_any_size(|visit, products| Case::RenderProduct { visit, products }).await;
}

#[tokio::test]
async fn a_warm_page_reads_at_most_the_catalogues_version() {
    within_budget(Case::RenderPage).await;
}

#[tokio::test]
async fn the_shops_public_settings_cost_one_read() {
    within_budget(Case::GetShop).await;
}

#[tokio::test]
async fn a_checkout_costs_one_read_two_writes_and_one_stripe_call() {
    assert_eq!(within_budget(Case::StartCheckout).await.calls, budget(Case::StartCheckout));
}

#[tokio::test]
async fn a_page_that_is_open_costs_two_reads_and_no_call_to_stripe() {
    assert_eq!(within_budget(Case::StartCheckoutAgain).await.calls, budget(Case::StartCheckoutAgain));
}

#[tokio::test]
async fn a_replaced_page_costs_three_more_calls_to_the_table_and_one_to_stripe() {
    assert_eq!(within_budget(Case::ReplaceCheckout).await.calls, budget(Case::ReplaceCheckout));
}

#[tokio::test]
async fn a_webhook_costs_one_message_and_no_call_to_table_or_stripe() {
    assert_eq!(within_budget(Case::StripeWebhook).await.calls, Calls { sqs: 1, ..Calls::default() });
}

#[tokio::test]
async fn settlement_costs_two_reads_one_write_one_key_and_one_stripe_call() {
    assert_eq!(within_budget(Case::SettlePayment).await.calls, budget(Case::SettlePayment));
}

#[tokio::test]
async fn a_payment_under_way_costs_a_read_a_write_a_key_and_a_stripe_call() {
    assert_eq!(within_budget(Case::AwaitBank).await.calls, budget(Case::AwaitBank));
}

#[tokio::test]
async fn an_order_after_a_payment_under_way_costs_no_second_key() {
    assert_eq!(within_budget(Case::SettleAwaited).await.calls, budget(Case::SettleAwaited));
}

#[tokio::test]
async fn a_mail_soon_after_another_does_not_read_the_settings_again() {
    assert_eq!(within_budget(Case::SendMail).await.calls, budget(Case::SendMail));
}

#[tokio::test]
async fn the_return_page_costs_one_read() {
    within_budget(Case::GetCheckout).await;
}

#[tokio::test]
async fn the_tracking_page_costs_one_read() {
    within_budget(Case::TrackOrder).await;
    within_budget(Case::TrackPayment).await;
}

#[tokio::test]
async fn a_page_of_orders_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = within_budget(Case::AdminListOrders { orders: 10 }).await;
    let large = within_budget(Case::AdminListOrders { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_overdue_orders_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = within_budget(Case::AdminListOverdue { orders: 10 }).await;
    let large = within_budget(Case::AdminListOverdue { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_print_queue_page_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = within_budget(Case::AdminPrintQueue { orders: 10 }).await;
    let large = within_budget(Case::AdminPrintQueue { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_the_export_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = within_budget(Case::AdminExportOrders { orders: 10 }).await;
    let large = within_budget(Case::AdminExportOrders { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_summary_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = within_budget(Case::AdminSummary { orders: 100 }).await;
    let large = within_budget(Case::AdminSummary { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_the_audit_trail_costs_the_same_in_a_short_and_in_a_long_one() {
    let short = within_budget(Case::AdminListAudit { entries: 10 }).await;
    let long = within_budget(Case::AdminListAudit { entries: 1000 }).await;
    assert_eq!(short, long);
}

#[tokio::test]
async fn an_order_costs_one_read_and_a_key_only_with_its_customer() {
    for customer in [false, true] {
        let case = Case::AdminGetOrder { customer };
        assert_eq!(within_budget(case).await.calls, budget(case));
    }
}

#[tokio::test]
async fn a_document_costs_two_reads_and_one_key() {
    assert_eq!(within_budget(Case::AdminGetDocument).await.calls, budget(Case::AdminGetDocument));
}

#[tokio::test]
async fn a_transition_costs_one_read_and_one_write() {
    within_budget(Case::AdminTransitionOrder).await;
    within_budget(Case::AdminTransitionOrders).await;
}

#[tokio::test]
async fn a_link_request_takes_two_rate_limit_turns_and_sends_a_message() {
    assert_eq!(within_budget(Case::RequestTrackingLink).await.calls, budget(Case::RequestTrackingLink));
}

#[tokio::test]
async fn a_note_costs_one_read_one_key_and_one_write() {
    assert_eq!(within_budget(Case::AdminCreateNote).await.calls, budget(Case::AdminCreateNote));
}

#[test]
fn no_path_has_two_budgets() {
    for (place, (case, _)) in BUDGETS.iter().enumerate() {
        assert!(BUDGETS[..place].iter().all(|(other, _)| other != case), "{case}");
    }
}

#[tokio::test]
async fn a_customer_export_costs_a_list_and_per_order_a_read_a_note_and_a_key() {
    assert_eq!(within_budget(Case::AdminExportCustomer).await.calls, budget(Case::AdminExportCustomer));
}

#[tokio::test]
async fn an_erasure_costs_a_list_and_per_order_a_read_and_a_write_and_no_key() {
    assert_eq!(within_budget(Case::AdminEraseCustomer).await.calls, budget(Case::AdminEraseCustomer));
}
