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
    /// The scene that viewers show is empty.
    #[error("The 3D model shows nothing: its scene must contain a mesh.")]
    Empty,
    /// All is in one point, or too small or too large for the viewer's camera.
    #[error("The 3D model has no visible size. Export it in metres.")]
    NoSize,
    /// Phones cannot hold or draw the model.
    #[error("The 3D model is too detailed for a web page. Reduce its vertices, parts or animations.")]
    TooDetailed,
    /// A rule of glTF is broken at the place of this JSON pointer.
    #[error("The 3D model breaks a rule of glTF 2.0 at {}: {rule}", place(at))]
    Invalid { at: String, rule: String },
    /// A texture cannot be shown.
    #[error(
        "The texture {index} of the 3D model {why}. Textures must be JPEG, PNG or WebP pictures with sides of at most \
         {MAX_IMAGE_SIDE} pixels."
    )]
    Texture { index: usize, why: &'static str },
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
            Self::NoSize => "no_size",
            Self::TooDetailed => "too_detailed",
            Self::Invalid { .. } => "invalid",
            Self::Texture { .. } => "texture",
            Self::NotWhole => "not_whole",
            Self::Extension { .. } => "extension",
        }
    }
}

/// Names the place of a flaw; the pointer to the whole file is empty.
fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the file" } else { pointer }
}
