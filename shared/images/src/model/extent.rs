//! The space that a model takes.

use super::accessor::Accessor;
use super::document::Node;

/// Sides in metres between which the viewer's camera can show a model.
const VISIBLE: std::ops::Range<f64> = 1e-6..1e7;

/// The cosine of the sharpest angle between two axes. Viewers show sheared matrices, and Khronos' validator accepts them
/// unless they are nearly flat.
const MAX_SHEAR: f64 = 0.999;

/// A transformation, as a 4 × 4 matrix by columns.
#[derive(Clone, Copy)]
pub(super) struct Transform(pub(super) [f64; 16]);

impl Transform {
    pub(super) const NONE: Self =
        Self([1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);

    pub(super) fn of(node: &Node) -> Self {
        if let Some(matrix) = node.matrix {
            return Self(matrix);
        }
        let [x, y, z, w] = node.rotation.unwrap_or([0.0, 0.0, 0.0, 1.0]);
        let columns = [
            [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + z * w), 2.0 * (x * z - y * w)],
            [2.0 * (x * y - z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + x * w)],
            [2.0 * (x * z + y * w), 2.0 * (y * z - x * w), 1.0 - 2.0 * (x * x + y * y)],
        ];
        let mut matrix = Self::NONE;
        let scales = node.scale.unwrap_or([1.0; 3]);
        for ((column, scale), turned) in matrix.0.chunks_exact_mut(4).zip(scales).zip(columns) {
            column.iter_mut().zip(turned).for_each(|(part, turned)| *part = turned * scale);
        }
        matrix.0[12..15].copy_from_slice(&node.translation.unwrap_or_default());
        matrix
    }

    /// The transformation of a child inside this one.
    pub(super) fn then(&self, child: &Self) -> Self {
        let mut product = [0.0; 16];
        for (place, part) in product.iter_mut().enumerate() {
            let (column, row) = (place / 4, place % 4);
            *part = (0..4).map(|inner| self.0[inner * 4 + row] * child.0[column * 4 + inner]).sum();
        }
        Self(product)
    }

    fn place(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let m = &self.0;
        [0, 1, 2].map(|row| m[row] * x + m[4 + row] * y + m[8 + row] * z + m[12 + row])
    }

    /// Returns true if the matrix does not flatten and has no perspective.
    pub(super) fn is_spatial(&self) -> bool {
        let m = &self.0;
        let columns = [[m[0], m[1], m[2]], [m[4], m[5], m[6]], [m[8], m[9], m[10]]];
        let dot = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let lengths = columns.map(|column| dot(column, column).sqrt());
        let upright = |one: usize, other: usize| {
            dot(columns[one], columns[other]).abs() <= MAX_SHEAR * lengths[one] * lengths[other]
        };
        [m[3], m[7], m[11], m[15]] == [0.0, 0.0, 0.0, 1.0]
            && lengths.iter().all(|length| *length > 0.0)
            && upright(0, 1)
            && upright(0, 2)
            && upright(1, 2)
    }
}

/// The smallest box around positions, with sides along the axes.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    least: [f64; 3],
    most: [f64; 3],
}

impl Extent {
    /// Returns the extent of positions; `None` without any.
    pub(super) fn of(positions: &Accessor, transform: &Transform) -> Option<Self> {
        let values: Vec<f64> = positions.used().collect();
        let points = values.as_chunks::<3>().0.iter().map(|point| transform.place(*point));
        points.map(|point| Self { least: point, most: point }).reduce(Self::with)
    }

    pub(super) fn with(self, other: Self) -> Self {
        let of = |pick: fn(f64, f64) -> f64, one: [f64; 3], other: [f64; 3]| {
            [0, 1, 2].map(|axis| pick(one[axis], other[axis]))
        };
        Self { least: of(f64::min, self.least, other.least), most: of(f64::max, self.most, other.most) }
    }

    pub(super) fn is_visible(&self) -> bool {
        let sides = self.least.iter().zip(self.most).map(|(least, most)| most - least);
        sides.reduce(f64::max).is_some_and(|longest| VISIBLE.contains(&longest))
    }
}
