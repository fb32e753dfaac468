//! Generates and unwraps data keys with AWS KMS.

use async_trait::async_trait;
use aws_sdk_kms::error::DisplayErrorContext;
use aws_sdk_kms::operation::decrypt::DecryptError;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use domain::ids::OrderId;

use crate::customer::Private;
use crate::vault::{DataKey, DataKeys, VaultError};

/// Data keys from KMS, each with its order's id as encryption context.
pub struct KmsKeys {
    client: aws_sdk_kms::Client,
    key_id: String,
}

impl KmsKeys {
    /// Name of the encryption context under which every data key is wrapped.
    const CONTEXT: &'static str = "order_id";

    pub const fn new(client: aws_sdk_kms::Client, key_id: String) -> Self {
        Self { client, key_id }
    }
}

#[async_trait]
impl DataKeys for KmsKeys {
    async fn generate(&self, order_id: OrderId) -> Result<DataKey, VaultError> {
        let request = self.client.generate_data_key().key_id(&self.key_id).key_spec(DataKeySpec::Aes256);
        let response = request.encryption_context(Self::CONTEXT, order_id.to_string()).send().await;
        let response = response.map_err(|error| VaultError::Keys(DisplayErrorContext(error).to_string()))?;
        let (plain, wrapped) = response.plaintext.zip(response.ciphertext_blob).ok_or(VaultError::Refused)?;
        Ok(DataKey { plain: Private::new(plain.into_inner()), wrapped: wrapped.into_inner() })
    }

    async fn unwrap(&self, order_id: OrderId, wrapped: &[u8]) -> Result<Private<Vec<u8>>, VaultError> {
        let request = self.client.decrypt().key_id(&self.key_id).ciphertext_blob(Blob::new(wrapped));
        let response = request.encryption_context(Self::CONTEXT, order_id.to_string()).send().await;
        let response = response.map_err(|error| {
            if error.as_service_error().is_some_and(DecryptError::is_invalid_ciphertext_exception) {
                return VaultError::Refused;
            }
            VaultError::Keys(DisplayErrorContext(error).to_string())
        })?;
        response.plaintext.map(|plain| Private::new(plain.into_inner())).ok_or(VaultError::Refused)
    }
}
