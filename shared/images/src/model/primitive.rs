//! The parts of a mesh: their attributes, indices and morph targets.

use std::collections::HashSet;

use super::accessor::{Accessor, Accessors, position};
use super::data::{Data, Use};
use super::document::{Attributes, Document, Primitive};
use super::flaw::{At, Flaw, require};
use super::material::Needs;
use super::schema::QUANTIZATION;

/// Maximum deviation of the length of a normal from 1. Quantized normals are less exact.
const LENGTH_TOLERANCE: f64 = 0.00674;
/// Attributes with a number, of which a part may have several.
const NUMBERED: [&str; 4] = ["TEXCOORD", "COLOR", "JOINTS", "WEIGHTS"];
const INDEX_FORMATS: [&str; 3] = ["SCALAR u8", "SCALAR u16", "SCALAR u32"];

/// An attribute, and its formats.
type Formats = (&'static str, Allowed, Allowed, Allowed, Allowed);
type Allowed = &'static [&'static str];

/// Formats of vertices, of morph targets, and of both with quantization. Formats of other attributes are free.
const FORMATS: [Formats; 7] = [
    (
        "POSITION",
        &["VEC3 f32"],
        &["VEC3 f32"],
        &["VEC3 i8", "VEC3 i8n", "VEC3 u8", "VEC3 u8n", "VEC3 i16", "VEC3 i16n", "VEC3 u16", "VEC3 u16n"],
        &["VEC3 i8", "VEC3 i8n", "VEC3 i16", "VEC3 i16n"],
    ),
    ("NORMAL", &["VEC3 f32"], &["VEC3 f32"], &["VEC3 i8n", "VEC3 i16n"], &["VEC3 i8n", "VEC3 i16n"]),
    ("TANGENT", &["VEC4 f32"], &["VEC3 f32"], &["VEC4 i8n", "VEC4 i16n"], &["VEC3 i8n", "VEC3 i16n"]),
    (
        "TEXCOORD",
        &["VEC2 f32", "VEC2 u8n", "VEC2 u16n"],
        &["VEC2 f32", "VEC2 i8n", "VEC2 u8n", "VEC2 i16n", "VEC2 u16n"],
        &["VEC2 i8", "VEC2 i8n", "VEC2 u8", "VEC2 i16", "VEC2 i16n", "VEC2 u16"],
        &["VEC2 i8", "VEC2 i16"],
    ),
    (
        "COLOR",
        &["VEC3 f32", "VEC3 u8n", "VEC3 u16n", "VEC4 f32", "VEC4 u8n", "VEC4 u16n"],
        &[
            "VEC3 f32",
            "VEC3 i8n",
            "VEC3 u8n",
            "VEC3 i16n",
            "VEC3 u16n",
            "VEC4 f32",
            "VEC4 i8n",
            "VEC4 u8n",
            "VEC4 i16n",
            "VEC4 u16n",
        ],
        &[],
        &[],
    ),
    ("JOINTS", &["VEC4 u8", "VEC4 u16"], &[], &[], &[]),
    ("WEIGHTS", &["VEC4 f32", "VEC4 u8n", "VEC4 u16n"], &[], &[], &[]),
];

pub(super) struct Rules<'a> {
    quantized: bool,
    needs: &'a [Needs],
}

impl<'a> Rules<'a> {
    pub(super) fn new(document: &Document, needs: &'a [Needs]) -> Self {
        Self { quantized: document.uses(QUANTIZATION), needs }
    }

    pub(super) fn check(
        &self,
        primitive: &Primitive,
        accessors: &Accessors,
        data: &mut Data,
    ) -> Result<(), Flaw> {
        let attributes = &primitive.attributes;
        names(attributes).at("attributes")?;
        let count = attributes.values().next().map_or(0, |first| accessors.get(*first).count);
        for (name, index) in attributes {
            let accessor = accessors.get(*index);
            self.vertices(name, accessor, false, data).at(name).at("attributes")?;
            require(accessor.count == count, "All attributes must have the same count.")
                .at(name)
                .at("attributes")?;
            values(name, accessor).at(name).at("attributes")?;
        }
        if let Some(index) = primitive.indices {
            indices(accessors.get(index), count, data).at("indices")?;
        }
        for (number, target) in primitive.targets.iter().enumerate() {
            self.target(target, primitive, accessors, data).at(number).at("targets")?;
        }
        self.materials(primitive).at("material")
    }

    fn target(
        &self,
        target: &Attributes,
        primitive: &Primitive,
        accessors: &Accessors,
        data: &mut Data,
    ) -> Result<(), Flaw> {
        for (name, index) in target {
            let accessor = accessors.get(*index);
            let known = name.starts_with('_')
                || ["POSITION", "NORMAL", "TANGENT"].contains(&name.as_str())
                || numbered(name).is_some_and(|(name, _)| ["TEXCOORD", "COLOR"].contains(&name));
            require(known, "Is not an attribute of a morph target.").at(name)?;
            let base = primitive.attributes.get(name).map(|base| accessors.get(*base).count);
            require(base == Some(accessor.count), "Must be as many as in the primitive.").at(name)?;
            self.vertices(name, accessor, true, data).at(name)?;
        }
        Ok(())
    }

