//! Access: callers without permission are refused before anything else of their request is read.

use admin_delete_product::AdminDeleteProduct;
use serde_json::{Value, json};
use shared::http::{AUTOMATION_SCOPE, Access, Endpoint, serve};
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

#[test]
fn staff_endpoints_refuse_users_outside_the_staff_groups() {
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

/// Endpoints of each role, written by hand independently of the handlers. Admins may use all of them.
const FULFILMENT: [&str; 9] = [
    "admin-create-note",
    "admin-get-document",
    "admin-get-order",
    "admin-list-orders",
    "admin-print-queue",
    "admin-resend-mail",
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
fn each_role_may_use_its_own_endpoints_and_no_others() {
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

/// Endpoints that a machine client may use.
const AUTOMATION: [&str; 2] = ["admin-get-order", "admin-transition-order"];

#[test]
fn a_machine_client_may_use_its_own_endpoints_and_no_others() {
    let claims =
        json!({"sub": "client-1", "client_id": "client-1", "token_use": "access", "scope": AUTOMATION_SCOPE});
    for contract in contracts().iter().filter(|contract| is_for_staff(contract)) {
        let function = contract.function;
        let refused = answer(contract, Some(claims.clone())).is_some_and(|(status, _)| status == 403);
        assert_eq!(refused, !AUTOMATION.contains(&function), "{function}");
        // Any signed-in user can get an access token of their own, but it lacks the scope and names the user.
        let mut person = claims.clone();
        person["username"] = json!("ada");
        assert_eq!(answer(contract, Some(person)), Some((403, "forbidden".to_owned())), "{function}");
    }
}

#[test]
fn staff_are_accepted_and_other_endpoints_need_no_sign_in() {
    for contract in contracts() {
        let claims = is_for_staff(&contract)
            .then(|| json!({"sub": "1", "email": "a@example.com", "cognito:groups": "[x admin]"}));
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
