//! The container of a binary glTF file: a header, the document, and its data.

use serde_json::Value;

use super::flaw::require;
use crate::refused::Refused;

const HEADER: usize = 12;
const CHUNK_HEADER: usize = 8;
const JSON: [u8; 4] = *b"JSON";
const BIN: [u8; 4] = *b"BIN\0";

pub(super) struct Container<'a> {
    json: &'a [u8],
    pub(super) data: Option<&'a [u8]>,
    chunks: usize,
}

impl<'a> Container<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Refused> {
        let &[_, version, length] =
            words(file).get(..3).and_then(<[u32]>::first_chunk).ok_or(Refused::Unreadable)?;
        require(version == 2, "The version of the container must be 2.")?;
        let length = usize::try_from(length).map_err(|_| Refused::Unreadable)?;
        if length > file.len() {
            return Err(Refused::Unreadable);
        }
        require(length == file.len(), "The file continues after its declared end.")?;
        Self::of(&chunks(file)?)
    }

    fn of(chunks: &[([u8; 4], &'a [u8])]) -> Result<Self, Refused> {
        let (&(kind, json), others) = chunks.split_first().ok_or(Refused::Unreadable)?;
        require(kind == JSON && !json.is_empty(), "The first chunk must be the document.")?;
        let data = others.first().filter(|(kind, _)| *kind == BIN).map(|(_, data)| *data);
        let known = |(kind, _): &&([u8; 4], &[u8])| [JSON, BIN].contains(kind);
        let expected = usize::from(data.is_some());
        require(
            others.iter().filter(known).count() == expected,
            "There must be one document, and at most one chunk of data, directly after it.",
        )?;
        Ok(Self { json, data, chunks: chunks.len() })
    }

    pub(super) fn document(&self) -> Result<Value, Refused> {
        serde_json::from_slice(self.json).map_err(|_| Refused::Unreadable)
    }

    /// Returns true if there is nothing in the file that viewers ignore.
    pub(super) fn is_plain(&self) -> bool {
        self.chunks == 1 + usize::from(self.data.is_some())
    }
}

/// Returns the first words of the file, as little-endian numbers.
fn words(file: &[u8]) -> Vec<u32> {
    let (words, _) = file.as_chunks::<4>();
    words.iter().take(3).map(|word| u32::from_le_bytes(*word)).collect()
}

/// A chunk's type and content.
type Chunk<'a> = ([u8; 4], &'a [u8]);

fn chunks(file: &[u8]) -> Result<Vec<Chunk<'_>>, Refused> {
    let (mut chunks, mut rest) = (Vec::new(), &file[HEADER..]);
    while !rest.is_empty() {
        let (length, others) = rest.split_first_chunk().ok_or(Refused::Unreadable)?;
        let (kind, others) = others.split_first_chunk().ok_or(Refused::Unreadable)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Refused::Unreadable)?;
        require(length.is_multiple_of(4), "The length of each chunk must be a multiple of 4.")?;
        let (content, others) = others.split_at_checked(length).ok_or(Refused::Unreadable)?;
        chunks.push((*kind, content));
        rest = others;
    }
    Ok(chunks)
}

/// Writes a container with this document and data.
pub(super) fn write(json: &Value, data: Option<&[u8]>) -> Vec<u8> {
    let json = json.to_string().into_bytes();
    let mut chunks =
        Vec::with_capacity(HEADER + 2 * CHUNK_HEADER + json.len() + data.map_or(0, <[u8]>::len) + 8);
    for (kind, content, padding) in [(JSON, Some(json.as_slice()), b' '), (BIN, data, 0)] {
        let Some(content) = content else { continue };
        let padded = content.len().next_multiple_of(4);
        chunks.extend(length(padded));
        chunks.extend(kind);
        chunks.extend(content);
        chunks.resize(chunks.len() + padded - content.len(), padding);
    }
    let mut file = [b"glTF".as_slice(), &2_u32.to_le_bytes(), &length(HEADER + chunks.len())].concat();
    file.extend(chunks);
    file
}

/// Files are far smaller than the four gigabytes that the length can express.
fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}
