//! The shapes of glTF's objects and of the extensions that the storefront's viewer shows. Values that viewers replace
//! by a default, such as an unknown `alphaMode`, are not checked.

use super::shape::Kind::{
    Attributes, Bool, Index, Indices, Number, Numbers, Object, Objects, Targets, Text, Texts, Whole,
};
use super::shape::{Kind, Range, Shape};

/// Extensions that the viewer shows without a request to another host. A model may require only these.
pub(super) const EXTENSIONS: [&str; 18] = [
    "EXT_materials_bump",
    "EXT_mesh_gpu_instancing",
    WEBP,
    LIGHTS,
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    VARIANTS,
    "KHR_materials_volume",
    QUANTIZATION,
    "KHR_texture_transform",
];

pub(super) const WEBP: &str = "EXT_texture_webp";
pub(super) const QUANTIZATION: &str = "KHR_mesh_quantization";
const LIGHTS: &str = "KHR_lights_punctual";
const VARIANTS: &str = "KHR_materials_variants";

const ANY: Range = Range(|_| true, "");
const UNIT: Range = Range(|number| (0.0..=1.0).contains(&number), "Must be from 0 to 1.");
const SIGNED_UNIT: Range = Range(|number| (-1.0..=1.0).contains(&number), "Must be from -1 to 1.");
const NOT_NEGATIVE: Range = Range(|number| number >= 0.0, "Must not be negative.");
const POSITIVE: Range = Range(|number| number > 0.0, "Must be above 0.");
const AT_LEAST_ONE: Range = Range(|number| number >= 1.0, "Must be at least 1.");
const INDEX_OF_REFRACTION: Range = Range(|number| number == 0.0 || number >= 1.0, "Must be 0 or at least 1.");
const NOT_ZERO: Range = Range(|number| number != 0.0, "Must not be 0.");
const INNER_ANGLE: Range = Range(
    |angle| (0.0..std::f64::consts::FRAC_PI_2).contains(&angle),
    "Must be from 0 to below a right angle.",
);
const OUTER_ANGLE: Range = Range(
    |angle| angle > 0.0 && angle <= std::f64::consts::FRAC_PI_2,
    "Must be above 0, up to a right angle.",
);

const ANY_WHOLE: Kind = Whole(0, u64::MAX);
const NAME: (&str, Kind) = ("name", Text);

const fn shape(required: &'static [&'static str], fields: &'static [(&'static str, Kind)]) -> Shape {
    Shape { required, fields, extensions: &[] }
}

static NOTHING: Shape = shape(&[], &[]);

pub(super) static ROOT: Shape = Shape {
    required: &["asset"],
    fields: &[
        ("asset", Object(&ASSET)),
        ("extensionsUsed", Texts),
        ("extensionsRequired", Texts),
        ("accessors", Objects(&ACCESSOR)),
        ("animations", Objects(&ANIMATION)),
        ("buffers", Objects(&BUFFER)),
        ("bufferViews", Objects(&BUFFER_VIEW)),
        ("cameras", Objects(&CAMERA)),
        ("images", Objects(&IMAGE)),
        ("materials", Objects(&MATERIAL)),
        ("meshes", Objects(&MESH)),
        ("nodes", Objects(&NODE)),
        ("samplers", Objects(&SAMPLER)),
        ("scene", Index("/scenes")),
        ("scenes", Objects(&SCENE)),
        ("skins", Objects(&SKIN)),
        ("textures", Objects(&TEXTURE)),
    ],
    extensions: &[(LIGHTS, &LIGHTS_ROOT), (VARIANTS, &VARIANTS_ROOT)],
};

static ASSET: Shape = Shape {
    required: &["version"],
    fields: &[("version", Text), ("minVersion", Text), ("generator", Text), ("copyright", Text)],
    extensions: &[],
};

