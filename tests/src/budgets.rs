//! What each path of the shop may spend outside its function: the budgets, in one place for tests and benches, and
//! the means to count what is really spent.

mod counter;
mod outside;
mod paths;
mod shop;

pub use counter::Counts;
pub use outside::{CountedKeys, CountedQueue, PaidStripe};
pub use paths::{Case, run};
pub use shop::CountedShop;

/// Calls that one invocation makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Requests to DynamoDB, each one a round trip.
    pub table: u32,
    /// Requests to KMS.
    pub kms: u32,
    /// Requests to Stripe.
    pub stripe: u32,
    /// Messages sent to SQS.
    pub sqs: u32,
}

impl Calls {
    /// Whether no kind of call is made more often than allowed.
    pub const fn within(&self, budget: &Self) -> bool {
        self.table <= budget.table
            && self.kms <= budget.kms
            && self.stripe <= budget.stripe
            && self.sqs <= budget.sqs
    }
}

/// What one invocation spent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spent {
    /// Its calls.
    pub calls: Calls,
    /// Capacity units that DynamoDB counts for it.
    pub units: f64,
}

const fn calls(table: u32, kms: u32, stripe: u32, sqs: u32) -> Calls {
    Calls { table, kms, stripe, sqs }
}

/// Each path and what it may spend at most.
pub const BUDGETS: [(Case, Calls); 32] = [
    (Case::ListProducts, calls(1, 0, 0, 0)),
    (Case::GetProduct, calls(1, 0, 0, 0)),
    (Case::ListCategories, calls(1, 0, 0, 0)),
    (Case::QuoteCart, calls(1, 0, 0, 0)),
    (Case::RenderPage, calls(1, 0, 0, 0)),
    (Case::GetShop, calls(1, 0, 0, 0)),
    (Case::StartCheckout, calls(3, 0, 1, 0)),
    (Case::StripeWebhook, calls(0, 0, 0, 1)),
    (Case::SettlePayment, calls(3, 1, 1, 0)),
    (Case::GetCheckout, calls(1, 0, 0, 0)),
    (Case::TrackOrder, calls(1, 0, 0, 0)),
    (Case::RequestTrackingLink, calls(2, 0, 0, 1)),
    (Case::AdminListOrders { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminListOrders { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminListOverdue { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminListOverdue { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminPrintQueue { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminPrintQueue { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminExportOrders { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminExportOrders { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminListAudit { entries: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminListAudit { entries: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminSummary { orders: 100 }, calls(7, 0, 0, 0)),
    (Case::AdminSummary { orders: 1000 }, calls(7, 0, 0, 0)),
    (Case::AdminGetOrder { customer: false }, calls(1, 0, 0, 0)),
    (Case::AdminGetOrder { customer: true }, calls(1, 1, 0, 0)),
    (Case::AdminGetDocument, calls(2, 1, 0, 0)),
    (Case::AdminTransitionOrder, calls(2, 0, 0, 0)),
    (Case::AdminTransitionOrders, calls(2, 0, 0, 0)),
    (Case::AdminCreateNote, calls(2, 1, 0, 0)),
    (Case::AdminExportCustomer, calls(3, 1, 0, 0)),
    (Case::AdminEraseCustomer, calls(3, 0, 0, 0)),
];

/// What a path may spend.
pub fn budget(case: Case) -> Calls {
    BUDGETS.iter().find(|(of, _)| *of == case).map(|(_, calls)| *calls).unwrap()
}
