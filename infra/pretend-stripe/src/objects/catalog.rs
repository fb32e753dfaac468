//! Products, prices, shipping rates and payment methods.

use serde_json::{Value, json};

use crate::model::{Method, PaymentMethod, Price, Product, ShippingRate};
use crate::objects::billing_details;

pub(crate) fn product(product: &Product) -> Value {
    json!({
        "id": product.id,
        "object": "product",
        "active": product.active,
        "created": product.created,
        "default_price": null,
        "description": product.description,
        "images": product.images,
        "livemode": false,
        "marketing_features": [],
        "metadata": product.metadata,
        "name": product.name,
        "package_dimensions": null,
        "shippable": null,
        "statement_descriptor": null,
        "tax_code": product.tax_code,
        "type": "service",
        "unit_label": null,
        "updated": product.created,
        "url": null,
    })
}

pub(crate) fn price(price: &Price) -> Value {
    json!({
        "id": price.id,
        "object": "price",
        "active": price.active,
        "billing_scheme": "per_unit",
        "created": price.created,
        "currency": price.currency,
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": price.lookup_key,
        "metadata": price.metadata,
        "nickname": price.nickname,
        "product": price.product,
        "recurring": null,
        "tax_behavior": price.tax_behavior,
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "one_time",
        "unit_amount": price.unit_amount,
        "unit_amount_decimal": price.unit_amount.to_string(),
    })
}

pub(crate) fn shipping_rate(rate: &ShippingRate) -> Value {
    json!({
        "id": rate.id,
        "object": "shipping_rate",
        "active": true,
        "created": rate.created,
        "delivery_estimate": rate.delivery_estimate,
        "display_name": rate.display_name,
        "fixed_amount": { "amount": rate.amount, "currency": rate.currency },
        "livemode": false,
        "metadata": rate.metadata,
        "tax_behavior": rate.tax_behavior,
        "tax_code": rate.tax_code,
        "type": "fixed_amount",
    })
}

pub(crate) fn payment_method(method: &PaymentMethod) -> Value {
    let mut object = json!({
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing_details(&method.billing),
        "created": method.created,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": method.metadata,
        "type": method.method.as_str(),
    });
    match method.method {
        Method::Card => object["card"] = card(),
        Method::SepaDebit => {
            object["sepa_debit"] = json!({
                "bank_code": "37040044", "branch_code": "", "country": "DE", "fingerprint": "PretendFingerpri",
                "generated_from": { "charge": null, "setup_attempt": null }, "last4": "3000",
            });
        }
    }
    object
}

fn card() -> Value {
    json!({
        "brand": "visa",
        "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": null },
        "country": "US",
        "display_brand": "visa",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "PretendFingerpri",
        "funding": "credit",
        "generated_from": null,
        "last4": "4242",
        "networks": { "available": ["visa"], "preferred": null },
        "regulated_status": "unregulated",
        "three_d_secure_usage": { "supported": true },
        "wallet": null,
    })
}