static ACCESSOR: Shape = shape(
    &["componentType", "count", "type"],
    &[
        ("bufferView", Index("/bufferViews")),
        ("byteOffset", ANY_WHOLE),
        ("componentType", ANY_WHOLE),
        ("count", Whole(1, u64::MAX)),
        ("type", Text),
        ("normalized", Bool),
        ("max", Numbers(&[], ANY)),
        ("min", Numbers(&[], ANY)),
        ("sparse", Object(&SPARSE)),
        NAME,
    ],
);

static SPARSE: Shape = shape(
    &["count", "indices", "values"],
    &[
        ("count", Whole(1, u64::MAX)),
        ("indices", Object(&SPARSE_INDICES)),
        ("values", Object(&SPARSE_VALUES)),
    ],
);

static SPARSE_INDICES: Shape = shape(
    &["bufferView", "componentType"],
    &[("bufferView", Index("/bufferViews")), ("byteOffset", ANY_WHOLE), ("componentType", ANY_WHOLE)],
);

static SPARSE_VALUES: Shape =
    shape(&["bufferView"], &[("bufferView", Index("/bufferViews")), ("byteOffset", ANY_WHOLE)]);

static BUFFER: Shape = shape(&["byteLength"], &[("byteLength", Whole(1, u64::MAX)), ("uri", Text), NAME]);

static BUFFER_VIEW: Shape = shape(
    &["buffer", "byteLength"],
    &[
        ("buffer", Index("/buffers")),
        ("byteOffset", ANY_WHOLE),
        ("byteLength", Whole(1, u64::MAX)),
        ("byteStride", Whole(4, 252)),
        ("target", ANY_WHOLE),
        NAME,
    ],
);

static ANIMATION: Shape = shape(
    &["channels", "samplers"],
    &[("channels", Objects(&CHANNEL)), ("samplers", Objects(&ANIMATION_SAMPLER)), NAME],
);

static CHANNEL: Shape = shape(&["sampler", "target"], &[("sampler", ANY_WHOLE), ("target", Object(&TARGET))]);

static TARGET: Shape = shape(&["path"], &[("node", Index("/nodes")), ("path", Text)]);

static ANIMATION_SAMPLER: Shape = shape(
    &["input", "output"],
    &[("input", Index("/accessors")), ("interpolation", Text), ("output", Index("/accessors"))],
);

static CAMERA: Shape = shape(
    &["type"],
    &[("type", Text), ("orthographic", Object(&ORTHOGRAPHIC)), ("perspective", Object(&PERSPECTIVE)), NAME],
);

static ORTHOGRAPHIC: Shape = shape(
    &["xmag", "ymag", "zfar", "znear"],
    &[
        ("xmag", Number(NOT_ZERO)),
        ("ymag", Number(NOT_ZERO)),
        ("zfar", Number(POSITIVE)),
        ("znear", Number(NOT_NEGATIVE)),
    ],
);

static PERSPECTIVE: Shape = shape(
    &["yfov", "znear"],
    &[
        ("aspectRatio", Number(POSITIVE)),
        ("yfov", Number(POSITIVE)),
        ("zfar", Number(POSITIVE)),
        ("znear", Number(POSITIVE)),
    ],
);

static IMAGE: Shape =
    shape(&[], &[("uri", Text), ("mimeType", Text), ("bufferView", Index("/bufferViews")), NAME]);

static TEXTURE: Shape = Shape {
    required: &[],
    fields: &[("sampler", Index("/samplers")), ("source", Index("/images")), NAME],
    extensions: &[(WEBP, &shape(&[], &[("source", Index("/images"))]))],
};

static SAMPLER: Shape = shape(
    &[],
    &[("magFilter", ANY_WHOLE), ("minFilter", ANY_WHOLE), ("wrapS", ANY_WHOLE), ("wrapT", ANY_WHOLE), NAME],
);

static MESH: Shape = Shape {
    required: &["primitives"],
    fields: &[("primitives", Objects(&PRIMITIVE)), ("weights", Numbers(&[], ANY)), NAME],
    extensions: &[],
};

