//! Sends mails through Amazon SES.

use async_trait::async_trait;
use aws_sdk_ses::error::ProvideErrorMetadata;
use aws_sdk_ses::types::{Body, Content, Destination, Message, MessageTag};

use crate::mail::{Mail, MailError, Mailer, deliverable};

/// Amazon SES, in which each sender's address or domain must be verified.
#[derive(Debug, Clone)]
pub struct Ses {
    client: aws_sdk_ses::Client,
    /// The configuration set, which reports bounces and complaints.
    configuration_set: String,
}

impl Ses {
    pub const fn new(client: aws_sdk_ses::Client, configuration_set: String) -> Self {
        Self { client, configuration_set }
    }
}

#[async_trait]
impl Mailer for Ses {
    async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        let to = deliverable(mail.to.reveal()).ok_or(MailError::InvalidAddress)?;
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let invalid = |error: aws_sdk_ses::error::BuildError| MailError::Refused(error.to_string());
        let body = Body::builder()
            .text(content(mail.text.reveal()).map_err(invalid)?)
            .html(content(mail.html.reveal()).map_err(invalid)?)
            .build();
        let message = Message::builder().subject(content(&mail.subject).map_err(invalid)?).body(body).build();
        let order = MessageTag::builder().name("order").value(mail.order_id.to_string()).build();
        let sent = self
            .client
            .send_email()
            .source(mail.from.as_str())
            .set_reply_to_addresses(mail.reply_to.as_ref().map(|address| vec![address.to_string()]))
            .destination(Destination::builder().to_addresses(to).build())
            .message(message)
            .configuration_set_name(&self.configuration_set)
            .tags(order.map_err(invalid)?)
            .send()
            .await;
        Ok(sent.map_err(|error| meaning(error.code()))?.message_id)
    }
}

/// Returns the meaning of an error's code. The message is ignored, because some contain the recipient's address. SES also
/// rejects mails whose sender is not verified (`MessageRejected`), which a person repairs, so only a malformed mail is
/// refused for good.
fn meaning(code: Option<&str>) -> MailError {
    match code {
        Some(code @ "InvalidParameterValue") => MailError::Refused(code.to_owned()),
        code => MailError::NotAccepted(code.unwrap_or("SES did not respond").to_owned()),
    }
}
