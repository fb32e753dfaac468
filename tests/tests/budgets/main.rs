//! What each path spends outside its function, counted where the SDK sends it, against its budget.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shop_tests::budgets::{BUDGETS, Calls, Case, Spent, budget, run};

/// Runs a path, which must stay within its budget.
async fn kept(case: Case) -> Spent {
    let (spent, budget) = (run(case).await, budget(case));
    assert!(spent.calls.within(&budget), "{case} may spend {budget:?} and spends {spent:?}");
    spent
}

#[tokio::test]
async fn a_warm_list_asks_the_table_for_the_catalogues_version_at_most() {
    let spent = kept(Case::ListProducts).await;
    assert!(spent.units <= 0.5, "one small item, read eventually consistently: {} units", spent.units);
}

#[tokio::test]
async fn a_warm_product_asks_the_table_for_the_catalogues_version_at_most() {
    kept(Case::GetProduct).await;
}

#[tokio::test]
async fn warm_categories_ask_the_table_for_the_catalogues_version_at_most() {
    kept(Case::ListCategories).await;
}

#[tokio::test]
async fn a_warm_quote_asks_the_table_for_the_catalogues_version_at_most() {
    kept(Case::QuoteCart).await;
}

#[tokio::test]
async fn a_warm_page_asks_the_table_for_the_catalogues_version_at_most() {
    kept(Case::RenderPage).await;
}

#[tokio::test]
async fn the_shops_public_settings_cost_one_read() {
    kept(Case::GetShop).await;
}

#[tokio::test]
async fn a_checkout_takes_one_read_two_writes_and_one_call_of_stripe() {
    assert_eq!(kept(Case::StartCheckout).await.calls, budget(Case::StartCheckout));
}

#[tokio::test]
async fn a_webhook_becomes_a_message_without_table_or_stripe() {
    assert_eq!(kept(Case::StripeWebhook).await.calls, Calls { sqs: 1, ..Calls::default() });
}

#[tokio::test]
async fn an_order_takes_two_reads_one_write_one_key_and_one_question_to_stripe() {
    assert_eq!(kept(Case::SettlePayment).await.calls, budget(Case::SettlePayment));
}

#[tokio::test]
async fn a_customer_back_from_paying_costs_one_read() {
    kept(Case::GetCheckout).await;
}

#[tokio::test]
async fn a_look_at_ones_own_order_costs_one_read() {
    kept(Case::TrackOrder).await;
}

#[tokio::test]
async fn a_page_of_orders_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = kept(Case::AdminListOrders { orders: 10 }).await;
    let large = kept(Case::AdminListOrders { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_overdue_orders_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = kept(Case::AdminListOverdue { orders: 10 }).await;
    let large = kept(Case::AdminListOverdue { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_the_print_queue_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = kept(Case::AdminPrintQueue { orders: 10 }).await;
    let large = kept(Case::AdminPrintQueue { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_the_export_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = kept(Case::AdminExportOrders { orders: 10 }).await;
    let large = kept(Case::AdminExportOrders { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_summary_costs_the_same_in_a_small_and_in_a_large_shop() {
    let small = kept(Case::AdminSummary { orders: 100 }).await;
    let large = kept(Case::AdminSummary { orders: 1000 }).await;
    assert_eq!(small, large);
}

#[tokio::test]
async fn a_page_of_the_audit_trail_costs_the_same_in_a_short_and_in_a_long_one() {
    let short = kept(Case::AdminListAudit { entries: 10 }).await;
    let long = kept(Case::AdminListAudit { entries: 1000 }).await;
    assert_eq!(short, long);
}

#[tokio::test]
async fn an_orders_whole_story_costs_one_read_and_only_with_its_customer_a_key() {
    for customer in [false, true] {
        let case = Case::AdminGetOrder { customer };
        assert_eq!(kept(case).await.calls, budget(case));
    }
}

#[tokio::test]
async fn a_document_costs_two_reads_and_one_key() {
    assert_eq!(kept(Case::AdminGetDocument).await.calls, budget(Case::AdminGetDocument));
}

#[tokio::test]
async fn moving_an_order_on_costs_one_read_and_one_write() {
    kept(Case::AdminTransitionOrder).await;
    kept(Case::AdminTransitionOrders).await;
}

#[tokio::test]
async fn a_request_for_a_link_takes_two_turns_and_becomes_a_message() {
    assert_eq!(kept(Case::RequestTrackingLink).await.calls, budget(Case::RequestTrackingLink));
}

#[tokio::test]
async fn a_note_costs_one_read_one_key_and_one_write() {
    assert_eq!(kept(Case::AdminCreateNote).await.calls, budget(Case::AdminCreateNote));
}

#[test]
fn no_path_has_two_budgets() {
    for (place, (case, _)) in BUDGETS.iter().enumerate() {
        assert!(BUDGETS[..place].iter().all(|(other, _)| other != case), "{case}");
    }
}

#[tokio::test]
async fn what_is_known_of_a_customer_costs_a_list_and_for_each_order_a_read_a_note_and_one_key() {
    assert_eq!(kept(Case::AdminExportCustomer).await.calls, budget(Case::AdminExportCustomer));
}

#[tokio::test]
async fn an_erase_costs_a_list_and_for_each_order_a_read_and_a_write_and_opens_nothing() {
    assert_eq!(kept(Case::AdminEraseCustomer).await.calls, budget(Case::AdminEraseCustomer));
}
