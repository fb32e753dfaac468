//! Validated short texts: slugs, and printable texts of limited length.

use std::fmt;

use deserr::Deserr;
use serde::{Deserialize, Serialize};

use crate::fault::{Broken, deserr_by_parse};

/// Name used in URLs: lower-case letters and digits in groups joined by single hyphens, at most 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 80, example = "articulated-dragon")]
pub struct Slug(String);

impl Slug {
    /// Parses and validates a slug.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let group =
            |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if written.len() <= 80 && written.split('-').all(group) {
            Ok(Self(written.to_owned()))
        } else {
            Err(Broken::new(
                "invalid_slug",
                "Must be lower-case letters and digits joined by single hyphens, at most 80 characters.",
            ))
        }
    }

    /// Returns the slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}

deserr_by_parse!(Slug, String, Slug::try_from);

/// A trimmed text of 1 to `MAX` characters without control characters other than line breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Trims and validates a text.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let text = written.trim();
        if text.is_empty() {
            return Err(Broken::new("empty_text", "The text must not be empty."));
        }
        if text.chars().count() > MAX {
            return Err(Broken::new("text_too_long", format!("At most {MAX} characters are allowed.")));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Broken::new("control_character", "Control characters are not allowed."));
        }
        Ok(Self(text.to_owned()))
    }

    /// Creates a value from a constant of the program, without validation.
    pub fn fixed(words: &'static str) -> Self {
        Self(words.to_owned())
    }

    /// Returns the validated text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> String {
        text.0
    }
}

impl<const MAX: usize> Deserr<crate::fault::Faults> for Text<MAX> {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: deserr::ValuePointerRef<'_>,
    ) -> Result<Self, crate::fault::Faults> {
        let raw: String = Deserr::<crate::fault::Faults>::deserialize_from_value(value, location)?;
        Self::parse(&raw).map_err(|broken| crate::fault::fault_at(broken, location))
    }
}

impl<const MAX: usize> utoipa::PartialSchema for Text<MAX> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX))
            .into()
    }
}

impl<const MAX: usize> utoipa::ToSchema for Text<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

/// A [`Text`] without line breaks, for mail subjects, headers and address lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line<const MAX: usize>(Text<MAX>);

impl<const MAX: usize> Line<MAX> {
    /// Trims and validates a line.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let text = Text::parse(written)?;
        if text.as_str().contains('\n') {
            return Err(Broken::new("control_character", "Line breaks are not allowed."));
        }
        Ok(Self(text))
    }

    /// Creates a value from a constant of the program, without validation.
    pub fn fixed(words: &'static str) -> Self {
        Self(Text::fixed(words))
    }

    /// Returns the validated text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MAX: usize> TryFrom<String> for Line<MAX> {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        Self::parse(&written)
    }
}

impl<const MAX: usize> From<Line<MAX>> for String {
    fn from(line: Line<MAX>) -> String {
        line.0.into()
    }
}

impl<const MAX: usize> Deserr<crate::fault::Faults> for Line<MAX> {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: deserr::ValuePointerRef<'_>,
    ) -> Result<Self, crate::fault::Faults> {
        let raw: String = Deserr::<crate::fault::Faults>::deserialize_from_value(value, location)?;
        Self::parse(&raw).map_err(|broken| crate::fault::fault_at(broken, location))
    }
}

impl<const MAX: usize> utoipa::PartialSchema for Line<MAX> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Text::<MAX>::schema()
    }
}

impl<const MAX: usize> utoipa::ToSchema for Line<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Line{MAX}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_lower_case_words_joined_by_single_hyphens() {
        for good in ["a", "articulated-dragon", "3d-print-2"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-", "a-", "-a", "a--b", "A", "ä", "a_b", &"a".repeat(81)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_are_trimmed_and_limited_and_have_no_control_characters() {
        assert_eq!(Text::<4>::parse("  äöüß ").unwrap().as_str(), "äöüß");
        assert_eq!(Text::<4>::parse("abcde").unwrap_err().code, "text_too_long");
        assert_eq!(Text::<4>::parse("\u{7}").unwrap_err().code, "control_character");
        assert_eq!(Text::<4>::parse(" \n").unwrap_err().code, "empty_text");
    }

    #[test]
    fn a_line_is_a_text_without_line_breaks() {
        assert_eq!(Line::<9>::parse(" one\n").unwrap().as_str(), "one");
        assert_eq!(Line::<9>::parse("one\ntwo").unwrap_err().code, "control_character");
        assert_eq!(Line::<2>::parse("one").unwrap_err().code, "text_too_long");
    }
}
