//! `PUT /admin/settings`: the shop's settings replaced as a whole.

use async_trait::async_trait;
use shared::config::{self, StartError};
use shared::domain::audit::{Action, Event, difference};
use shared::domain::email::EmailAddress;
use shared::domain::fault::Faults;
use shared::domain::settings::Settings;
use shared::http::{Access, Call, Endpoint, IfMatch, Json, NoParams, Problem, Route, Tagged, method};
use shared::start::{Env, FromEnv};
use shared::store::Store;

/// Writes the settings.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// Whom mails come from unless the settings tell: the shop may send from its domain only.
    pub mail_from: EmailAddress,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, mail_from: config::address("MAIL_FROM")? })
    }
}

/// The endpoint.
pub struct AdminUpdateSettings;

impl Endpoint for AdminUpdateSettings {
    const ROUTE: Route = Route {
        function: "admin-update-settings",
        method: method::PUT,
        path: "/admin/settings",
        access: Access::ADMIN,
        summary: "Replace the shop's settings.",
        problems: &[
            (400, "invalid_if_match"),
            (409, "conflict"),
            (409, "currency_in_use"),
            (412, "precondition_failed"),
            (428, "if_match_required"),
        ],
    };
    type Deps = Deps;
    type Path = NoParams;
    type Query = NoParams;
    type Body = Json<Settings>;
    type Reply = Tagged<Settings>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Self::Reply, Problem> {
        let (actor, seen) = (call.principal()?.actor(), IfMatch::read(&call.headers)?);
        let (Json(settings), now) = (call.body, call.now);
        may_send(&settings, &deps.mail_from)?;
        let before = deps.store.stored_settings(true).await?;
        seen.check(before.version)?;
        if settings == before.settings {
            return Ok(Tagged::versioned(settings, before.version));
        }
        let evidence = difference(&before.settings, &settings).map_err(Problem::internal)?;
        let event = Event::note(now, actor, Action::SettingsUpdated, evidence);
        let version = deps.store.replace_settings(&before, settings.clone(), event).await?;
        Ok(Tagged::versioned(settings, version))
    }
}

/// SES has verified one domain, and the role of send-mail is bound to it: a sender elsewhere would stop every mail.
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
