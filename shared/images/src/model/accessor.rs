//! Accessors: typed lists of numbers in the data.

use super::data::{Data, Use};
use super::document::{self, Document};
use super::flaw::{At, Flaw, require};
use crate::refused::Refused;

/// Maximum number of components of all accessors together: half a million vertices with normals, texture coordinates
/// and animation. Accessors may share bytes, or have none, so the size of the file does not limit them.
const MAX_COMPONENTS: usize = 16_000_000;

type Pick = fn(f64, f64) -> f64;

pub(super) struct Accessors(Vec<Accessor>);

pub(super) struct Accessor {
    index: usize,
    /// Such as `VEC3 f32`, or `VEC2 u8n` if normalized.
    pub(super) format: String,
    pub(super) component: Component,
    pub(super) width: usize,
    pub(super) count: usize,
    pub(super) element_bytes: usize,
    pub(super) view: Option<usize>,
    pub(super) byte_offset: usize,
    pub(super) has_limits: bool,
    normalized: bool,
    /// Every component; `None` if all are zero because there is no data.
    values: Option<Vec<f64>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of(code: u64) -> Option<Self> {
        Some(match code {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            _ => return None,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::I16 => "i16",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::F32 => "f32",
        }
    }

    const fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }

    /// The largest number, by which normalized numbers are divided and which starts a new strip in indices.
    pub(super) fn max(self) -> f64 {
        match self {
            Self::I8 => i8::MAX.into(),
            Self::U8 => u8::MAX.into(),
            Self::I16 => i16::MAX.into(),
            Self::U16 => u16::MAX.into(),
            Self::U32 => u32::MAX.into(),
            Self::F32 => f32::MAX.into(),
        }
    }

    fn min(self) -> f64 {
        match self {
            Self::I8 => i8::MIN.into(),
            Self::I16 => i16::MIN.into(),
            Self::F32 => f32::MIN.into(),
            Self::U8 | Self::U16 | Self::U32 => 0.0,
        }
    }

    /// Reads a number of exactly this size.
    fn read(self, bytes: &[u8]) -> f64 {
        match *bytes {
            [a] if self == Self::I8 => i8::from_le_bytes([a]).into(),
            [a] => a.into(),
            [a, b] if self == Self::I16 => i16::from_le_bytes([a, b]).into(),
            [a, b] => u16::from_le_bytes([a, b]).into(),
            [a, b, c, d] if self == Self::F32 => f32::from_le_bytes([a, b, c, d]).into(),
            [a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
            _ => 0.0,
        }
    }
}

impl Accessors {
    /// Reads and checks every accessor, whatever it is used for.
    pub(super) fn read(document: &Document, data: &mut Data) -> Result<Self, Refused> {
        let mut accessors = Vec::new();
        let mut components: usize = 0;
        for (index, accessor) in document.accessors.iter().enumerate() {
            let mut read = Accessor::of(index, accessor).at(index).at("accessors")?;
            components = components.saturating_add(read.count.saturating_mul(read.width));
            if components > MAX_COMPONENTS {
                return Err(Refused::TooDetailed);
            }
            read.load(accessor, data).at(index).at("accessors")?;
            accessors.push(read);
        }
        Ok(Self(accessors))
    }

