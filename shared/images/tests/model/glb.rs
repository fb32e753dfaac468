//! Models for tests: a cube, and a document with every kind of object.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

/// A model: its document and its data.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) json: Value,
    pub(crate) data: Vec<u8>,
}

impl Model {
    /// Reads a file of two chunks.
    pub(crate) fn parse(file: &[u8]) -> Self {
        let length = u32::from_le_bytes(*file[12..].first_chunk().unwrap());
        let (json, data) = file[20..].split_at(usize::try_from(length).unwrap());
        Self { json: serde_json::from_slice(json).unwrap(), data: data[8..].to_vec() }
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        let mut json = self.json.to_string().into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        let mut data = self.data.clone();
        data.resize(data.len().next_multiple_of(4), 0);
        file(&[(b"JSON", &json), (b"BIN\0", &data)])
    }

    /// Returns the model with one value of its document replaced, or removed with `null`.
    pub(crate) fn with(&self, pointer: &str, value: Value) -> Self {
        let mut changed = self.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = changed.json.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            parent if value.is_null() => drop(parent.as_object_mut().unwrap().remove(name)),
            parent => parent[name] = value,
        }
        changed
    }

    /// Appends an accessor of 32-bit floats with its own view, and returns its number.
    fn push(&mut self, kind: &str, numbers: &[f32], target: Option<u32>) -> usize {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let width =
            ["SCALAR", "VEC2", "VEC3", "VEC4"].iter().position(|known| *known == kind).map_or(16, |n| n + 1);
        let limit = |pick: fn(f32, f32) -> f32| -> Vec<f32> {
            (0..width).map(|n| numbers.iter().skip(n).step_by(width).copied().reduce(pick).unwrap()).collect()
        };
        let mut accessor = json!({
            "bufferView": self.view(&bytes, target), "componentType": 5126, "count": numbers.len() / width, "type": kind,
        });
        if width != 16 {
            accessor["min"] = json!(limit(f32::min));
            accessor["max"] = json!(limit(f32::max));
        }
        push(&mut self.json["accessors"], accessor)
    }

    /// Appends data and returns the number of its view.
    pub(crate) fn view(&mut self, bytes: &[u8], target: Option<u32>) -> usize {
        self.data.resize(self.data.len().next_multiple_of(4), 0);
        let mut view = json!({"buffer": 0, "byteOffset": self.data.len(), "byteLength": bytes.len()});
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.data.extend(bytes);
        self.json["buffers"] = json!([{"byteLength": self.data.len()}]);
        push(&mut self.json["bufferViews"], view)
    }

    /// Appends a texture with this picture, which the material shows.
    pub(crate) fn with_texture(mut self, picture: &[u8], kind: &str) -> Self {
        let view = self.view(picture, None);
        let image = push(&mut self.json["images"], json!({"bufferView": view, "mimeType": kind}));
        let texture = push(&mut self.json["textures"], json!({"source": image}));
        self.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({"index": texture});
        self
    }
}

fn push(list: &mut Value, item: Value) -> usize {
    if list.is_null() {
        *list = json!([]);
    }
    let items = list.as_array_mut().unwrap();
    items.push(item);
    items.len() - 1
}

/// Writes a container of chunks.
pub(crate) fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
    let chunk = |(kind, bytes): &(&[u8; 4], &[u8])| [&length(bytes.len()), kind.as_slice(), bytes].concat();
    let chunks: Vec<u8> = chunks.iter().flat_map(chunk).collect();
    [b"glTF".as_slice(), &2_u32.to_le_bytes(), &length(chunks.len() + 12), &chunks].concat()
}

