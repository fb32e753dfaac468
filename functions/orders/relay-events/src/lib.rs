//! The table's stream becomes mails, refunds and events for others. The loop is [`shared::stream::relay`].

pub fn main() -> Result<(), shared::start::Error> {
    shared::stream::run()
}
