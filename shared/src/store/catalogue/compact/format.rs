//! The bytes of a compact catalogue: the format's version, then an LZ4 frame that contains the number of cards, and each
//! card after its length. Every block of the frame has a checksum, so damaged bytes are found before they are parsed; the
//! number of cards reveals bytes that are missing.

use std::io::{self, Read, Write};

use domain::catalogue::card::Card;
use lz4_flex::frame::{BlockMode, BlockSize, FrameDecoder, FrameEncoder, FrameInfo};

/// The format that is written, and the only one that is read. Any change of [`Card`] needs the next one.
const VERSION: u8 = 1;

#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("its format {0} is unknown")]
    Unknown(u8),
    #[error("its bytes are damaged or incomplete: {0}")]
    Damaged(#[from] io::Error),
    #[error("a card cannot be parsed or written: {0}")]
    Card(#[from] postcard::Error),
    #[error("a card, or the number of cards, is too large")]
    TooLarge,
    #[error("more bytes follow than it should have")]
    Longer,
}

/// Returns the key of the object with this content. It names the format, so that a new one is noticed without a read.
pub(super) fn key(hash: &str) -> String {
    format!("{VERSION}/{hash}")
}

/// Returns true if the object with this key has the format that is written.
pub(super) fn is_current(key: &str) -> bool {
    key.strip_prefix(&VERSION.to_string()).is_some_and(|rest| rest.starts_with('/'))
}

pub(super) fn encode<'c>(cards: impl ExactSizeIterator<Item = &'c Card>) -> Result<Vec<u8>, FormatError> {
    let frame = FrameInfo::new().block_mode(BlockMode::Linked).block_size(BlockSize::Max64KB);
    let mut writer = FrameEncoder::with_frame_info(frame.block_checksums(true), vec![VERSION]);
    writer.write_all(&length(cards.len())?)?;
    for card in cards {
        let bytes = postcard::to_stdvec(card)?;
        writer.write_all(&length(bytes.len())?)?;
        writer.write_all(&bytes)?;
    }
    writer.finish().map_err(|error| FormatError::Damaged(error.into()))
}

/// Adds every card, one after the other. After an error, some of them may have been added.
pub fn decode(mut bytes: impl Read, add: &mut (dyn FnMut(Card) + Send)) -> Result<(), FormatError> {
    let [version] = array(&mut bytes)?;
    if version != VERSION {
        return Err(FormatError::Unknown(version));
    }
    let mut reader = FrameDecoder::new(bytes);
    let cards = u32::from_le_bytes(array(&mut reader)?);
    let mut card = Vec::new();
    for _ in 0..cards {
        let length = u32::from_le_bytes(array(&mut reader)?);
        card.clear();
        // Not allocated by the length alone, which may be wrong in a frame that was written wrongly.
        reader.by_ref().take(length.into()).read_to_end(&mut card)?;
        let (parsed, rest) = postcard::take_from_bytes(&card)?;
        if !rest.is_empty() {
            return Err(FormatError::Longer);
        }
        add(parsed);
    }
    if reader.read(&mut [0])? == 0 && reader.get_mut().read(&mut [0])? == 0 {
        Ok(())
    } else {
        Err(FormatError::Longer)
    }
}

fn length(length: usize) -> Result<[u8; 4], FormatError> {
    u32::try_from(length).map(u32::to_le_bytes).map_err(|_| FormatError::TooLarge)
}

fn array<const N: usize>(reader: &mut impl Read) -> Result<[u8; N], FormatError> {
    let mut array = [0; N];
    reader.read_exact(&mut array)?;
    Ok(array)
}

#[cfg(test)]
mod tests;
