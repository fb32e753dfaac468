//! Who calls an admin route, as the gateway's JWT authoriser found them.

use domain::purchase::Actor;
use http::StatusCode;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;

use super::Problem;

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Cognito's subject.
    pub sub: String,
    /// Their work e-mail.
    pub email: String,
}

impl Principal {
    /// The group whose members run the shop.
    pub const ADMIN_GROUP: &'static str = "admin";

    /// The caller, if the gateway verified a token (401 otherwise) and it is of the admin group (403 otherwise).
    pub(super) fn admin(request: &lambda_http::Request) -> Result<Self, Problem> {
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
        if !groups(claims.get("cognito:groups")).any(|group| group == Self::ADMIN_GROUP) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "Your account may not do this."));
        }
        let claim = |name: &str| claims.get(name).cloned().unwrap_or_default();
        Ok(Self { sub: claim("sub"), email: claim("email") })
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
