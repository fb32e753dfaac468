//! Mails to customers and to the owner of the shop: templates, and the port that sends them.

mod notice;
mod sender;
mod templates;

use async_trait::async_trait;

use crate::customer::Private;

pub use notice::{Notice, render_notice};
pub use sender::Sender;
pub use templates::{MailContext, MailTemplate, render};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub from: Sender,
    pub to: Private<String>,
    pub subject: String,
    pub text: Private<String>,
    pub html: Private<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the mail was rejected: {0}")]
pub struct MailError(pub String);

#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail and returns the provider's id of it.
    async fn send(&self, mail: &Mail) -> Result<String, MailError>;
}
