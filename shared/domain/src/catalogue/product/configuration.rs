//! Valid configurations of a product: exactly one variant of each of its types, and no excluded combination.

use super::{Product, Variant, VariantType};

/// The order in which customers choose.
pub const KINDS: [VariantType; 3] = [VariantType::Size, VariantType::Material, VariantType::Color];

/// The first valid configuration of wanted variants, in the order of the choices.
pub fn configuration<'p>(
    product: &'p Product,
    wanted: &dyn Fn(&Variant) -> bool,
) -> Option<Vec<&'p Variant>> {
    let kinds: Vec<Vec<&Variant>> = each_kind(product)
        .map(|variants| variants.into_iter().filter(|variant| wanted(variant)).collect())
        .collect();
    first_choice(&kinds, &|chosen| product.excludes(chosen), &|_| true)
}

/// Returns true if every valid configuration needs a variant of which no piece is left. Only products with stock are ever
/// sold out.
pub fn is_sold_out(product: &Product) -> bool {
    let has_stock = product.variants.iter().any(|variant| variant.active && variant.stock.is_some());
    has_stock && configuration(product, &is_left).is_none()
}

/// Returns true if a variant is made to order, or if a piece of it is left.
pub fn is_left(variant: &Variant) -> bool {
    variant.stock.is_none_or(|stock| stock > 0)
}

/// The active variants, type by type. Types without any are left out.
pub fn each_kind(product: &Product) -> impl Iterator<Item = Vec<&Variant>> {
    let of_kind =
        |kind| product.variants.iter().filter(move |variant| variant.active && variant.kind == kind);
    KINDS
        .into_iter()
        .map(move |kind| of_kind(kind).collect::<Vec<_>>())
        .filter(|variants| !variants.is_empty())
}

/// The first choice of one element of each list that is accepted, and of which no beginning is excluded.
pub fn first_choice<T: Copy>(
    lists: &[Vec<T>],
    excluded: &dyn Fn(&[T]) -> bool,
    accepted: &dyn Fn(&[T]) -> bool,
) -> Option<Vec<T>> {
    let mut chosen = Vec::with_capacity(lists.len());
    search(lists, excluded, accepted, &mut chosen).then_some(chosen)
}

fn search<T: Copy>(
    rest: &[Vec<T>],
    excluded: &dyn Fn(&[T]) -> bool,
    accepted: &dyn Fn(&[T]) -> bool,
    chosen: &mut Vec<T>,
) -> bool {
    let Some((list, rest)) = rest.split_first() else { return accepted(chosen) };
    list.iter().any(|element| {
        chosen.push(*element);
        let found = !excluded(chosen) && search(rest, excluded, accepted, chosen);
        if !found {
            chosen.pop();
        }
        found
    })
}
