//! Payment intents, charges, refunds and disputes.

use serde_json::{Map, Value, json};

use crate::model::{Charge, Dispute, IntentStatus, Method, Outcome, PaymentIntent, Refund};
use crate::objects::{billing_details, shipping};

pub(crate) fn intent(intent: &PaymentIntent) -> Value {
    let received = if intent.status == IntentStatus::Succeeded { intent.amount } else { 0 };
    let processing = (intent.status == IntentStatus::Processing).then(|| json!({ "type": "sepa_debit" }));
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": 0,
        "amount_details": { "tip": {} },
        "amount_received": received,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": intent.canceled_at,
        "cancellation_reason": intent.canceled_at.map(|_| "automatic"),
        "capture_method": "automatic_async",
        "client_secret": format!("{}_secret_pretend", intent.id),
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": null,
        "customer_account": null,
        "description": intent.data.description,
        "excluded_payment_method_types": null,
        "last_payment_error": intent.failure.as_deref().map(|code| payment_error(intent, code)),
        "latest_charge": intent.latest_charge,
        "livemode": false,
        "managed_payments": { "enabled": false },
        "metadata": intent.data.metadata,
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": intent.payment_method,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": intent.method_types,
        "processing": processing,
        "receipt_email": intent.data.receipt_email,
        "review": null,
        "setup_future_usage": null,
        "shipping": shipping(intent.shipping.as_ref()),
        "source": null,
        "statement_descriptor": intent.data.statement_descriptor,
        "statement_descriptor_suffix": intent.data.statement_descriptor_suffix,
        "status": intent.status.as_str(),
        "transfer_data": null,
        "transfer_group": intent.data.transfer_group,
    })
}

fn payment_error(intent: &PaymentIntent, code: &str) -> Value {
    let message = if code == "card_declined" {
        "Your card was declined."
    } else {
        "The customer's bank declined the payment."
    };
    json!({
        "charge": intent.latest_charge,
        "code": code,
        "doc_url": format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")),
        "message": message,
        "type": "card_error",
    })
}

pub(crate) fn charge(charge: &Charge) -> Value {
    let succeeded = charge.status == Outcome::Succeeded;
    let failed = charge.status == Outcome::Failed;
    let failure = failed.then_some("card_declined");
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": if succeeded { charge.amount } else { 0 },
        "amount_refunded": charge.amount_refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": succeeded.then_some(&charge.balance_transaction),
        "billing_details": billing_details(&charge.billing),
        "calculated_statement_descriptor": "PRETEND STRIPE",
        "captured": succeeded,
        "created": charge.created,
        "currency": charge.currency,
        "customer": null,
        "description": charge.data.description,
        "disputed": charge.disputed,
        "failure_balance_transaction": null,
        "failure_code": failure,
        "failure_message": failed.then_some("Your card was declined."),
        "fraud_details": {},
        "livemode": false,
        "metadata": charge.data.metadata,
        "on_behalf_of": null,
        "outcome": outcome(charge),
        "paid": !failed,
        "payment_intent": charge.payment_intent,
        "payment_method": charge.payment_method,
        "payment_method_details": method_details(charge.method),
        "receipt_email": charge.data.receipt_email,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": charge.amount_refunded == charge.amount,
        "review": null,
        "shipping": shipping(charge.shipping.as_ref()),
        "source": null,
        "source_transfer": null,
        "statement_descriptor": charge.data.statement_descriptor,
        "statement_descriptor_suffix": charge.data.statement_descriptor_suffix,
        "status": charge.status.as_str(),
        "transfer_data": null,
        "transfer_group": charge.data.transfer_group,
    })
}

fn outcome(charge: &Charge) -> Value {
    let (network, message, kind) = match charge.status {
        Outcome::Failed => {
            ("declined_by_network", "The bank did not return any further details.", "issuer_declined")
        }
        Outcome::Pending | Outcome::Succeeded => ("approved_by_network", "Payment complete.", "authorized"),
    };
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": network,
        "reason": (charge.status == Outcome::Failed).then_some("generic_decline"),
        "risk_level": "normal",
        "seller_message": message,
        "type": kind,
    })
}

fn method_details(method: Method) -> Value {
    match method {
        Method::Card => json!({
            "card": {
                "amount_authorized": null,
                "authorization_code": null,
                "brand": "visa",
                "checks": { "address_line1_check": "pass", "address_postal_code_check": "pass", "cvc_check": "pass" },
                "country": "US",
                "exp_month": 12,
                "exp_year": 2034,
                "extended_authorization": { "status": "disabled" },
                "fingerprint": "PretendFingerpri",
                "funding": "credit",
                "incremental_authorization": { "status": "unavailable" },
                "installments": null,
                "last4": "4242",
                "mandate": null,
                "multicapture": { "status": "unavailable" },
                "network": "visa",
                "network_token": { "used": false },
                "network_transaction_id": null,
                "overcapture": { "maximum_amount_capturable": 0, "status": "unavailable" },
                "regulated_status": "unregulated",
                "three_d_secure": null,
                "transaction_link_id": null,
                "wallet": null,
            },
            "type": "card",
        }),
        Method::SepaDebit => json!({
            "sepa_debit": {
                "bank_code": "37040044",
                "branch_code": "",
                "country": "DE",
                "expected_debit_date": null,
                "fingerprint": "PretendFingerpri",
                "last4": "3000",
                "mandate": null,
            },
            "type": "sepa_debit",
        }),
    }
}

pub(crate) fn refund(refund: &Refund) -> Value {
    let failed = refund.status == Outcome::Failed;
    let destination = match refund.method {
        Method::Card => json!({
            "card": {
                "reference": "5817381381381381", "reference_status": "available",
                "reference_type": "acquirer_reference_number", "type": "refund",
            },
            "type": "card",
        }),
        Method::SepaDebit => {
            json!({ "sepa_bank_transfer": { "reference": null, "reference_status": "pending" }, "type": "sepa_bank_transfer" })
        }
    };
    let mut object = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": refund.balance_transaction,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "customer": null,
        "customer_account": null,
        "destination_details": destination,
        "metadata": refund.metadata,
        "payment_intent": refund.payment_intent,
        "payment_method": refund.payment_method,
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": refund.status.as_str(),
        "transfer_reversal": null,
    });
    if failed {
        object["failure_reason"] = json!("expired_or_canceled_card");
        object["failure_balance_transaction"] = json!(refund.balance_transaction.replace("txn_3", "txn_4"));
    }
    object
}

/// The evidence fields of a dispute, all `null` because no evidence can be submitted.
const EVIDENCE: [&str; 27] = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];

fn evidence() -> Value {
    let mut evidence: Map<String, Value> =
        EVIDENCE.map(|field| (field.to_owned(), Value::Null)).into_iter().collect();
    evidence.insert("enhanced_evidence".to_owned(), json!({}));
    evidence.into()
}

pub(crate) fn dispute(dispute: &Dispute) -> Value {
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": dispute.created,
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": evidence(),
        "evidence_details": {
            "due_by": dispute.created + 9 * 24 * 60 * 60,
            "enhanced_eligibility": {},
            "has_evidence": false,
            "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": dispute.payment_intent,
        "payment_method_details": {
            "card": { "brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4" },
            "type": "card",
        },
        "reason": dispute.reason,
        "status": "needs_response",
    })
}
