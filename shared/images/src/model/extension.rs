//! The versions and extensions that a model needs.

use super::document::Document;
use super::flaw::{At, Flaw, require};
use super::schema::{EXTENSIONS, QUANTIZATION};
use crate::refused::Refused;

/// Extensions for which viewers fetch a decoder from third parties, even if the file could be shown without it.
const DECODERS: [&str; 4] = [
    "EXT_meshopt_compression",
    "KHR_draco_mesh_compression",
    "KHR_meshopt_compression",
    "KHR_texture_basisu",
];

pub(super) fn check(document: &Document) -> Result<(), Refused> {
    version(document).at("asset")?;
    let unknown = |name: &&String| !EXTENSIONS.contains(&name.as_str());
    let decoded = |name: &&String| DECODERS.contains(&name.as_str());
    let required = document.extensions_required.iter().find(unknown);
    if let Some(extension) = required.or_else(|| document.extensions_used.iter().find(decoded)) {
        return Err(Refused::Extension { extension: extension.clone() });
    }
    let declared = |name: &String| document.uses(name);
    require(document.extensions_required.iter().all(declared), "Each must be in extensionsUsed too.")
        .at("extensionsRequired")?;
    let required = document.extensions_required.iter().any(|name| name == QUANTIZATION);
    require(required || !document.uses(QUANTIZATION), "KHR_mesh_quantization cannot be optional.")
        .at("extensionsUsed")?;
    Ok(())
}

fn version(document: &Document) -> Result<(), Flaw> {
    let asset = &document.asset;
    let version = parse(&asset.version);
    require(version.is_some_and(|(major, _)| major == 2), "Must be 2.0.").at("version")?;
    let least = asset.min_version.as_deref().map(parse);
    require(least.is_none_or(|least| least.is_some() && least <= version), "Must not be above the version.")
        .at("minVersion")
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok());
    Some((number(major)??, number(minor)??))
}
