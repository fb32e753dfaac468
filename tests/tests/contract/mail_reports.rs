//! SES's reports about mails: the template's rule reduces each to the message that the worker takes, without an address.

use serde_json::Value;
use shared::messages::{MailEvent, MailFeedback, Message};

use crate::template::{Template, text};

/// Events as the account's default bus delivers them, with the message that each becomes.
const REPORTS: [(&str, MailEvent); 3] = [
    (include_str!("ses/bounce.json"), MailEvent::Bounce),
    (include_str!("ses/complaint.json"), MailEvent::Complaint),
    (include_str!("ses/reject.json"), MailEvent::Reject),
];

/// Returns the value at a path such as `$.detail.mail.tags.order[0]`.
fn at(event: &Value, path: &str) -> String {
    let pointer = path.trim_start_matches('$').replace('[', ".").replace(']', "").replace('.', "/");
    event.pointer(&pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{path} is not text")).to_owned()
}

#[test]
fn a_report_becomes_a_message_of_ids_without_an_address() {
    let template = Template::read();
    let rules = template.resources("AWS::Events::Rule");
    let rule = rules["MailFeedbackRule"];
    let transformer = &rule["Targets"][0]["InputTransformer"];
    for (report, expected) in REPORTS {
        let event: Value = serde_json::from_str(report).unwrap();
        let paths = transformer["InputPathsMap"].as_mapping().unwrap().iter();
        let message = paths.fold(text(&transformer["InputTemplate"]), |message, (name, path)| {
            message.replace(&format!("<{}>", text(name)), &at(&event, &text(path)))
        });
        assert!(!message.contains('<') && !message.contains("example"), "{message}");
        let Message { v, body } = serde_json::from_str::<Message<MailFeedback>>(&message).unwrap();
        assert_eq!((v, body.event), (1, expected));
        assert_eq!(body.order_id.to_string(), "ord_01h455vb4pex5vsknk084sn02q");
        assert_eq!(body.message_id, at(&event, "$.detail.mail.messageId"));
        let pattern = &rule["EventPattern"];
        assert_eq!(at(&event, "$.source"), text(&pattern["source"][0]));
        let types = pattern["detail"]["eventType"].as_sequence().unwrap();
        assert!(types.iter().any(|kind| text(kind) == at(&event, "$.detail.eventType")), "{types:?}");
    }
}

#[test]
fn a_mail_is_claimed_for_longer_than_its_function_runs() {
    let template = Template::read();
    let timeout = template.resources("AWS::Serverless::Function")["SendMail"]["Timeout"].as_u64().unwrap();
    // Before SES: the purchase, the claim, the data key and the settings. After it: the record.
    let calls = 4 + send_mail::RECORD_TRIES;
    let longest = shared::start::OPERATION_TIMEOUT * calls + shared::start::MAIL_TIMEOUT;
    assert!(longest.as_secs() < timeout, "{longest:?} is not below {timeout} s");
    let claim = u64::try_from(shared::store::mails::CLAIM.as_secs()).unwrap();
    assert!(timeout < claim, "a claim of {claim} s ends before its worker");
    let queue = template.resources("AWS::SQS::Queue")["MailQueue"]["VisibilityTimeout"].as_u64().unwrap();
    assert!(claim < queue, "a message is delivered again while its claim holds");
}
