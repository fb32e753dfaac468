//! A variant as a document of its own: put into its product so that all of the product's rules hold, with every fault
//! where the variant's document has it.

use domain::fault::{Fault, Faults};
use domain::ids::VariantId;
use domain::product::{Product, ProductDraft, Revision, Variant, VariantDraft, VariantName};
use jiff::Timestamp;

/// The product with one more variant.
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

/// The product with one of its variants replaced, none if it has no such variant. Exclusions and
/// pictures that name the variant follow its new name.
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

/// The product without one of its variants, which no exclusion may name. Its pictures stay, as the product's.
pub fn removed(before: &Product, id: VariantId, now: Timestamp) -> Result<Product, Faults> {
    let mut draft = ProductDraft::from(before);
    draft.variants.retain(|variant| variant.id != Some(id));
    for (image, draft) in before.images.iter().zip(&mut draft.images) {
        draft.variant = draft.variant.take().filter(|_| image.variant_id != Some(id));
    }
    revised(before, draft, now, id)
}

/// A product's variant.
pub fn find(product: &Product, id: VariantId) -> Option<&Variant> {
    product.variants.iter().find(|variant| variant.id == id)
}

/// Prices stay in the currency that the product has, and the variants that were not meant stay just as they were: a
/// draft cannot say that more was sold than was there.
fn revised(
    before: &Product,
    draft: ProductDraft,
    now: Timestamp,
    own_id: VariantId,
) -> Result<Product, Faults> {
    let revision =
        Revision { before: Some(before), id: before.id, currency: before.base_price.currency, now };
    let mut product = draft.into_product(revision, || own_id)?;
    for variant in product.variants.iter_mut().filter(|variant| variant.id != own_id) {
        variant.stock = find(before, variant.id).and_then(|earlier| earlier.stock);
    }
    Ok(product)
}

/// Faults of the product as faults of the variant at `place`, the only part of it that changed.
fn rebased(faults: Faults, place: usize) -> Faults {
    let own = format!("/variants/{place}/");
    let mut rebased: Vec<Fault> = Vec::new();
    for fault in faults.0 {
        let pointer = match fault.pointer.strip_prefix(&own) {
            Some(field) => format!("/{field}"),
            // Of two variants with one name, the later is at fault in the product; here it is the one that was sent.
            None if fault.code == "duplicate_variant" => "/value".to_owned(),
            // Names in exclusions follow the variant, so only another type can spoil a combination.
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
