//! Optimistic concurrency: changes require `If-Match` with the version that the caller loaded.

use http::{HeaderMap, StatusCode, header};

use super::extract::{Extract, Refusal, Stage};
use super::openapi::{Draft, text};
use super::request::Incoming;
use super::{Problem, Tagged};

/// The version that the caller loaded and wants to change, from `If-Match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(u64);

impl IfMatch {
    /// Parses exactly one strong entity tag in the format of [`Tagged::versioned`]. `*` and lists are refused, because
    /// they would change content that the caller has not seen.
    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut sent = headers.get_all(header::IF_MATCH).iter();
        let (first, more) = (sent.next(), sent.next());
        let written = first.ok_or_else(|| {
            let detail = "An If-Match header with the entity tag of the version you loaded is required.";
            Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_required", detail)
        })?;
        let version = written.to_str().ok().and_then(version_of).filter(|_| more.is_none());
        version.map(Self).ok_or_else(|| {
            let detail = "If-Match must be one entity tag from an ETag response header, for example \"3\".";
            Problem::new(StatusCode::BAD_REQUEST, "invalid_if_match", detail)
        })
    }

    /// Fails unless this is the present version.
    pub fn check(self, present: u64) -> Result<(), Problem> {
        if self.0 == present {
            return Ok(());
        }
        let detail = "It was modified since you loaded it. Reload and try again.";
        Err(Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", detail)
            .with("version", present))
    }
}

impl Extract for IfMatch {
    const STAGE: Stage = Stage::Header;
    const PROBLEMS: &'static [(u16, &'static str)] =
        &[(400, "invalid_if_match"), (412, "precondition_failed"), (428, "if_match_required")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self::read(&request.headers)?)
    }

    fn describe(operation: &mut Draft<'_>) {
        let about = "Entity tag of the version that the caller loaded and wants to change.";
        operation.required_header("If-Match", text("^\"[0-9]+\"$", "\"3\""), about);
    }
}

fn version_of(tag: &str) -> Option<u64> {
    let digits = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl<T> Tagged<T> {
    /// A versioned document for staff: its version is its entity tag, and no cache may store it.
    pub fn versioned(content: T, version: u64) -> Self {
        Self { content, tag: format!("\"{version}\""), public: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(tags: &[&str]) -> Result<IfMatch, (u16, &'static str)> {
        let mut headers = HeaderMap::new();
        for tag in tags {
            headers.append(header::IF_MATCH, tag.parse().unwrap());
        }
        IfMatch::read(&headers).map_err(|problem| (problem.status().as_u16(), problem.code()))
    }

    #[test]
    fn a_change_without_the_version_seen_is_refused() {
        assert_eq!(read(&[]), Err((428, "if_match_required")));
    }

    #[test]
    fn what_is_no_single_strong_tag_of_a_version_is_malformed() {
        let malformed = [
            "",
            "*",
            "3",
            "\"\"",
            "\"",
            "W/\"3\"",
            "\"3\", \"4\"",
            "\"+3\"",
            "\"a\"",
            "\"99999999999999999999\"",
        ];
        for tag in malformed {
            assert_eq!(read(&[tag]), Err((400, "invalid_if_match")), "{tag}");
        }
        assert_eq!(read(&["\"3\"", "\"3\""]), Err((400, "invalid_if_match")));
    }

    proptest! {
        #[test]
        fn the_tag_that_was_answered_matches_its_own_version_only(seen: u64, present: u64) {
            let sent = read(&[&Tagged::versioned((), seen).tag]).unwrap();
            prop_assert!(sent.check(seen).is_ok());
            let refused = sent.check(present).err().map(|problem| problem.code());
            prop_assert_eq!(refused, (seen != present).then_some("precondition_failed"));
        }
    }
}
