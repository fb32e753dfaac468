//! Describes a choice that is part of an object as one object: generated clients cannot express `allOf` of `oneOf`, and
//! those in Python refuse every value of it.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Object, ObjectBuilder, OneOf, RefOr, Schema, Type};

/// Replaces every choice that another schema includes.
pub(crate) fn flatten_choices(named: &mut BTreeMap<String, RefOr<Schema>>) {
    let included: BTreeSet<String> = named.values().flat_map(included).collect();
    for name in included {
        if let Some(RefOr::T(Schema::OneOf(choice))) = named.get(&name) {
            let object = one_object(choice);
            named.insert(name, Schema::Object(object).into());
        }
    }
}

/// The names of the schemas that a schema includes.
fn included(schema: &RefOr<Schema>) -> Vec<String> {
    let RefOr::T(Schema::AllOf(all)) = schema else { return Vec::new() };
    let names = all.items.iter().filter_map(|item| match item {
        RefOr::Ref(reference) => reference.ref_location.rsplit('/').next(),
        RefOr::T(_) => None,
    });
    names.map(ToOwned::to_owned).collect()
}

/// An object with the members of all alternatives. It requires those that every alternative requires.
fn one_object(choice: &OneOf) -> Object {
    let alternatives = choice.items.iter().filter_map(|item| match item {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    });
    let alternatives: Vec<&Object> = alternatives.collect();
    let mut members = BTreeMap::<&String, Vec<&RefOr<Schema>>>::new();
    for (name, schema) in alternatives.iter().flat_map(|object| &object.properties) {
        members.entry(name).or_default().push(schema);
    }
    let mut object = ObjectBuilder::new().description(choice.description.clone());
    for (name, schemas) in members {
        object = object.property(name, any_of(&schemas));
        if alternatives.iter().all(|alternative| alternative.required.contains(name)) {
            object = object.required(name);
        }
    }
    object.build()
}

/// A schema of every value that one of the schemas allows; for texts, one list of them.
fn any_of(schemas: &[&RefOr<Schema>]) -> RefOr<Schema> {
    let texts: Option<Vec<Vec<_>>> = schemas.iter().map(|schema| texts(schema)).collect();
    match texts {
        Some(texts) => {
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(texts.concat())).into()
        }
        None => schemas.iter().fold(AnyOfBuilder::new(), |any, schema| any.item((*schema).clone())).into(),
    }
}

fn texts(schema: &RefOr<Schema>) -> Option<Vec<serde_json::Value>> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.enum_values.clone(),
        _ => None,
    }
}
