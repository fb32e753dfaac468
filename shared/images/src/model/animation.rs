//! Animations.

use std::collections::HashSet;

use super::accessor::{Accessor, Accessors};
use super::data::{Data, Use};
use super::document::{Animation, Channel, Document, Sampler};
use super::flaw::{At, Flaw, require};
use super::mesh::target_count;
use crate::refused::Refused;

const CUBIC: &str = "CUBICSPLINE";
/// Maximum deviation of the length of a rotation from 1.
pub(super) const ROTATION_TOLERANCE: f64 = 0.00769;
const ROTATIONS: [&str; 5] = ["VEC4 f32", "VEC4 i8n", "VEC4 u8n", "VEC4 i16n", "VEC4 u16n"];
const WEIGHTS: [&str; 5] = ["SCALAR f32", "SCALAR i8n", "SCALAR u8n", "SCALAR i16n", "SCALAR u16n"];

pub(super) fn check(document: &Document, accessors: &Accessors, data: &mut Data) -> Result<(), Refused> {
    for (index, animation) in document.animations.iter().enumerate() {
        of_one(animation, document, accessors, data).at(index).at("animations")?;
    }
    Ok(())
}

fn of_one(
    animation: &Animation,
    document: &Document,
    accessors: &Accessors,
    data: &mut Data,
) -> Result<(), Flaw> {
    for (index, sampler) in animation.samplers.iter().enumerate() {
        times(sampler, accessors, data).at("input").at(index).at("samplers")?;
        let output = accessors.get(sampler.output);
        output.use_for(Use::AnimationOutput, data).at(index).at("samplers")?;
        require(output.stride(data).is_none(), "Animations have no stride.").at(index).at("samplers")?;
    }
    let mut targets = HashSet::new();
    for (index, channel) in animation.channels.iter().enumerate() {
        let target = &channel.target;
        let first = target.node.is_none_or(|node| targets.insert((node, target.path.as_str())));
        require(first, "Two channels move the same.").at(index).at("channels")?;
        let sampler = animation.samplers.get(channel.sampler);
        let sampler = sampler.ok_or_else(|| Flaw::new("Refers to an object that does not exist."));
        moves(channel, sampler.at("sampler").at(index).at("channels")?, document, accessors)
            .at(index)
            .at("channels")?;
    }
    Ok(())
}

fn times(sampler: &Sampler, accessors: &Accessors, data: &mut Data) -> Result<(), Flaw> {
    let input = accessors.get(sampler.input);
    input.use_for(Use::AnimationInput, data)?;
    require(input.stride(data).is_none(), "Animations have no stride.")?;
    require(input.format == "SCALAR f32", "Times must be 32-bit floats.")?;
    require(input.has_limits, "Times must declare min and max.")?;
    require(sampler.interpolation != CUBIC || input.count >= 2, "A spline needs two times.")?;
    let values = input.values();
    let rises =
        values.is_sorted_by(|one, next| one < next) && values.first().is_none_or(|first| *first >= 0.0);
    require(rises, "Times must increase from 0.")
}

fn moves(
    channel: &Channel,
    sampler: &Sampler,
    document: &Document,
    accessors: &Accessors,
) -> Result<(), Flaw> {
    let node = channel.target.node.map(|node| &document.nodes[node]);
    let mesh = node.and_then(|node| node.mesh).map(|mesh| &document.meshes[mesh]);
    let targets = mesh.map_or(0, target_count);
    let output = accessors.get(sampler.output);
    let (formats, each): (&[&str], usize) = match channel.target.path.as_str() {
        "translation" | "scale" => (&["VEC3 f32"], 1),
        "rotation" => (&ROTATIONS, 1),
        "weights" => (&WEIGHTS, targets),
        _ => return Ok(()),
    };
    require(each > 0 || node.is_none(), "The mesh has no morph targets.").at("target")?;
    let matrix = each == 1 && node.is_some_and(|node| node.matrix.is_some());
    require(!matrix || channel.target.path == "weights", "The node has a matrix.").at("target")?;
    require(formats.contains(&output.format.as_str()), "The format of the output does not fit the target.")
        .at("sampler")?;
    let spline = sampler.interpolation == CUBIC;
    let expected = accessors.get(sampler.input).count * each * if spline { 3 } else { 1 };
    require(each == 0 || output.count == expected, "The output has the wrong count.").at("sampler")?;
    require(
        channel.target.path != "rotation" || are_rotations(output, spline),
        "A rotation must have length 1.",
    )
    .at("sampler")
}

/// A spline has two tangents with each rotation, one before and one after it.
fn are_rotations(output: &Accessor, spline: bool) -> bool {
    let values: Vec<f64> = output.used().collect();
    let is_unit = |rotation: &[f64]| {
        (rotation.iter().map(|part| part * part).sum::<f64>().sqrt() - 1.0).abs() <= ROTATION_TOLERANCE
    };
    let (skipped, step) = if spline { (1, 3) } else { (0, 1) };
    values.chunks_exact(4).skip(skipped).step_by(step).all(is_unit)
}
