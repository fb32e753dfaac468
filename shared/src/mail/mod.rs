//! Mails to customers: which there are, what they say, and the port that sends them.

mod letters;
mod sender;
mod ses;

use async_trait::async_trait;

use crate::customer::Private;

pub use letters::{Facts, Occasion, letter};
pub use sender::Sender;
pub use ses::Ses;

/// A mail ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// From whom.
    pub from: Sender,
    /// To whom.
    pub to: Private<String>,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: Private<String>,
    /// HTML.
    pub html: Private<String>,
}

/// Why a mail did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the mail was rejected: {0}")]
pub struct MailError(pub String);

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends one and answers the provider's id of it.
    async fn send(&self, letter: &Letter) -> Result<String, MailError>;
}
