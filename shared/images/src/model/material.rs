//! Materials, lights and cameras: rules about several fields at once.

use serde_json::Value;

use super::document::Document;
use super::flaw::{At, Flaw, require};
use super::schema::EXTENSIONS;
use crate::refused::Refused;

/// The vertex attributes that a material requires.
pub(super) struct Needs {
    /// The number of the highest set of texture coordinates, plus one.
    pub(super) texture_coordinates: u64,
    /// True if it needs tangents, which viewers cannot compute from its textures.
    pub(super) tangents: bool,
}

impl Needs {
    pub(super) fn of(material: &Value) -> Self {
        let mut needs = Self { texture_coordinates: 0, tangents: false };
        needs.add(material);
        let bent = &material["extensions"];
        let bends = !bent["KHR_materials_clearcoat"]["clearcoatNormalTexture"].is_null()
            || !bent["KHR_materials_anisotropy"].is_null();
        needs.tangents = bends && material["normalTexture"].is_null();
        needs
    }

    /// Adds the textures of an object. A transformation may name other coordinates, which not every viewer applies.
    fn add(&mut self, object: &Value) {
        for (field, value) in object.as_object().into_iter().flatten() {
            if field.ends_with("Texture") {
                let transformed = value["extensions"]["KHR_texture_transform"]["texCoord"].as_u64();
                for set in [value["texCoord"].as_u64().unwrap_or_default()].into_iter().chain(transformed) {
                    self.texture_coordinates = self.texture_coordinates.max(set.saturating_add(1));
                }
            } else if ["pbrMetallicRoughness", "extensions"].contains(&field.as_str())
                || EXTENSIONS.contains(&field.as_str())
            {
                self.add(value);
            }
        }
    }
}

pub(super) fn check(document: &Document) -> Result<(), Refused> {
    for (index, camera) in document.cameras.iter().enumerate() {
        check_camera(camera).at(index).at("cameras")?;
    }
    let lights = document.extensions["KHR_lights_punctual"]["lights"].as_array();
    for (index, light) in lights.into_iter().flatten().enumerate() {
        check_light(light).at(index).at("lights").at("KHR_lights_punctual").at("extensions")?;
    }
    Ok(())
}

fn check_camera(camera: &Value) -> Result<(), Flaw> {
    let both = camera.get("orthographic").is_some() && camera.get("perspective").is_some();
    require(!both, "A camera has one kind of projection.")?;
    let kind = camera["type"].as_str().unwrap_or_default();
    if !["orthographic", "perspective"].contains(&kind) {
        return Ok(());
    }
    let lens =
        camera.get(kind).ok_or_else(|| Flaw::new("The projection of the camera's type is missing."))?;
    let far = lens["zfar"].as_f64();
    require(
        far.is_none_or(|far| lens["znear"].as_f64().is_none_or(|near| far > near)),
        "Must be above znear.",
    )
    .at("zfar")
    .at(kind)
}

fn check_light(light: &Value) -> Result<(), Flaw> {
    if light["type"] != "spot" {
        return Ok(());
    }
    let spot = light.get("spot").ok_or_else(|| Flaw::new("A spot light needs its cone."))?;
    let inner = spot["innerConeAngle"].as_f64().unwrap_or_default();
    let outer = spot["outerConeAngle"].as_f64().unwrap_or(std::f64::consts::FRAC_PI_4);
    require(outer > inner, "Must be above innerConeAngle.").at("outerConeAngle").at("spot")
}
