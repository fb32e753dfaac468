//! Workers outlast the calls that they make.

use shared::start::OPERATION_TIMEOUT;
use shared_stripe::DEADLINE;

use crate::template::Template;

#[test]
fn a_refund_is_made_and_recorded_before_its_function_ends() {
    let template = Template::read();
    let timeout = template.resources("AWS::Serverless::Function")["IssueRefund"]["Timeout"].as_u64().unwrap();
    // At Stripe the refunds made so far, the refund, after a refusal the refunds again and the payment; at the table the
    // purchase and the record.
    let longest = DEADLINE * 4 + OPERATION_TIMEOUT * 2;
    assert!(longest.as_secs() < timeout, "{longest:?} is not below {timeout} s");
    let queue = template.resources("AWS::SQS::Queue")["RefundQueue"]["VisibilityTimeout"].as_u64().unwrap();
    assert!(timeout < queue, "a refund is delivered again while it is being made");
}
