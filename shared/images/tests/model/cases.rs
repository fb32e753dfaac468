//! Single models, and the reason for which each is refused.

use image::ImageFormat;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use proptest::prelude::*;
use serde_json::{Value, json};
use shared_images::Refused;

use crate::glb::{Model, decorated, file, moving, picture, triangle};
use crate::published;

fn reason(file: &[u8]) -> Option<&'static str> {
    published(file).err().map(|refused| refused.code())
}

/// Files that other programs wrote.
const FILES: [(&str, &[u8], Option<&str>); 15] = [
    ("ok", include_bytes!("files/ok.glb"), None),
    ("accessor without view", include_bytes!("files/accessor-without-view.glb"), None),
    ("sparse without view", include_bytes!("files/sparse-without-view.glb"), None),
    ("clearcoat", include_bytes!("files/clearcoat-required.glb"), None),
    ("lights", include_bytes!("files/lights-required.glb"), None),
    ("quantization", include_bytes!("files/mesh-quantization.glb"), None),
    ("WebP", include_bytes!("files/texture-webp-required.glb"), None),
    ("accessor over view", include_bytes!("files/accessor-over-view.glb"), Some("invalid")),
    ("view over buffer", include_bytes!("files/view-over-buffer.glb"), Some("invalid")),
    ("view offset over buffer", include_bytes!("files/view-offset-over-buffer.glb"), Some("invalid")),
    ("NaN", include_bytes!("files/nan-positions.glb"), Some("invalid")),
    ("cycle", include_bytes!("files/node-cycle.glb"), Some("invalid")),
    ("broken texture", include_bytes!("files/texture-broken.glb"), Some("texture")),
    ("mesh in no scene", include_bytes!("files/mesh-in-no-scene.glb"), Some("empty")),
    ("mesh in another scene", include_bytes!("files/mesh-in-other-scene.glb"), Some("empty")),
];

#[test]
fn models_of_other_programs_are_accepted_or_refused_by_reason() {
    for (name, file, expected) in FILES {
        assert_eq!(reason(file), expected, "{name}: {:?}", published(file).err());
    }
}

#[test]
fn an_accepted_model_without_metadata_is_published_unchanged() {
    for (name, file, expected) in FILES {
        if expected.is_none() {
            assert!(published(file).unwrap() == file, "{name}");
        }
    }
    for model in [triangle(), decorated(), moving()] {
        assert!(published(&model.file()).unwrap() == model.file());
    }
}

#[test]
fn a_broken_rule_is_named_with_its_place() {
    let cycle = triangle().with("/nodes", json!([{"mesh": 0, "children": [1]}, {"children": [0]}]));
    let refused = published(&cycle.file()).unwrap_err();
    let rule = "The node is its own ancestor.".to_owned();
    assert_eq!(refused, Refused::Invalid { at: "/nodes/0".to_owned(), rule });
    let missing = triangle().with("/meshes/0/primitives/0/attributes/POSITION", json!(99));
    let refused = published(&missing.file()).unwrap_err().to_string();
    assert!(refused.contains("/meshes/0/primitives/0/attributes/POSITION: Refers"), "{refused}");
}

#[test]
fn a_model_that_no_browser_can_hold_or_show_is_too_detailed() {
    let count = |count: u64| {
        let accessor = json!({"componentType": 5126, "count": count, "type": "VEC3", "min": [0, 0, 0], "max": [0, 0, 0]});
        triangle().with("/accessors/0", accessor)
    };
    assert_eq!(reason(&count(1 << 32).file()), Some("too_detailed"));
    assert_eq!(reason(&count(u64::MAX).file()), Some("too_detailed"));
    let nodes: Vec<Value> = (0..10_001).map(|_| json!({"mesh": 0})).collect();
    let all: Vec<usize> = (0..nodes.len()).collect();
    let many = triangle().with("/nodes", json!(nodes)).with("/scenes/0/nodes", json!(all));
    assert_eq!(reason(&many.file()), Some("too_detailed"));
    let long = triangle().with("/extras", json!(vec![0; 1_000_000]));
    assert_eq!(reason(&long.file()), Some("too_detailed"));
}

#[test]
fn a_model_without_a_visible_size_is_refused() {
    for scale in [json!([0, 0, 0]), json!([1e-9, 1e-9, 1e-9]), json!([1e300, 1e300, 1e300])] {
        let model = triangle().with("/nodes/0/scale", scale);
        assert_eq!(reason(&model.file()), Some("no_size"));
    }
}

