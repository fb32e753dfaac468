//! Work that is pending after a checkout, and the cursor of the event backfill.

pub mod pending_work;
pub mod stripe_cursor;
