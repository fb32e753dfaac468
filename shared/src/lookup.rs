//! Finding a customer's orders without keeping their e-mail in clear: a keyed hash of it.

use aws_lc_rs::hmac;

use crate::config::StartError;
use crate::env::Env;

/// The key under which e-mails are hashed. Without it a hash tells nothing, not even by trying every address.
#[derive(Clone)]
pub struct LookupKey(hmac::Key);

impl std::fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl LookupKey {
    /// The shop's key (`LOOKUP_SECRET`), fetched once, at the cold start.
    pub async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self::new(env.secret("LOOKUP_SECRET").await?.reveal()))
    }

    /// A key from its secret.
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// HMAC-SHA256, in hex, of an e-mail: the same however it was capitalised or padded.
    pub fn customer_hash(&self, email: &str) -> String {
        hex::encode(hmac::sign(&self.0, email.trim().to_lowercase().as_bytes()))
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
