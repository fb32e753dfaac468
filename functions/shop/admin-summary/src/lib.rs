//! `GET /admin/summary`: returns the shop's figures and backlog. The figures are counters, written in the same
//! transactions as the changes that they count.

mod dead_letters;
mod figures;
mod span;

use futures::try_join;
use jiff::SignedDuration;
use serde::Serialize;
use shared::domain::ids::OrderId;
use shared::domain::purchase::{MailFailure, MailKind, MailRecord};
use shared::domain::time::utc_date;
use shared::http::{Access, Answer, Endpoint, Now, Ok200, Problem, Query, Route};
use shared::store::backlog_counts::BoundedCount;
use shared::store::{OrderLists, PendingWork, Products, Statistics};
use utoipa::ToSchema;

pub use dead_letters::{DeadLetters, QueueOfDeadLetters};
pub use figures::{DayFigures, Figures, TopProduct};
pub use span::SummaryQuery;

/// Age at which an owed mail counts as failing; until then its queue may still deliver it.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// Maximum number of failed mails that are listed.
const MOST_FAILED: u16 = 20;

/// Summary of the shop's figures and backlog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// Figures of each day in the range (UTC), in chronological order.
    pub days: Vec<DayFigures>,
    /// Totals over all days of the range.
    pub total: Figures,
    /// The ten products with the highest ordered quantity in the range.
    pub top_products: Vec<TopProduct>,
    /// Current backlog, independent of the range.
    pub now: Standing,
}

/// Current backlog of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// Orders that are to be made or shipped.
    pub to_ship: BoundedCount,
    /// Orders among them that were due to ship before today (UTC).
    pub overdue: BoundedCount,
    /// Mails that have been pending for more than five minutes.
    pub mails_failing: BoundedCount,
    /// The newest mails that did not reach their customers, at most 20.
    pub mails_failed: Vec<FailedMail>,
    /// Dead-letter queues with their message counts.
    pub dead_letters: Vec<QueueOfDeadLetters>,
}

/// A mail that did not reach its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FailedMail {
    /// Id of the order.
    pub order_id: OrderId,
    /// Kind of the mail.
    #[serde(flatten)]
    pub kind: MailKind,
    /// Reason why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<MailFailure>,
}

impl From<MailRecord> for FailedMail {
    fn from(MailRecord { order_id, kind, failure, .. }: MailRecord) -> Self {
        Self { order_id, kind, failure }
    }
}

pub struct AdminSummary;

impl Endpoint for AdminSummary {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("/admin/summary", Access::ALL_STAFF).summary(
        "Get a summary of orders, revenue, refunds and top products for a range of days, and the \
            current backlog.",
    );
    type Deps = (Products, OrderLists, Statistics, PendingWork, DeadLetters);
    type Input = (Query<SummaryQuery>, Now);
    type Reply = Ok200<Summary>;

    async fn handle(
        (products, lists, statistics, pending, dead_letters): &Self::Deps,
        (Query(query), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let today = utc_date(now);
        let (from, to) = query.read(today)?;
        let failing_since = now.saturating_sub(PATIENCE).map_err(Problem::internal)?;
        let standing = async {
            Ok::<_, Problem>(try_join!(
                lists.count_due(None),
                lists.count_due(Some(today)),
                pending.count_mails_owed(failing_since),
                pending.failed_mails(MOST_FAILED),
            )?)
        };
        let days = async { Ok::<_, Problem>(statistics.counters(from, to).await?) };
        let dead_letters = async { dead_letters.count().await.map_err(Problem::unavailable) };
        let (days, (to_ship, overdue, mails_failing, failed), dead_letters) =
            try_join!(days, standing, dead_letters)?;
        let total = figures::total(&days)?;
        let mut top_products = figures::top_products(&total);
        let ids = top_products.iter().map(|top| top.product_id);
        let names = products.product_names(ids).await?;
        for top in &mut top_products {
            top.name = names.get(&top.product_id).cloned();
        }
        Ok(Ok200(Summary {
            days: days.iter().map(|(day, counters)| DayFigures::of(*day, counters)).collect(),
            total: Figures::of(&total),
            top_products,
            now: Standing {
                to_ship,
                overdue,
                mails_failing,
                mails_failed: failed.into_iter().map(FailedMail::from).collect(),
                dead_letters,
            },
        }))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminSummary>()
}
