//! Feedback queue: records that a mail, which SES had accepted, did not reach its customer.

use shared::clock;
use shared::domain::purchase::{MailFailure, MailStatus};
use shared::messages::{MailEvent, MailFeedback};
use shared::store::Mails;
use shared::telemetry::{self, Metric};
use shared::worker::{HandlerError, Worker};

pub struct RecordMailFeedback;

impl Worker for RecordMailFeedback {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    type Deps = Mails;
    type Message = MailFeedback;

    async fn handle(
        mails: &Mails,
        MailFeedback { order_id, message_id, event }: MailFeedback,
    ) -> Result<(), HandlerError> {
        telemetry::about(order_id);
        let purchase = mails.purchase(order_id).await?.ok_or("the purchase of the mail does not exist")?;
        let Some(mail) = purchase.mails.iter().find(|mail| mail.message_id.as_deref() == Some(&message_id))
        else {
            if purchase.mails.iter().any(|mail| mail.status == MailStatus::Owed) {
                return Err("the mail may not be recorded as sent yet".into());
            }
            tracing::info!("the mail was sent again since, was removed with its customer, or expired");
            return Ok(());
        };
        if mail.status != MailStatus::Sent {
            return Ok(());
        }
        mails.mail_returned(&mail.clone().failed(failure(event))).await?;
        telemetry::count(Metric::MailFailed, clock::now());
        Ok(())
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::worker::run::<RecordMailFeedback>()
}

const fn failure(event: MailEvent) -> MailFailure {
    match event {
        MailEvent::Bounce => MailFailure::Bounced,
        MailEvent::Complaint => MailFailure::Complained,
        MailEvent::Reject => MailFailure::Refused,
    }
}
