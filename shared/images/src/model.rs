//! Validates 3D models: a browser must be able to show the file without requests to other hosts, and it must follow
//! the rules of glTF 2.0 that Khronos' validator checks
//! (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>).
#![expect(clippy::float_arithmetic, reason = "positions and colours are no money")]
#![expect(clippy::float_cmp, reason = "declared and computed limits must be the same number")]

mod accessor;
mod animation;
mod container;
mod data;
mod document;
mod extension;
mod extent;
mod flaw;
mod material;
mod mesh;
mod primitive;
mod scene;
mod schema;
mod shape;
mod skin;
mod texture;

use serde::Deserialize;

use crate::refused::Refused;
use accessor::Accessors;
use container::Container;
use data::Data;
use document::Document;

/// Validates a model and returns it without the metadata of its textures.
pub(crate) fn check(file: Vec<u8>) -> Result<Vec<u8>, Refused> {
    let container = Container::read(&file)?;
    let mut json = container.document()?;
    shape::check(&mut json)?;
    let document = Document::deserialize(&json).map_err(|_| Refused::Unreadable)?;
    extension::check(&document)?;
    let mut data = Data::read(&document, container.data)?;
    let cleaned = texture::clean(&document, &mut data, &mut json)?;
    let accessors = Accessors::read(&document, &mut data)?;
    mesh::check(&document, &accessors, &mut data)?;
    skin::check(&document, &accessors, &mut data)?;
    animation::check(&document, &accessors, &mut data)?;
    scene::check(&document, &accessors)?;
    if cleaned || !container.is_plain() {
        data.write_to(&mut json);
        return Ok(container::write(&json, data.embedded()));
    }
    Ok(file)
}