pub(crate) fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, image::Rgb([200, 60, 40])).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A triangle with normals, tangents, two sets of texture coordinates and colours, in one textured material.
pub(crate) fn triangle() -> Model {
    let mut model = Model { json: json!({"asset": {"version": "2.0"}}), data: Vec::new() };
    let array = Some(34_962);
    let attributes = json!({
        "POSITION": model.push("VEC3", &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.5], array),
        "NORMAL": model.push("VEC3", &[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0], array),
        "TANGENT": model.push("VEC4", &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 1.0], array),
        "TEXCOORD_0": model.push("VEC2", &[0.0, 0.0, 1.0, 0.0, 0.0, 1.0], array),
        "TEXCOORD_1": model.push("VEC2", &[0.0, 0.5, 1.0, 0.0, 0.0, 1.0], array),
        "COLOR_0": model.push("VEC4", &[1.0; 12], array),
    });
    let indices = model.view(&[0, 0, 1, 0, 2, 0], Some(34_963));
    let indices = push(
        &mut model.json["accessors"],
        json!({"bufferView": indices, "componentType": 5123, "count": 3, "type": "SCALAR", "min": [0], "max": [2]}),
    );
    let primitive = json!({"attributes": attributes, "indices": indices, "material": 0, "mode": 4});
    model.json["meshes"] = json!([{"name": "Triangle", "primitives": [primitive]}]);
    model.json["nodes"] = json!([{"mesh": 0}]);
    model.json["scenes"] = json!([{"nodes": [0]}]);
    model.json["scene"] = json!(0);
    model.json["materials"] = json!([{
        "name": "Paint",
        "pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.1, 0.1, 1], "metallicFactor": 0, "roughnessFactor": 0.5},
        "emissiveFactor": [0, 0.5, 1], "alphaMode": "MASK", "alphaCutoff": 0.5, "doubleSided": true,
    }]);
    model.with_texture(&picture(ImageFormat::Png, 4, 4), "image/png")
}

/// The triangle with every extension of materials, lights, variants and a camera.
pub(crate) fn decorated() -> Model {
    let mut model = triangle();
    let texture = json!({"index": 0, "texCoord": 1});
    let transformed = json!({"index": 0, "extensions": {"KHR_texture_transform": {
        "offset": [0, 1], "rotation": 0.5, "scale": [1, 2], "texCoord": 1,
    }}});
    let material = &mut model.json["materials"][0];
    material["normalTexture"] = json!({"index": 0, "scale": 0.5, "texCoord": 0});
    material["occlusionTexture"] = json!({"index": 0, "strength": 0.5});
    material["emissiveTexture"] = transformed;
    material["extensions"] = json!({
        "KHR_materials_anisotropy": {"anisotropyStrength": 0.5, "anisotropyRotation": 1, "anisotropyTexture": texture},
        "KHR_materials_clearcoat": {
            "clearcoatFactor": 0.5, "clearcoatTexture": texture, "clearcoatRoughnessFactor": 0.5,
            "clearcoatRoughnessTexture": texture, "clearcoatNormalTexture": {"index": 0, "scale": 2},
        },
        "KHR_materials_dispersion": {"dispersion": 0.1},
        "KHR_materials_emissive_strength": {"emissiveStrength": 5},
        "KHR_materials_ior": {"ior": 1.4},
        "KHR_materials_iridescence": {
            "iridescenceFactor": 0.5, "iridescenceIor": 1.3, "iridescenceThicknessMinimum": 100,
            "iridescenceThicknessMaximum": 400, "iridescenceTexture": texture, "iridescenceThicknessTexture": texture,
        },
        "KHR_materials_sheen": {"sheenColorFactor": [0, 0.5, 1], "sheenRoughnessFactor": 0.5, "sheenColorTexture": texture},
        "KHR_materials_specular": {"specularFactor": 0.5, "specularColorFactor": [0, 1, 2], "specularTexture": texture},
        "KHR_materials_transmission": {"transmissionFactor": 0.5, "transmissionTexture": texture},
        "KHR_materials_volume": {
            "thicknessFactor": 1, "attenuationDistance": 2, "attenuationColor": [0, 0.5, 1], "thicknessTexture": texture,
        },
    });
    let flat = json!({"name": "Flat", "extensions": {"KHR_materials_unlit": {}}});
    push(&mut model.json["materials"], flat);
    model.json["extensions"] = json!({
        "KHR_lights_punctual": {"lights": [
            {"type": "point", "color": [1, 0.5, 0], "intensity": 2, "range": 3},
            {"type": "spot", "spot": {"innerConeAngle": 0.2, "outerConeAngle": 0.7}},
        ]},
        "KHR_materials_variants": {"variants": [{"name": "Red"}, {"name": "Blue"}]},
    });
    let primitive = &mut model.json["meshes"][0]["primitives"][0];
    primitive["extensions"] = json!({"KHR_materials_variants": {"mappings": [
        {"material": 1, "variants": [0]}, {"material": 0, "variants": [1]},
    ]}});
    model.json["cameras"] = json!([
        {"type": "perspective", "perspective": {"aspectRatio": 1, "yfov": 0.7, "zfar": 100, "znear": 0.1}},
        {"type": "orthographic", "orthographic": {"xmag": 1, "ymag": 2, "zfar": 100, "znear": 0.1}},
    ]);
    model.json["nodes"] = json!([
        {"mesh": 0, "children": [1, 2], "translation": [1, 2, 3], "rotation": [0, 0, 0, 1], "scale": [1, 2, 1]},
        {"camera": 0, "extensions": {"KHR_lights_punctual": {"light": 0}}},
        {"camera": 1, "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1],
            "extensions": {"KHR_lights_punctual": {"light": 1}}},
    ]);
    let materials = model.json["materials"][0]["extensions"].as_object().unwrap().keys().cloned();
    let mut used: Vec<String> = materials.collect();
    used.extend(
        ["KHR_lights_punctual", "KHR_materials_unlit", "KHR_materials_variants", "KHR_texture_transform"]
            .map(str::to_owned),
    );
    model.json["extensionsUsed"] = json!(used);
    model.json["extensionsRequired"] = json!(["KHR_texture_transform"]);
    model
}

