//! Carriers with a known public tracking page, so that a tracking number alone is enough to link to the parcel.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Parcel;
use super::https::is_https;

/// The characters that must be escaped in a URL: all but the unreserved ones of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A carrier: the names that staff may write, in lower case without spaces and signs, and the URL of the carrier's own
/// tracking page, which must accept external links, with `{}` in place of the number.
type Carrier = (&'static [&'static str], &'static str);

/// Carriers of the countries that the shop ships to, and those that work everywhere. `docs/api.md` lists them.
pub const CARRIERS: [Carrier; 22] = [
    (&["anpost"], "https://www.anpost.com/Post-Parcels/Track/History?item={}"),
    (&["australiapost", "auspost"], "https://auspost.com.au/mypost/track/#/details/{}"),
    (&["bpost"], "https://track.bpost.cloud/btr/web/#/search?itemCode={}"),
    (
        &["canadapost", "postescanada"],
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    ),
    (&["correos"], "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number={}"),
    (&["deutschepost"], "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={}"),
    (
        &["dhl", "dhlpaket", "dhlparcel", "dhlexpress", "dhlecommerce"],
        "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}&submit=1",
    ),
    (&["dpd"], "https://tracking.dpd.de/status/en_US/parcel/{}"),
    (&["evri", "hermesuk"], "https://www.evri.com/track/parcel/{}"),
    (&["fedex", "federalexpress"], "https://www.fedex.com/fedextrack/?trknbr={}"),
    (&["gls"], "https://gls-group.eu/track/{}"),
    (&["inpost"], "https://inpost.pl/en/find-parcel?number={}"),
    (
        &["japanpost"],
        "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}&locale=en",
    ),
    (&["laposte", "colissimo"], "https://www.laposte.fr/outils/suivre-vos-envois?code={}"),
    (
        &["österreichischepost", "oesterreichischepost", "austrianpost"],
        "https://www.post.at/s/sendungsdetails?snr={}",
    ),
    (&["pocztapolska"], "https://emonitoring.poczta-polska.pl/?numer={}"),
    (&["posteitaliane"], "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}"),
    (&["postnord"], "https://tracking.postnord.com/en/?id={}"),
    (&["royalmail"], "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    (
        &["swisspost", "dieschweizerischepost", "lapostesuisse"],
        "https://www.post.ch/swisspost-tracking?formattedParcelCodes={}",
    ),
    (&["ups"], "https://www.ups.com/track?tracknum={}"),
    (&["usps"], "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
];

/// Returns the URL of a parcel's tracking page: the one that staff entered, if it is HTTPS with a host; otherwise the one of its
/// carrier, if the shop knows the carrier.
pub fn tracking_link(parcel: &Parcel) -> Option<String> {
    let entered = parcel.tracking_url.as_ref().map(ToString::to_string).filter(|url| is_https(url));
    entered.or_else(|| page(parcel.carrier.as_str(), parcel.tracking_number.as_str()))
}

/// Returns a known carrier's page for a number, written with or without spaces.
fn page(carrier: &str, number: &str) -> Option<String> {
    let name: String = carrier.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (_, page) = CARRIERS.iter().find(|(names, _)| names.contains(&name.as_str()))?;
    let number: String = number.split_whitespace().collect();
    Some(page.replace("{}", &utf8_percent_encode(&number, ESCAPED).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;

    fn parcel(carrier: &str, number: &str, url: Option<&str>) -> Parcel {
        Parcel {
            carrier: Text::parse(carrier).unwrap(),
            tracking_number: Text::parse(number).unwrap(),
            tracking_url: url.map(|url| Text::parse(url).unwrap()),
            lines: Vec::new(),
        }
    }

    #[test]
    fn a_known_carrier_is_known_however_its_name_is_written() {
        let dhl = "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434&submit=1";
        for name in ["DHL", "dhl", " D.H.L. ", "DHL Paket", "DHL-Express"] {
            assert_eq!(tracking_link(&parcel(name, "0034 0434", None)).as_deref(), Some(dhl), "{name}");
        }
        let austria = tracking_link(&parcel("Österreichische Post", "1", None));
        assert_eq!(austria.as_deref(), Some("https://www.post.at/s/sendungsdetails?snr=1"));
        for unknown in ["A friend with a van", "DHLX", "…"] {
            assert_eq!(tracking_link(&parcel(unknown, "1", None)), None, "{unknown}");
        }
    }

    #[test]
    fn what_staff_say_wins_if_it_is_https() {
        let entered = "HTTPS://parcels.example/1?a=b";
        assert_eq!(tracking_link(&parcel("UPS", "1", Some(entered))).as_deref(), Some(entered));
        assert_eq!(tracking_link(&parcel("A friend", "1", Some(entered))).as_deref(), Some(entered));
        for other in
            ["http://parcels.example/1", "javascript:alert(1)", "https:", "https://", "https://?a", "ftp://x"]
        {
            let link = tracking_link(&parcel("UPS", "1", Some(other)));
            assert_eq!(link.as_deref(), Some("https://www.ups.com/track?tracknum=1"), "{other}");
            assert_eq!(tracking_link(&parcel("A friend", "1", Some(other))), None, "{other}");
        }
    }

    #[test]
    fn every_page_is_https_with_one_place_for_the_number_and_no_name_leads_to_two() {
        let mut names: Vec<&str> = CARRIERS.iter().flat_map(|(names, _)| names.iter().copied()).collect();
        for (_, page) in CARRIERS {
            assert!(page.starts_with("https://") && page.matches("{}").count() == 1, "{page}");
        }
        for name in &names {
            assert!(name.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase()), "{name}");
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    proptest! {
        #[test]
        fn a_number_cannot_break_out_of_its_place(number in "[^\\p{Cc}]{0,78}x") {
            let number = format!("1{}", number.trim_start());
            prop_assume!(Text::<80>::parse(&number).is_ok());
            let link = tracking_link(&parcel("UPS", &number, None)).unwrap();
            let written = link.strip_prefix("https://www.ups.com/track?tracknum=").unwrap();
            let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
            prop_assert!(written.chars().all(harmless), "{}", written);
        }
    }
}
