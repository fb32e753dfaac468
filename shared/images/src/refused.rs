//! Reasons for which an uploaded file is refused.

use domain::catalogue::product::{MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE};

/// The reason why a file cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The file is damaged or of an unknown type.
    #[error("The file is damaged, or neither a picture nor a 3D model.")]
    Unreadable,
    /// The file is of a known type that not every browser shows.
    #[error("{name} files cannot be shown by every browser. Save the picture as JPEG, PNG or WebP.")]
    Format { name: &'static str },
    /// The file is a model that was declared as a picture, or a picture that was declared as a model.
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
            Self::Format { .. } => "format",
            Self::OtherType => "other_type",
            Self::Size { .. } => "size",
            Self::Empty => "empty",
            Self::NotWhole => "not_whole",
            Self::Extension { .. } => "extension",
        }
    }
}
