//! Who may call: strangers are refused before anything else of their request is read.

use admin_delete_product::AdminDeleteProduct;
use serde_json::{Value, json};
use shared::http::{AUTOMATION_SCOPE, Access, Endpoint, serve};
use shared::store::Store;

use crate::calls::{Contract, Sent, contracts};

fn is_for_staff(contract: &Contract) -> bool {
    matches!(contract.route.access, Access::Staff(_))
}

/// Status and code of the answer to a request with these claims, its body broken.
fn answer(contract: &Contract, claims: Option<Value>) -> Option<(u16, String)> {
    let sent = Sent::by_staff().with_claims(claims).with_body("{");
    contract.refusal(&sent).map(|refusal| (refusal.status, refusal.code))
}

#[test]
fn staffs_endpoints_refuse_whoever_did_not_sign_in() {
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        assert_eq!(answer(contract, None), Some((401, "unauthenticated".to_owned())), "{function}");
    }
}

#[test]
fn staffs_endpoints_refuse_whoever_is_of_none_of_staffs_groups() {
    let strangers = [
        json!({"sub": "1", "email": "a@example.com"}),
        json!({"sub": "1", "cognito:groups": ""}),
        json!({"sub": "1", "cognito:groups": "[]"}),
        json!({"sub": "1", "cognito:groups": "[administrators not-admin admin2 Admin viewers fulfillment]"}),
        json!({"sub": "1", "groups": "[admin]", "custom:groups": "[admin]", "scope": "admin"}),
    ];
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        for claims in &strangers {
            let answer = answer(contract, Some(claims.clone()));
            assert_eq!(answer, Some((403, "forbidden".to_owned())), "{} {claims}", contract.function);
        }
    }
}

/// What each role may use, written a second time by hand; admins may use everything.
const FULFILMENT: [&str; 8] = [
    "admin-create-note",
    "admin-get-document",
    "admin-get-order",
    "admin-list-orders",
    "admin-print-queue",
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

#[test]
fn each_role_is_let_through_where_it_may_and_nowhere_else() {
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        for (group, may) in [
            ("admin", true),
            ("fulfilment", FULFILMENT.contains(&function)),
            ("viewer", VIEWER.contains(&function)),
        ] {
            let claims =
                json!({"sub": "1", "email": "a@example.com", "cognito:groups": format!("[{group}]")});
            let refused = answer(contract, Some(claims)).is_some_and(|(status, _)| status == 403);
            assert_eq!(refused, !may, "{function} by {group}");
        }
    }
}

/// What a machine client may use.
const AUTOMATION: [&str; 2] = ["admin-get-order", "admin-transition-order"];

#[test]
fn a_machine_client_is_let_through_where_it_may_and_nowhere_else() {
    let claims =
        json!({"sub": "client-1", "client_id": "client-1", "token_use": "access", "scope": AUTOMATION_SCOPE});
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        let refused = answer(contract, Some(claims.clone())).is_some_and(|(status, _)| status == 403);
        assert_eq!(refused, !AUTOMATION.contains(&function), "{function}");
        // Whoever is signed in can get an access token of their own, but not with the scope, and it names them.
        let mut person = claims.clone();
        person["username"] = json!("ada");
        assert_eq!(answer(contract, Some(person)), Some((403, "forbidden".to_owned())), "{function}");
    }
}

#[test]
fn staff_are_let_through_and_nobody_else_needs_to_sign_in() {
    for contract in contracts() {
        let claims = is_for_staff(&contract)
            .then(|| json!({"sub": "1", "email": "a@example.com", "cognito:groups": "[x admin]"}));
        let status = answer(&contract, claims).map(|(status, _)| status);
        let expected = contract.takes_json().then_some(400);
        assert_eq!(status, expected, "{}", contract.function);
    }
}

#[test]
fn the_document_tells_who_may_call() {
    for contract in contracts() {
        let expected = match contract.route.access {
            Access::Public => Value::Null,
            Access::Staff(_) => json!([{"staff": []}]),
            Access::OrderSecret => json!([{"order_secret": []}]),
            Access::StripeSignature => json!([{"stripe_signature": []}]),
        };
        assert_eq!(contract.operation["security"], expected, "{}", contract.function);
    }
}

/// A table that is not there.
fn nowhere() -> Store {
    Store::new(shop_tests::engine::client("http://127.0.0.1:1"), "nowhere".to_owned())
}

#[tokio::test]
async fn a_stranger_is_refused_before_the_table_is_asked_and_staff_are_not() {
    let contracts = contracts();
    let name = AdminDeleteProduct::FUNCTION;
    let contract = contracts.iter().find(|contract| contract.function == name).unwrap();
    let deps = nowhere();
    let staff = Sent::by_staff().claims;
    for (claims, expected) in [(None, 401), (Some(json!({"sub": "1"})), 403), (staff, 503)] {
        let mut request = contract.request(&Sent::by_staff().with_claims(claims));
        request.headers_mut().insert("if-match", "\"1\"".parse().unwrap());
        let response = serve::<AdminDeleteProduct>(&deps, request).await;
        assert_eq!(response.status().as_u16(), expected);
    }
}
