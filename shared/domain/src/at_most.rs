//! Lists of a request, whose length is checked before their elements.

use deserr::{Deserr, IntoValue, Sequence, Value, ValuePointerRef};

use utoipa::openapi::{ArrayBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::fault::{Broken, Faults, fault_at};

/// A list of at most `MAX` elements. A longer one is one fault, and none of its elements is parsed.
pub struct AtMost<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> From<AtMost<T, MAX>> for Vec<T> {
    fn from(list: AtMost<T, MAX>) -> Self {
        list.0
    }
}

impl<T, const MAX: usize> AtMost<T, MAX> {
    /// Returns the elements of a list that may be absent.
    pub fn optional(list: Option<Self>) -> Option<Vec<T>> {
        list.map(Vec::from)
    }
}

impl<T, const MAX: usize, const INNER: usize> AtMost<AtMost<T, INNER>, MAX> {
    /// Returns the elements of a list of lists.
    pub fn nested(self) -> Vec<Vec<T>> {
        self.0.into_iter().map(Vec::from).collect()
    }
}

impl<T: ToSchema, const MAX: usize> PartialSchema for AtMost<T, MAX> {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(Ref::from_schema_name(T::name())).max_items(Some(MAX)).into()
    }
}

impl<T: ToSchema, const MAX: usize> ToSchema for AtMost<T, MAX> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: Deserr<Faults>, const MAX: usize> Deserr<Faults> for AtMost<T, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        if let Value::Sequence(list) = &value
            && list.len() > MAX
        {
            let broken = Broken::new("too_many", format!("At most {MAX} entries are allowed."));
            return Err(fault_at(broken, location));
        }
        Vec::deserialize_from_value(value, location).map(Self)
    }
}
