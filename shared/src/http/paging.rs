//! Lists: a page of items and an opaque cursor to the next.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::fault::{Broken, Fault};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// One page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Maximum size of the items of a page in bytes of JSON. A function can return 6 MB, but a page is to be small for any client.
const MAX_PAGE_BYTES: usize = 900_000;

/// Returns how many items from the first one on fit into a page: at least one, because no item is larger.
pub fn fitting<'a, T: Serialize + 'a>(items: impl IntoIterator<Item = &'a T>) -> usize {
    within(items, MAX_PAGE_BYTES).max(1)
}

fn within<'a, T: Serialize + 'a>(items: impl IntoIterator<Item = &'a T>, most: usize) -> usize {
    let mut size = 0_usize;
    let fits = |item: &&T| {
        let json = serde_json::to_vec(item).unwrap_or_default();
        size = size.saturating_add(json.len()).saturating_add(1);
        size <= most
    };
    items.into_iter().take_while(fits).count()
}

/// Removes the first items, which are the oldest, until the others fit into so many bytes.
pub fn newest<T: Serialize>(items: &mut Vec<T>, most: usize) {
    let surplus = items.len().saturating_sub(within(items.iter().rev(), most));
    items.drain(..surplus);
}

impl<T: Serialize> Page<T> {
    /// Returns a page of those items that fit. If some do not, the next page starts after the last one that does.
    pub fn bounded<E>(
        mut items: Vec<T>,
        next_cursor: Option<String>,
        cursor: impl FnOnce(&T) -> Result<String, E>,
    ) -> Result<Self, E> {
        let fit = fitting(&items);
        if fit >= items.len() {
            return Ok(Self { items, next_cursor });
        }
        items.truncate(fit);
        let next_cursor = items.last().map(cursor).transpose()?;
        Ok(Self { items, next_cursor })
    }
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let cursor = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Cursor of the next page; absent on the last page."));
        ObjectBuilder::new()
            .property("items", ArrayBuilder::new().items(Ref::from_schema_name(T::name())))
            .required("items")
            .property("next_cursor", cursor)
            .description(Some("One page of a list."))
            .into()
    }
}

/// Named after its items: the derived name would be the same for every list.
impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// Maximum number of items per page: 1 to 100, 24 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u16);

impl Default for Limit {
    fn default() -> Self {
        Self(24)
    }
}

impl TryFrom<String> for Limit {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let limit = written.parse().ok().filter(|limit| (1..=100).contains(limit));
        limit.map(Self).ok_or_else(|| Broken::new("out_of_range", "Must be between 1 and 100."))
    }
}

/// Maximum length of a cursor. The longest names a search of four-byte characters twice.
const MAX_CURSOR: usize = 4000;

/// The position at which a page ended, bound to its list.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cursor<P> {
    list: String,
    position: P,
}

impl<P: Serialize + DeserializeOwned> Cursor<P> {
    /// Encodes a cursor; `list` is the name of the list with its filters.
    pub fn encode(list: &str, position: P) -> String {
        let cursor = Self { list: list.to_owned(), position };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    }

    /// Decodes a cursor. One that is malformed or of another list is a fault of `/cursor`.
    pub fn decode(list: &str, written: &str) -> Result<P, Fault> {
        let written = Some(written).filter(|written| written.len() <= MAX_CURSOR);
        let bytes = written.and_then(|written| URL_SAFE_NO_PAD.decode(written).ok());
        let cursor = bytes.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        cursor.filter(|cursor| cursor.list == list).map(|cursor| cursor.position).ok_or_else(invalid_cursor)
    }
}

/// The fault of a cursor that the list cannot have issued.
pub fn invalid_cursor() -> Fault {
    let detail = "The cursor is not valid for this list. Omit it to start at the first page.";
    Broken::new("invalid_cursor", detail).at("/cursor")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_back_only_for_its_own_list(list in ".{0,20}", other in ".{0,20}", position in ".{0,40}") {
            let written = Cursor::encode(&list, position.clone());
            prop_assert_eq!(Cursor::<String>::decode(&list, &written).ok(), Some(position));
            prop_assert_eq!(Cursor::<String>::decode(&other, &written).is_ok(), list == other);
        }

        #[test]
        fn noise_is_no_cursor(noise in "\\PC{0,60}") {
            prop_assert_eq!(Cursor::<String>::decode("list", &noise).unwrap_err().code, "invalid_cursor");
        }
    }
}
