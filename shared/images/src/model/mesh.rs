//! Meshes: parts that belong together, and the nodes that show them.

use super::accessor::Accessors;
use super::data::Data;
use super::document::{Document, Mesh, Node};
use super::flaw::{At, Flaw, require};
use super::material::{self, Needs};
use super::primitive;
use crate::refused::Refused;

pub(super) fn check(document: &Document, accessors: &Accessors, data: &mut Data) -> Result<(), Refused> {
    material::check(document)?;
    let needs: Vec<Needs> = document.materials.iter().map(Needs::of).collect();
    let rules = primitive::Rules::new(document, &needs);
    for (index, mesh) in document.meshes.iter().enumerate() {
        let place = |flaw: Result<(), Flaw>| flaw.at(index).at("meshes");
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            place(rules.check(primitive, accessors, data).at(number).at("primitives"))?;
        }
        place(targets(mesh))?;
    }
    for (index, node) in document.nodes.iter().enumerate() {
        shown(document, node).at(index).at("nodes")?;
    }
    Ok(())
}

/// The number of morph targets.
pub(super) fn target_count(mesh: &Mesh) -> usize {
    mesh.primitives.first().map_or(0, |first| first.targets.len())
}

fn targets(mesh: &Mesh) -> Result<(), Flaw> {
    let count = target_count(mesh);
    let equal = mesh.primitives.iter().all(|primitive| primitive.targets.len() == count);
    require(equal, "All primitives must have the same number of morph targets.").at("primitives")?;
    let weights = mesh.weights.as_ref().map(Vec::len);
    require(weights.is_none_or(|weights| weights == count), "There must be one weight for each morph target.")
        .at("weights")
}

fn shown(document: &Document, node: &Node) -> Result<(), Flaw> {
    let Some(mesh) = node.mesh else {
        let alone = node.skin.is_none() && node.weights.is_none();
        return require(alone, "A node without a mesh has neither a skin nor weights.");
    };
    let mesh = &document.meshes[mesh];
    let weights = node.weights.as_ref().map(Vec::len);
    let fits = weights.is_none_or(|weights| weights == target_count(mesh) && weights > 0);
    require(fits, "There must be one weight for each morph target.").at("weights")?;
    let skinned = mesh.primitives.iter().any(|primitive| primitive.attributes.contains_key("JOINTS_0"));
    require(node.skin.is_none() || skinned, "The node has a skin, but its mesh has no joints.")
}
