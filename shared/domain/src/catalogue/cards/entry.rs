//! A card in memory: what a page shows of it is ready, and its variants take a few bytes each.

use jiff::Timestamp;

use super::super::card::{Card, CardImage, CardVariant};
use super::super::product::configuration::{KINDS, first_choice};
use super::super::product::{Image, ProductSummary, VariantType};
use super::labels::{Label, Labels, label_of};
use super::wanted::Wanted;
use crate::money::Money;

/// A product for sale in memory.
#[allow(clippy::struct_excessive_bools, reason = "each is asked by one place of a page")]
#[derive(Debug)]
pub struct Entry {
    /// The product in lists.
    pub summary: ProductSummary,
    /// Version of the product.
    pub version: u64,
    /// Time at which the product was created.
    pub created_at: Timestamp,
    /// Time of the product's last change by staff.
    pub updated_at: Timestamp,
    /// As in [`Card`].
    pub sold_out: bool,
    /// True if two variants of a type differ in price.
    pub prices_differ: bool,
    /// True if two variants of a type differ in lead time.
    pub lead_times_differ: bool,
    /// Lower-case text in which searches look.
    pub searchable: Box<str>,
    /// True if it has a valid configuration.
    pub(super) has_configuration: bool,
    base_price: Money,
    pub(super) variants: Box<[EntryVariant]>,
    /// Combinations that cannot be ordered, by the places of their variants.
    excluded: Box<[Vec<u8>]>,
}

#[derive(Debug)]
pub(super) struct EntryVariant {
    price_adjustment: i64,
    pub(super) label: Label,
    lead_time_days: u16,
    pub(super) kind: VariantType,
}

impl Entry {
    pub(super) fn new(card: Card, labels: &mut Labels) -> Self {
        let variant = |variant: &CardVariant| EntryVariant {
            price_adjustment: variant.price_adjustment,
            label: labels.add(label_of(variant)),
            lead_time_days: variant.lead_time_days,
            kind: variant.kind,
        };
        let variants: Box<[EntryVariant]> = card.variants.iter().map(variant).collect();
        let mut entry = Self {
            prices_differ: differ(&variants, |variant| variant.price_adjustment),
            lead_times_differ: differ(&variants, |variant| variant.lead_time_days),
            summary: ProductSummary {
                id: card.id,
                slug: card.slug,
                name: card.name,
                category: card.category,
                price_from: card.price_from,
                lead_time_days_from: card.lead_time_days_from,
                image: card.image.map(image),
            },
            version: card.version,
            created_at: card.created_at,
            updated_at: card.updated_at,
            sold_out: card.sold_out,
            searchable: card.searchable.into(),
            has_configuration: false,
            base_price: card.base_price,
            variants,
            excluded: card.excluded.into(),
        };
        entry.has_configuration = entry.has_one(&Wanted::default());
        entry
    }

    /// Returns true if a single configuration meets all choices and limits together.
    pub fn offers(&self, wanted: &Wanted) -> bool {
        if wanted.is_anything() { self.has_configuration } else { self.has_one(wanted) }
    }

    fn has_one(&self, wanted: &Wanted) -> bool {
        let missing =
            |kind| wanted.chooses(kind) && !self.variants.iter().any(|variant| variant.kind == kind);
        if KINDS.into_iter().any(missing) {
            return false;
        }
        if self.excluded.is_empty() { self.has_cheap_enough(wanted) } else { self.has_valid(wanted) }
    }

    /// The cheapest wanted variant of each type together are cheap enough. Nothing is excluded.
    fn has_cheap_enough(&self, wanted: &Wanted) -> bool {
        let cheapest = self.kinds().map(|kind| {
            let variants =
                self.variants.iter().filter(|variant| variant.kind == kind && variant.fits(wanted));
            variants.map(|variant| variant.price_adjustment).min()
        });
        let price =
            cheapest.into_iter().try_fold(self.base_price.amount, |sum, cheapest| sum.checked_add(cheapest?));
        price.is_some_and(|price| wanted.affords(price))
    }

    fn has_valid(&self, wanted: &Wanted) -> bool {
        let places = |kind| {
            let places = (0_u8..).zip(self.variants.iter());
            let fitting = places.filter(|(_, variant)| variant.kind == kind && variant.fits(wanted));
            fitting.map(|(place, _)| place).collect::<Vec<u8>>()
        };
        let kinds: Vec<Vec<u8>> = self.kinds().map(places).collect();
        let excluded = |chosen: &[u8]| {
            self.excluded.iter().any(|combination| combination.iter().all(|place| chosen.contains(place)))
        };
        let affordable = |chosen: &[u8]| {
            let adjustment = |place: &u8| self.variants.get(usize::from(*place)).map(|v| v.price_adjustment);
            let price = chosen
                .iter()
                .try_fold(self.base_price.amount, |sum, place| sum.checked_add(adjustment(place)?));
            price.is_some_and(|price| wanted.affords(price))
        };
        first_choice(&kinds, &excluded, &affordable).is_some()
    }

    /// The types from which a configuration chooses one variant each.
    fn kinds(&self) -> impl Iterator<Item = VariantType> {
        KINDS.into_iter().filter(|kind| self.variants.iter().any(|variant| variant.kind == *kind))
    }
}

impl EntryVariant {
    /// Returns true if a wanted configuration may contain it.
    fn fits(&self, wanted: &Wanted) -> bool {
        wanted.accepts(self.kind, self.label) && wanted.awaits(self.lead_time_days)
    }
}

/// Returns true if two variants of a type differ in this value.
fn differ<T: PartialEq>(variants: &[EntryVariant], of: impl Fn(&EntryVariant) -> T) -> bool {
    KINDS.into_iter().any(|kind| {
        let mut values = variants.iter().filter(|variant| variant.kind == kind).map(&of);
        let first = values.next();
        values.any(|value| Some(value) != first)
    })
}

fn image(CardImage { path, alt, variant_id, widths }: CardImage) -> Image {
    Image { path, alt, variant_id, widths }
}
