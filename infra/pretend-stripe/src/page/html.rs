//! The payment page's HTML.

use std::fmt::Write;

use crate::model::{IntentStatus, Person, Session, SessionStatus};
use crate::money::display;
use crate::page::sample;
use crate::state::StripeState;

const STYLE: &str = include_str!("style.css");

/// Escapes text for HTML content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Wraps `body` in a complete page with the notice that this is not Stripe.
pub(crate) fn shell(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – pretend Stripe</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <p class=\"pretence\" role=\"note\"><strong>This is a simulation.</strong> It is not Stripe, it runs on a \
         developer's machine, and no money moves. Do not enter real card or personal data.</p>\n\
         <main>\n{body}</main>\n</body>\n</html>\n",
        title = escape(title)
    )
}

pub(crate) fn unknown() -> String {
    shell("Unknown session", "<h1>Checkout Session not found.</h1>\n")
}

pub(crate) fn checkout(state: &StripeState, session: &Session, fault: Option<&str>) -> String {
    let mut body = String::from("<h1>Pretend checkout</h1>\n");
    if let Some(fault) = fault {
        push(&mut body, format_args!("<p class=\"fault\" role=\"alert\">{}</p>\n", escape(fault)));
    }
    body.push_str("<div class=\"columns\">\n");
    body.push_str(&summary(session));
    match session.status {
        SessionStatus::Open => body.push_str(&form(session)),
        SessionStatus::Expired => body.push_str("<section><h2>This session has expired.</h2></section>\n"),
        SessionStatus::Complete => body.push_str(&completed(state, session)),
    }
    body.push_str("</div>\n");
    shell("Checkout", &body)
}

/// Appends formatted text; writing to a `String` cannot fail.
fn push(body: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = body.write_fmt(text);
}

fn summary(session: &Session) -> String {
    let totals = session.totals();
    let money = |amount| display(amount, &session.currency);
    let mut body = String::from("<section class=\"summary\" aria-label=\"Order\">\n<table>\n");
    for line in &session.lines {
        let about = line.about.as_deref().map(|about| format!("<small>{}</small>", escape(about)));
        push(
            &mut body,
            format_args!(
                "<tr><td>{} × {}{}</td><td class=\"amount\">{}</td></tr>\n",
                line.quantity,
                escape(&line.name),
                about.unwrap_or_default(),
                money(line.subtotal())
            ),
        );
    }
    push(
        &mut body,
        format_args!("<tr><td>Subtotal</td><td class=\"amount\">{}</td></tr>\n", money(totals.subtotal)),
    );
    if let Some(offer) = session.offers.get(session.chosen) {
        let (name, amount) = (escape(&offer.name), money(offer.amount));
        push(&mut body, format_args!("<tr><td>{name}</td><td class=\"amount\">{amount}</td></tr>\n"));
    }
    if totals.tax > 0 {
        push(
            &mut body,
            format_args!("<tr><td>Tax</td><td class=\"amount\">{}</td></tr>\n", money(totals.tax)),
        );
    }
    push(
        &mut body,
        format_args!(
            "<tr class=\"total\"><td>Total</td><td class=\"amount\">{}</td></tr>\n",
            money(totals.total)
        ),
    );
    push(&mut body, format_args!("</table>\n<p class=\"id\">{}</p>\n</section>\n", escape(&session.id)));
    body
}

fn form(session: &Session) -> String {
    let sample = sample(session);
    let path = format!("/pay/{}", escape(&session.id));
    let total = display(session.totals().total, &session.currency);
    let bank = if session.payment_method_types.iter().any(|kind| kind == "sepa_debit") {
        format!("<button formaction=\"{path}/bank\">Pay later by bank</button>\n")
    } else {
        String::new()
    };
    let way_out = if session.cancel_url.is_some() {
        format!(
            "<button formaction=\"{path}/abandon\" formnovalidate>Abandon and return to the shop</button>\n"
        )
    } else {
        String::new()
    };
    format!(
        "<form method=\"post\" action=\"{path}/pay\">\n{inputs}{shipping}\
         <div class=\"buttons\">\n<button class=\"pay\">Pay {total}</button>\n{bank}\
         <button formaction=\"{path}/decline\" formnovalidate>Decline the card</button>\n{way_out}\
         <button formaction=\"{path}/expire\" formnovalidate>Expire now</button>\n</div>\n</form>\n",
        inputs = fields(session, &sample),
        shipping = offers(session),
    )
}

fn fields(session: &Session, sample: &Person) -> String {
    let input = |name: &str, label: &str, kind: &str, value: &Option<String>, need: bool| {
        format!(
            "<label>{label}<input name=\"{name}\" type=\"{kind}\" value=\"{}\" autocomplete=\"off\"{}></label>\n",
            escape(value.as_deref().unwrap_or_default()),
            if need { " required" } else { "" }
        )
    };
    let mut body = input("email", "E-mail", "email", &sample.email, true);
    body.push_str(&input("name", "Name", "text", &sample.name, true));
    if session.collects_phone {
        body.push_str(&input("phone", "Phone", "tel", &sample.phone, true));
    }
    body.push_str(&input("line1", "Street and number", "text", &sample.address.line1, true));
    body.push_str(&input("line2", "Second address line", "text", &None, false));
    body.push_str(&input("postal_code", "Postal code", "text", &sample.address.postal_code, false));
    body.push_str(&input("city", "Town", "text", &sample.address.city, true));
    body.push_str(&input("state", "State or province", "text", &None, false));
    if session.countries.is_empty() {
        body.push_str(&input("country", "Country (two letters)", "text", &sample.address.country, true));
    } else {
        body.push_str(&countries(session, sample.address.country.as_deref()));
    }
    body
}

fn countries(session: &Session, chosen: Option<&str>) -> String {
    let mut body = String::from("<label>Country<select name=\"country\">\n");
    for country in &session.countries {
        let selected = if Some(country.as_str()) == chosen { " selected" } else { "" };
        let value = escape(country);
        push(&mut body, format_args!("<option value=\"{value}\"{selected}>{value}</option>\n"));
    }
    body.push_str("</select></label>\n");
    body
}

fn offers(session: &Session) -> String {
    if session.offers.len() < 2 {
        return String::new();
    }
    let mut body = String::from("<label>Shipping<select name=\"shipping\">\n");
    for (place, offer) in session.offers.iter().enumerate() {
        let amount = display(offer.amount, &session.currency);
        let name = escape(&offer.name);
        push(&mut body, format_args!("<option value=\"{place}\">{name}, {amount}</option>\n"));
    }
    body.push_str("</select></label>\n");
    body
}

fn completed(state: &StripeState, session: &Session) -> String {
    let path = format!("/pay/{}", escape(&session.id));
    let intent = session.payment_intent.as_ref().and_then(|id| state.intents.get(id));
    let waits = intent.is_some_and(|intent| intent.status == IntentStatus::Processing);
    if waits {
        return format!(
            "<section>\n<h2>Waiting for the bank payment.</h2>\n<form method=\"post\" action=\"{path}/bank/succeed\">\n\
             <div class=\"buttons\">\n<button class=\"pay\">Bank payment succeeds</button>\n\
             <button formaction=\"{path}/bank/fail\">Bank payment fails</button>\n</div>\n</form>\n</section>\n"
        );
    }
    let headline =
        if session.paid { "This session is paid." } else { "This session is complete but not paid." };
    format!("<section><h2>{headline}</h2></section>\n")
}
