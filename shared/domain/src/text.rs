//! Validated short texts: slugs, and printable texts of limited length.

mod visible;

use std::borrow::Cow;
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

/// A trimmed text of 1 to `MAX` characters that reads as it is written: without control characters other than line breaks,
/// without characters that hide or reorder text, and without words of look-alike letters.
///
/// A stored text is read unchecked: it was checked when it was accepted, and a rule of a later version must not make it
/// unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Trims and validates a text.
    pub fn parse(written: &str) -> Result<Self, Broken> {
        let text = written.trim();
        if !visible::is_visible(text) {
            return Err(Broken::new("empty_text", "The text must not be empty."));
        }
        if text.chars().count() > MAX {
            return Err(Broken::new("text_too_long", format!("At most {MAX} characters are allowed.")));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Broken::new("control_character", "Control characters are not allowed."));
        }
        if let Some((at, c)) = visible::hidden(text).next() {
            return Err(invisible_character(&text[..at], c));
        }
        if let Some(word) = visible::mixed_word(text) {
            return Err(mixed_scripts(word));
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

fn invisible_character(before: &str, c: char) -> Broken {
    let skipped = before.chars().count().saturating_sub(20);
    let near: String = before.chars().skip(skipped).collect();
    let detail = format!("The invisible character U+{:04X} after \"{near}\" is not allowed.", u32::from(c));
    Broken::new("invisible_character", detail)
}

fn mixed_scripts(word: &str) -> Broken {
    let word: String = word.chars().take(40).collect();
    Broken::new("mixed_scripts", format!("The word \"{word}\" mixes look-alike letters of several scripts."))
}

/// Checks that letters are Latin, so that a number or code can be typed as it is read.
pub fn check_latin(text: &str) -> Result<(), Broken> {
    let broken = || Broken::new("mixed_scripts", "Letters must be Latin.");
    visible::is_latin(text).then_some(()).ok_or_else(broken)
}

/// Removes control characters and characters that hide or reorder text from one that other people wrote and the shop must
/// accept, such as the name of a payer.
pub fn readable(text: &str) -> Cow<'_, str> {
    let mut hidden = visible::hidden(text).map(|(at, _)| at).peekable();
    if hidden.peek().is_none() && !text.chars().any(char::is_control) {
        return text.into();
    }
    let shown = |(at, c): &(usize, char)| hidden.next_if_eq(at).is_none() && !c.is_control();
    text.char_indices().filter(shown).map(|(_, c)| c).collect()
}

/// A [`Text`] without line breaks, for mail subjects, headers and address lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
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
mod tests;
