//! Validation errors of a request: all of them, each with its location.

use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValuePointerRef};
use serde::Serialize;
use utoipa::ToSchema;

/// Maximum number of faults of a document. A document of 256 KiB can have a hundred thousand, and their description would be
/// larger than a function can return.
pub const MAX_FAULTS: usize = 100;
/// Maximum number of characters of a key in a pointer.
const MAX_KEY: usize = 80;
/// Maximum number of characters of a description, which may repeat what was sent.
const MAX_DETAIL: usize = 500;

/// One validation error, as listed in problem details (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer (RFC 6901) to the invalid value; empty for the whole document.
    pub pointer: String,
    /// Stable, machine-readable code of the error.
    pub code: &'static str,
    /// Human-readable description of the error.
    pub detail: String,
}

/// A rule that a value violates, before its location in the document is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Broken {
    /// Stable, machine-readable code of the rule.
    pub code: &'static str,
    /// Human-readable description of the error.
    pub detail: String,
}

impl Broken {
    /// Creates a violation with a code and a description.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// Adds the location of the value.
    pub fn at(self, pointer: impl Into<String>) -> Fault {
        Fault { pointer: pointer.into(), code: self.code, detail: shortened(self.detail, MAX_DETAIL) }
    }
}

/// Returns a text of at most so many characters; a longer one ends in `…`.
fn shortened(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The faults of a document, at most [`MAX_FAULTS`]. As an error it is never empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{} errors in the input", .0.len())]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds a fault at the pointer.
    pub fn push(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.add(Broken::new(code, detail).at(pointer));
    }

    /// Adds a fault, unless there are enough already.
    pub fn add(&mut self, fault: Fault) {
        if self.0.len() < MAX_FAULTS {
            self.0.push(fault);
        }
    }

    /// Adds the faults of another part, up to the maximum.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0.into_iter().take(MAX_FAULTS.saturating_sub(self.0.len())));
    }

    /// Returns the faults of a parser: complete at the maximum, otherwise to be continued.
    fn enough(self) -> ControlFlow<Self, Self> {
        if self.0.len() < MAX_FAULTS { ControlFlow::Continue(self) } else { ControlFlow::Break(self) }
    }

    /// Returns the value, or adds the fault and returns `None`.
    pub fn keep<T>(&mut self, pointer: &str, outcome: Result<T, Broken>) -> Option<T> {
        outcome.map_err(|broken| self.add(broken.at(pointer))).ok()
    }

    /// Returns `Ok` if there are no faults.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// Converts a location to a JSON pointer (RFC 6901).
fn json_pointer(location: ValuePointerRef<'_>) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            let key = shortened(key.replace('~', "~0").replace('/', "~1"), MAX_KEY);
            format!("{}/{key}", json_pointer(*prev))
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", json_pointer(*prev)),
    }
}

impl MergeWithError<Faults> for Faults {
    fn merge(self_: Option<Self>, other: Faults, _at: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        let mut all = self_.unwrap_or_default();
        all.append(other);
        all.enough()
    }
}

impl MergeWithError<Broken> for Faults {
    fn merge(self_: Option<Self>, other: Broken, at: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        <Self as MergeWithError<Faults>>::merge(self_, fault_at(other, at), at)
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        self_: Option<Self>,
        error: ErrorKind<'_, V>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let mut all = self_.unwrap_or_default();
        let here = json_pointer(location);
        let inside = |key: &str| json_pointer(location.push_key(key));
        all.add(match error {
            ErrorKind::IncorrectValueKind { accepted, .. } => {
                let kinds: Vec<String> = accepted.iter().map(ToString::to_string).collect();
                Broken::new("wrong_type", format!("Must be of type {}.", kinds.join(" or "))).at(here)
            }
            ErrorKind::MissingField { field } => {
                Broken::new("missing_field", format!("`{field}` is required.")).at(inside(field))
            }
            ErrorKind::UnknownKey { key, accepted } => {
                let detail = format!("Unknown field. Known fields: {}.", accepted.join(", "));
                Broken::new("unknown_field", detail).at(inside(key))
            }
            ErrorKind::UnknownValue { accepted, .. } => {
                Broken::new("unknown_value", format!("Must be one of: {}.", accepted.join(", "))).at(here)
            }
            ErrorKind::BadSequenceLen { expected, .. } => {
                Broken::new("wrong_length", format!("Must contain exactly {expected} values.")).at(here)
            }
            ErrorKind::Unexpected { msg } => Broken::new("invalid_value", msg).at(here),
        });
        all.enough()
    }
}

/// Returns the violation as the only fault, at its location.
pub(crate) fn fault_at(broken: Broken, location: ValuePointerRef<'_>) -> Faults {
    broken.at(json_pointer(location)).into()
}

/// Implements [`deserr::Deserr`] for a type with the type used in JSON and a `parse` function.
macro_rules! deserr_by_parse {
    ($type:ty, $raw:ty, $parse:path) => {
        impl deserr::Deserr<$crate::fault::Faults> for $type {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                location: deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::fault::Faults> {
                let raw: $raw =
                    deserr::Deserr::<$crate::fault::Faults>::deserialize_from_value(value, location)?;
                $parse(raw).map_err(|broken| $crate::fault::fault_at(broken, location))
            }
        }
    };
}
pub(crate) use deserr_by_parse;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use deserr::Deserr;

    #[derive(Debug, Deserr)]
    #[deserr(error = Faults, deny_unknown_fields)]
    struct Line {
        #[allow(dead_code)]
        quantity: u32,
        #[allow(dead_code)]
        name: String,
    }

    #[test]
    fn at_most_a_hundred_faults_of_limited_length_are_reported() {
        let key = "~ä".repeat(5000);
        for document in [
            serde_json::json!(vec![serde_json::json!({"quantity": -1}); 80_000]),
            serde_json::json!([(0..900).map(|n| (format!("{key}{n}"), n)).collect::<BTreeMap<_, _>>()]),
        ] {
            let faults = deserr::deserialize::<Vec<Line>, _, Faults>(document).unwrap_err();
            assert_eq!(faults.0.len(), MAX_FAULTS);
            assert!(faults.0.iter().all(|fault| fault.pointer.chars().count() <= 100));
        }
        let mut faults = Faults::default();
        for _ in 0..200 {
            faults.push("", "code", "ä".repeat(9000));
            faults.append(Broken::new("code", "").at("").into());
        }
        assert_eq!(faults.0.len(), MAX_FAULTS);
        assert_eq!(faults.0[0].detail.chars().count(), MAX_DETAIL + 1);
    }

    #[test]
    fn every_fault_is_reported_at_its_json_pointer() {
        let document = serde_json::json!([{"quantity": -1, "name": 7, "a/b": 1}, {"quantity": 2}]);
        let faults = deserr::deserialize::<Vec<Line>, _, Faults>(document).unwrap_err();
        let mut found: Vec<_> = faults.0.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("/0/a~1b", "unknown_field"),
                ("/0/name", "wrong_type"),
                ("/0/quantity", "wrong_type"),
                ("/1/name", "missing_field"),
            ]
        );
    }
}
