//! The paths that have a budget.

use std::fmt;

use super::Visit;

/// A path that has a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A list of products, warm.
    ListProducts,
    /// Product page data.
    GetProduct {
        visit: Visit,
        /// Number of products in the shop.
        products: u16,
    },
    /// List of categories, warm.
    ListCategories,
    /// Quote of a cart.
    QuoteCart {
        visit: Visit,
        /// Number of products in the shop.
        products: u16,
    },
    /// Page of the storefront, warm.
    RenderPage,
    /// Product's page of the storefront.
    RenderProduct {
        visit: Visit,
        /// Number of products in the shop.
        products: u16,
    },
    /// The shop's public settings, warm.
    GetShop,
    /// Checkout, up to the open payment page.
    StartCheckout,
    /// Checkout of an unchanged cart whose payment page is open.
    StartCheckoutAgain,
    /// Checkout of a changed cart, whose old payment page is closed first.
    ReplaceCheckout,
    /// Webhook that reports a payment.
    StripeWebhook,
    /// Settlement: a payment becomes an order.
    SettlePayment,
    /// Settlement: a bank is to confirm the payment.
    AwaitBank,
    /// Settlement: a payment that a bank has confirmed becomes an order.
    SettleAwaited,
    /// Receipt, within a second of another mail.
    SendMail,
    /// Return of the customer from the payment page.
    GetCheckout,
    /// Tracking page of the customer's order.
    TrackOrder,
    /// Tracking page of a payment under way.
    TrackPayment,
    /// Request for a new tracking link.
    RequestTrackingLink,
    /// One page of the order list.
    AdminListOrders {
        /// Number of orders in the shop.
        orders: u16,
    },
    /// One page of the overdue orders.
    AdminListOverdue {
        /// Number of orders in the shop.
        orders: u16,
    },
    /// One page of the print queue.
    AdminPrintQueue {
        /// Number of orders in the shop.
        orders: u16,
    },
    /// Summary of the last thirty days.
    AdminSummary {
        /// Number of orders in the shop.
        orders: u16,
    },
    /// One page of the order export.
    AdminExportOrders {
        /// Number of orders in the shop.
        orders: u16,
    },
    /// One page of one staff member's audit entries.
    AdminListAudit {
        /// Number of audit entries.
        entries: u16,
    },
    /// An order without notes, as staff open it.
    AdminGetOrder {
        /// Includes the order's customer.
        customer: bool,
    },
    /// Invoice of an order.
    AdminGetDocument,
    /// Transition of one order by staff.
    AdminTransitionOrder,
    /// Bulk transition, of a single order.
    AdminTransitionOrders,
    /// Note to an order's customer.
    AdminCreateNote,
    /// Export of the data of a customer with one order.
    AdminExportCustomer,
    /// Erasure of a customer with one order.
    AdminEraseCustomer,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ListProducts => "list-products, warm",
            Self::GetProduct { visit, products } => {
                return write!(f, "get-product, {visit}, {products} products");
            }
            Self::ListCategories => "list-categories, warm",
            Self::QuoteCart { visit, products } => {
                return write!(f, "quote-cart, {visit}, {products} products");
            }
            Self::RenderPage => "render-page, warm",
            Self::RenderProduct { visit, products } => {
                return write!(f, "render-page, a product, {visit}, {products} products");
            }
            Self::GetShop => "get-shop, warm",
            Self::StartCheckout => "start-checkout",
            Self::StartCheckoutAgain => "start-checkout, the same page",
            Self::ReplaceCheckout => "start-checkout, a replaced page",
            Self::StripeWebhook => "stripe-webhook",
            Self::SettlePayment => "settle-payment, an order",
            Self::AwaitBank => "settle-payment, a payment under way",
            Self::SettleAwaited => "settle-payment, an order after a payment under way",
            Self::SendMail => "send-mail, a receipt",
            Self::GetCheckout => "get-checkout",
            Self::TrackOrder => "track-order",
            Self::TrackPayment => "track-order, a payment under way",
            Self::RequestTrackingLink => "request-tracking-link",
            Self::AdminListOrders { orders } => return write!(f, "admin-list-orders, {orders} orders"),
            Self::AdminListOverdue { orders } => {
                return write!(f, "admin-list-orders, overdue, {orders} orders");
            }
            Self::AdminPrintQueue { orders } => return write!(f, "admin-print-queue, {orders} orders"),
            Self::AdminExportOrders { orders } => {
                return write!(f, "admin-export-orders, {orders} orders");
            }
            Self::AdminListAudit { entries } => return write!(f, "admin-list-audit, {entries} entries"),
            Self::AdminSummary { orders } => return write!(f, "admin-summary, 30 days, {orders} orders"),
            Self::AdminGetOrder { customer: false } => "admin-get-order",
            Self::AdminGetOrder { customer: true } => "admin-get-order, with its customer",
            Self::AdminGetDocument => "admin-get-document",
            Self::AdminTransitionOrder => "admin-transition-order",
            Self::AdminTransitionOrders => "admin-transition-orders, a row",
            Self::AdminCreateNote => "admin-create-note",
            Self::AdminExportCustomer => "admin-export-customer, an order",
            Self::AdminEraseCustomer => "admin-erase-customer, an order",
        })
    }
}
