//! Budgets: the calls that each path of the shop may make outside its function. They are defined once for tests and
//! benches, with the means to count the calls that are really made.

mod case;
mod counter;
mod distant;
mod fakes;
mod paths;
mod shop;
mod visits;

pub use case::Case;
pub use counter::Counts;
pub use fakes::{AcceptingMailer, CountedKeys, CountedQueue, PaidStripe};
pub use paths::{run, sequential};
pub use shop::CountedShop;
pub use visits::Visit;

/// Calls that one invocation makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Requests to DynamoDB, each one a round trip.
    pub table: u32,
    pub kms: u32,
    pub stripe: u32,
    /// Messages sent to SQS.
    pub sqs: u32,
}

impl Calls {
    /// Returns true if no kind of call is made more often than the budget allows.
    pub const fn within(&self, budget: &Self) -> bool {
        self.table <= budget.table
            && self.kms <= budget.kms
            && self.stripe <= budget.stripe
            && self.sqs <= budget.sqs
    }
}

/// Calls and capacity that one invocation spent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spent {
    pub calls: Calls,
    /// Capacity units that DynamoDB reports for the invocation.
    pub units: f64,
    /// Calls that were made one after the other, if everything is far away.
    pub sequential: u64,
}

const fn calls(table: u32, kms: u32, stripe: u32, sqs: u32) -> Calls {
    Calls { table, kms, stripe, sqs }
}

/// Maximum calls of each path.
pub const BUDGETS: [(Case, Calls); 45] = [
    (Case::ListProducts, calls(1, 0, 0, 0)),
    (Case::GetProduct { visit: Visit::First, products: 24 }, calls(2, 0, 0, 0)),
    (Case::GetProduct { visit: Visit::Again, products: 24 }, calls(0, 0, 0, 0)),
    (Case::GetProduct { visit: Visit::Later, products: 24 }, calls(1, 0, 0, 0)),
    (Case::ListCategories, calls(1, 0, 0, 0)),
    (Case::QuoteCart { visit: Visit::First, products: 24 }, calls(1, 0, 0, 0)),
    (Case::QuoteCart { visit: Visit::Again, products: 24 }, calls(0, 0, 0, 0)),
    (Case::QuoteCart { visit: Visit::Later, products: 24 }, calls(1, 0, 0, 0)),
    (Case::RenderPage, calls(1, 0, 0, 0)),
    (Case::RenderProduct { visit: Visit::First, products: 24 }, calls(2, 0, 0, 0)),
    (Case::RenderProduct { visit: Visit::Again, products: 24 }, calls(0, 0, 0, 0)),
    (Case::RenderProduct { visit: Visit::Later, products: 24 }, calls(1, 0, 0, 0)),
    (Case::GetShop, calls(1, 0, 0, 0)),
    (Case::StartCheckout, calls(3, 0, 1, 0)),
    (Case::StartCheckoutAgain, calls(2, 0, 0, 0)),
    (Case::ReplaceCheckout, calls(6, 0, 2, 0)),
    (Case::StripeWebhook, calls(0, 0, 0, 1)),
    (Case::SettlePayment, calls(3, 1, 1, 0)),
    (Case::AwaitBank, calls(2, 1, 1, 0)),
    (Case::SettleAwaited, calls(3, 0, 1, 0)),
    (Case::SendMail, calls(3, 1, 0, 0)),
    (Case::GetCheckout, calls(1, 0, 0, 0)),
    (Case::TrackOrder, calls(1, 0, 0, 0)),
    (Case::TrackPayment, calls(1, 0, 0, 0)),
    (Case::RequestTrackingLink, calls(2, 0, 0, 1)),
    (Case::AdminListOrders { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminListOrders { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminListOverdue { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminListOverdue { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminPrintQueue { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminPrintQueue { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminExportOrders { orders: 10 }, calls(1, 0, 0, 0)),
    (Case::AdminExportOrders { orders: 1000 }, calls(1, 0, 0, 0)),
    (Case::AdminListAudit { entries: 10 }, calls(2, 0, 0, 0)),
    (Case::AdminListAudit { entries: 1000 }, calls(2, 0, 0, 0)),
    (Case::AdminSummary { orders: 100 }, calls(8, 0, 0, 0)),
    (Case::AdminSummary { orders: 1000 }, calls(8, 0, 0, 0)),
    (Case::AdminGetOrder { customer: false }, calls(1, 0, 0, 0)),
    (Case::AdminGetOrder { customer: true }, calls(1, 1, 0, 0)),
    (Case::AdminGetDocument, calls(2, 1, 0, 0)),
    (Case::AdminTransitionOrder, calls(2, 0, 0, 0)),
    (Case::AdminTransitionOrders, calls(2, 0, 0, 0)),
    (Case::AdminCreateNote, calls(2, 1, 0, 0)),
    (Case::AdminExportCustomer, calls(3, 1, 0, 0)),
    (Case::AdminEraseCustomer, calls(3, 0, 0, 0)),
];

/// Returns the budget of a path.
pub fn budget(case: Case) -> Calls {
    BUDGETS.iter().find(|(of, _)| *of == case).map(|(_, calls)| *calls).unwrap()
}

/// An action of a customer, who waits until its paths have run one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    pub name: &'static str,
    pub paths: &'static [Case],
    /// Calls that are made one after the other, all on open connections.
    pub sequential: u64,
}

/// Maximum number of sequential round trips of each action. Lambda's, the queue's and the gateway's own are not counted.
pub const ACTIONS: [Action; 6] = [
    Action { name: "click on Pay to payment page", paths: &[Case::StartCheckout], sequential: 4 },
    Action { name: "the same for an unchanged cart", paths: &[Case::StartCheckoutAgain], sequential: 2 },
    Action { name: "the same for a changed cart", paths: &[Case::ReplaceCheckout], sequential: 8 },
    Action {
        name: "return to order confirmed",
        paths: &[Case::StripeWebhook, Case::SettlePayment, Case::GetCheckout],
        sequential: 5,
    },
    Action {
        name: "return to payment under way",
        paths: &[Case::StripeWebhook, Case::AwaitBank, Case::GetCheckout],
        sequential: 5,
    },
    Action { name: "order confirmed to receipt sent", paths: &[Case::SendMail], sequential: 5 },
];
