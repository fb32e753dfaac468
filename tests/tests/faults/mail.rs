//! The mail provider in memory: it accepts, refuses, or reports later that a mail did not arrive, as the address decides.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use shared::domain::ids::OrderId;
use shared::mail::{Mail, MailError, Mailer};
use shared::messages::{MailEvent, MailFeedback, Message};

use crate::chaos::Chaos;
use crate::fakes::{MemoryQueue, Waiting};

/// Number of times that a busy address is not accepted.
const BUSY: u32 = 7;

/// Behaviour of a customer's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    Good,
    /// The provider refuses it for good.
    Refused,
    /// The provider does not accept the first mails to it.
    Busy,
    /// The provider never accepts a mail to it.
    Never,
    /// Every mail to it is accepted and returned.
    Bounces,
    /// Every mail to it is reported as spam.
    Complains,
}

impl Address {
    /// The behaviours, the usual one most often.
    pub(crate) const ALL: [Self; 12] = [
        Self::Good,
        Self::Good,
        Self::Good,
        Self::Good,
        Self::Good,
        Self::Good,
        Self::Good,
        Self::Refused,
        Self::Busy,
        Self::Never,
        Self::Bounces,
        Self::Complains,
    ];
}

/// State of the provider.
#[derive(Debug, Default)]
pub(crate) struct Provider {
    /// Behaviour of each customer's address; any other is good.
    pub(crate) addresses: BTreeMap<String, Address>,
    /// The orders of the accepted mails. The `n`th has the id `mail-n`.
    pub(crate) accepted: Vec<OrderId>,
    /// Ids of the mails that were accepted and are reported as not delivered.
    pub(crate) returned: Vec<String>,
    /// Number of mails to each address that were not accepted.
    put_off: BTreeMap<String, u32>,
}

/// The provider, with the queue to which it reports.
#[derive(Debug, Clone)]
pub(crate) struct MemoryMailer {
    chaos: Chaos,
    feedback: MemoryQueue,
    state: Arc<Mutex<Provider>>,
}

impl MemoryMailer {
    pub(crate) fn new(chaos: &Chaos, feedback: &MemoryQueue) -> Self {
        Self { chaos: chaos.clone(), feedback: feedback.clone(), state: Arc::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, Provider> {
        self.state.lock().unwrap()
    }

    fn take(&self, mail: &Mail) -> Result<String, MailError> {
        let state = &mut *self.state();
        let to = mail.to.reveal();
        let address = state.addresses.get(to).copied().unwrap_or(Address::Good);
        let put_off = state.put_off.entry(to.clone()).or_default();
        match address {
            Address::Refused => return Err(MailError::Refused("InvalidParameterValue".to_owned())),
            Address::Never => return Err(MailError::NotAccepted("MessageRejected".to_owned())),
            Address::Busy if *put_off < BUSY => {
                *put_off += 1;
                return Err(MailError::NotAccepted("Throttling".to_owned()));
            }
            _ => {}
        }
        state.accepted.push(mail.order_id);
        let message_id = format!("mail-{}", state.accepted.len());
        let event = match address {
            Address::Bounces => MailEvent::Bounce,
            Address::Complains => MailEvent::Complaint,
            _ => return Ok(message_id),
        };
        state.returned.push(message_id.clone());
        let report = MailFeedback { order_id: mail.order_id, message_id: message_id.clone(), event };
        let text = serde_json::to_string(&Message::new(report)).unwrap();
        self.feedback.push(Waiting { text, receives: 0 });
        Ok(message_id)
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        let sent = self.chaos.act("mail: send", || self.take(mail)).await;
        sent.unwrap_or_else(|_| Err(MailError::NotAccepted("injected".to_owned())))
    }
}
