//! The attribute `automatic_tax`: true if Stripe adds tax. The previous release has no other form of the tax.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::shop::settings::TaxMode;

use crate::store::Item;

const NAME: &str = "automatic_tax";

/// Adds the attribute to the fields of a checkout or of the settings.
pub(crate) fn add(fields: &mut Item, mode: TaxMode) {
    fields.insert(NAME.to_owned(), AttributeValue::Bool(mode == TaxMode::StripeAdded));
}

/// Removes the attribute where the item has a tax, which is its present form.
pub(super) fn ignore(item: &mut Item) {
    ignore_in(item);
    if let Some(AttributeValue::M(settings)) = item.get_mut("settings") {
        ignore_in(settings);
    }
}

fn ignore_in(fields: &mut Item) {
    if fields.contains_key("tax") {
        fields.remove(NAME);
    }
}
