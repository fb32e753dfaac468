//! Pictures in the widths that browsers choose from.

use shared::domain::catalogue::product::{Image, paths_of};

pub(crate) struct Picture {
    pub(crate) path: String,
    /// Value of `srcset`; `None` for a picture with a single file.
    pub(crate) widths: Option<String>,
}

impl From<&Image> for Picture {
    fn from(image: &Image) -> Self {
        let path = image.path.to_string();
        let sources = paths_of(&path, &image.widths).into_iter().zip(&image.widths);
        let sources: Vec<String> = sources.map(|(path, width)| format!("{path} {width}w")).collect();
        Self { path, widths: (!sources.is_empty()).then(|| sources.join(", ")) }
    }
}
