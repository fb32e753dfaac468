//! Mails to customers and to the owner of the shop: templates, and the port that sends them.

mod address;
mod notice;
mod sender;
mod templates;

use async_trait::async_trait;

use domain::email::EmailAddress;
use domain::ids::OrderId;
use domain::purchase::MailFailure;

use crate::customer::Private;

pub use address::deliverable;
pub use notice::{Notice, render_notice};
pub use sender::Sender;
pub use templates::{MailContext, MailTemplate, render};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The order, under which the provider reports what became of the mail.
    pub order_id: OrderId,
    pub from: Sender,
    /// The address for answers, if it is another than the sender's.
    pub reply_to: Option<EmailAddress>,
    pub to: Private<String>,
    pub subject: String,
    pub text: Private<String>,
    pub html: Private<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("the address cannot receive mail")]
    InvalidAddress,
    /// The provider understood the mail and will never take it.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// The provider did not take the mail, and may take it later.
    #[error("the mail was not accepted: {0}")]
    NotAccepted(String),
}

impl MailError {
    /// Returns the reason why no retry will help, if there is one.
    pub const fn failure(&self) -> Option<MailFailure> {
        match self {
            Self::InvalidAddress => Some(MailFailure::InvalidAddress),
            Self::Refused(_) => Some(MailFailure::Refused),
            Self::NotAccepted(_) => None,
        }
    }
}

#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail and returns the provider's id of it.
    async fn send(&self, mail: &Mail) -> Result<String, MailError>;
}
