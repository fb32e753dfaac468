//! Who calls a staff route, as the gateway's JWT authoriser found them.

use domain::purchase::Actor;
use http::StatusCode;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;

use super::Problem;

/// What a member of staff may do: a group of the user pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Admin,
    /// Makes and ships orders: sees them with their customers and moves them on. Neither money nor catalogue.
    Fulfilment,
    /// Looks at orders and catalogue; never sees who bought.
    Viewer,
}

impl Role {
    /// Those who may see who bought.
    pub const SEE_CUSTOMERS: [Self; 2] = [Self::Admin, Self::Fulfilment];
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Fulfilment, Self::Viewer];

    /// The group's name.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Fulfilment => "fulfilment",
            Self::Viewer => "viewer",
        }
    }
}

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Cognito's subject.
    pub sub: String,
    /// Their work e-mail.
    pub email: String,
    /// The groups they are in.
    pub roles: Vec<Role>,
}

impl Principal {
    /// The caller, if the gateway verified a token (401 otherwise) and it is of a role that may (403 otherwise).
    pub(super) fn staff(request: &lambda_http::Request, allowed: &[Role]) -> Result<Self, Problem> {
        let context = request.request_context_ref();
        let claims = match context {
            Some(RequestContext::ApiGatewayV2(context)) => {
                context.authorizer.as_ref().and_then(|a| a.jwt.as_ref())
            }
            _ => None,
        };
        let claims = claims.map(|jwt| &jwt.claims).ok_or_else(|| {
            Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in to use this address.")
        })?;
        let named: Vec<&str> = groups(claims.get("cognito:groups")).collect();
        let roles = Role::ALL.into_iter().filter(|role| named.contains(&role.group())).collect();
        let claim = |name: &str| claims.get(name).cloned().unwrap_or_default();
        let principal = Self { sub: claim("sub"), email: claim("email"), roles };
        principal.needs(allowed)?;
        Ok(principal)
    }

    /// Refuses whoever is of none of these roles.
    pub fn needs(&self, allowed: &[Role]) -> Result<(), Problem> {
        let may = self.roles.iter().any(|role| allowed.contains(role));
        may.then_some(())
            .ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "forbidden", "Your account may not do this."))
    }

    /// Whether they may see who bought.
    pub fn sees_customers(&self) -> bool {
        self.needs(&Role::SEE_CUSTOMERS).is_ok()
    }

    /// As the audit trail names them.
    pub fn actor(&self) -> Actor {
        Actor::Admin { sub: self.sub.clone(), email: self.email.clone() }
    }
}

/// The gateway writes a list claim as `[a b]`.
fn groups(claim: Option<&String>) -> impl Iterator<Item = &str> {
    let listed = claim.map_or("", String::as_str).trim_start_matches('[').trim_end_matches(']');
    listed.split([' ', ',']).map(|group| group.trim_matches('"')).filter(|group| !group.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read_as_the_gateway_writes_them() {
        let read = |claim: &str| groups(Some(&claim.to_owned())).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(read("[admin viewer]"), ["admin", "viewer"]);
        assert_eq!(read("admin"), ["admin"]);
        assert_eq!(read("[\"admin\", \"x\"]"), ["admin", "x"]);
        assert_eq!(read("[administrators]"), ["administrators"]);
        assert_eq!(groups(None).count(), 0);
    }
}
