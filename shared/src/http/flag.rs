//! A boolean parameter of a query.

use deserr::Deserr;
use domain::fault::{Broken, Faults};

/// A parameter that is `true` or `false`; `false` if absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
pub struct Flag(pub bool);

impl TryFrom<String> for Flag {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        written.parse().map(Self).map_err(|_| Broken::new("unknown_value", "Must be `true` or `false`."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_words_are_understood() {
        assert_eq!(Flag::try_from("true".to_owned()), Ok(Flag(true)));
        assert_eq!(Flag::try_from("false".to_owned()), Ok(Flag(false)));
        for other in ["", "1", "yes", "True", " true"] {
            assert_eq!(Flag::try_from(other.to_owned()).unwrap_err().code, "unknown_value", "{other}");
        }
    }
}
