//! Scenes: the tree of nodes, and the part of it that is shown.

use std::collections::HashSet;

use super::accessor::Accessors;
use super::animation::ROTATION_TOLERANCE;
use super::document::{Document, Mesh, Node};
use super::extent::{Extent, Transform};
use super::flaw::{At, Flaw, require};
use crate::refused::Refused;

/// Maximum number of vertices and indices that are drawn for each picture, and of parts that they are drawn in.
const MAX_DRAWN: usize = 10_000_000;
const MAX_PARTS: usize = 10_000;

/// The parents of nodes.
pub(super) struct Tree {
    roots: Vec<usize>,
    parents: Vec<Option<usize>>,
}

impl Tree {
    pub(super) fn of(document: &Document) -> Result<Self, Flaw> {
        let mut parents = vec![None; document.nodes.len()];
        for (index, node) in document.nodes.iter().enumerate() {
            for child in &node.children {
                let earlier = parents[*child].replace(index);
                require(earlier.is_none(), "A node has two parents.").at("children").at(index).at("nodes")?;
            }
        }
        let mut roots = vec![None; parents.len()];
        for start in 0..parents.len() {
            let (mut path, mut node) = (Vec::new(), start);
            let root = loop {
                if let Some(root) = roots[node] {
                    break root;
                }
                // A path longer than all nodes goes in circles.
                require(path.len() < parents.len(), "The node is its own ancestor.").at(start).at("nodes")?;
                path.push(node);
                match parents[node] {
                    Some(parent) => node = parent,
                    None => break node,
                }
            };
            for node in path {
                roots[node] = Some(root);
            }
        }
        Ok(Self { roots: roots.into_iter().flatten().collect(), parents })
    }

    /// The node's topmost ancestor, or the node itself.
    pub(super) fn root(&self, node: usize) -> usize {
        self.roots[node]
    }

    /// Returns true if the node or one of its ancestors is known, and adds them to the known ones.
    pub(super) fn is_under(&self, node: usize, known: &mut HashSet<usize>) -> bool {
        let (mut path, mut next) = (Vec::new(), Some(node));
        while let Some(node) = next {
            if known.contains(&node) {
                known.extend(path);
                return true;
            }
            path.push(node);
            next = self.parents[node];
        }
        false
    }

    /// Returns true if every scene with the one node has the other, too.
    pub(super) fn share_scenes(&self, document: &Document, one: usize, other: usize) -> bool {
        let has = |nodes: &[usize], node| nodes.contains(&self.root(node));
        document.scenes.iter().all(|scene| !has(&scene.nodes, one) || has(&scene.nodes, other))
    }
}

pub(super) fn check(document: &Document, accessors: &Accessors) -> Result<(), Refused> {
    let tree = Tree::of(document)?;
    for (index, scene) in document.scenes.iter().enumerate() {
        let are_roots = scene.nodes.iter().all(|node| tree.parents[*node].is_none());
        require(are_roots, "A scene lists only nodes without a parent.")
            .at("nodes")
            .at(index)
            .at("scenes")?;
    }
    for (index, node) in document.nodes.iter().enumerate() {
        transform(node).at(index).at("nodes")?;
    }
    let scene = document.scenes.get(document.scene).ok_or(Refused::Empty)?;
    let extent = shown(document, accessors, &scene.nodes)?.ok_or(Refused::Empty)?;
    if extent.is_visible() { Ok(()) } else { Err(Refused::NoSize) }
}

fn transform(node: &Node) -> Result<(), Flaw> {
    if let Some(rotation) = node.rotation {
        let length = rotation.iter().map(|part| part * part).sum::<f64>().sqrt();
        require((length - 1.0).abs() <= ROTATION_TOLERANCE, "The length must be 1.").at("rotation")?;
    }
    if let Some(matrix) = &node.matrix {
        let alone = node.translation.is_none() && node.rotation.is_none() && node.scale.is_none();
        require(alone, "A node has either a matrix or translation, rotation and scale.").at("matrix")?;
        let sound = Transform(*matrix).is_spatial();
        require(sound, "Must consist of a translation, a rotation and a scale.").at("matrix")?;
    }
    Ok(())
}

/// Returns the extent of all that the nodes show; `None` if they show nothing.
fn shown(document: &Document, accessors: &Accessors, roots: &[usize]) -> Result<Option<Extent>, Refused> {
    let costs = costs(document, accessors);
    let (mut parts, mut drawn): (usize, usize) = (0, 0);
    let mut extent: Option<Extent> = None;
    let mut open: Vec<(usize, Transform)> = roots.iter().map(|root| (*root, Transform::NONE)).collect();
    while let Some((index, outer)) = open.pop() {
        let node = &document.nodes[index];
        let transform = outer.then(&Transform::of(node));
        open.extend(node.children.iter().map(|child| (*child, transform)));
        let Some(mesh) = node.mesh else { continue };
        let copies = copies(node, accessors);
        parts = parts.saturating_add(document.meshes[mesh].primitives.len());
        drawn = drawn.saturating_add(costs[mesh].saturating_mul(copies));
        if parts > MAX_PARTS || drawn > MAX_DRAWN {
            return Err(Refused::TooDetailed);
        }
        for primitive in &document.meshes[mesh].primitives {
            let positions = primitive.attributes.get("POSITION").map(|index| accessors.get(*index));
            // Joints, not nodes, place a mesh with a skin.
            let transform = if node.skin.is_some() { Transform::NONE } else { transform };
            let own = positions.and_then(|positions| Extent::of(positions, &transform));
            extent = extent.into_iter().chain(own).reduce(Extent::with);
        }
    }
    Ok(extent)
}

/// The vertices and indices that each mesh draws.
fn costs(document: &Document, accessors: &Accessors) -> Vec<usize> {
    let count = |index: Option<&usize>| index.map_or(0, |index| accessors.get(*index).count);
    let cost = |mesh: &Mesh| {
        let primitives = mesh.primitives.iter();
        let costs = primitives.map(|primitive| {
            count(primitive.attributes.get("POSITION")).saturating_add(count(primitive.indices.as_ref()))
        });
        costs.fold(0, usize::saturating_add)
    };
    document.meshes.iter().map(cost).collect()
}

/// The number of copies of a node's mesh.
fn copies(node: &Node, accessors: &Accessors) -> usize {
    let attributes = node.extensions["EXT_mesh_gpu_instancing"]["attributes"].as_object();
    let indices = attributes.into_iter().flatten().filter_map(|(_, index)| index.as_u64());
    let indices = indices.filter_map(|index| usize::try_from(index).ok());
    indices.map(|index| accessors.get(index).count).max().unwrap_or(1)
}
