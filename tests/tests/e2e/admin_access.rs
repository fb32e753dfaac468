//! Authorisation of admin routes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Ask, Customer, Shop, Staff, now, with_customer};

/// Lists every admin route of the OpenAPI document, with valid path parameters.
fn routes() -> Vec<(Method, String)> {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(document).unwrap()).unwrap();
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let id = if path.contains("/orders/") { "ord" } else { "prd" };
        let address = path
            .replace("{id}", &format!("{id}_01h455vb4pex5vsknk084sn02q"))
            .replace("{variant_id}", "var_01h455vb4pex5vsknk084sn02q");
        let methods = operations.as_object().unwrap().keys().filter(|_| path.starts_with("/admin/"));
        routes.extend(methods.map(|name| (name.to_uppercase().parse().unwrap(), address.clone())));
    }
    assert!(routes.len() >= 12, "{routes:?}");
    routes
}

#[tokio::test]
async fn admin_routes_refuse_tokens_of_no_or_forged_origin() {
    let shop = Shop::open();
    let token = shop.staff().await.token;
    let mut parts: Vec<&str> = token.split('.').collect();
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    let forged_signature = "A".repeat(parts[2].len());
    parts[2] = &forged_signature;
    let forged = parts.join(".");
    for token in [None, Some(""), Some("garbage"), Some("a.b.c"), Some(&unsigned), Some(&forged)] {
        assert_unauthorized(&shop, token).await;
    }
}

/// Asserts that every admin route answers 401 to a token.
async fn assert_unauthorized(shop: &Shop, token: Option<&str>) {
    for (method, path) in routes() {
        let request = shop.api(method.clone(), &path).json(&json!({}));
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let answer = request.ask().await;
        assert_eq!(answer.status, 401, "{method} {path} with {token:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn admin_routes_refuse_tokens_with_wrong_claims() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let unchanged = staff.token_with_claims(|_| {});
    let orders = shop.api(Method::GET, "/admin/orders?limit=1").bearer_auth(&unchanged);
    assert_eq!(
        orders.ask().await.status,
        200,
        "the signature is right, so what follows is refused for its claims"
    );
    for (claim, value) in [
        ("exp", json!(now() - 1)),
        ("nbf", json!(now() + 600)),
        ("aud", json!("another-client")),
        ("iss", json!("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_another")),
    ] {
        let token = staff.token_with_claims(|claims| claims[claim] = value);
        assert_unauthorized(&shop, Some(&token)).await;
    }
}

#[tokio::test]
async fn admin_routes_refuse_a_persons_access_token() {
    let shop = Shop::open();
    let staff = shop.staff().await;
    let token = staff.token_with_claims(|claims| claims["token_use"] = json!("access"));
    let answer = shop.api(Method::GET, "/admin/orders?limit=1").bearer_auth(&token).ask().await;
    answer.problem(403, "forbidden");
}

#[tokio::test]
async fn admin_routes_refuse_an_admin_of_another_pool() {
    let shop = Shop::open();
    let token = foreign_admin(&shop).await;
    assert_unauthorized(&shop, Some(&token)).await;
}

/// Returns the ID token of an admin in a user pool that is not the shop's.
async fn foreign_admin(shop: &Shop) -> String {
    let aws = shop.aws();
    let pool = aws.call("cognito-idp", "create_user_pool", json!({"PoolName": "another"})).await;
    let pool = &pool["UserPool"]["Id"];
    let flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let client = json!({"UserPoolId": pool, "ClientName": "another", "ExplicitAuthFlows": flows});
    let client = aws.call("cognito-idp", "create_user_pool_client", client).await;
    let (name, password) = ("mallory@example.com", "Stranger-in-the-night-1");
    let user = json!({"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"});
    aws.call("cognito-idp", "admin_create_user", user).await;
    let lasting = json!({"UserPoolId": pool, "Username": name, "Password": password, "Permanent": true});
    aws.call("cognito-idp", "admin_set_user_password", lasting).await;
    let group = json!({"UserPoolId": pool, "GroupName": "admin"});
    aws.call("cognito-idp", "create_group", group).await;
    let member = json!({"UserPoolId": pool, "Username": name, "GroupName": "admin"});
    aws.call("cognito-idp", "admin_add_user_to_group", member).await;
    let sign_in = json!({"UserPoolId": pool, "ClientId": client["UserPoolClient"]["ClientId"],
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": name, "PASSWORD": password}});
    let signed_in = aws.call("cognito-idp", "admin_initiate_auth", sign_in).await;
    signed_in["AuthenticationResult"]["IdToken"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn admin_routes_refuse_a_user_without_a_group() {
    let shop = Shop::open();
    let stranger = Staff::in_group(&shop, None).await;
    for (method, path) in routes() {
        let request = stranger.api(method.clone(), &path).header("if-match", "\"1\"").json(&json!({}));
        let answer = request.ask().await;
        answer.problem(403, "forbidden");
    }
    let staff = shop.staff().await;
    assert_eq!(staff.get("/admin/orders?limit=1").await.status, 200, "the same request of an admin");
}

#[tokio::test]
async fn a_viewer_reads_orders_without_customers_and_changes_nothing() {
    let shop = Shop::open();
    let customer = Customer::new();
    let (checkout, _) = shop.staff().await.paid_order(&customer).await;
    let viewer = Staff::in_group(&shop, Some("viewer")).await;
    let seen = viewer.get(&format!("/admin/orders/{}", checkout.id)).await;
    let order = seen.json(200);
    assert_eq!((&order["state"], &order["allowed"]), (&json!("payment_confirmed"), &json!([])));
    assert!(order.get("customer").is_none() && !seen.text.contains(&customer.email), "{}", seen.text);
    viewer.get(&with_customer(&checkout.id)).await.problem(403, "forbidden");
    viewer.get(&format!("/admin/orders?email={}", customer.email)).await.problem(403, "forbidden");
    viewer
        .transition(&checkout.id, json!({"to": "processing", "details_verified": true}))
        .await
        .problem(403, "forbidden");
    viewer.post("/admin/products", &crate::support::dragon()).await.problem(403, "forbidden");
}

#[tokio::test]
async fn fulfilment_staff_advance_an_order_but_cannot_refund() {
    let shop = Shop::open();
    let customer = Customer::new();
    let (checkout, _) = shop.staff().await.paid_order(&customer).await;
    let maker = Staff::in_group(&shop, Some("fulfilment")).await;
    let order = maker.order_with_customer(&checkout.id).await;
    assert_eq!(order["customer"]["email"], json!(customer.email));
    let steps: Vec<&Value> = order["allowed"].as_array().unwrap().iter().map(|step| &step["to"]).collect();
    assert_eq!(steps, [&json!("processing")]);
    maker
        .transition(&checkout.id, json!({"to": "cancelled", "reason": "no"}))
        .await
        .problem(403, "forbidden");
    maker
        .refund(&checkout.id, json!({"amount": crate::support::eur(100), "reason": "no"}))
        .await
        .problem(403, "forbidden");
    let made =
        maker.transition(&checkout.id, json!({"to": "processing", "details_verified": true})).await.json(200);
    assert_eq!(made["state"], "processing");
}
