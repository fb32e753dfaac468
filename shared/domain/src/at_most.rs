//! Lists of a request, whose length is checked before their elements.

use deserr::{Deserr, IntoValue, Sequence, Value, ValuePointerRef};

use crate::fault::{Broken, Faults, fault_at};

/// A list of at most `MAX` elements. A longer one is one fault, and none of its elements is parsed.
pub struct AtMost<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> From<AtMost<T, MAX>> for Vec<T> {
    fn from(list: AtMost<T, MAX>) -> Self {
        list.0
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
