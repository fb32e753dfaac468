//! The shop's own email addresses. Stripe validates those of customers, which are stored encrypted with the
//! order.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Broken, deserr_by_parse};

/// Email address that SES accepts as a sender: plain ASCII, with a domain of at least two labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Email, max_length = 254, example = "orders@shop.example.com")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses an address. Quoted local parts and comments (RFC 5322) are refused, as by most receivers. The
    /// domain is converted to lower case: it means the same (RFC 5321, 2.4), and the permission to send
    /// through SES compares case-sensitively.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let address = written.trim();
        let (local, domain) = address.rsplit_once('@').unwrap_or_default();
        let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
        let dotted = |part: &str| part.split('.').all(|atoms| !atoms.is_empty() && atoms.bytes().all(atom));
        let label = |label: &str| {
            let known = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            known && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
        };
        let is_domain = domain.contains('.') && domain.split('.').all(label);
        if address.len() <= 254 && local.len() <= 64 && dotted(local) && is_domain {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(Broken::new("invalid_email", "Must be an email address like orders@shop.example.com."))
        }
    }

    /// Returns the address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the domain after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> String {
        address.0
    }
}

deserr_by_parse!(EmailAddress, String, EmailAddress::try_from);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_a_plain_local_part_and_a_domain() {
        for good in ["orders@shop.example.com", "a.b+c@x-y.example", " padded@example.com "] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good.trim());
        }
        for bad in
            ["", "a", "a@b", "@example.com", "a@example.com@", "a b@example.com", "a@-x.com", "a@x..com"]
        {
            assert_eq!(EmailAddress::parse(bad).unwrap_err().code, "invalid_email", "{bad}");
        }
        assert_eq!(EmailAddress::parse("A@Shop.Example").unwrap().domain(), "shop.example");
    }

    proptest! {
        #[test]
        fn header_injection_and_second_addresses_are_refused(written in "\\PC{0,10}[\r\n<>,;: \"]\\PC{0,10}@example\\.com") {
            prop_assume!(!written.trim().bytes().all(|b| !b"\r\n<>,;: \"".contains(&b)));
            prop_assert!(EmailAddress::parse(&written).is_err());
        }
    }
}
