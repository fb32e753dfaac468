//! The content security policies allow the content of the pages that they protect.

use aws_lc_rs::digest::{SHA256, digest};
use base64::prelude::{BASE64_STANDARD, Engine as _};

#[test]
fn the_back_office_allows_the_style_of_the_documents_that_it_opens() {
    let style = include_bytes!("../../../functions/orders/admin-get-document/templates/document.css");
    let hash = BASE64_STANDARD.encode(digest(&SHA256, style));
    let template = include_str!("../../../template.yaml");
    let policy =
        template.split("AdminHeaders:").nth(1).and_then(|rest| rest.split("Others:").next()).unwrap();
    assert!(policy.contains(&format!("'sha256-{hash}'")), "AdminHeaders allow another style than {hash}");
}
