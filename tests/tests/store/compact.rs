//! The bytes of a compact catalogue, compared with a golden file: functions of the last release may still read it.

use std::path::PathBuf;

use shared::domain::catalogue::card::Card;
use shared::store::compact::{AllCards, decode};
use shop_tests::shop::product;

use crate::golden::rewrite;

#[test]
fn the_compact_catalogue_is_read_from_its_golden_file() {
    let mut cards = AllCards::default();
    (1..=3).for_each(|n| cards.add(Card::of(&product(n)).unwrap().unwrap()));
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/store/golden/compact-catalogue.bin");
    if rewrite() {
        std::fs::write(&file, cards.encode().unwrap().bytes).unwrap();
    }
    let mut read = AllCards::default();
    let bytes = std::fs::read(&file).unwrap();
    decode(bytes.as_slice(), &mut |card| read.add(card)).unwrap();
    assert_eq!(read, cards, "cards are stored differently: the format needs the next version");
}
