use std::fmt;

use domain::email::EmailAddress;
use domain::shop::settings::Settings;
use email_encoding::headers::quoted_string;
use email_encoding::headers::writer::EmailWriter;

/// A name and an address in the form of a header (RFC 5322; a name that is not ASCII is encoded by RFC 2047).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(String);

impl Sender {
    /// The shop's name with the sender's address from the settings, or else the deployment's. An address of a domain that
    /// the deployment no longer uses is ignored, because SES rejects it.
    pub fn of(settings: &Settings, deployment: &EmailAddress) -> Result<Self, fmt::Error> {
        let own = settings.mail_sender.as_ref().filter(|own| own.domain() == deployment.domain());
        let address = own.unwrap_or(deployment);
        let mut name = String::new();
        quoted_string::encode(settings.shop_name.as_str(), &mut EmailWriter::new(&mut name, 0, 0, false))?;
        // The writer folds long headers; SES takes the sender on one line.
        Ok(Self(format!("{} <{address}>", name.replace("\r\n", ""))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Line;
    use proptest::prelude::*;

    fn sender(name: &str, own: Option<&str>) -> String {
        let deployment = EmailAddress::parse("orders@shop.example").unwrap();
        let mail_sender = own.map(|own| EmailAddress::parse(own).unwrap());
        let settings = Settings { shop_name: Line::parse(name).unwrap(), mail_sender, ..Settings::starter() };
        Sender::of(&settings, &deployment).unwrap().0
    }

    #[test]
    fn the_shop_writes_under_its_name_from_its_own_address_or_the_deployments() {
        assert_eq!(sender("3D Things", None), "\"3D Things\" <orders@shop.example>");
        assert_eq!(sender("Drei", Some("post@shop.example")), "Drei <post@shop.example>");
        assert_eq!(sender("Drei", Some("post@former.example")), "Drei <orders@shop.example>");
        assert_eq!(sender("Ädä", None), "=?utf-8?b?w4Rkw6Q=?= <orders@shop.example>");
    }

    proptest! {
        #[test]
        fn whatever_the_name_the_header_is_one_line_of_ascii_with_one_address(name in "\\PC{1,80}") {
            prop_assume!(Line::<80>::parse(&name).is_ok());
            let header = sender(&name, None);
            prop_assert!(header.bytes().all(|b| (b' '..=b'~').contains(&b)), "{}", header);
            prop_assert!(header.ends_with(" <orders@shop.example>"));
            let name = header.trim_end_matches(" <orders@shop.example>");
            prop_assert!(name.starts_with('"') || !name.contains(['<', '>', ',', '@']), "{}", header);
        }
    }
}
