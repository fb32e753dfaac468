//! Rendered mails have the same content in HTML and in plain text, and customer data is escaped.

use serde_json::json;
use shared::customer::Private;
use shared::domain::email::EmailAddress;
use shared::domain::fault::Faults;
use shared::domain::purchase::tax::{TaxBreakdown, TaxTreatment};
use shared::domain::purchase::{Dispute, NumberedPurchase, Order, Parcel, Purchase};
use shared::domain::shop::settings::{Settings, ShopAddress};
use shared::mail::{Mail, MailContext, MailTemplate, Notice, render, render_notice};
use shared::vault::{Confidential, TrackingSecret};
use shop_tests::shop::{customer, eur, text};

use crate::golden::{checkout_item, checkout_under_way, order_item};

const NAMED: &str = "Ada <script>alert(\"1\")</script> & Sons";

fn address() -> ShopAddress {
    let written =
        json!({"name": "3D Things & Co.", "line1": "Werkstr. 1", "city": "Berlin", "country": "DE"});
    deserr::deserialize::<_, _, Faults>(written).unwrap()
}

fn written(template: &MailTemplate, order: &Order) -> Mail {
    about(template, &NumberedPurchase::Order(order.clone()))
}

fn about(template: &MailTemplate, purchase: &NumberedPurchase) -> Mail {
    let mut customer = customer("ada");
    customer.name = Private::new(Some("The recipient".to_owned()));
    customer.billing_name = Private::new(Some(NAMED.to_owned()));
    let confidential = Confidential { customer, tracking_secret: TrackingSecret::new().unwrap() };
    let contact_email = Some(EmailAddress::parse("hello@shop.example").unwrap());
    let settings = Settings { address: Some(address()), contact_email, ..Settings::starter() };
    let context = MailContext {
        purchase,
        confidential: &confidential,
        settings: &settings,
        mail_from: &EmailAddress::parse("orders@shop.example").unwrap(),
        storefront_url: "https://shop.example",
    };
    let mail = render(template, context).unwrap();
    let link =
        format!("https://shop.example/track/{}#{}", purchase.id(), confidential.tracking_secret.reveal());
    assert!(mail.text.reveal().contains(&link) && mail.html.reveal().contains(&link));
    assert_eq!(mail.to.reveal(), "ada@example.org");
    assert_eq!(mail.reply_to.as_ref().map(EmailAddress::as_str), Some("hello@shop.example"));
    mail
}