static PRIMITIVE: Shape = Shape {
    required: &["attributes"],
    fields: &[
        ("attributes", Attributes),
        ("indices", Index("/accessors")),
        ("material", Index("/materials")),
        ("mode", Whole(0, 6)),
        ("targets", Targets),
    ],
    extensions: &[(VARIANTS, &shape(&["mappings"], &[("mappings", Objects(&VARIANT_MAPPING))]))],
};

static NODE: Shape = Shape {
    required: &[],
    fields: &[
        ("camera", Index("/cameras")),
        ("children", Indices("/nodes")),
        ("skin", Index("/skins")),
        ("matrix", Numbers(&[16], ANY)),
        ("mesh", Index("/meshes")),
        ("rotation", Numbers(&[4], SIGNED_UNIT)),
        ("scale", Numbers(&[3], ANY)),
        ("translation", Numbers(&[3], ANY)),
        ("weights", Numbers(&[], ANY)),
        NAME,
    ],
    extensions: &[
        (LIGHTS, &shape(&["light"], &[("light", Index("/extensions/KHR_lights_punctual/lights"))])),
        ("EXT_mesh_gpu_instancing", &shape(&["attributes"], &[("attributes", Attributes)])),
    ],
};

static SCENE: Shape = Shape { required: &[], fields: &[("nodes", Indices("/nodes")), NAME], extensions: &[] };

static SKIN: Shape = shape(
    &["joints"],
    &[
        ("inverseBindMatrices", Index("/accessors")),
        ("skeleton", Index("/nodes")),
        ("joints", Indices("/nodes")),
        NAME,
    ],
);

static LIGHTS_ROOT: Shape = shape(&["lights"], &[("lights", Objects(&LIGHT))]);

static LIGHT: Shape = shape(
    &["type"],
    &[
        ("color", Numbers(&[3], UNIT)),
        ("intensity", Number(NOT_NEGATIVE)),
        ("range", Number(POSITIVE)),
        ("spot", Object(&SPOT)),
        ("type", Text),
        NAME,
    ],
);

static SPOT: Shape =
    shape(&[], &[("innerConeAngle", Number(INNER_ANGLE)), ("outerConeAngle", Number(OUTER_ANGLE))]);

static VARIANTS_ROOT: Shape = shape(&["variants"], &[("variants", Objects(&shape(&["name"], &[NAME])))]);

static VARIANT_MAPPING: Shape = shape(
    &["variants", "material"],
    &[
        ("variants", Indices("/extensions/KHR_materials_variants/variants")),
        ("material", Index("/materials")),
        NAME,
    ],
);

static TRANSFORM: Shape = shape(
    &[],
    &[
        ("offset", Numbers(&[2], ANY)),
        ("rotation", Number(ANY)),
        ("scale", Numbers(&[2], ANY)),
        ("texCoord", ANY_WHOLE),
    ],
);

/// A texture of a material.
static INFO: Shape = info(&[("index", Index("/textures")), ("texCoord", ANY_WHOLE)]);
static NORMAL_INFO: Shape =
    info(&[("index", Index("/textures")), ("texCoord", ANY_WHOLE), ("scale", Number(ANY))]);
static OCCLUSION_INFO: Shape =
    info(&[("index", Index("/textures")), ("texCoord", ANY_WHOLE), ("strength", Number(UNIT))]);

const TRANSFORMED: &[(&str, &Shape)] = &[("KHR_texture_transform", &TRANSFORM)];

const fn info(fields: &'static [(&'static str, Kind)]) -> Shape {
    Shape { required: &["index"], fields, extensions: TRANSFORMED }
}

static METALLIC_ROUGHNESS: Shape = shape(
    &[],
    &[
        ("baseColorFactor", Numbers(&[4], UNIT)),
        ("baseColorTexture", Object(&INFO)),
        ("metallicFactor", Number(UNIT)),
        ("roughnessFactor", Number(UNIT)),
        ("metallicRoughnessTexture", Object(&INFO)),
    ],
);

