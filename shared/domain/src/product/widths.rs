//! The widths in which an uploaded picture is served, so that no phone fetches what a large screen needs.

/// In pixels, smallest first: a thumbnail, a card, a page or a card of a sharp screen, the page of a sharp screen.
const WIDTHS: [u16; 4] = [160, 400, 800, 1600];
/// The most that a preview is wide, in pixels.
pub const PREVIEW_WIDTH: u16 = 400;

/// The widths for a picture that came this wide, smallest first. None is wider than it.
pub fn widths_of(width: u32) -> Vec<u16> {
    let [.., widest] = WIDTHS;
    let own = u16::try_from(width).map_or(widest, |width| width.min(widest));
    WIDTHS.into_iter().filter(|narrower| *narrower < own).chain([own]).collect()
}

/// Where a picture with this path lies in each of these widths, smallest first: the widest at the path itself.
pub fn paths_of(path: &str, widths: &[u16]) -> Vec<String> {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let Some((_, narrower)) = widths.split_last() else { return Vec::new() };
    let narrower = narrower.iter().map(|width| format!("{stem}-{width}.{extension}"));
    narrower.chain([path.to_owned()]).collect()
}

/// Where the preview of a picture with this path lies: small enough to stand in a page itself, and as wide as a phone's
/// page ([`PREVIEW_WIDTH`]). Pictures in widths have one.
pub fn preview_of(path: &str) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}-preview.{extension}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_widths_rise_to_the_pictures_own_or_the_widest(width in 1_u32..100_000) {
            let widths = widths_of(width);
            prop_assert!(widths.is_sorted_by(|one, next| one < next));
            prop_assert_eq!(widths.last().copied().map(u32::from), Some(width.min(1600)));
        }
    }

    #[test]
    fn each_width_lies_beside_the_widest() {
        let paths = paths_of("/media/img_1.webp", &[160, 320]);
        assert_eq!(paths, ["/media/img_1-160.webp", "/media/img_1.webp"]);
        assert_eq!(preview_of("/media/img_1.webp"), "/media/img_1-preview.webp");
        assert!(paths_of("/images/dragon.svg", &[]).is_empty(), "the original file is none of the widths");
    }
}
