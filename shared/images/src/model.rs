//! Whether a file is a 3D model that every browser can show without asking anybody else.

use gltf::Glb;
use gltf::json::extensions::ENABLED_EXTENSIONS;
use gltf::json::validation::Validate;
use gltf::json::{Buffer, Path, Root};

use crate::check::Refused;

/// How every binary glTF file begins.
const MAGIC: &[u8] = b"glTF";

/// Reads the whole document, and whether its data are there too
/// (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>).
pub(crate) fn check(file: &[u8]) -> Result<(), Refused> {
    if !file.starts_with(MAGIC) {
        let is_picture = image::guess_format(file).is_ok();
        return Err(if is_picture { Refused::OtherType } else { Refused::Unreadable });
    }
    let glb = Glb::from_slice(file).map_err(|_| Refused::Unreadable)?;
    let root = Root::from_slice(&glb.json).map_err(|_| Refused::Unreadable)?;
    if let Some(extension) = refused_extension(&root) {
        return Err(Refused::Extension { extension });
    }
    if !is_valid(&root) {
        return Err(Refused::Unreadable);
    }
    if root.scenes.is_empty() || root.nodes.iter().all(|node| node.mesh.is_none()) {
        return Err(Refused::Empty);
    }
    if is_whole(&root, glb.bin.as_ref().map_or(0, |data| data.len())) {
        Ok(())
    } else {
        Err(Refused::NotWhole)
    }
}

/// What viewers fetch a decoder for, from strangers, even where the file could be shown without.
const DECODED: [&str; 4] = [
    "EXT_meshopt_compression",
    "KHR_draco_mesh_compression",
    "KHR_meshopt_compression",
    "KHR_texture_basisu",
];

/// An extension without which the file is not shown, or with which strangers are asked.
fn refused_extension(root: &Root) -> Option<String> {
    let unknown = |name: &&String| !ENABLED_EXTENSIONS.contains(&name.as_str());
    let decoded = |name: &&String| DECODED.contains(&name.as_str());
    let required = root.extensions_required.iter().find(unknown);
    required.or_else(|| root.extensions_used.iter().find(decoded)).cloned()
}

fn is_valid(root: &Root) -> bool {
    let mut valid = true;
    root.validate(root, Path::new, &mut |_, _| valid = false);
    valid
}

/// Whether buffers and textures lie in the file itself, of which `held` bytes are data.
fn is_whole(root: &Root, held: usize) -> bool {
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

    /// A triangle.
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

    /// What the check says of the triangle when something of it is changed.
    fn changed(pointer: &str, value: Value) -> Result<(), Refused> {
        let mut document = document();
        document[pointer] = value;
        check(&glb(&document, 36))
    }

    #[test]
    fn a_whole_model_is_shown() {
        assert_eq!(check(&glb(&document(), 36)), Ok(()));
        assert_eq!(changed("extensionsRequired", json!(["KHR_materials_unlit"])), Ok(()));
    }

    #[test]
    fn a_model_that_takes_parts_from_elsewhere_or_misses_some_is_not_whole() {
        assert_eq!(check(&glb(&document(), 32)), Err(Refused::NotWhole));
        let stranger = json!([{"byteLength": 36, "uri": "https://example.com/tracker.bin"}]);
        assert_eq!(changed("buffers", stranger), Err(Refused::NotWhole));
        assert_eq!(changed("images", json!([{"uri": "skin.png"}])), Err(Refused::NotWhole));
    }

    #[test]
    fn a_model_that_needs_a_decoder_of_strangers_is_refused_by_its_name() {
        let extension = "KHR_draco_mesh_compression".to_owned();
        let refused = changed("extensionsRequired", json!([extension]));
        assert_eq!(refused, Err(Refused::Extension { extension: extension.clone() }));
        assert_eq!(changed("extensionsUsed", json!([extension])), Err(Refused::Extension { extension }));
    }

    #[test]
    fn a_model_that_shows_nothing_is_empty() {
        assert_eq!(changed("scenes", json!([])), Err(Refused::Unreadable), "its first scene is not there");
        assert_eq!(changed("nodes", json!([{}])), Err(Refused::Empty));
    }

    #[test]
    fn what_is_no_model_or_points_into_nothing_is_refused() {
        assert_eq!(check(b"<svg/>"), Err(Refused::Unreadable));
        assert_eq!(check(b"\x89PNG\r\n\x1a\n"), Err(Refused::OtherType));
        assert_eq!(check(&glb(&document(), 36)[..90]), Err(Refused::Unreadable));
        assert_eq!(changed("nodes", json!([{"mesh": 7}])), Err(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn no_noise_breaks_the_check(noise: Vec<u8>, kept in 0_usize..300) {
            let mut file = glb(&document(), 36);
            file.truncate(kept);
            file.extend(noise);
            prop_assert!(check(&file).is_err());
        }
    }
}
