//! Sends mails through Amazon SES.

use async_trait::async_trait;
use aws_sdk_ses::error::ProvideErrorMetadata;
use aws_sdk_ses::types::{Body, Content, Destination, Message};

use crate::mail::{Mail, MailError, Mailer};

/// Amazon SES, in which each sender's address or domain must be verified.
#[derive(Debug, Clone)]
pub struct Ses {
    client: aws_sdk_ses::Client,
}

impl Ses {
    pub const fn new(client: aws_sdk_ses::Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Mailer for Ses {
    async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let invalid = |error: aws_sdk_ses::error::BuildError| MailError(error.to_string());
        let body = Body::builder()
            .text(content(mail.text.reveal()).map_err(invalid)?)
            .html(content(mail.html.reveal()).map_err(invalid)?)
            .build();
        let message = Message::builder().subject(content(&mail.subject).map_err(invalid)?).body(body).build();
        let sent = self
            .client
            .send_email()
            .source(mail.from.as_str())
            .destination(Destination::builder().to_addresses(mail.to.reveal()).build())
            .message(message)
            .send()
            .await;
        // Some SES messages contain the recipient's address, so only the code is logged.
        let sent =
            sent.map_err(|error| MailError(error.code().unwrap_or("SES did not respond").to_owned()))?;
        Ok(sent.message_id)
    }
}
