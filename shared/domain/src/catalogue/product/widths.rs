//! Widths in which an uploaded image is served, so that phones do not download images for large screens.

/// Widths in pixels, smallest first: thumbnail; card; page, or card on a high-density screen; page on a
/// high-density screen.
const WIDTHS: [u16; 4] = [160, 400, 800, 1600];
/// Maximum width of a preview, in pixels.
pub const PREVIEW_WIDTH: u16 = 400;

/// Returns the widths for an uploaded image of this width, smallest first. None is wider than the upload.
pub fn widths_of(width: u32) -> Vec<u16> {
    let [.., widest] = WIDTHS;
    let own = u16::try_from(width).map_or(widest, |width| width.min(widest));
    WIDTHS.into_iter().filter(|narrower| *narrower < own).chain([own]).collect()
}

/// Returns the path of an image in each of these widths, smallest first. The widest is at the path itself.
pub fn paths_of(path: &str, widths: &[u16]) -> Vec<String> {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let Some((_, narrower)) = widths.split_last() else { return Vec::new() };
    let narrower = narrower.iter().map(|width| format!("{stem}-{width}.{extension}"));
    narrower.chain([path.to_owned()]).collect()
}

/// Returns the path of an image's preview: small enough to be embedded in a page, and as wide as a phone's
/// page ([`PREVIEW_WIDTH`]). Images that are served in widths have one.
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
        fn widths_rise_to_the_upload_or_the_maximum(width in 1_u32..100_000) {
            let widths = widths_of(width);
            prop_assert!(widths.is_sorted_by(|one, next| one < next));
            prop_assert_eq!(widths.last().copied().map(u32::from), Some(width.min(1600)));
        }
    }

    #[test]
    fn each_width_has_its_own_path() {
        let paths = paths_of("/media/img_1.webp", &[160, 320]);
        assert_eq!(paths, ["/media/img_1-160.webp", "/media/img_1.webp"]);
        assert_eq!(preview_of("/media/img_1.webp"), "/media/img_1-preview.webp");
        assert!(paths_of("/images/dragon.svg", &[]).is_empty(), "the original file is none of the widths");
    }
}
