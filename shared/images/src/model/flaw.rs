//! A broken rule of glTF, and the place of the break.

use std::borrow::Cow;
use std::fmt::Display;

use crate::refused::Refused;

/// A broken rule. The place is a JSON pointer, built from the inside out.
#[derive(Debug)]
pub(super) struct Flaw {
    at: String,
    rule: Cow<'static, str>,
}

impl Flaw {
    pub(super) fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self { at: String::new(), rule: rule.into() }
    }
}

impl From<Flaw> for Refused {
    fn from(flaw: Flaw) -> Self {
        Self::Invalid { at: flaw.at, rule: flaw.rule.into_owned() }
    }
}

/// Requires a rule to hold.
pub(super) fn require(holds: bool, rule: &'static str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(Flaw::new(rule)) }
}

/// Adds the step of a pointer to a flaw.
pub(super) trait At {
    #[must_use]
    fn at(self, step: impl Display) -> Self;
}

impl<T> At for Result<T, Flaw> {
    fn at(self, step: impl Display) -> Self {
        self.map_err(|flaw| Flaw { at: format!("/{step}{}", flaw.at), ..flaw })
    }
}