    /// Checks the format and place of an attribute.
    fn vertices(&self, name: &str, accessor: &Accessor, morph: bool, data: &mut Data) -> Result<(), Flaw> {
        accessor.use_for(Use::Vertices, data)?;
        let kind = numbered(name).map_or(name, |(kind, _)| kind);
        let formats = FORMATS.iter().find(|(known, ..)| *known == kind);
        if let Some((_, plain, morphed, quantized, quantized_morph)) = formats {
            let (own, more) = if morph { (morphed, quantized_morph) } else { (plain, quantized) };
            let known = own.contains(&accessor.format.as_str())
                || self.quantized && more.contains(&accessor.format.as_str());
            require(known || own.is_empty(), "The format of the accessor does not fit the attribute.")?;
        } else {
            require(morph || !accessor.format.ends_with("u32"), "An attribute cannot have 32-bit integers.")?;
        }
        require(name != "POSITION" || accessor.has_limits, "The positions must declare min and max.")?;
        let stride = accessor.stride(data);
        let padded = accessor.view.is_none() || stride.is_some() || accessor.element_bytes.is_multiple_of(4);
        require(
            padded && accessor.byte_offset.is_multiple_of(4),
            "Each vertex must start at a multiple of 4.",
        )?;
        if let Some(view) = accessor.view.filter(|_| stride.is_none()) {
            accessor.use_alone(view, data)?;
        }
        Ok(())
    }

    /// Checks that the vertices have all that the materials need, in every variant.
    fn materials(&self, primitive: &Primitive) -> Result<(), Flaw> {
        let has = |name: &str| primitive.attributes.contains_key(name);
        let sets = (0..primitive.attributes.len()).take_while(|set| has(&format!("TEXCOORD_{set}"))).count();
        let variants = primitive.extensions["KHR_materials_variants"]["mappings"].as_array();
        let mut seen = HashSet::new();
        let variants = variants.map(Vec::as_slice).unwrap_or_default();
        let names = variants.iter().filter_map(|mapping| mapping["variants"].as_array()).flatten();
        require(names.clone().all(|name| seen.insert(name)), "A variant has two materials.")?;
        let others = variants.iter().filter_map(|mapping| mapping["material"].as_u64());
        let others = others.filter_map(|material| usize::try_from(material).ok());
        for material in primitive.material.into_iter().chain(others) {
            let Some(needs) = self.needs.get(material) else { continue };
            let enough = usize::try_from(needs.texture_coordinates).is_ok_and(|needed| needed <= sets);
            require(enough, "The material needs texture coordinates that are missing.")?;
        }
        let tangents = primitive.material.and_then(|material| self.needs.get(material));
        let needed = tangents.is_some_and(|needs| needs.tangents);
        require(!needed || has("NORMAL") && has("TANGENT"), "The material needs tangents that are missing.")
    }
}

/// Splits `TEXCOORD_1` into name and number.
fn numbered(name: &str) -> Option<(&str, usize)> {
    let (kind, number) = name.split_once('_')?;
    let canonical = !number.is_empty() && (number == "0" || !number.starts_with('0'));
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    NUMBERED.contains(&kind).then_some(())?;
    Some((kind, number.parse().ok().filter(|_| canonical && digits)?))
}

fn names(attributes: &Attributes) -> Result<(), Flaw> {
    let plain = ["POSITION", "NORMAL", "TANGENT"];
    for name in attributes.keys() {
        let known = name.starts_with('_') || plain.contains(&name.as_str()) || numbered(name).is_some();
        require(known, "Is not an attribute.").at(name)?;
    }
    let numbers = |kind| {
        attributes
            .keys()
            .filter_map(|name| numbered(name))
            .filter(move |(own, _)| *own == kind)
            .map(|(_, n)| n)
    };
    for kind in NUMBERED {
        let count = numbers(kind).count();
        require(numbers(kind).all(|number| number < count), "The numbers of an attribute must start at 0.")
            .at(kind)?;
    }
    require(numbers("JOINTS").count() == numbers("WEIGHTS").count(), "Joints and weights must be as many.")
}

/// Checks the numbers of an attribute: viewers compute light with them.
fn values(name: &str, accessor: &Accessor) -> Result<(), Flaw> {
    let values: Vec<f64> = match name {
        "NORMAL" | "TANGENT" => accessor.used().collect(),
        "COLOR_0" if accessor.format.ends_with("f32") => {
            let light = accessor.values().iter().all(|value| (0.0..=1.0).contains(value));
            return require(light, "A colour must be from 0 to 1.");
        }
        _ => return Ok(()),
    };
    let is_unit = |vector: &[f64]| {
        let length = vector[..3].iter().map(|value| value * value).sum::<f64>().sqrt();
        (length - 1.0).abs() <= LENGTH_TOLERANCE
    };
    let mut vectors = values.chunks_exact(accessor.width).filter(|vector| vector.len() >= 3);
    require(vectors.all(is_unit), "The length of a normal or tangent must be 1.")?;
    let signs = values.chunks_exact(4).filter(|_| name == "TANGENT");
    require(
        signs.map(|tangent| tangent[3].abs()).all(|sign| sign == 1.0),
        "The sign of a tangent must be 1 or -1.",
    )
}

fn indices(accessor: &Accessor, vertices: usize, data: &mut Data) -> Result<(), Flaw> {
    accessor.use_for(Use::Indices, data)?;
    require(accessor.stride(data).is_none(), "Indices have no stride.")?;
    let known = INDEX_FORMATS.contains(&accessor.format.as_str());
    require(known, "Indices must be unsigned integers.")?;
    let restart = accessor.component.max();
    let sound = |index: &f64| position(*index) < vertices && *index != restart;
    require(accessor.values().iter().all(sound), "An index refers to a vertex that does not exist.")
}
