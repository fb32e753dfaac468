//! Skins: the joints that bend a mesh.

use std::collections::HashSet;

use super::accessor::{Accessor, Accessors, position};
use super::data::{Data, Use};
use super::document::{Document, Primitive, Skin};
use super::flaw::{At, Flaw, require};
use super::scene::Tree;
use crate::refused::Refused;

/// Maximum deviation of the sum of the weights of a vertex from 1, for each weight that is not 0.
const WEIGHT_TOLERANCE: f64 = 2e-7;

pub(super) fn check(document: &Document, accessors: &Accessors, data: &mut Data) -> Result<(), Refused> {
    let tree = Tree::of(document)?;
    for (index, skin) in document.skins.iter().enumerate() {
        joints(skin, &tree).at(index).at("skins")?;
        if let Some(matrices) = skin.inverse_bind_matrices {
            let place = |flaw: Result<(), Flaw>| flaw.at("inverseBindMatrices").at(index).at("skins");
            place(inverse(accessors.get(matrices), skin.joints.len(), data))?;
        }
    }
    for (index, node) in document.nodes.iter().enumerate() {
        if let Some(skin) = node.skin {
            let together = tree.share_scenes(document, index, document.skins[skin].joints[0]);
            require(together, "The joints are missing in a scene of the mesh.").at(index).at("nodes")?;
        }
    }
    for (index, mesh) in document.meshes.iter().enumerate() {
        let bent = document.nodes.iter().filter(|node| node.mesh == Some(index));
        let joints = bent.filter_map(|node| Some(document.skins[node.skin?].joints.len())).min();
        let Some(joints) = joints else { continue };
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            influences(primitive, accessors, joints).at(number).at("primitives").at(index).at("meshes")?;
        }
    }
    Ok(())
}

fn joints(skin: &Skin, tree: &Tree) -> Result<(), Flaw> {
    let first = tree.root(skin.joints[0]);
    require(skin.joints.iter().all(|joint| tree.root(*joint) == first), "The joints have no common root.")
        .at("joints")?;
    let above = skin.skeleton.is_none_or(|skeleton| {
        let mut under = HashSet::from([skeleton]);
        skin.joints.iter().all(|joint| tree.is_under(*joint, &mut under))
    });
    require(above, "Is not a common root of the joints.").at("skeleton")
}

fn inverse(matrices: &Accessor, joints: usize, data: &mut Data) -> Result<(), Flaw> {
    matrices.use_for(Use::InverseBindMatrices, data)?;
    require(matrices.stride(data).is_none(), "Matrices have no stride.")?;
    require(matrices.format == "MAT4 f32", "Must be 4 × 4 matrices of 32-bit floats.")?;
    require(matrices.count >= joints, "There must be one matrix for each joint.")?;
    let sound = |matrix: &[f64]| [matrix[3], matrix[7], matrix[11], matrix[15]] == [0.0, 0.0, 0.0, 1.0];
    require(matrices.values().chunks_exact(16).all(sound), "The last row of a matrix must be 0, 0, 0, 1.")
}

/// Checks which joints move each vertex, and how far.
fn influences(primitive: &Primitive, accessors: &Accessors, joints: usize) -> Result<(), Flaw> {
    let pair = |set: usize| {
        let get = |name: &str| {
            primitive.attributes.get(&format!("{name}_{set}")).map(|index| accessors.get(*index))
        };
        Some((get("JOINTS")?, get("WEIGHTS")?))
    };
    let sets: Vec<_> = (0..).map_while(pair).collect();
    let weights: Vec<Vec<f64>> = sets.iter().map(|(_, weights)| weights.used().collect()).collect();
    let filled =
        sets.iter().all(|(joints, weights)| !joints.values().is_empty() && !weights.values().is_empty());
    let count = sets.first().map_or(0, |(joints, _)| joints.count);
    for vertex in (0..count).filter(|_| filled) {
        let influence = (vertex * 4..vertex * 4 + 4).flat_map(|place| {
            sets.iter()
                .zip(&weights)
                .map(move |((joints, _), weights)| (joints.values()[place], weights[place]))
        });
        let (mut seen, mut sum, mut tolerance) = (HashSet::new(), 0.0, 0.0);
        for (joint, weight) in influence {
            require(position(joint) < joints, "A vertex refers to a joint that does not exist.")?;
            require(weight >= 0.0, "A weight must not be negative.")?;
            if weight > 0.0 {
                require(seen.insert(position(joint)), "A joint moves a vertex twice.")?;
                (sum, tolerance) = (sum + weight, tolerance + WEIGHT_TOLERANCE);
            }
        }
        require((sum - 1.0).abs() <= tolerance, "The weights of a vertex must be 1 in sum.")?;
    }
    Ok(())
}
