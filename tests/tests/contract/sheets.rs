//! The CSV of products: what the export writes, the import reads.

use admin_export_products_csv::written;
use admin_import_products::table;
use shared::api::sheet::SheetLanguage;
use shop_tests::shop::{dragon, text};

#[test]
fn an_export_of_several_pages_is_read_back_in_every_language() {
    let mut second = dragon("loewe");
    second.name = text("=Löwe; \"groß\", rot");
    second.description = text("'zwei\nZeilen");
    let drafts = [dragon("dragon"), second];
    for language in [SheetLanguage::En, SheetLanguage::De] {
        let mut file = written(&drafts[..1], language, true).unwrap();
        file.extend(written(&drafts[1..], language, false).unwrap());
        let file = String::from_utf8(file).unwrap();
        assert!(file.starts_with("\u{feff}slug"), "{file}");
        let rows = table::read(&file).unwrap();
        let read: Vec<_> = rows.into_iter().map(|row| row.draft.unwrap()).collect();
        assert_eq!(read, drafts, "{file}");
    }
}
