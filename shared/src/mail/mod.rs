//! Mails to customers: their kinds, their templates, and the port that sends them.

mod sender;
mod templates;

use async_trait::async_trait;

use crate::customer::Private;

pub use sender::Sender;
pub use templates::{MailContext, MailTemplate, render};

/// A rendered mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender's name and address.
    pub from: Sender,
    /// The customer's address.
    pub to: Private<String>,
    /// The subject line.
    pub subject: String,
    /// The body as plain text.
    pub text: Private<String>,
    /// The body as HTML.
    pub html: Private<String>,
}

/// The mail provider did not accept a mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the mail was rejected: {0}")]
pub struct MailError(pub String);

/// The port to a mail provider.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail and returns the provider's id of it.
    async fn send(&self, mail: &Mail) -> Result<String, MailError>;
}
