//! Validates 3D models: a browser must be able to show the file without requests to other hosts.

use gltf::Glb;
use gltf::json::extensions::ENABLED_EXTENSIONS;
use gltf::json::validation::Validate;
use gltf::json::{Buffer, Path, Root};

use crate::refused::Refused;

/// The first bytes of every binary glTF file.
const MAGIC: &[u8] = b"glTF";

/// Validates the document and the presence of its data
/// (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>).
pub(crate) fn check(file: &[u8]) -> Result<(), Refused> {
    if !file.starts_with(MAGIC) {
        let is_picture = image::guess_format(file).is_ok();
        return Err(if is_picture { Refused::OtherType } else { Refused::Unreadable });
    }
    let glb = Glb::from_slice(file).map_err(|_| Refused::Unreadable)?;
    let root = Root::from_slice(&glb.json).map_err(|_| Refused::Unreadable)?;
    if let Some(extension) = unsupported_extension(&root) {
        return Err(Refused::Extension { extension });
    }
    if !is_valid(&root) {
        return Err(Refused::Unreadable);
    }
    if root.scenes.is_empty() || root.nodes.iter().all(|node| node.mesh.is_none()) {
        return Err(Refused::Empty);
    }
    if is_self_contained(&root, glb.bin.as_ref().map_or(0, |data| data.len())) {
        Ok(())
    } else {
        Err(Refused::NotWhole)
    }
}

/// Extensions for which viewers fetch a decoder from third parties, even if the file could be shown without
/// it.
const DECODER_EXTENSIONS: [&str; 4] = [
    "EXT_meshopt_compression",
    "KHR_draco_mesh_compression",
    "KHR_meshopt_compression",
    "KHR_texture_basisu",
];

/// Returns an extension that viewers do not know or that makes them contact third parties.
fn unsupported_extension(root: &Root) -> Option<String> {
    let unknown = |name: &&String| !ENABLED_EXTENSIONS.contains(&name.as_str());
    let decoded = |name: &&String| DECODER_EXTENSIONS.contains(&name.as_str());
    let required = root.extensions_required.iter().find(unknown);
    required.or_else(|| root.extensions_used.iter().find(decoded)).cloned()
}

fn is_valid(root: &Root) -> bool {
    let mut valid = true;
    root.validate(root, Path::new, &mut |_, _| valid = false);
    valid
}

/// Returns true if all buffers and textures are in the file itself, which holds `held` bytes of binary data.
fn is_self_contained(root: &Root, held: usize) -> bool {
    let inside = |uri: &Option<String>| uri.as_ref().is_none_or(|uri| uri.starts_with("data:"));
    let there = |buffer: &Buffer| {
        inside(&buffer.uri)
            && (buffer.uri.is_some()
                || usize::try_from(buffer.byte_length.0).is_ok_and(|length| length <= held))
    };
    root.buffers.iter().all(there) && root.images.iter().all(|image| inside(&image.uri))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// A model with one triangle.
    fn document() -> Value {
        json!({
            "asset": {"version": "2.0"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
            "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
                "min": [0.0, 0.0, 0.0], "max": [0.0, 0.0, 0.0]}],
            "bufferViews": [{"buffer": 0, "byteLength": 36}],
            "buffers": [{"byteLength": 36}],
        })
    }

    fn glb(document: &Value, data: usize) -> Vec<u8> {
        let mut json = document.to_string().into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        let chunk = |kind: &[u8; 4], bytes: &[u8]| {
            [&u32::try_from(bytes.len()).unwrap().to_le_bytes(), kind.as_slice(), bytes].concat()
        };
        let chunks = [chunk(b"JSON", &json), chunk(b"BIN\0", &vec![0; data])].concat();
        let length = u32::try_from(chunks.len() + 12).unwrap().to_le_bytes();
        [MAGIC, &2_u32.to_le_bytes(), &length, &chunks].concat()
    }

    /// Checks the triangle with one field replaced.
    fn check_changed(pointer: &str, value: Value) -> Result<(), Refused> {
        let mut document = document();
        document[pointer] = value;
        check(&glb(&document, 36))
    }

    #[test]
    fn a_complete_model_is_accepted() {
        assert_eq!(check(&glb(&document(), 36)), Ok(()));
        assert_eq!(check_changed("extensionsRequired", json!(["KHR_materials_unlit"])), Ok(()));
    }

    #[test]
    fn a_model_with_external_or_missing_data_is_not_whole() {
        assert_eq!(check(&glb(&document(), 32)), Err(Refused::NotWhole));
        let stranger = json!([{"byteLength": 36, "uri": "https://example.com/tracker.bin"}]);
        assert_eq!(check_changed("buffers", stranger), Err(Refused::NotWhole));
        assert_eq!(check_changed("images", json!([{"uri": "skin.png"}])), Err(Refused::NotWhole));
    }

    #[test]
    fn a_model_that_needs_a_third_party_decoder_is_refused_by_name() {
        let extension = "KHR_draco_mesh_compression".to_owned();
        let refused = check_changed("extensionsRequired", json!([extension]));
        assert_eq!(refused, Err(Refused::Extension { extension: extension.clone() }));
        assert_eq!(
            check_changed("extensionsUsed", json!([extension])),
            Err(Refused::Extension { extension })
        );
    }

    #[test]
    fn a_model_without_a_mesh_is_empty() {
        assert_eq!(
            check_changed("scenes", json!([])),
            Err(Refused::Unreadable),
            "its first scene is not there"
        );
        assert_eq!(check_changed("nodes", json!([{}])), Err(Refused::Empty));
    }

    #[test]
    fn a_file_that_is_no_model_or_has_dangling_references_is_refused() {
        assert_eq!(check(b"<svg/>"), Err(Refused::Unreadable));
        assert_eq!(check(b"\x89PNG\r\n\x1a\n"), Err(Refused::OtherType));
        assert_eq!(check(&glb(&document(), 36)[..90]), Err(Refused::Unreadable));
        assert_eq!(check_changed("nodes", json!([{"mesh": 7}])), Err(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn no_noise_passes_or_panics_the_model_check(noise: Vec<u8>, kept in 0_usize..300) {
            let mut file = glb(&document(), 36);
            file.truncate(kept);
            file.extend(noise);
            prop_assert!(check(&file).is_err());
        }
    }
}
