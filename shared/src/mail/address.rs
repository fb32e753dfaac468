//! Addresses in the form that mail servers take.

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

/// Returns an address with its domain in Punycode (RFC 5891), as SES requires it. None for an address that SES cannot
/// write to: without a full domain, or with a local part that is not ASCII.
pub fn deliverable(address: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Verify)
        .ok()
        .filter(|domain| domain.contains('.'))?;
    let plain = !local.is_empty() && local.bytes().all(|b| b.is_ascii_graphic());
    plain.then(|| format!("{local}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_written_in_punycode_and_local_parts_are_kept() {
        for (typed, sent) in [
            ("info@müller-druck.example", "info@xn--mller-druck-thb.example"),
            ("Ada.B+c@Shop.EXAMPLE", "Ada.B+c@shop.example"),
            (" ada@例え.example ", "ada@xn--r8jz45g.example"),
            ("ada@faß.example", "ada@xn--fa-hia.example"),
            ("ada@a--b.example", "ada@a--b.example"),
        ] {
            assert_eq!(deliverable(typed).as_deref(), Some(sent), "{typed}");
        }
    }

    #[test]
    fn addresses_that_no_mail_reaches_are_refused() {
        let long = format!("ada@{}.example", "a".repeat(64));
        for typed in [
            "",
            "ada",
            "@x.example",
            "ada@",
            "ada@local",
            "jörg@x.example",
            "a b@x.example",
            "ada@x y.example",
            &long,
        ] {
            assert_eq!(deliverable(typed), None, "{typed}");
        }
    }
}
