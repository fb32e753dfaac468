//! Turns the table's stream into mails, refunds and domain events. The loop is [`shared::stream::relay`].

pub fn main() -> Result<(), shared::start::Error> {
    shared::stream::run()
}
