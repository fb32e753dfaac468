//! Keyed hashes of e-mails, by which a customer's orders are found without storing the e-mail in plain text.

use std::net::IpAddr;

use aws_lc_rs::hmac;
use deserr::Deserr;
use domain::fault::{Broken, Faults};
use utoipa::ToSchema;

use crate::customer::Private;

/// The key under which e-mails are hashed. Without it a hash cannot be reversed, not even by trying every address.
#[derive(Clone)]
pub struct LookupKey(hmac::Key);

impl std::fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl LookupKey {
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// HMAC-SHA256 of an e-mail, in hex, without regard to case and surrounding spaces.
    pub fn customer_hash(&self, email: &str) -> String {
        hex::encode(hmac::sign(&self.0, email.trim().to_lowercase().as_bytes()))
    }

    /// HMAC-SHA256 of a request's source address, in hex. Only the first 64 bits of an IPv6 address count, because a network
    /// owns all addresses below them. Never equal to a customer's hash, because the hashed text contains no `@`.
    pub fn source_hash(&self, source: Option<IpAddr>) -> String {
        let name = match source {
            Some(IpAddr::V4(address)) => format!("source {address}"),
            Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(mapped) => format!("source {mapped}"),
                None => format!("source {:x}", address.to_bits() >> 64),
            },
            None => "source".to_owned(),
        };
        hex::encode(hmac::sign(&self.0, name.as_bytes()))
    }
}

/// An email address as typed, used only to look up orders and never stored. Only its format is checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
#[schema(value_type = String, format = Email, max_length = 320)]
pub struct TypedEmail(Private<String>);

/// Parses an address and trims it. No address is longer than 320 bytes (RFC 3696, erratum 1690).
impl TryFrom<String> for TypedEmail {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let email = written.trim();
        let shaped = email.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty());
        if email.len() > 320 || !shaped || email.chars().any(char::is_control) {
            return Err(Broken::new("invalid_email", "Must be an email address."));
        }
        Ok(Self(Private::new(email.to_owned())))
    }
}

impl TypedEmail {
    pub const fn private(&self) -> &Private<String> {
        &self.0
    }

    pub const fn reveal(&self) -> &String {
        self.0.reveal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_hashes_alike_however_it_is_written() {
        let key = LookupKey::new("secret");
        let hash = key.customer_hash("ada@example.org");
        assert_eq!(hash.len(), 64);
        for written in [" Ada@Example.org", "ADA@EXAMPLE.ORG\n", "ada@example.org"] {
            assert_eq!(key.customer_hash(written), hash, "{written}");
        }
        assert_ne!(key.customer_hash("adam@example.org"), hash);
    }

    #[test]
    fn a_source_is_identified_by_its_network_and_is_never_a_customer() {
        let key = LookupKey::new("secret");
        let hash = |written: &str| key.source_hash(Some(written.parse().unwrap()));
        assert_eq!(hash("2001:db8:1:2::1"), hash("2001:db8:1:2:ffff::9"));
        assert_ne!(hash("2001:db8:1:2::1"), hash("2001:db8:1:3::1"));
        assert_eq!(hash("::ffff:192.0.2.1"), hash("192.0.2.1"));
        assert_ne!(hash("192.0.2.1"), hash("192.0.2.2"));
        assert_ne!(key.source_hash(None), hash("192.0.2.1"));
    }

    #[test]
    fn an_address_needs_both_its_sides_and_prints_nothing() {
        let long = format!("{}@example.org", "a".repeat(309));
        for bad in ["", "ada", "@example.org", "ada@", "a\u{7}@b", long.as_str()] {
            assert!(TypedEmail::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        let typed = TypedEmail::try_from(" ada@example.org\n".to_owned()).unwrap();
        assert_eq!(
            (typed.reveal().as_str(), format!("{typed:?}").contains("ada")),
            ("ada@example.org", false)
        );
    }

    #[test]
    fn another_key_makes_another_hash_and_prints_nothing() {
        let (one, other) = (LookupKey::new("one"), LookupKey::new("other"));
        assert_ne!(one.customer_hash("ada@example.org"), other.customer_hash("ada@example.org"));
        assert_eq!(format!("{one:?}"), "[redacted]");
    }

    #[test]
    fn the_hash_is_the_one_that_any_hmac_tool_makes() {
        // printf ada@example.org | openssl dgst -sha256 -hmac secret
        let hash = LookupKey::new("secret").customer_hash("ada@example.org");
        assert_eq!(hash, "30ae69f6780684f3dfa2c2b06d62cb9b83175562c071dab97b86753e20b9c312");
    }
}
