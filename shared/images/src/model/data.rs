//! The bytes of a model: its buffers, and the views into them.

use std::collections::HashMap;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::document::{BufferView, Document};
use super::flaw::{At, Flaw, require};
use crate::refused::Refused;

/// The types that a buffer inside the document may declare.
const BUFFER_TYPES: [&str; 2] = ["application/octet-stream", "application/gltf-buffer"];
const VERTICES: u64 = 34_962;
const INDICES: u64 = 34_963;

/// The one purpose of a view or an accessor. Viewers load each as a whole for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Vertices,
    Indices,
    Image,
    InverseBindMatrices,
    AnimationInput,
    AnimationOutput,
    Other,
}

pub(super) struct Data {
    buffers: Vec<Buffer>,
    views: Vec<View>,
    /// The purposes of accessors.
    accessors: HashMap<usize, Use>,
}

struct Buffer {
    bytes: Vec<u8>,
    /// The media type of a buffer inside the document; `None` for the container's data.
    inline: Option<String>,
}

struct View {
    buffer: usize,
    bytes: Range<usize>,
    stride: Option<usize>,
    purpose: Option<Use>,
    /// The accessor of the attribute that has the view for itself.
    attribute: Option<usize>,
}

impl Data {
    pub(super) fn read(document: &Document, embedded: Option<&[u8]>) -> Result<Self, Refused> {
        let mut buffers = Vec::new();
        for (index, buffer) in document.buffers.iter().enumerate() {
            let mut read = match &buffer.uri {
                Some(uri) => inline(uri).at(index).at("buffers")?.ok_or(Refused::NotWhole)?,
                None => Buffer {
                    bytes: embedded.filter(|_| index == 0).ok_or(Refused::NotWhole)?.to_vec(),
                    inline: None,
                },
            };
            if read.bytes.len() < buffer.byte_length {
                return Err(Refused::NotWhole);
            }
            read.bytes.truncate(buffer.byte_length);
            buffers.push(read);
        }
        let mut views = Vec::new();
        for (index, view) in document.buffer_views.iter().enumerate() {
            views.push(View::read(view, &buffers).at(index).at("bufferViews")?);
        }
        Ok(Self { buffers, views, accessors: HashMap::new() })
    }

    /// The bytes of a view.
    pub(super) fn view(&self, index: usize) -> &[u8] {
        let view = &self.views[index];
        &self.buffers[view.buffer].bytes[view.bytes.clone()]
    }

    pub(super) fn view_mut(&mut self, index: usize) -> &mut [u8] {
        let view = &self.views[index];
        &mut self.buffers[view.buffer].bytes[view.bytes.clone()]
    }

    pub(super) fn stride(&self, index: usize) -> Option<usize> {
        self.views[index].stride
    }

    /// The position of a view in its buffer.
    pub(super) fn offset(&self, index: usize) -> usize {
        self.views[index].bytes.start
    }

    /// Records the purpose of a view, which must not have another one.
    pub(super) fn use_view(&mut self, index: usize, purpose: Use) -> Result<(), Flaw> {
        let known = *self.views[index].purpose.get_or_insert(purpose);
        require(known == purpose, "The buffer view already serves another purpose.")
    }

    /// Records the purpose of an accessor and of its view.
    pub(super) fn use_accessor(
        &mut self,
        index: usize,
        view: Option<usize>,
        purpose: Use,
    ) -> Result<(), Flaw> {
        let known = *self.accessors.entry(index).or_insert(purpose);
        require(known == purpose, "The accessor already serves another purpose.")?;
        let of_view = match purpose {
            Use::AnimationInput | Use::AnimationOutput => Use::Other,
            purpose => purpose,
        };
        view.map_or(Ok(()), |view| self.use_view(view, of_view))
    }

    /// Records an attribute in a view without a stride, which must be its only one.
    pub(super) fn use_alone(&mut self, view: usize, accessor: usize) -> Result<(), Flaw> {
        let first = *self.views[view].attribute.get_or_insert(accessor);
        require(first == accessor, "A buffer view for several attributes needs a stride.")
    }

    /// The data of the container.
    pub(super) fn embedded(&self) -> Option<&[u8]> {
        self.buffers.iter().find(|buffer| buffer.inline.is_none()).map(|buffer| buffer.bytes.as_slice())
    }

    /// Writes the buffers inside the document back to it.
    pub(super) fn write_to(&self, json: &mut Value) {
        for (index, buffer) in self.buffers.iter().enumerate() {
            if let Some(kind) = &buffer.inline {
                json["buffers"][index]["uri"] = json!(data_uri(kind, &buffer.bytes));
            }
        }
    }
}

impl View {
    fn read(view: &BufferView, buffers: &[Buffer]) -> Result<Self, Flaw> {
        let held = buffers.get(view.buffer).map_or(0, |buffer| buffer.bytes.len());
        let end = view.byte_offset.checked_add(view.byte_length).filter(|end| *end <= held);
        let end = end.ok_or_else(|| Flaw::new("The buffer view does not fit its buffer."))?;
        if let Some(stride) = view.byte_stride {
            let sound = stride <= view.byte_length && stride.is_multiple_of(4);
            require(sound, "Must be a multiple of 4, at most the length.").at("byteStride")?;
            require(view.target != Some(INDICES), "Indices have no stride.").at("byteStride")?;
        }
        let purpose = match view.target {
            Some(VERTICES) => Some(Use::Vertices),
            Some(INDICES) => Some(Use::Indices),
            _ => None,
        };
        let bytes = view.byte_offset..end;
        Ok(Self { buffer: view.buffer, bytes, stride: view.byte_stride, purpose, attribute: None })
    }
}

/// Reads a buffer inside the document; `None` if it is in another file.
fn inline(uri: &str) -> Result<Option<Buffer>, Flaw> {
    let Some((kind, bytes)) = parse_data_uri(uri)? else { return Ok(None) };
    require(
        BUFFER_TYPES.contains(&kind.to_ascii_lowercase().as_str()),
        "The media type is not of a buffer.",
    )?;
    Ok(Some(Buffer { bytes, inline: Some(kind) }))
}

/// Returns the media type and bytes of a `data:` address; `None` for any other address.
pub(super) fn parse_data_uri(uri: &str) -> Result<Option<(String, Vec<u8>)>, Flaw> {
    let Some(content) = uri.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).map(|_| &uri[5..])
    else {
        return Ok(None);
    };
    let encoded = content.split_once(";base64,");
    let decoded = encoded.and_then(|(kind, bytes)| Some((kind.to_owned(), STANDARD.decode(bytes).ok()?)));
    decoded.map(Some).ok_or_else(|| Flaw::new("The data is not valid Base64."))
}

pub(super) fn data_uri(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}
