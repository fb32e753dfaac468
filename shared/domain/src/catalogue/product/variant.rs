//! Adds, replaces and removes a single variant of a product. The whole product is validated again, and each fault points
//! into the variant's own document.

use jiff::Timestamp;

use super::{Product, ProductDraft, Revision, Variant, VariantDraft, VariantName};
use crate::fault::{Fault, Faults};
use crate::ids::VariantId;

/// The product with an additional variant.
pub fn added(
    before: &Product,
    variant: VariantDraft,
    now: Timestamp,
    fresh_id: VariantId,
) -> Result<Product, Faults> {
    let mut draft = ProductDraft::from(before);
    let place = draft.variants.len();
    draft.variants.push(variant);
    revised(before, draft, now, fresh_id).map_err(|faults| rebased(faults, place))
}

/// The product with one of its variants replaced; none if the product does not have the variant. Exclusions and pictures
/// that refer to the variant follow its new name.
pub fn replaced(
    before: &Product,
    id: VariantId,
    variant: VariantDraft,
    now: Timestamp,
) -> Option<Result<Product, Faults>> {
    let mut draft = ProductDraft::from(before);
    let (place, slot) = draft.variants.iter_mut().enumerate().find(|(_, slot)| slot.id == Some(id))?;
    if variant.id.is_some_and(|sent| sent != id) {
        let mut faults = Faults::default();
        faults.push("/id", "wrong_id", "The id must match the variant id in the path.");
        return Some(Err(faults));
    }
    let new_name = VariantName { kind: variant.kind, value: variant.value.clone() };
    let old = std::mem::replace(slot, VariantDraft { id: Some(id), ..variant });
    let old_name = VariantName { kind: old.kind, value: old.value };
    let excluded = draft.excluded_combinations.iter_mut().flatten();
    let shown = draft.images.iter_mut().filter_map(|image| image.variant.as_mut());
    for name in excluded.chain(shown).filter(|name| **name == old_name) {
        *name = new_name.clone();
    }
    Some(revised(before, draft, now, id).map_err(|faults| rebased(faults, place)))
}

/// The product without one of its variants. Fails if an exclusion refers to the variant. The variant's pictures remain as
/// pictures of the product.
pub fn removed(before: &Product, id: VariantId, now: Timestamp) -> Result<Product, Faults> {
    let mut draft = ProductDraft::from(before);
    draft.variants.retain(|variant| variant.id != Some(id));
    for (image, draft) in before.images.iter().zip(&mut draft.images) {
        draft.variant = draft.variant.take().filter(|_| image.variant_id != Some(id));
    }
    revised(before, draft, now, id)
}

/// The variant with an id.
pub fn find(product: &Product, id: VariantId) -> Option<&Variant> {
    product.variants.iter().find(|variant| variant.id == id)
}

/// Validates the draft in the product's currency.
fn revised(
    before: &Product,
    draft: ProductDraft,
    now: Timestamp,
    own_id: VariantId,
) -> Result<Product, Faults> {
    let revision =
        Revision { before: Some(before), id: before.id, currency: before.base_price.currency, now };
    draft.into_product(revision, || own_id)
}

/// Maps faults of the product to faults of the variant at index `place`, the only part that changed.
fn rebased(faults: Faults, place: usize) -> Faults {
    let own = format!("/variants/{place}/");
    let mut rebased: Vec<Fault> = Vec::new();
    for fault in faults.0 {
        let pointer = match fault.pointer.strip_prefix(&own) {
            Some(field) => format!("/{field}"),
            // The product reports the later of two variants with the same name; here the fault is the one that was sent.
            None if fault.code == "duplicate_variant" => "/value".to_owned(),
            // Names in exclusions follow the variant, so only a changed type can make a combination invalid.
            None if fault.pointer.starts_with("/excluded_combinations/") => "/type".to_owned(),
            None => String::new(),
        };
        let fault = Fault { pointer, ..fault };
        if !rebased.contains(&fault) {
            rebased.push(fault);
        }
    }
    Faults(rebased)
}

#[cfg(test)]
mod tests;
