//! Mails to customers: which there are, what they say, and the port that sends them.

mod letters;
mod sender;
mod ses;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::customer::Private;

pub use letters::{Facts, letter};
pub use sender::Sender;
pub use ses::Ses;

/// Which mail: one for each cause, so that each goes out at most once for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The payment was confirmed.
    Receipt,
    /// A parcel is on its way.
    Shipped,
    /// The order arrived.
    Delivered,
    /// The order was cancelled.
    Cancelled,
}

impl MailKind {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }
}

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
#[error("the mail was not taken: {0}")]
pub struct MailError(pub String);

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends one and answers the provider's id of it.
    async fn send(&self, letter: &Letter) -> Result<String, MailError>;
}
