//! `PUT /admin/settings`: replaces the shop's settings.

use shared::domain::audit::{Action, Event, difference};
use shared::domain::email::EmailAddress;
use shared::domain::fault::Faults;
use shared::domain::shop::settings::Settings;
use shared::http::{Access, Answer, Endpoint, IfMatch, Json, Now, Principal, Problem, Route, Tagged};
use shared::start::MailFrom;
use shared::store::SettingsWriter;

pub struct AdminUpdateSettings;

impl Endpoint for AdminUpdateSettings {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::put("/admin/settings", Access::ADMIN)
        .summary("Replace the shop's settings.")
        .problems(&[(409, "conflict"), (409, "currency_in_use")]);
    type Deps = (SettingsWriter, MailFrom);
    type Input = (Principal, IfMatch, Json<Settings>, Now);
    type Reply = Tagged<Settings>;

    async fn handle(
        (shop, MailFrom(mail_from)): &Self::Deps,
        (principal, if_match, Json(settings), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let actor = principal.actor();
        may_send(&settings, mail_from)?;
        let before = shop.stored_settings(true).await?;
        if_match.check(before.version)?;
        if settings == before.settings {
            return Ok(Tagged::versioned(settings, before.version));
        }
        let evidence = difference(&before.settings, &settings).map_err(Problem::internal)?;
        let event = Event::note(now, actor, Action::SettingsUpdated, evidence);
        let version = shop.replace_settings(&before, settings.clone(), event).await?;
        Ok(Tagged::versioned(settings, version))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminUpdateSettings>()
}

/// Refuses a sender in another domain: SES has verified one domain, and the role of send-mail is bound to it, so such a
/// sender would stop every mail.
fn may_send(settings: &Settings, mail_from: &EmailAddress) -> Result<(), Faults> {
    let own = mail_from.domain();
    let mut faults = Faults::default();
    if settings.mail_sender.as_ref().is_some_and(|sender| sender.domain() != own) {
        faults.push("/mail_sender", "foreign_domain", format!("The sender must be an address at @{own}."));
    }
    faults.into_result()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_come_from_the_verified_domain_only() {
        let address = |written| EmailAddress::parse(written).unwrap();
        let from = |mail_sender| {
            let settings = Settings { mail_sender, ..Settings::starter() };
            may_send(&settings, &address("orders@shop.example")).map_err(|faults| faults.0[0].code)
        };
        assert_eq!(from(None), Ok(()));
        assert_eq!(from(Some(address("hello@SHOP.example"))), Ok(()));
        assert_eq!(from(Some(address("hello@sub.shop.example"))), Err("foreign_domain"));
        assert_eq!(from(Some(address("hello@else.example"))), Err("foreign_domain"));
    }
}