#[test]
fn a_model_must_be_complete_in_one_file() {
    let elsewhere = json!("https://example.com/tracker.bin");
    let of_buffer = triangle().with("/buffers/0/uri", elsewhere.clone());
    assert_eq!(reason(&of_buffer.file()), Some("not_whole"));
    let of_image = triangle().with("/images", json!([{"uri": "skin.png"}]));
    assert_eq!(reason(&of_image.file()), Some("not_whole"));
    let mut half = triangle();
    half.data.truncate(36);
    assert_eq!(reason(&half.file()), Some("not_whole"));
}

#[test]
fn an_extension_that_the_viewer_does_not_show_is_refused_by_name() {
    let named = |list: &str, extension: &str| {
        let model = triangle().with("/extensionsUsed", json!([extension]));
        published(&model.with(list, json!([extension])).file()).err()
    };
    for extension in ["KHR_draco_mesh_compression", "EXT_texture_avif", "EXT_meshopt_compression"] {
        let expected = Some(Refused::Extension { extension: extension.to_owned() });
        assert_eq!(named("/extensionsRequired", extension), expected);
    }
    assert_eq!(named("/extensionsUsed", "VENDOR_thing"), None, "it is optional");
    let draco = named("/extensionsUsed", "KHR_draco_mesh_compression").unwrap();
    assert_eq!(draco.code(), "extension", "viewers fetch its decoder though it is optional");
}

#[test]
fn a_container_with_other_bytes_is_refused() {
    let whole = triangle().file();
    assert_eq!(reason(&[whole.as_slice(), b"GPS: 52.5, 13.4"].concat()), Some("invalid"));
    assert_eq!(reason(&whole[..whole.len() / 2]), Some("unreadable"));
    assert_eq!(reason(b"glTF"), Some("unreadable"));
    let (json, data) = (triangle().json.to_string(), triangle().data);
    let padded = format!("{json}{}", " ".repeat(json.len().next_multiple_of(4) - json.len()));
    assert_eq!(reason(&file(&[(b"BIN\0", &data), (b"JSON", padded.as_bytes())])), Some("invalid"));
    assert_eq!(reason(&file(&[(b"JSON", padded.as_bytes()), (b"JSON", b"{}  ")])), Some("invalid"));
}

#[test]
fn a_chunk_that_viewers_skip_is_not_published() {
    let Model { json, mut data } = triangle();
    let json = json.to_string().into_bytes();
    let padded = [json.as_slice(), &b"   "[..json.len().next_multiple_of(4) - json.len()]].concat();
    data.resize(data.len().next_multiple_of(4), 0);
    let chunks: [(&[u8; 4], &[u8]); 3] =
        [(b"JSON", &padded), (b"BIN\0", &data), (b"NOTE", b"GPS: 52.5, 13.4 ")];
    let shown = published(&file(&chunks)).unwrap();
    assert!(!contains(&shown, b"GPS"));
    assert_eq!(published(&shown).unwrap(), shown);
}

fn contains(file: &[u8], text: &[u8]) -> bool {
    file.windows(text.len()).any(|window| window == text)
}

/// Text that a camera writes beside the pixels.
const SECRET: &[u8] = b"GPS 52.5200 N 13.4050 E";

/// A picture of each format with the secret in every place that the format has for it.
fn described(format: ImageFormat) -> Vec<u8> {
    let mut file = picture(format, 16, 16);
    let exif = [b"Exif\0\0".as_slice(), SECRET].concat();
    match format {
        ImageFormat::Jpeg => {
            let mut written = Vec::new();
            let mut encoder = JpegEncoder::new(&mut written);
            encoder.set_exif_metadata(SECRET.to_vec()).unwrap();
            encoder.write_image(&[200; 768], 16, 16, ExtendedColorType::Rgb8).unwrap();
            let segment = |marker: u8, content: &[u8]| {
                let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
                [&[0xff, marker], length.as_slice(), content].concat()
            };
            let added =
                [segment(0xe1, &exif), segment(0xed, SECRET), segment(0xfe, SECRET), segment(0xe2, SECRET)];
            drop(written.splice(2..2, added.concat()));
            written.extend(SECRET);
            written
        }
        ImageFormat::Png => {
            let chunk = |kind: &[u8; 4], content: &[u8]| {
                let length = u32::try_from(content.len()).unwrap().to_be_bytes();
                let named = [kind.as_slice(), content].concat();
                [length.as_slice(), &named, &crc32fast::hash(&named).to_be_bytes()].concat()
            };
            let text = [b"Comment\0".as_slice(), SECRET].concat();
            let added = [chunk(b"eXIf", SECRET), chunk(b"tEXt", &text), chunk(b"prVt", SECRET)];
            drop(file.splice(33..33, added.concat()));
            file.extend(SECRET);
            file
        }
        _ => {
            let chunk = |kind: &[u8; 4], content: &[u8]| {
                let length = u32::try_from(content.len()).unwrap().to_le_bytes();
                let padding = vec![0; content.len() % 2];
                [kind.as_slice(), &length, content, &padding].concat()
            };
            // Flags for Exif data and XMP, and the size less one.
            let extended = [0x0c, 0, 0, 0, 15, 0, 0, 15, 0, 0];
            let chunks = [
                chunk(b"VP8X", &extended),
                file[12..].to_vec(),
                chunk(b"EXIF", &exif),
                chunk(b"XMP ", SECRET),
                chunk(b"note", SECRET),
            ]
            .concat();
            let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
            [b"RIFF".as_slice(), &length, b"WEBP", &chunks, SECRET].concat()
        }
    }
}

