//! Checks a document against the shapes of its objects: types, required fields, ranges, references, and the places of
//! extensions.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::flaw::{At, Flaw, require};
use super::schema::{EXTENSIONS, ROOT};
use crate::refused::Refused;

/// Maximum number of values in a document. Beyond it, a viewer is busy with the document for seconds.
const MAX_VALUES: usize = 1_000_000;

/// The shape of an object.
pub(super) struct Shape {
    pub(super) required: &'static [&'static str],
    pub(super) fields: &'static [(&'static str, Kind)],
    /// Extensions of the object, with their own shapes.
    pub(super) extensions: &'static [(&'static str, &'static Shape)],
}

/// The kind of a field's value.
pub(super) enum Kind {
    Bool,
    Text,
    /// Distinct texts.
    Texts,
    Number(Range),
    /// Numbers in one of these amounts; in any amount if there is none.
    Numbers(&'static [usize], Range),
    /// A whole number between two limits.
    Whole(u64, u64),
    /// The position of an object in the list at this pointer.
    Index(&'static str),
    /// Distinct positions in the list at this pointer.
    Indices(&'static str),
    /// Accessors by the name of an attribute.
    Attributes,
    /// Attributes of each morph target.
    Targets,
    Object(&'static Shape),
    Objects(&'static Shape),
}

/// A range of numbers, and the sentence that states it.
#[derive(Clone, Copy)]
pub(super) struct Range(pub(super) fn(f64) -> bool, pub(super) &'static str);

/// Checks the whole document, in which whole numbers may be written as `1.0`.
pub(super) fn check(root: &mut Value) -> Result<(), Refused> {
    if simplify(root) > MAX_VALUES {
        return Err(Refused::TooDetailed);
    }
    let root = &*root;
    let used = root["extensionsUsed"].as_array().into_iter().flatten();
    let check = Check { root, declared: used.filter_map(Value::as_str).collect() };
    Ok(check.object(root, &ROOT)?)
}

/// Writes whole numbers as such, and returns the number of values.
fn simplify(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter_mut().map(simplify).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values_mut().map(simplify).sum::<usize>(),
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
            if let Some(whole) = whole.and_then(|whole| format!("{whole:.0}").parse::<i64>().ok()) {
                *number = whole.into();
            }
            1
        }
        _ => 1,
    }
}

struct Check<'a> {
    root: &'a Value,
    declared: HashSet<&'a str>,
}

impl Check<'_> {
    fn object(&self, value: &Value, shape: &Shape) -> Result<(), Flaw> {
        let object = object_of(value)?;
        for field in shape.required {
            require(object.contains_key(*field), "A required field is missing.").at(field)?;
        }
        for (field, kind) in shape.fields {
            object.get(*field).map_or(Ok(()), |value| self.value(value, kind)).at(field)?;
        }
        self.extensions(object, shape).at("extensions")
    }

    fn extensions(&self, object: &Map<String, Value>, shape: &Shape) -> Result<(), Flaw> {
        let Some(extensions) = object.get("extensions") else { return Ok(()) };
        for (name, value) in object_of(extensions)? {
            require(self.declared.contains(name.as_str()), "The extension is missing in extensionsUsed.")
                .at(name)?;
            let own = shape.extensions.iter().find(|(own, _)| own == name);
            match own {
                Some((_, shape)) => self.object(value, shape).at(name)?,
                None => require(!EXTENSIONS.contains(&name.as_str()), "The extension does not belong here.")
                    .at(name)?,
            }
        }
        Ok(())
    }

    fn value(&self, value: &Value, kind: &Kind) -> Result<(), Flaw> {
        match kind {
            Kind::Bool => require(value.is_boolean(), "Must be true or false."),
            Kind::Text => require(value.is_string(), "Must be text."),
            Kind::Texts => {
                let items = items_of(value)?;
                require(items.iter().all(Value::is_string), "Must be texts.")?;
                require(are_distinct(items), "Must not be repeated.")
            }
            Kind::Number(range) => number(value, *range),
            Kind::Numbers(lengths, range) => {
                let items = items_of(value)?;
                require(lengths.is_empty() || lengths.contains(&items.len()), "Has the wrong length.")?;
                each(items, |item| number(item, *range))
            }
            Kind::Whole(least, most) => {
                let whole = value.as_u64();
                require(whole.is_some(), "Must be a whole number, not negative.")?;
                require(whole.is_some_and(|whole| (*least..=*most).contains(&whole)), "Is out of range.")
            }
            Kind::Index(list) => self.index(value, list),
            Kind::Indices(list) => {
                let items = items_of(value)?;
                require(are_distinct(items), "Must not be repeated.")?;
                each(items, |item| self.index(item, list))
            }
            Kind::Attributes => self.attributes(value),
            Kind::Targets => each(items_of(value)?, |target| self.attributes(target)),
            Kind::Object(shape) => self.object(value, shape),
            Kind::Objects(shape) => each(items_of(value)?, |item| self.object(item, shape)),
        }
    }

    fn index(&self, value: &Value, list: &str) -> Result<(), Flaw> {
        let length = self.root.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        let index = value.as_u64().and_then(|index| usize::try_from(index).ok());
        require(index.is_some_and(|index| index < length), "Refers to an object that does not exist.")
    }

    fn attributes(&self, value: &Value) -> Result<(), Flaw> {
        let attributes = object_of(value)?;
        require(!attributes.is_empty(), "Must not be empty.")?;
        attributes.iter().try_for_each(|(name, index)| self.index(index, "/accessors").at(name))
    }
}

fn each(items: &[Value], check: impl Fn(&Value) -> Result<(), Flaw>) -> Result<(), Flaw> {
    items.iter().enumerate().try_for_each(|(index, item)| check(item).at(index))
}

fn object_of(value: &Value) -> Result<&Map<String, Value>, Flaw> {
    value.as_object().ok_or_else(|| Flaw::new("Must be an object."))
}

fn items_of(value: &Value) -> Result<&[Value], Flaw> {
    let items = value.as_array().ok_or_else(|| Flaw::new("Must be a list."))?;
    require(!items.is_empty(), "Must not be empty.")?;
    Ok(items)
}

fn are_distinct(items: &[Value]) -> bool {
    let mut seen = HashSet::new();
    items.iter().all(|item| seen.insert(item))
}

fn number(value: &Value, Range(holds, rule): Range) -> Result<(), Flaw> {
    let number = value.as_f64().ok_or_else(|| Flaw::new("Must be a number."))?;
    require(holds(number), rule)
}