    pub(super) fn get(&self, index: usize) -> &Accessor {
        &self.0[index]
    }
}

/// The rows and columns of a type.
fn dimensions(kind: &str) -> Option<(usize, usize)> {
    Some(match kind {
        "SCALAR" => (1, 1),
        "VEC2" => (2, 1),
        "VEC3" => (3, 1),
        "VEC4" => (4, 1),
        "MAT2" => (2, 2),
        "MAT3" => (3, 3),
        "MAT4" => (4, 4),
        _ => return None,
    })
}

impl Accessor {
    fn of(index: usize, accessor: &document::Accessor) -> Result<Self, Flaw> {
        let component = Component::of(accessor.component_type)
            .ok_or_else(|| Flaw::new("Is not a component type."))
            .at("componentType")?;
        let (rows, columns) =
            dimensions(&accessor.kind).ok_or_else(|| Flaw::new("Is not a type.")).at("type")?;
        let whole = !matches!(component, Component::F32 | Component::U32);
        require(whole || !accessor.normalized, "Only whole numbers of up to 16 bits are normalized.")
            .at("normalized")?;
        require(
            accessor.buffer_view.is_some() || accessor.byte_offset.is_none(),
            "There is no offset without a buffer view.",
        )
        .at("byteOffset")?;
        let byte_offset = accessor.byte_offset.unwrap_or_default();
        require(columns == 1 || byte_offset.is_multiple_of(4), "Matrices start at a multiple of 4.")
            .at("byteOffset")?;
        Ok(Self {
            index,
            format: format!(
                "{} {}{}",
                accessor.kind,
                component.name(),
                if accessor.normalized { "n" } else { "" }
            ),
            component,
            width: rows * columns,
            count: accessor.count,
            element_bytes: column_bytes(component, rows, columns) * (columns - 1) + rows * component.size(),
            view: accessor.buffer_view,
            byte_offset,
            has_limits: accessor.min.is_some() && accessor.max.is_some(),
            normalized: accessor.normalized,
            values: None,
        })
    }

    /// Reads the values, with those that a sparse accessor replaces.
    fn load(&mut self, accessor: &document::Accessor, data: &mut Data) -> Result<(), Flaw> {
        if let Some(view) = self.view {
            let (rows, columns) = dimensions(&accessor.kind).unwrap_or((1, 1));
            let column = column_bytes(self.component, rows, columns);
            let stride = data.stride(view).unwrap_or(column * columns);
            require(stride >= self.element_bytes, "The stride is smaller than an element.")?;
            let needed = stride.saturating_mul(self.count - 1).saturating_add(self.element_bytes);
            let bytes = window(data, view, self.byte_offset, self.component.size(), needed)?;
            let place = |element: usize, column_index: usize, row: usize| {
                element * stride + column_index * column + row * self.component.size()
            };
            let mut values = Vec::with_capacity(self.count * self.width);
            for element in 0..self.count {
                for part in 0..self.width {
                    let start = place(element, part / rows, part % rows);
                    values.push(self.component.read(&bytes[start..start + self.component.size()]));
                }
            }
            self.values = Some(values);
        }
        if let Some(sparse) = &accessor.sparse {
            self.replace(sparse, data).at("sparse")?;
        }
        self.check_limits(accessor)
    }

    fn replace(&mut self, sparse: &document::Sparse, data: &mut Data) -> Result<(), Flaw> {
        require(sparse.count <= self.count, "There are more replacements than elements.").at("count")?;
        for placed in [&sparse.indices, &sparse.values] {
            require(data.stride(placed.buffer_view).is_none(), "A sparse accessor has no stride.")?;
            data.use_view(placed.buffer_view, Use::Other)?;
        }
        let kind = sparse.indices.component_type.and_then(Component::of);
        let unsigned = |kind: &Component| matches!(kind, Component::U8 | Component::U16 | Component::U32);
        let kind =
            kind.filter(unsigned).ok_or_else(|| Flaw::new("Indices are not negative.")).at("indices")?;
        let read = |placed: &document::Placed,
                    component: Component,
                    amount: usize|
         -> Result<Vec<f64>, Flaw> {
            let needed = component.size().saturating_mul(amount);
            let bytes = window(data, placed.buffer_view, placed.byte_offset, component.size(), needed)?;
            Ok(bytes[..needed].chunks_exact(component.size()).map(|bytes| component.read(bytes)).collect())
        };
        let indices = read(&sparse.indices, kind, sparse.count).at("indices")?;
        let replacements = read(&sparse.values, self.component, sparse.count * self.width).at("values")?;
        require(indices.is_sorted_by(|one, next| one < next), "Indices must increase.").at("indices")?;
        let (count, width) = (self.count, self.width);
        let values = self.values.get_or_insert_with(|| vec![0.0; count * width]);
        for (index, replacement) in indices.iter().zip(replacements.chunks_exact(width)) {
            let place = values.chunks_exact_mut(width).nth(position(*index));
            place
                .ok_or_else(|| Flaw::new("An index is out of range."))
                .at("indices")?
                .copy_from_slice(replacement);
        }
        Ok(())
    }

