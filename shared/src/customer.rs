//! Customer data, the only personal data of the shop. None of these types print their content.

use domain::text;
use serde::{Deserialize, Serialize};

pub use domain::private::Private;

/// Postal address of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Address {
    /// Street and house number.
    #[schema(value_type = Option<String>)]
    pub line1: Private<Option<String>>,
    /// Second address line: flat, floor or company.
    #[schema(value_type = Option<String>)]
    pub line2: Private<Option<String>>,
    /// City of the address.
    #[schema(value_type = Option<String>)]
    pub city: Private<Option<String>>,
    /// State or province of the address.
    #[schema(value_type = Option<String>)]
    pub state: Private<Option<String>>,
    /// Postal code of the address.
    #[schema(value_type = Option<String>)]
    pub postal_code: Private<Option<String>>,
    /// Country as an ISO 3166-1 alpha-2 code.
    #[schema(value_type = Option<String>)]
    pub country: Private<Option<String>>,
}

/// Customer data collected by the payment page. Stored encrypted only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Customer {
    /// Email address of the customer.
    #[schema(value_type = String)]
    pub email: Private<String>,
    /// Full name of the recipient of the parcel.
    #[schema(value_type = Option<String>)]
    pub name: Private<Option<String>>,
    /// Full name of the payer, if it differs from the recipient's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub billing_name: Private<Option<String>>,
    /// Phone number for the carrier.
    #[schema(value_type = Option<String>)]
    pub phone: Private<Option<String>>,
    /// Shipping address of the parcel.
    pub shipping_address: Option<Address>,
    /// Billing address, if it differs from the shipping address.
    pub billing_address: Option<Address>,
}

type Line = Private<Option<String>>;

impl Customer {
    /// Returns the name of the recipient, to whom parcels are addressed.
    pub fn recipient(&self) -> Option<&str> {
        self.name.reveal().as_deref()
    }

    /// Returns the name of the payer, to whom mails and invoices are addressed.
    pub fn payer(&self) -> Option<&str> {
        self.billing_name.reveal().as_deref().or(self.recipient())
    }

    /// Removes characters that hide or reorder text. Customers write these texts on Stripe's page, so the shop takes them as
    /// they are and removes such characters wherever it shows them.
    #[must_use]
    pub fn readable(self) -> Self {
        let address = |address: Address| Address {
            line1: readable(address.line1),
            line2: readable(address.line2),
            city: readable(address.city),
            state: readable(address.state),
            postal_code: readable(address.postal_code),
            country: address.country,
        };
        Self {
            email: self.email,
            name: readable(self.name),
            billing_name: readable(self.billing_name),
            phone: readable(self.phone),
            shipping_address: self.shipping_address.map(address),
            billing_address: self.billing_address.map(address),
        }
    }
}

fn readable(line: Line) -> Line {
    line.map(|line| line.map(|line| text::readable(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_stored_without_a_billing_name_paid_in_the_recipients() {
        let stored = serde_json::json!({
            "email": "mark@example.org", "name": "Mark", "phone": null, "shipping_address": null, "billing_address": null,
        });
        let customer: Customer = serde_json::from_value(stored).unwrap();
        assert_eq!(customer.payer(), Some("Mark"));
    }

    #[test]
    fn a_customers_texts_are_shown_without_characters_that_hide_or_reorder() {
        let written = |text: &str| Private::new(Some(text.to_owned()));
        let address = |line: &str| Address {
            line1: written(line),
            line2: Private::new(None),
            city: written("Ber\u{200b}lin"),
            state: Private::new(None),
            postal_code: written("1\u{202e}0115"),
            country: written("DE"),
        };
        let customer = Customer {
            email: Private::new("mark@example.org".into()),
            name: written("\u{202e}kraM\u{3164} 👨\u{200d}🚀 שלום"),
            billing_name: written("Kra\u{200b}m"),
            phone: written("\u{202a}+49\u{202c}"),
            shipping_address: Some(address("Hof\u{ad}weg\u{0} 1")),
            billing_address: None,
        };
        let shown = serde_json::to_value(customer.readable()).unwrap();
        assert_eq!(shown["name"], "kraM 👨\u{200d}🚀 שלום");
        assert_eq!([&shown["billing_name"], &shown["phone"]], ["Kram", "+49"]);
        let delivery = &shown["shipping_address"];
        assert_eq!(
            [&delivery["line1"], &delivery["city"], &delivery["postal_code"]],
            ["Hofweg 1", "Berlin", "10115"]
        );
    }

    #[test]
    fn a_customer_prints_as_redacted() {
        let customer = Customer {
            email: Private::new("mark@example.org".into()),
            name: Private::new(Some("Mark".into())),
            billing_name: Private::new(Some("Marker".into())),
            phone: Private::new(Some("+49".into())),
            shipping_address: None,
            billing_address: None,
        };
        let printed = format!("{customer:?}");
        assert!(
            !printed.contains("mark") && !printed.contains("Mark") && !printed.contains("+49"),
            "{printed}"
        );
    }
}
