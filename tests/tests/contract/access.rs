//! Access: callers without permission are refused before anything else of their request is read.

use admin_delete_product::AdminDeleteProduct;
use serde_json::{Value, json};
use shared::http::{AUTOMATION_SCOPE, Access, Endpoint, Role, serve};
use shared::store::Store;

use crate::calls::{Contract, Sent, contracts};

fn is_for_staff(contract: &Contract) -> bool {
    matches!(contract.route.access, Access::Staff(_))
}

/// Returns status and code of the answer to a request with these claims and a malformed body.
fn answer(contract: &Contract, claims: Option<Value>) -> Option<(u16, String)> {
    let sent = Sent::by_staff().with_claims(claims).with_body("{");
    contract.refusal(&sent).map(|refusal| (refusal.status, refusal.code))
}

#[test]
fn staff_endpoints_refuse_anonymous_callers() {
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        assert_eq!(answer(contract, None), Some((401, "unauthenticated".to_owned())), "{function}");
    }
}

/// Endpoints of each role, written by hand independently of the handlers. Admins may use all of them.
const FULFILMENT: [&str; 13] = [
    "admin-change-ship-by",
    "admin-correct-address",
    "admin-correct-parcel",
    "admin-create-note",
    "admin-get-document",
    "admin-get-order",
    "admin-list-orders",
    "admin-print-queue",
    "admin-resend-mail",
    "admin-send-parcel",
    "admin-summary",
    "admin-transition-order",
    "admin-transition-orders",
];
const VIEWER: [&str; 7] = [
    "admin-get-categories",
    "admin-get-order",
    "admin-get-product",
    "admin-list-orders",
    "admin-list-products",
    "admin-print-queue",
    "admin-summary",
];

/// Endpoints that a machine client may use.
const AUTOMATION: [&str; 2] = ["admin-get-order", "admin-transition-order"];

/// The claims of a token, in the form in which the gateway passes them to a function.
fn claims(token: Value, changes: &[(&str, Option<&str>)]) -> Value {
    let mut claims = token;
    for (name, value) in changes {
        let fields = claims.as_object_mut().unwrap();
        match value {
            Some(value) => fields.insert((*name).to_owned(), json!(value)),
            None => fields.remove(*name),
        };
    }
    claims
}

/// A person's ID token.
fn id_token(groups: &str) -> Value {
    json!({
        "sub": "0a1b", "email": "ada@example.com", "email_verified": "true", "cognito:username": "0a1b",
        "cognito:groups": groups, "token_use": "id", "aud": "back-office", "auth_time": "1767225600",
    })
}

/// A person's access token.
fn access_token(groups: &str) -> Value {
    json!({
        "sub": "0a1b", "username": "0a1b", "cognito:groups": groups, "token_use": "access",
        "client_id": "back-office", "scope": "openid email aws.cognito.signin.user.admin",
    })
}

/// A machine client's own token.
fn machine_token() -> Value {
    json!({
        "sub": "client-1", "client_id": "client-1", "token_use": "access", "version": "2",
        "scope": format!("shop/other {AUTOMATION_SCOPE}"),
    })
}

