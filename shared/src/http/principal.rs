//! The caller of a staff route, as verified by the gateway's JWT authoriser.

use std::collections::HashMap;

use domain::purchase::Actor;
use http::StatusCode;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;

use super::Problem;

/// A role of staff: a group of the user pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Has access to every endpoint for people.
    Admin,
    /// Makes and ships orders: reads them with their customers and transitions them. No access to refunds or the
    /// catalogue.
    Fulfilment,
    /// Reads orders and catalogue, but no customer data.
    Viewer,
    /// A machine client of the studio: reads an order, without its customer, and transitions it. A scope, not a group.
    Automation,
}

/// The scope of machine clients, as `template.yaml` names it.
pub const AUTOMATION_SCOPE: &str = "shop/transitions";

impl Role {
    /// The roles that may see customer data.
    pub const SEE_CUSTOMERS: [Self; 2] = [Self::Admin, Self::Fulfilment];
    /// Every role that people have.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Fulfilment, Self::Viewer];

    /// Returns the name of the group, or of the scope.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Fulfilment => "fulfilment",
            Self::Viewer => "viewer",
            Self::Automation => AUTOMATION_SCOPE,
        }
    }
}

/// A signed-in member of staff, or a machine client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Cognito's subject, or the id of a machine client.
    pub sub: String,
    /// Work email address; empty for a machine client.
    pub email: String,
    pub roles: Vec<Role>,
}

impl Principal {
    /// Returns the caller. 401 if the gateway verified no token, 403 if the caller has none of these roles.
    pub(super) fn staff(request: &lambda_http::Request, allowed: &[Role]) -> Result<Self, Problem> {
        let context = request.request_context_ref();
        let claims = match context {
            Some(RequestContext::ApiGatewayV2(context)) => {
                context.authorizer.as_ref().and_then(|a| a.jwt.as_ref())
            }
            _ => None,
        };
        let claims = claims.map(|jwt| &jwt.claims).ok_or_else(Problem::unauthenticated)?;
        let roles = if is_machine(claims) { vec![Role::Automation] } else { roles_of(claims) };
        let claim = |name: &str| claims.get(name).cloned().unwrap_or_default();
        let principal = Self { sub: claim("sub"), email: claim("email"), roles };
        principal.needs(allowed)?;
        Ok(principal)
    }

    /// Refuses a caller who has none of these roles.
    pub fn needs(&self, allowed: &[Role]) -> Result<(), Problem> {
        let may = self.roles.iter().any(|role| allowed.contains(role));
        may.then_some(()).ok_or_else(|| {
            Problem::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Your account does not have permission for this operation.",
            )
        })
    }

    pub fn sees_customers(&self) -> bool {
        self.needs(&Role::SEE_CUSTOMERS).is_ok()
    }

    /// Returns the caller as the audit trail names them.
    pub fn actor(&self) -> Actor {
        if self.roles == [Role::Automation] {
            return Actor::Automation { client_id: self.sub.clone() };
        }
        Actor::Staff { sub: self.sub.clone(), email: self.email.clone() }
    }
}

/// Returns the roles of a person, who has an ID token. A person's access token has groups too, but no email address, so the
/// audit trail could not name who acted.
fn roles_of(claims: &HashMap<String, String>) -> Vec<Role> {
    let claim = |name: &str| claims.get(name).map_or("", String::as_str);
    if claim("token_use") != "id" || claim("sub").is_empty() || claim("email").is_empty() {
        return Vec::new();
    }
    let named: Vec<&str> = groups(claim("cognito:groups")).collect();
    Role::ALL.into_iter().filter(|role| named.contains(&role.name())).collect()
}

/// Returns true for a token that a machine client requested for itself (RFC 6749, client credentials): an access token
/// with the scope, whose subject is the client. People's access tokens contain their user name and never match.
fn is_machine(claims: &HashMap<String, String>) -> bool {
    let claim = |name: &str| claims.get(name).map_or("", String::as_str);
    let scoped = claim("scope").split(' ').any(|scope| scope == AUTOMATION_SCOPE);
    let nobody = !claims.contains_key("username") && !claims.contains_key("cognito:groups");
    let itself = !claim("sub").is_empty() && claim("sub") == claim("client_id");
    claim("token_use") == "access" && scoped && nobody && itself
}

/// Splits a list claim, which the gateway writes as `[a b]`. Names of groups contain no spaces (Cognito), but may contain
/// commas, quotes and brackets, so nothing else separates them. A claim in any other form names no group.
fn groups(claim: &str) -> impl Iterator<Item = &str> {
    let listed = claim.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    listed.split(' ').filter(|group| !group.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clients_own_access_token_with_the_scope_is_a_machines() {
        let machine = [
            ("sub", "client-1"),
            ("client_id", "client-1"),
            ("token_use", "access"),
            ("scope", "shop/other shop/transitions"),
        ];
        let with = |changes: &[(&str, &str)]| {
            let mut claims: HashMap<String, String> =
                machine.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            claims.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            is_machine(&claims)
        };
        assert!(with(&[]));
        let persons = [
            ("sub", "person"),
            ("token_use", "id"),
            ("scope", "shop/transitions2 openid"),
            ("scope", "[shop/transitions]"),
            ("username", "ada"),
            ("cognito:groups", "[admin]"),
        ];
        for change in persons {
            assert!(!with(&[change]), "{change:?}");
        }
    }

    #[test]
    fn groups_are_read_as_the_gateway_writes_them() {
        let read = |claim| groups(claim).collect::<Vec<_>>();
        assert_eq!(read("[admin viewer]"), ["admin", "viewer"]);
        assert_eq!(read("[viewer,admin \"admin\" [admin]]"), ["viewer,admin", "\"admin\"", "[admin]"]);
        for none in ["", "[]", "admin", "[admin", "admin]"] {
            assert!(read(none).is_empty(), "{none}");
        }
    }
}
