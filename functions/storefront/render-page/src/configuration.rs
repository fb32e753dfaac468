//! Valid configurations of a product: exactly one variant of each of its types, and no excluded combination.

use shared::domain::catalogue::product::{Product, Variant, VariantType};

/// The order in which customers choose.
pub(crate) const KINDS: [VariantType; 3] = [VariantType::Size, VariantType::Material, VariantType::Color];

/// The first valid configuration of wanted variants that is accepted, in the order of the choices.
pub(crate) fn configuration<'p>(
    product: &'p Product,
    wanted: &dyn Fn(&Variant) -> bool,
    accepted: &dyn Fn(&[&Variant]) -> bool,
) -> Option<Vec<&'p Variant>> {
    let kinds: Vec<Vec<&Variant>> = each_kind(product)
        .map(|variants| variants.into_iter().filter(|variant| wanted(variant)).collect())
        .collect();
    let mut chosen = Vec::new();
    search(product, &kinds, accepted, &mut chosen).then_some(chosen)
}

/// Returns true if every valid configuration needs a variant of which no piece is left. Only products with stock are ever
/// sold out.
pub(crate) fn is_sold_out(product: &Product) -> bool {
    let has_stock = product.variants.iter().any(|variant| variant.active && variant.stock.is_some());
    has_stock && configuration(product, &is_left, &|_| true).is_none()
}

/// Returns true if a variant is made to order, or if a piece of it is left.
pub(crate) fn is_left(variant: &Variant) -> bool {
    variant.stock.is_none_or(|stock| stock > 0)
}

/// The active variants, type by type. Types without any are left out.
pub(crate) fn each_kind(product: &Product) -> impl Iterator<Item = Vec<&Variant>> {
    let of_kind =
        |kind| product.variants.iter().filter(move |variant| variant.active && variant.kind == kind);
    KINDS
        .into_iter()
        .map(move |kind| of_kind(kind).collect::<Vec<_>>())
        .filter(|variants| !variants.is_empty())
}

fn search<'p>(
    product: &Product,
    rest: &[Vec<&'p Variant>],
    accepted: &dyn Fn(&[&Variant]) -> bool,
    chosen: &mut Vec<&'p Variant>,
) -> bool {
    let Some((variants, rest)) = rest.split_first() else { return accepted(chosen) };
    variants.iter().any(|variant| {
        chosen.push(variant);
        let found = !product.excludes(chosen) && search(product, rest, accepted, chosen);
        if !found {
            chosen.pop();
        }
        found
    })
}