    /// Declared limits must be exact: viewers place the camera by them.
    fn check_limits(&self, accessor: &document::Accessor) -> Result<(), Flaw> {
        let values = self.values.as_deref().unwrap_or_default();
        require(values.iter().all(|value| value.is_finite()), "A number is infinite or not a number.")?;
        for (name, declared, pick) in
            [("min", &accessor.min, f64::min as Pick), ("max", &accessor.max, f64::max as Pick)]
        {
            let Some(declared) = declared else { continue };
            require(declared.len() == self.width, "Must have one number for each component.").at(name)?;
            let possible = |limit: &f64| {
                self.component == Component::F32
                    || (limit.fract() == 0.0 && (self.component.min()..=self.component.max()).contains(limit))
            };
            require(declared.iter().all(possible), "Is not a number of the component type.").at(name)?;
            for (component, declared) in declared.iter().enumerate() {
                let of_component = values.iter().skip(component).step_by(self.width).copied();
                let Some(actual) = of_component.reduce(pick) else { continue };
                let declared = if self.component == Component::F32 { single(*declared) } else { *declared };
                require(declared == actual, "Differs from the data.").at(component).at(name)?;
            }
        }
        Ok(())
    }

    /// Records the purpose of the accessor.
    pub(super) fn use_for(&self, purpose: Use, data: &mut Data) -> Result<(), Flaw> {
        data.use_accessor(self.index, self.view, purpose)
    }

    /// Records that the accessor is one attribute, and that it needs its view for itself.
    pub(super) fn use_alone(&self, view: usize, data: &mut Data) -> Result<(), Flaw> {
        data.use_alone(view, self.index)
    }

    /// The stride of the accessor's view.
    pub(super) fn stride(&self, data: &Data) -> Option<usize> {
        self.view.and_then(|view| data.stride(view))
    }

    /// The components as they are stored; empty if there is no data.
    pub(super) fn values(&self) -> &[f64] {
        self.values.as_deref().unwrap_or_default()
    }

    /// The components as they are used: between -1 and 1 if they are normalized.
    pub(super) fn used(&self) -> impl Iterator<Item = f64> {
        let divisor = if self.normalized { self.component.max() } else { 1.0 };
        let least = if self.normalized { -1.0 } else { f64::NEG_INFINITY };
        self.values().iter().map(move |value| (value / divisor).max(least))
    }
}

/// The bytes from one column of a matrix to the next, which starts at a multiple of 4.
fn column_bytes(component: Component, rows: usize, columns: usize) -> usize {
    let bytes = rows * component.size();
    if columns > 1 { bytes.next_multiple_of(4) } else { bytes }
}

/// Returns the bytes of a view from an offset, after checking their alignment and number.
fn window(data: &Data, view: usize, offset: usize, size: usize, needed: usize) -> Result<&[u8], Flaw> {
    let bytes = data.view(view).get(offset..).filter(|bytes| needed <= bytes.len());
    let bytes = bytes.ok_or_else(|| Flaw::new("The accessor does not fit its buffer view."))?;
    let aligned = offset.is_multiple_of(size) && (data.offset(view) + offset).is_multiple_of(size);
    require(aligned, "The offset is not a multiple of the component's size.")?;
    Ok(bytes)
}

#[expect(clippy::cast_possible_truncation, reason = "the precision of the data is intended")]
fn single(number: f64) -> f64 {
    f64::from(number as f32)
}

/// The position that an index names. Indices are whole numbers below 2^32.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "indices are unsigned integers")]
pub(super) fn position(index: f64) -> usize {
    index as usize
}
