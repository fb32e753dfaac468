//! Lists of orders, counts of what waits, and rate limits of tracking links.

pub mod awaiting_bank;
pub mod backlog_counts;
pub mod due;
pub mod limits;
pub mod lists;
pub mod mails;