/// Returns the texts between the HTML's tags, as a reader sees them.
fn visible(html: &str) -> Vec<String> {
    let outside = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let readable = |text: &str| {
        let names = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        let text = names.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    outside.map(readable).filter(|text| !text.is_empty()).collect()
}

#[test]
fn html_and_plain_text_of_a_mail_agree_and_name_the_sender() {
    let order = order_item();
    let note = Private::new("Your <b>dragon</b> is drying.\n\nAnother day, please.".to_owned());
    for template in [
        MailTemplate::PaymentUnderWay,
        MailTemplate::Receipt,
        MailTemplate::Processing,
        MailTemplate::Shipped,
        MailTemplate::Parcel,
        MailTemplate::TrackingCorrected,
        MailTemplate::ShipByChanged,
        MailTemplate::Delivered,
        MailTemplate::Cancelled,
        MailTemplate::Refunded(eur(500)),
        MailTemplate::Note(note),
        MailTemplate::TrackingLink,
    ] {
        let mail = written(&template, &order);
        let (plain, html) = (mail.text.reveal(), mail.html.reveal());
        let pieces = visible(html);
        assert!(pieces.len() >= 8, "{pieces:?}");
        let lines = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        for piece in pieces {
            assert!(lines.contains(&piece), "{template:?}: {piece:?} is not in {plain}");
        }
        assert!(mail.subject.starts_with("3D Things · ") && mail.subject.ends_with("3DT-7K2M9QXA"));
        let foot = format!("\n3D Things\n{}\nhello@shop.example", address().lines().join("\n"));
        assert!(plain.trim_end().ends_with(&foot), "{plain}");
    }
}

#[test]
fn the_mail_about_a_payment_under_way_is_in_two_languages() {
    let checkout = checkout_under_way();
    let unpaid = NumberedPurchase::of(None, Some(checkout)).unwrap();
    let mail = about(&MailTemplate::PaymentUnderWay, &unpaid);
    let heading = "Your payment is under way / Ihre Zahlung ist unterwegs";
    assert_eq!(mail.subject, format!("3D Things · {heading} 3DT-7K2M9QXA"));
    for text in [mail.text.reveal(), mail.html.reveal()] {
        for part in ["Your bank still has to confirm", "Ihre Bank muss die Zahlung noch", "3DT-7K2M9QXA"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        for part in ["ship it by", "Total"] {
            assert!(!text.contains(part), "{part} is known only once it is paid: {text}");
        }
    }
    assert!(!written(&MailTemplate::Receipt, &order_item()).text.reveal().contains("Bank"));
    let link = about(&MailTemplate::TrackingLink, &unpaid);
    assert!(!link.text.reveal().contains("Total"), "{}", link.text.reveal());
}

#[test]
fn a_mail_has_a_title_and_totals_that_do_not_wrap() {
    let mail = written(&MailTemplate::Receipt, &order_item());
    let html = mail.html.reveal();
    assert!(html.contains("<title>Your order is confirmed</title>"), "{html}");
    let amounts: Vec<&str> = html.lines().filter(|line| line.contains("text-align:right")).collect();
    assert_eq!(amounts.len(), 4, "an item, shipping, total and tax: {amounts:#?}");
    assert!(amounts.iter().all(|line| line.contains("text-align:right;white-space:nowrap")), "{amounts:#?}");
}

#[test]
fn a_product_without_variants_has_no_empty_brackets() {
    let mut order = order_item();
    order.quote.lines.iter_mut().for_each(|line| line.configuration.clear());
    let mail = written(&MailTemplate::Receipt, &order);
    assert!(mail.text.reveal().contains("2 × Articulated dragon: EUR"), "{}", mail.text.reveal());
    assert!(!mail.html.reveal().contains("<br><span"), "{}", mail.html.reveal());
}

#[test]
fn user_input_is_escaped_in_mails() {
    let mut order = order_item();
    order.parcels = vec![Parcel {
        carrier: text("\"><img src=x>"),
        tracking_number: text("'1'"),
        tracking_url: Some(text("https://x.example/\"><b>")),
        lines: Vec::new(),
    }];
    let mail = written(&MailTemplate::Shipped, &order);
    let html = mail.html.reveal();
    for markup in ["<script", "<img", "<b>"] {
        assert!(!html.contains(markup), "{markup} in {html}");
    }
    assert!(mail.text.reveal().contains(NAMED), "plain text has no markup to fear");
}

#[test]
fn a_parcel_links_to_its_carrier_unless_staff_entered_a_link() {
    let parcel = |carrier: &str, url: Option<&str>| Parcel {
        carrier: text(carrier),
        tracking_number: text("1Z 999"),
        tracking_url: url.map(text),
        lines: Vec::new(),
    };
    let mut order = order_item();
    order.parcels =
        vec![parcel("UPS", None), parcel("UPS", Some("https://x.example/1")), parcel("Bob", None)];
    let mail = written(&MailTemplate::Shipped, &order);
    for text in [mail.text.reveal(), mail.html.reveal()] {
        assert!(text.contains("https://www.ups.com/track?tracknum=1Z999"), "{text}");
        assert!(text.contains("https://x.example/1"), "{text}");
        assert_eq!(text.matches("Track the parcel").count(), 2, "Bob has no page: {text}");
    }
}

#[test]
fn note_mails_have_the_text_and_refund_mails_the_amount_but_no_total() {
    let note = Private::new("Your <b>dragon</b> is drying.\n\nAnother day, please.".to_owned());
    let mail = written(&MailTemplate::Note(note.clone()), &order_item());
    assert!(mail.text.reveal().contains(note.reveal()), "{}", mail.text.reveal());
    assert!(mail.html.reveal().contains("is drying.<br><br>Another day, please.<br>"));
    assert!(!mail.html.reveal().contains("<b>"));
    let refund = written(&MailTemplate::Refunded(eur(500)), &order_item());
    assert!(refund.text.reveal().contains(&eur(500).to_string()), "{}", refund.text.reveal());
    for mail in [mail, refund] {
        assert!(!mail.text.reveal().contains("Total"), "{}", mail.text.reveal());
    }
}

#[test]
fn a_mail_to_the_owner_is_in_two_languages_and_names_the_missing_pieces() {
    let order = order_item();
    let settings = Settings { contact_email: Some(address_of("owner@shop.example")), ..Settings::starter() };
    let purchase = Purchase { order: Some(order.clone()), ..Purchase::begun(checkout_item()) };
    let from = address_of("orders@shop.example");
    let mail = render_notice(Notice::Oversold(&order), &purchase, &settings, &from).unwrap();
    assert_eq!(mail.to.reveal(), "owner@shop.example");
    assert!(mail.subject.ends_with("Order above stock / Bestellung über dem Bestand 3DT-7K2M9QXA"));
    for text in [mail.text.reveal(), mail.html.reveal()] {
        assert_eq!(text.matches("1 × Articulated dragon (ABS)").count(), 2, "{text}");
    }
}

#[test]
fn a_mail_about_a_new_order_names_its_total_and_not_its_customer() {
    let order = order_item();
    let purchase = Purchase { order: Some(order.clone()), ..Purchase::begun(checkout_item()) };
    let from = address_of("orders@shop.example");
    let mail = render_notice(Notice::NewOrder(&order), &purchase, &Settings::starter(), &from).unwrap();
    assert_eq!(mail.to.reveal(), "orders@shop.example");
    assert!(mail.subject.ends_with("New order / Neue Bestellung 3DT-7K2M9QXA"), "{}", mail.subject);
    let total = order.payment.captured.to_string();
    assert_eq!(mail.text.reveal().matches(&total).count(), 2, "{}", mail.text.reveal());
}

#[test]
fn a_dispute_without_an_order_names_the_purchase_in_both_languages() {
    let purchase = Purchase::begun(checkout_item());
    let (id, total) = (purchase.checkout.id.to_string(), purchase.checkout.quote.total.to_string());
    let dispute = Dispute {
        id: "du_1".to_owned(),
        payment_intent: "pi_1".to_owned(),
        status: "needs_response".to_owned(),
    };
    let from = address_of("orders@shop.example");
    let mail = render_notice(Notice::Disputed(&dispute), &purchase, &Settings::starter(), &from).unwrap();
    assert!(
        mail.subject.ends_with(&format!("Payment disputed / Zahlung angefochten {id}")),
        "{}",
        mail.subject
    );
    let text = mail.text.reveal();
    for expected in ["made no order", "keine Bestellung wurde", "payments/pi_1", "du_1", &total] {
        assert!(text.contains(expected), "{text}");
    }
}

fn address_of(written: &str) -> EmailAddress {
    EmailAddress::parse(written).unwrap()
}

#[test]
fn a_receipt_has_the_tax_of_each_rate_or_the_exemption() {
    let order = order_item();
    let receipt = |order: &Order| written(&MailTemplate::Receipt, order).text.reveal().clone();
    let text = receipt(&order);
    assert!(text.contains("Includes VAT 19 % (net EUR 33.53): EUR 6.37"), "{text}");
    let paid = order.payment.captured;
    let exempt = TaxBreakdown::of(TaxTreatment::SmallBusiness, &order.quote, paid, None).unwrap();
    let text = receipt(&Order { tax: exempt, ..order.clone() });
    assert!(text.contains("Gemäß § 19 UStG") && !text.contains("Includes VAT"), "{text}");
    let text = receipt(&Order { tax: None, ..order });
    assert!(!text.contains("VAT") && !text.contains("UStG"), "{text}");
}
