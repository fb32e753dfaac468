//! Reads the data that a checkout is priced with, and the data that an order is made with.

use std::collections::BTreeSet;

use domain::catalogue::product::Product;
use domain::checkout::cart_id::CartId;
use domain::ids::ProductId;
use domain::purchase::{Checkout, OrderContext, StockLocation, StockTaken};
use domain::shop::settings::Settings;

use super::{CartClaim, IdempotencyItem, cart};
use crate::store::items::{ProductItem, SoldItem, Stored, entity, from_item};
use crate::store::limits::Turn;
use crate::store::settings::SettingsItem;
use crate::store::{PurchaseWriter, StoreError, keys};

/// The present state of the shop that a checkout is priced with.
#[derive(Debug, Clone)]
pub struct PricingContext {
    /// The purchase that this idempotency key began before, if it did.
    pub earlier: Option<IdempotencyItem>,
    /// The claim of the cart, if the client named one and it was checked out before.
    pub cart: Option<CartClaim>,
    /// False if the client has no turn left.
    pub has_turn: bool,
    pub products: Vec<Product>,
    pub settings: Settings,
}

impl PurchaseWriter {
    /// AP-03: reads the data that a checkout is priced with, consistently; one BatchGetItem.
    pub async fn pricing_context(
        &self,
        scope: &str,
        key: &str,
        cart: Option<&CartId>,
        turn: Option<&Turn>,
        products: impl IntoIterator<Item = ProductId>,
    ) -> Result<PricingContext, StoreError> {
        let mut wanted = vec![keys::idempotency(scope, key).into_item(), keys::settings().into_item()];
        wanted.extend(cart.map(|id| cart::key_of(id).into_item()));
        wanted.extend(turn.map(Turn::key));
        wanted.extend(products.into_iter().map(|id| keys::product(id).into_item()));
        let settings = Settings::starter();
        let mut context =
            PricingContext { earlier: None, cart: None, has_turn: true, products: Vec::new(), settings };
        for item in self.batch_get(wanted).await? {
            match entity(&item) {
                Some(IdempotencyItem::ENTITY) => context.earlier = from_item(item)?,
                Some(Turn::ENTITY) => context.has_turn = turn.is_none_or(|turn| turn.is_left(&item)),
                Some(CartClaim::ENTITY) => context.cart = from_item(item)?,
                Some(SettingsItem::ENTITY) => {
                    let stored = from_item::<SettingsItem>(item)?.map(|stored| stored.settings);
                    context.settings = stored.unwrap_or(context.settings);
                }
                _ => context.products.extend(
                    from_item::<ProductItem>(item)?
                        .filter(|p| p.deleted_at.is_none())
                        .map(|stored| stored.product),
                ),
            }
        }
        Ok(context)
    }

    /// AP-20: reads the data that an order is made with; one BatchGetItem. Variants that are no longer stocked are left
    /// out.
    pub async fn order_context(&self, checkout: &Checkout) -> Result<OrderContext, StoreError> {
        let taken = &checkout.stock;
        let stocked: BTreeSet<ProductId> = taken.iter().map(|taken| taken.product_id).collect();
        let mut unsold: BTreeSet<ProductId> =
            checkout.quote.lines.iter().map(|line| line.product_id).collect();
        let mut wanted = vec![keys::settings().into_item()];
        wanted.extend(stocked.into_iter().map(|id| keys::product(id).into_item()));
        wanted.extend(unsold.iter().map(|id| keys::sold(*id).into_item()));
        let (mut settings, mut stock) = (Settings::starter(), Vec::new());
        for item in self.batch_get(wanted).await? {
            if entity(&item) == Some(SettingsItem::ENTITY) {
                settings = from_item::<SettingsItem>(item)?.map_or(settings, |stored| stored.settings);
                continue;
            }
            if let Some(sold) = from_item::<SoldItem>(item.clone())? {
                unsold.remove(&sold.product_id);
                continue;
            }
            let Some(stored) = from_item::<ProductItem>(item)?.filter(|p| p.deleted_at.is_none()) else {
                continue;
            };
            stock.extend(locations(taken, &stored.product));
        }
        Ok(OrderContext { settings, stock, first_sales: unsold.into_iter().collect() })
    }

    /// AP-57: reads the positions of stock that a cancelled order returns; one BatchGetItem, none without stock. Variants
    /// that are no longer stocked are left out.
    pub(super) async fn stock_locations(
        &self,
        returned: &[StockTaken],
    ) -> Result<Vec<StockLocation>, StoreError> {
        let products: BTreeSet<ProductId> = returned.iter().map(|taken| taken.product_id).collect();
        let wanted = products.into_iter().map(|id| keys::product(id).into_item()).collect();
        let mut stock = Vec::new();
        for item in self.batch_get(wanted).await? {
            let stored = from_item::<ProductItem>(item)?.filter(|product| product.deleted_at.is_none());
            stock.extend(stored.iter().flat_map(|stored| locations(returned, &stored.product)));
        }
        Ok(stock)
    }
}

/// Finds the stocked variants among those of a product.
fn locations(taken: &[StockTaken], product: &Product) -> Vec<StockLocation> {
    let of_product = taken.iter().filter(|taken| taken.product_id == product.id);
    let location = |taken: &StockTaken| {
        let place = product.variants.iter().position(|variant| variant.id == taken.variant_id)?;
        let left = product.variants.get(place)?.stock?;
        Some(StockLocation { taken: *taken, place, left })
    };
    of_product.filter_map(location).collect()
}
