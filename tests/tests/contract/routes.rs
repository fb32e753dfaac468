//! Handlers and template have the same routes and the same authorisers.

use std::collections::BTreeMap;

use serde_yaml_ng::Value;
use shared::http::Access;

use crate::calls::contracts;
use crate::template::{Route, Template, text};

/// Name of the staff authoriser.
const STAFF: &str = "Staff";

#[test]
fn the_gateways_routes_match_the_handlers_routes() {
    let said_by_handlers: BTreeMap<Route, String> = contracts()
        .into_iter()
        .map(|contract| {
            let authorizer = matches!(contract.route.access, Access::Staff(_)).then(|| STAFF.to_owned());
            let (method, path) = (contract.route.method.to_string(), contract.route.path.to_owned());
            (Route { method, path, authorizer }, contract.function.to_owned())
        })
        .collect();
    assert_eq!(said_by_handlers, Template::read().routes());
}

#[test]
fn exactly_the_staff_paths_have_the_authoriser() {
    for (route, function) in Template::read().routes() {
        let staff = route.path == "/admin" || route.path.starts_with("/admin/");
        assert_eq!(route.authorizer.as_deref(), staff.then_some(STAFF), "{function}");
        assert_eq!(function.starts_with("admin-"), staff, "{function}");
    }
}

#[test]
fn the_authoriser_trusts_the_shops_own_user_pool_and_its_two_clients_only() {
    let template = Template::read();
    let apis = template.resources("AWS::Serverless::HttpApi");
    assert_eq!(apis.len(), 1);
    let authorizers = apis["Api"]["Auth"]["Authorizers"].as_mapping().unwrap();
    assert_eq!(authorizers.keys().map(|name| name.as_str().unwrap()).collect::<Vec<_>>(), [STAFF]);
    let staff = &authorizers[STAFF];
    assert_eq!(text(&staff["IdentitySource"]), "$request.header.Authorization");
    let jwt = &staff["JwtConfiguration"];
    assert_eq!(text(&jwt["issuer"]), "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}");
    let [people, machines] = jwt["audience"].as_sequence().unwrap().as_slice() else {
        panic!("the authoriser trusts {:?}", jwt["audience"])
    };
    assert_eq!(text(people), "UserPoolClient");
    // `!If`, because the machine client is optional.
    let Value::Tagged(optional) = machines else { panic!("the authoriser trusts {machines:?}") };
    let optional: Vec<String> = optional.value.as_sequence().unwrap().iter().map(text).collect();
    assert_eq!(optional, ["HasMachineClient", "AutomationClient", "AWS::NoValue"]);
    assert!(template.resources("AWS::Cognito::UserPool").contains_key("UserPool"));
    let clients = template.resources("AWS::Cognito::UserPoolClient");
    assert!(clients.contains_key("UserPoolClient"));
    let machine = &clients["AutomationClient"];
    let listed = |name: &str| machine[name].as_sequence().unwrap().iter().map(text).collect::<Vec<_>>();
    assert_eq!(listed("AllowedOAuthFlows"), ["client_credentials"], "nobody signs in with it");
    assert_eq!(listed("AllowedOAuthScopes"), ["shop/transitions"]);
}

#[test]
fn cors_allows_the_headers_that_endpoints_read_and_answer() {
    let template = Template::read();
    let cors = &template.resources("AWS::Serverless::HttpApi")["Api"]["CorsConfiguration"];
    let listed = |name: &str| cors[name].as_sequence().unwrap().iter().map(text).collect::<Vec<_>>();
    let (methods, allowed, exposed) =
        (listed("AllowMethods"), listed("AllowHeaders"), listed("ExposeHeaders"));
    let names = |map: &serde_json::Value| {
        map.as_object().into_iter().flatten().map(|(name, _)| name.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    for contract in contracts().iter().filter(|contract| contract.route.access != Access::StripeSignature) {
        let function = contract.function;
        assert!(methods.contains(&contract.route.method.to_string()), "{function}");
        for header in contract.parameters("header") {
            let header = header["name"].as_str().unwrap().to_ascii_lowercase();
            assert!(allowed.contains(&header), "{function} reads {header}");
        }
        for response in contract.operation["responses"].as_object().unwrap().values() {
            for header in names(&response["headers"]) {
                assert!(exposed.contains(&header), "{function} answers {header}");
            }
        }
    }
    for always in ["authorization", "content-type"] {
        assert!(allowed.contains(&always.to_owned()));
    }
}
