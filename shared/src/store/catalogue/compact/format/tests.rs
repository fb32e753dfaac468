use domain::catalogue::card::{CardImage, CardVariant};
use domain::catalogue::product::VariantType;
use domain::ids::{ProductId, VariantId};
use domain::money::{Currency, Money};
use domain::text::{Slug, Text};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use uuid::Uuid;

use super::*;

fn text<const MAX: usize>(pattern: &'static str) -> impl Strategy<Value = Text<MAX>> {
    pattern.prop_map(|text| Text::parse(&text).unwrap())
}

fn slug() -> impl Strategy<Value = Slug> {
    "[a-z]{1,9}(-[a-z0-9]{1,9})?".prop_map(|slug| Slug::try_from(slug).unwrap())
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000_000).prop_map(|at| Timestamp::from_millisecond(at).unwrap())
}

fn image() -> impl Strategy<Value = CardImage> {
    let variant_id = prop::option::of(any::<u128>());
    (text("/media/[a-z]{1,9}"), text("[ -~]{0,9}[!-~]"), variant_id, vec(any::<u16>(), 0..4)).prop_map(
        |(path, alt, id, widths)| {
            let variant_id = id.map(|id| VariantId::from_uuid(Uuid::from_u128(id)));
            CardImage { path, alt, variant_id, widths }
        },
    )
}

fn variant() -> impl Strategy<Value = CardVariant> {
    let kind = prop::sample::select(vec![VariantType::Size, VariantType::Material, VariantType::Color]);
    let swatch = prop::option::of("#[0-9a-f]{6}");
    (kind, text("[ -~ö]{0,9}[!-~]"), swatch, any::<i64>(), any::<u16>()).prop_map(
        |(kind, value, swatch, price_adjustment, lead_time_days)| CardVariant {
            kind,
            value,
            swatch,
            price_adjustment,
            lead_time_days,
        },
    )
}

prop_compose! {
    fn card()(
        (id, version, sold_out) in any::<(u128, u64, bool)>(),
        (slug, category) in (slug(), slug()),
        (name, searchable) in (text("[ -~ß]{0,20}[!-~]"), "\\PC{0,300}"),
        (base, from, lead_time_days_from) in (0_i64..1 << 40, 0_i64..1 << 40, any::<u16>()),
        image in prop::option::of(image()),
        variants in vec(variant(), 0..6),
        excluded in vec(vec(any::<u8>(), 1..3), 0..3),
        (created_at, updated_at) in (time(), time()),
    ) -> Card {
        let currency = Currency::parse("EUR").unwrap();
        let eur = |amount| Money { amount, currency };
        Card {
            id: ProductId::from_uuid(Uuid::from_u128(id)),
            version,
            slug,
            name,
            category,
            base_price: eur(base),
            price_from: eur(from),
            lead_time_days_from,
            image,
            variants,
            excluded,
            sold_out,
            searchable,
            created_at,
            updated_at,
        }
    }
}

fn read(bytes: &[u8]) -> Result<Vec<Card>, FormatError> {
    let mut cards = Vec::new();
    decode(bytes, &mut |card| cards.push(card))?;
    Ok(cards)
}

proptest! {
    #[test]
    fn what_was_written_is_read(cards in vec(card(), 0..30)) {
        prop_assert_eq!(read(&encode(cards.iter()).unwrap()).unwrap(), cards);
    }

    #[test]
    fn no_card_is_lost_with_missing_bytes(cards in vec(card(), 0..9), place: prop::sample::Index) {
        let bytes = encode(cards.iter()).unwrap();
        // All cards are known before the frame's end mark.
        let known = read(&bytes[..place.index(bytes.len())]);
        prop_assert!(known.is_err() || known.is_ok_and(|known| known == cards));
    }

    #[test]
    fn additional_bytes_are_refused(cards in vec(card(), 0..9), more in vec(any::<u8>(), 1..9)) {
        let bytes = encode(cards.iter()).unwrap();
        prop_assert!(read(&[bytes, more].concat()).is_err());
    }

    #[test]
    fn a_changed_byte_is_refused(cards in vec(card(), 1..9), place: prop::sample::Index, mask in 1_u8..) {
        let mut bytes = encode(cards.iter()).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= mask;
        prop_assert!(read(&bytes).is_err(), "byte {place}");
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..200), content in vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
        // A correct frame with anything in it.
        let mut writer = FrameEncoder::new(vec![VERSION]);
        writer.write_all(&1_u32.to_le_bytes()).unwrap();
        writer.write_all(&u32::try_from(content.len()).unwrap().to_le_bytes()).unwrap();
        writer.write_all(&content).unwrap();
        let _ = read(&writer.finish().unwrap());
    }
}

#[test]
fn another_format_is_refused_and_named_in_the_key() {
    let mut bytes = encode([].iter()).unwrap();
    assert!(is_current(&key("abc")) && !is_current("11/abc") && !is_current("catalogue/7"));
    bytes[0] += 1;
    assert!(matches!(read(&bytes), Err(FormatError::Unknown(2))));
}

#[test]
fn more_than_a_block_of_cards_is_read_back() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let cards = vec(card(), 2_000).new_tree(&mut runner).unwrap().current();
    let bytes = encode(cards.iter()).unwrap();
    assert!(bytes.len() > 3 * 64 * 1024);
    assert_eq!(read(&bytes).unwrap(), cards);
}