/// Claims, and the roles that they give.
fn corpus() -> Vec<(Value, &'static [Role])> {
    use Role::{Admin, Automation, Fulfilment, Viewer};
    let person = |changes: &[_]| (claims(id_token("[admin]"), changes), &[] as &[Role]);
    let machine = |changes: &[_]| (claims(machine_token(), changes), &[] as &[Role]);
    let mut corpus: Vec<(Value, &[Role])> = vec![
        (id_token("[admin]"), &[Admin]),
        (id_token("[fulfilment]"), &[Fulfilment]),
        (id_token("[viewer]"), &[Viewer]),
        (id_token("[gardeners viewer fulfilment]"), &[Viewer, Fulfilment]),
        (machine_token(), &[Automation]),
        person(&[("cognito:groups", None)]),
        person(&[("cognito:groups", None), ("groups", Some("[admin]")), ("custom:groups", Some("[admin]"))]),
        person(&[("cognito:groups", None), ("scope", Some(AUTOMATION_SCOPE))]),
        person(&[("email", None)]),
        person(&[("email", Some(""))]),
        person(&[("sub", None)]),
        person(&[("token_use", None)]),
        person(&[("token_use", Some("access"))]),
        person(&[("token_use", Some("ID"))]),
        person(&[("token_use", Some("refresh"))]),
        (access_token("[admin fulfilment viewer]"), &[]),
        (claims(access_token("[admin]"), &[("email", Some("ada@example.com"))]), &[]),
        (claims(access_token("[admin]"), &[("scope", Some(AUTOMATION_SCOPE))]), &[]),
        machine(&[("scope", Some("shop/transitions2 openid"))]),
        machine(&[("scope", Some("[shop/transitions]"))]),
        machine(&[("scope", None)]),
        machine(&[("sub", Some("client-2"))]),
        machine(&[("sub", None), ("client_id", None)]),
        machine(&[("token_use", Some("id"))]),
        machine(&[("username", Some("ada"))]),
        machine(&[("cognito:groups", Some("[admin]"))]),
        (json!({}), &[]),
    ];
    let odd = [
        "",
        "[]",
        "[ ]",
        "admin",
        "[admin",
        "admin]",
        "[viewer,admin]",
        "[viewer;admin]",
        "[\"admin\"]",
        "[\"viewer\",\"admin\"]",
        "[[admin]]",
        "[Admin ADMIN]",
        "[administrators not-admin admin2 viewers]",
        "[admin\tx]",
        "[x\nadmin]",
        "[x\u{a0}admin]",
        "[\u{430}dmin]",
        "[admin\u{200b}]",
        "[viewer\0]",
        "[shop/transitions]",
    ];
    corpus.extend(odd.map(|groups| (id_token(groups), &[] as &[Role])));
    corpus
}

#[test]
fn each_token_may_use_the_endpoints_of_its_roles_and_no_others() {
    let corpus = corpus();
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        for (claims, roles) in &corpus {
            let may = roles.iter().any(|role| match role {
                Role::Admin => true,
                Role::Fulfilment => FULFILMENT.contains(&function),
                Role::Viewer => VIEWER.contains(&function),
                Role::Automation => AUTOMATION.contains(&function),
            });
            let refused = answer(contract, Some(claims.clone())).filter(|(status, _)| *status == 403);
            let expected = (!may).then(|| (403, "forbidden".to_owned()));
            assert_eq!(refused, expected, "{function} with {claims}");
        }
    }
}

#[test]
fn staff_are_accepted_and_other_endpoints_need_no_sign_in() {
    for contract in contracts() {
        let claims = is_for_staff(&contract).then(|| id_token("[x admin]"));
        let status = answer(&contract, claims).map(|(status, _)| status);
        let expected = contract.takes_json().then_some(400);
        assert_eq!(status, expected, "{}", contract.function);
    }
}

#[test]
fn the_document_states_who_may_call() {
    for contract in contracts() {
        let expected = match contract.route.access {
            Access::Public => json!([]),
            Access::Staff(_) => json!([{"staff": []}]),
            Access::OrderSecret => json!([{"order_secret": []}]),
            Access::StripeSignature => json!([{"stripe_signature": []}]),
        };
        assert_eq!(contract.operation["security"], expected, "{}", contract.function);
    }
}

/// A store on a table that does not exist.
fn unreachable_store() -> Store {
    Store::new(shop_tests::engine::client("http://127.0.0.1:1"), "nowhere".to_owned())
}

#[tokio::test]
async fn strangers_are_refused_before_the_table_is_read_and_staff_are_not() {
    let contracts = contracts();
    let name = AdminDeleteProduct::FUNCTION;
    let contract = contracts.iter().find(|contract| contract.function == name).unwrap();
    let deps = unreachable_store().into();
    let staff = Sent::by_staff().claims;
    for (claims, expected) in [(None, 401), (Some(json!({"sub": "1"})), 403), (staff, 503)] {
        let mut request = contract.request(&Sent::by_staff().with_claims(claims));
        request.headers_mut().insert("if-match", "\"1\"".parse().unwrap());
        let response = serve::<AdminDeleteProduct>(&deps, request).await;
        assert_eq!(response.status().as_u16(), expected);
    }
}
