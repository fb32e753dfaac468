//! Forged ID tokens for negative tests.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::Staff;

impl Staff<'_> {
    /// Changes the claims of the member's own token and signs it with the pool's key, as if the pool had issued
    /// it.
    pub(crate) fn token_with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let parts: Vec<&str> = self.token.split('.').collect();
        let claims = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let mut claims: Value = serde_json::from_slice(&claims).unwrap();
        change(&mut claims);
        let signed = format!("{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()));
        let key = self.pool_key();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn pool_key(&self) -> RsaKeyPair {
        let pem = std::fs::read_to_string(self.shop.value("/id_token_key")).unwrap();
        let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        RsaKeyPair::from_pkcs8(&STANDARD.decode(der).unwrap()).unwrap()
    }
}
