//! The segments of a JPEG file (ITU-T T.81, annex B).

use std::ops::Range;

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

/// A segment: its marker, and the place of its content in the file. The content of the end is what follows it.
pub(crate) struct Segment {
    pub(crate) marker: u8,
    pub(crate) content: Range<usize>,
}

impl Segment {
    /// Returns true if decoders need the segment. The others describe the picture: camera, place, author, preview.
    pub(crate) fn is_picture(&self, file: &[u8]) -> bool {
        let begins = |name: &[u8]| file[self.content.clone()].starts_with(name);
        match self.marker {
            0xe0 => begins(b"JFIF\0"),
            0xe2 => begins(b"ICC_PROFILE\0"),
            0xee => begins(b"Adobe"),
            0xe1..=0xef | 0xfe | END_OF_IMAGE => false,
            _ => true,
        }
    }
}

/// Returns the segments up to the end of the picture or the first damage.
pub(crate) fn segments(file: &[u8]) -> impl Iterator<Item = Segment> {
    let mut place = Some(2);
    std::iter::from_fn(move || {
        let start = marker_from(file, place?)?;
        let marker = *file.get(start + 1)?;
        let content = if marker == END_OF_IMAGE {
            start + 2..file.len()
        } else {
            let length = file.get(start + 2..)?.first_chunk().map(|length| u16::from_be_bytes(*length))?;
            start + 4..start + 2 + usize::from(length)
        };
        if content.start > content.end || content.end > file.len() {
            return None;
        }
        place = Some(content.end).filter(|_| marker != END_OF_IMAGE);
        Some(Segment { marker, content })
    })
}

/// Returns the place of the next marker. After the start of a scan, pixels come first, in which 0xff is followed by a
/// zero or the number of a restart.
fn marker_from(file: &[u8], place: usize) -> Option<usize> {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 1 | 0xd0..=0xd7 | 0xff);
    file.get(place..)?.windows(2).position(is_marker).map(|found| place + found)
}

/// Returns true if Adobe's segment is present: then CMYK files contain the paper that remains, not the ink.
pub(crate) fn is_written_by_adobe(file: &[u8]) -> bool {
    segments(file)
        .take_while(|segment| segment.marker != START_OF_SCAN)
        .any(|segment| segment.marker == 0xee && segment.is_picture(file))
}
