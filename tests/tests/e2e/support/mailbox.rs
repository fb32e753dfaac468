//! Mails that the shop sent.

use serde_json::Value;

use super::{Shop, eventually};

#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Shop {
    /// Lists the mails to an address, oldest first.
    pub(crate) async fn mails(&self, to: &str) -> Vec<Mail> {
        let all = self.get("/mailbox.json").await.json(200);
        let text = |mail: &Value, field: &str| mail[field].as_str().unwrap_or_default().to_owned();
        let to_them =
            |mail: &&Value| mail["To"].as_array().is_some_and(|to_all| to_all == &[Value::from(to)]);
        let mails = all.as_array().unwrap().iter().rev().filter(to_them);
        mails
            .map(|mail| Mail {
                from: text(mail, "Source"),
                subject: text(mail, "Subject"),
                text: text(mail, "BodyText"),
                html: text(mail, "BodyHtml"),
            })
            .collect()
    }

    /// Waits for a mail to an address with this text in its subject.
    pub(crate) async fn mail(&self, to: &str, subject: &str) -> Mail {
        eventually(&format!("a mail about {subject}"), async || {
            self.mails(to).await.into_iter().find(|mail| mail.subject.contains(subject))
        })
        .await
    }
}

/// Returns the secret of a mail's tracking link, from the fragment, which browsers never send.
#[track_caller]
pub(crate) fn tracking_secret(mail: &Mail, id: &str) -> String {
    let link = format!("/track/{id}#");
    let (_, after) = mail.text.split_once(&link).unwrap_or_else(|| panic!("no link in {}", mail.text));
    let secret: String =
        after.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    assert!(mail.html.contains(&format!("{link}{secret}")), "the HTML has another link than the text");
    secret
}
