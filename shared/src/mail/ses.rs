//! Amazon SES.

use async_trait::async_trait;
use aws_sdk_ses::error::ProvideErrorMetadata;
use aws_sdk_ses::types::{Body, Content, Destination, Message};

use super::{Letter, MailError, Mailer};

/// Sends through SES, which must know each sender's address or domain.
#[derive(Debug, Clone)]
pub struct Ses {
    client: aws_sdk_ses::Client,
}

impl Ses {
    /// Sends through a client.
    pub const fn new(client: aws_sdk_ses::Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Mailer for Ses {
    async fn send(&self, letter: &Letter) -> Result<String, MailError> {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let invalid = |error: aws_sdk_ses::error::BuildError| MailError(error.to_string());
        let body = Body::builder()
            .text(content(letter.text.reveal()).map_err(invalid)?)
            .html(content(letter.html.reveal()).map_err(invalid)?)
            .build();
        let message =
            Message::builder().subject(content(&letter.subject).map_err(invalid)?).body(body).build();
        let sent = self
            .client
            .send_email()
            .source(letter.from.as_str())
            .destination(Destination::builder().to_addresses(letter.to.reveal()).build())
            .message(message)
            .send()
            .await;
        // SES repeats the address in some messages, so only the code is kept.
        let sent =
            sent.map_err(|error| MailError(error.code().unwrap_or("SES did not respond").to_owned()))?;
        Ok(sent.message_id)
    }
}
