//! Reasons for which an uploaded file is refused.

use domain::catalogue::product::{MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE};

/// The reason why a file cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The file is damaged or of a type that cannot be shown.
    #[error("The file cannot be read as the declared content type.")]
    Unreadable,
    /// The file can be shown, but its type differs from the declared one.
    #[error("The file type differs from the declared content type.")]
    OtherType,
    /// A side is shorter or longer than allowed, or there are too many pixels in all.
    #[error(
        "The picture is {width} × {height} pixels; each side must be between {MIN_IMAGE_SIDE} and \
         {MAX_IMAGE_SIDE} pixels, and the total at most {MAX_IMAGE_PIXELS} pixels."
    )]
    Size { width: u32, height: u32 },
    /// The model has nothing to show.
    #[error("The 3D model must contain a scene with a mesh.")]
    Empty,
    /// The model refers to buffers or textures in other files.
    #[error("The 3D model references external files. Embed every buffer and texture in the file.")]
    NotWhole,
    /// The model uses an extension that browsers do not know or need to fetch a decoder for.
    #[error(
        "The 3D model requires the extension {extension}, which is not supported. Export it without \
        this extension."
    )]
    Extension { extension: String },
}

impl Refused {
    /// A stable code for this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::OtherType => "other_type",
            Self::Size { .. } => "size",
            Self::Empty => "empty",
            Self::NotWhole => "not_whole",
            Self::Extension { .. } => "extension",
        }
    }
}