static MATERIAL: Shape = Shape {
    required: &[],
    fields: &[
        ("pbrMetallicRoughness", Object(&METALLIC_ROUGHNESS)),
        ("normalTexture", Object(&NORMAL_INFO)),
        ("occlusionTexture", Object(&OCCLUSION_INFO)),
        ("emissiveTexture", Object(&INFO)),
        ("emissiveFactor", Numbers(&[3], UNIT)),
        ("alphaMode", Text),
        ("alphaCutoff", Number(NOT_NEGATIVE)),
        ("doubleSided", Bool),
        NAME,
    ],
    extensions: &[
        ("EXT_materials_bump", &shape(&[], &[("bumpFactor", Number(ANY)), ("bumpTexture", Object(&INFO))])),
        ("KHR_materials_anisotropy", &ANISOTROPY),
        ("KHR_materials_clearcoat", &CLEARCOAT),
        ("KHR_materials_dispersion", &shape(&[], &[("dispersion", Number(NOT_NEGATIVE))])),
        ("KHR_materials_emissive_strength", &shape(&[], &[("emissiveStrength", Number(NOT_NEGATIVE))])),
        ("KHR_materials_ior", &shape(&[], &[("ior", Number(INDEX_OF_REFRACTION))])),
        ("KHR_materials_iridescence", &IRIDESCENCE),
        ("KHR_materials_sheen", &SHEEN),
        ("KHR_materials_specular", &SPECULAR),
        ("KHR_materials_transmission", &TRANSMISSION),
        ("KHR_materials_unlit", &NOTHING),
        ("KHR_materials_volume", &VOLUME),
    ],
};

static ANISOTROPY: Shape = shape(
    &[],
    &[
        ("anisotropyStrength", Number(UNIT)),
        ("anisotropyRotation", Number(ANY)),
        ("anisotropyTexture", Object(&INFO)),
    ],
);

static CLEARCOAT: Shape = shape(
    &[],
    &[
        ("clearcoatFactor", Number(UNIT)),
        ("clearcoatTexture", Object(&INFO)),
        ("clearcoatRoughnessFactor", Number(UNIT)),
        ("clearcoatRoughnessTexture", Object(&INFO)),
        ("clearcoatNormalTexture", Object(&NORMAL_INFO)),
    ],
);

static IRIDESCENCE: Shape = shape(
    &[],
    &[
        ("iridescenceFactor", Number(UNIT)),
        ("iridescenceTexture", Object(&INFO)),
        ("iridescenceIor", Number(AT_LEAST_ONE)),
        ("iridescenceThicknessMinimum", Number(NOT_NEGATIVE)),
        ("iridescenceThicknessMaximum", Number(NOT_NEGATIVE)),
        ("iridescenceThicknessTexture", Object(&INFO)),
    ],
);

static SHEEN: Shape = shape(
    &[],
    &[
        ("sheenColorFactor", Numbers(&[3], UNIT)),
        ("sheenColorTexture", Object(&INFO)),
        ("sheenRoughnessFactor", Number(UNIT)),
        ("sheenRoughnessTexture", Object(&INFO)),
    ],
);

static SPECULAR: Shape = shape(
    &[],
    &[
        ("specularFactor", Number(UNIT)),
        ("specularTexture", Object(&INFO)),
        ("specularColorFactor", Numbers(&[3], NOT_NEGATIVE)),
        ("specularColorTexture", Object(&INFO)),
    ],
);

static TRANSMISSION: Shape =
    shape(&[], &[("transmissionFactor", Number(UNIT)), ("transmissionTexture", Object(&INFO))]);

static VOLUME: Shape = shape(
    &[],
    &[
        ("thicknessFactor", Number(NOT_NEGATIVE)),
        ("thicknessTexture", Object(&INFO)),
        ("attenuationDistance", Number(POSITIVE)),
        ("attenuationColor", Numbers(&[3], UNIT)),
    ],
);