#[test]
fn metadata_of_textures_is_removed_and_every_pixel_kept() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = described(format);
        let pixels = image::load_from_memory(&picture).unwrap().into_rgba8();
        let mut model = triangle().with_texture(&picture, format.to_mime_type());
        if format == ImageFormat::WebP {
            model.json["extensionsUsed"] = json!(["EXT_texture_webp"]);
            let textures =
                json!([{"source": 0}, {"source": 0, "extensions": {"EXT_texture_webp": {"source": 1}}}]);
            model.json["textures"] = textures;
        }
        assert!(contains(&model.file(), SECRET), "{format:?}");
        let shown = published(&model.file()).unwrap();
        assert!(!contains(&shown, SECRET) && !contains(&shown, b"GPS"), "{format:?}");
        let place = shown.len() - picture.len().next_multiple_of(4);
        let kept = image::load_from_memory(&shown[place..place + picture.len()]).unwrap().into_rgba8();
        assert_eq!(kept, pixels, "{format:?}");
        assert_eq!(published(&shown).unwrap(), shown, "{format:?}");
    }
}

#[test]
fn metadata_of_a_texture_inside_the_document_is_removed() {
    let picture = described(ImageFormat::Jpeg);
    let uri = format!("data:image/jpeg;base64,{}", base64(&picture));
    let shown = published(&triangle().with("/images", json!([{"uri": uri}])).file()).unwrap();
    assert!(!contains(&shown, &base64(&picture).as_bytes()[..60]));
    assert!(contains(&shown, b"data:image/jpeg;base64,"));
    assert_eq!(published(&shown).unwrap(), shown);
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_texture_that_cannot_be_shown_is_refused() {
    let refused = |picture: &[u8], kind: &str| {
        published(&triangle().with_texture(picture, kind).file()).err().map(|refused| refused.to_string())
    };
    let reasons = [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            "image/svg+xml",
            "neither JPEG nor PNG nor WebP",
        ),
        (picture(ImageFormat::Png, 8193, 1), "image/png", "too large"),
        (picture(ImageFormat::WebP, 4, 4), "image/webp", "EXT_texture_webp"),
        (picture(ImageFormat::Png, 64, 64)[..70].to_vec(), "image/png", "damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "image/png", "neither"),
        (picture(ImageFormat::Png, 4, 4), "image/jpeg", "mimeType"),
    ];
    for (picture, kind, expected) in reasons {
        let why = refused(&picture, kind).unwrap();
        assert!(why.contains(expected), "{why}");
    }
    let mut several = triangle();
    for _ in 0..9 {
        several = several.with_texture(&picture(ImageFormat::Png, 8000, 1000), "image/png");
    }
    assert_eq!(reason(&several.file()), Some("texture"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_change_of_bytes_panics_the_check(edits: Vec<(u16, u8)>, kind in 0_usize..3) {
        let mut file = [triangle, decorated, moving][kind]().file();
        for (place, byte) in edits {
            let place = usize::from(place) % file.len();
            file[place] = byte;
        }
        let _ = published(&file);
    }

    #[test]
    fn noise_after_any_beginning_is_refused(noise: Vec<u8>, kept in 0_usize..300) {
        let mut file = triangle().file();
        file.truncate(kept);
        file.extend(noise);
        prop_assert!(published(&file).is_err());
    }
}
