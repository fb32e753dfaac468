//! The id by which the shop recognises a customer's cart.

use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::{Broken, deserr_by_parse};
use crate::private::Private;

/// Number of hexadecimal digits: 128 bits, which nobody can guess.
const DIGITS: usize = 32;

/// Secret id of a cart, made by the customer's browser from 128 random bits. Anyone who has it gets the cart's payment page,
/// so it is neither printed nor stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[0-9a-f]{32}$")]
pub struct CartId(Private<String>);

impl CartId {
    /// Parses the text form of 32 lower-case hexadecimal digits.
    pub fn parse(written: String) -> Result<Self, Broken> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if written.len() == DIGITS && written.bytes().all(digits) {
            Ok(Self(Private::new(written)))
        } else {
            let detail = "Must be 32 lower-case hexadecimal digits, drawn at random for each cart.";
            Err(Broken::new("invalid_cart_id", detail))
        }
    }

    /// Returns the secret.
    pub const fn reveal(&self) -> &String {
        self.0.reveal()
    }
}

deserr_by_parse!(CartId, String, CartId::parse);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_128_bits_in_lower_case_hexadecimal_are_a_cart_id() {
        let good = "0123456789abcdef0123456789abcdef";
        assert_eq!(CartId::parse(good.to_owned()).unwrap().reveal(), good);
        for bad in ["", "cart-1", &good[1..], &format!("{good}0"), &good.to_uppercase(), &"ä".repeat(16)] {
            assert_eq!(CartId::parse(bad.to_owned()).unwrap_err().code, "invalid_cart_id", "{bad}");
        }
    }

    #[test]
    fn a_cart_id_is_not_printed() {
        let id = CartId::parse("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
        assert!(!format!("{id:?}").contains("0123"));
    }
}