/// The triangle with a skin, a morph target, a sparse accessor and animations.
pub(crate) fn moving() -> Model {
    let mut model = triangle();
    let array = Some(34_962);
    let joints = model.view(&[0, 1, 0, 0].repeat(3), array);
    let joints = push(
        &mut model.json["accessors"],
        json!({"bufferView": joints, "componentType": 5121, "count": 3, "type": "VEC4"}),
    );
    let weights = model.push("VEC4", &[0.5, 0.5, 0.0, 0.0].repeat(3), array);
    let indices = model.view(&[1, 0, 2, 0], None);
    let values = model.view(&[0_f32, 0.25, 0.0, 0.0, 0.0, 0.5].map(f32::to_le_bytes).concat(), None);
    let morph = push(
        &mut model.json["accessors"],
        json!({"componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [0, 0.25, 0.5], "sparse": {
            "count": 2,
            "indices": {"bufferView": indices, "byteOffset": 0, "componentType": 5123},
            "values": {"bufferView": values, "byteOffset": 0},
        }}),
    );
    let primitive = &mut model.json["meshes"][0]["primitives"][0];
    primitive["attributes"]["JOINTS_0"] = json!(joints);
    primitive["attributes"]["WEIGHTS_0"] = json!(weights);
    primitive["targets"] = json!([{"POSITION": morph}]);
    model.json["meshes"][0]["weights"] = json!([0.5]);
    let identity = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    let matrices = model.push("MAT4", &identity.repeat(2), None);
    model.json["skins"] = json!([{"joints": [1, 2], "skeleton": 1, "inverseBindMatrices": matrices}]);
    model.json["nodes"] =
        json!([{"mesh": 0, "skin": 0, "weights": [0.25]}, {"children": [2]}, {"translation": [0, 1, 0]}]);
    model.json["scenes"] = json!([{"nodes": [0, 1]}]);
    let times = model.push("SCALAR", &[0.0, 1.0], None);
    let (turns, moves) = (
        model.push("VEC4", &[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0], None),
        model.push("VEC3", &[0.0; 18], None),
    );
    let swells = model.push("SCALAR", &[0.0, 1.0], None);
    model.json["animations"] = json!([{
        "channels": [
            {"sampler": 0, "target": {"node": 1, "path": "rotation"}},
            {"sampler": 1, "target": {"node": 2, "path": "translation"}},
            {"sampler": 2, "target": {"node": 0, "path": "weights"}},
        ],
        "samplers": [
            {"input": times, "output": turns, "interpolation": "LINEAR"},
            {"input": times, "output": moves, "interpolation": "CUBICSPLINE"},
            {"input": times, "output": swells},
        ],
    }]);
    model
}
