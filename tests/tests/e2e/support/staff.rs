//! Signed-in staff and requests to admin routes.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Ask, Checkout, Shop, dragon, eventually};

/// A PKCE verifier and its challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Path of an order with its customer's data.
pub(crate) fn with_customer(id: &str) -> String {
    format!("/admin/orders/{id}?customer=true")
}

/// A signed-in member of staff.
pub(crate) struct Staff<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) token: String,
}

impl Shop {
    /// Signs the first admin in.
    pub(crate) async fn staff(&self) -> Staff<'_> {
        let (email, password) = (self.value("/admin/email"), self.value("/admin/password"));
        self.sign_in(email, password).await
    }

    /// Signs in as a browser does: hosted page, authorisation code, PKCE.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Staff<'_> {
        let endpoint = self.value("/endpoint");
        let (page, query) = self.value("/sign_in").split_once('?').unwrap();
        let callback = reqwest::Url::parse(&format!("{page}?{query}")).unwrap();
        let mut form: Vec<(String, String)> = callback.query_pairs().into_owned().collect();
        for (name, value) in [
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("username", email),
            ("password", password),
        ] {
            form.push((name.to_owned(), value.to_owned()));
        }
        let login = self.request(Method::POST, &format!("{endpoint}/login")).form(&form).ask().await;
        let back = reqwest::Url::parse(login.header("location").expect("the sign-in succeeds")).unwrap();
        let code =
            back.query_pairs().find(|(name, _)| name == "code").expect("there is a code").1.into_owned();
        let redirect = form.iter().find(|(name, _)| name == "redirect_uri").unwrap().1.clone();
        let exchange = [
            ("grant_type", "authorization_code"),
            ("client_id", self.value("/client_id")),
            ("redirect_uri", &redirect),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ];
        let answer =
            self.request(Method::POST, &format!("{endpoint}/oauth2/token")).form(&exchange).ask().await;
        Staff { shop: self, token: answer.json(200)["id_token"].as_str().unwrap().to_owned() }
    }
}

impl Staff<'_> {
    /// Builds a request to an admin route.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.shop.api(method, path).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.api(Method::GET, path).ask().await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.api(Method::POST, path).json(body).ask().await
    }

    /// Sends a change with `If-Match` for this version.
    pub(crate) async fn change(&self, method: Method, path: &str, version: u64, body: &Value) -> Answer {
        let request = self.api(method, path).header("if-match", format!("\"{version}\""));
        request.json(body).ask().await
    }

    /// Changes the current settings, and retries on conflict.
    pub(crate) async fn set(&self, change: impl Fn(&mut Value)) -> Value {
        eventually("the settings to be ours to change", async || {
            let shown = self.get("/admin/settings").await;
            let mut settings = shown.json(200);
            change(&mut settings);
            let request =
                self.api(Method::PUT, "/admin/settings").header("if-match", shown.header("etag").unwrap());
            let answer = request.json(&settings).ask().await;
            (answer.status != 412 && answer.status != 409).then(|| answer.json(200))
        })
        .await
    }

    /// Creates a product with a unique slug.
    pub(crate) async fn product(&self) -> Value {
        self.post("/admin/products", &dragon()).await.json(201)
    }

    /// Returns the current order.
    pub(crate) async fn order(&self, id: &str) -> Value {
        self.get(&format!("/admin/orders/{id}")).await.json(200)
    }

    /// Returns the order with its customer's data.
    pub(crate) async fn order_with_customer(&self, id: &str) -> Value {
        self.get(&with_customer(id)).await.json(200)
    }

    /// Waits for the order that the payment creates.
    pub(crate) async fn confirmed_order(&self, checkout: &Checkout) -> Value {
        self.order_when(&checkout.id, "the order", |order| order["payment"].is_object()).await
    }

    /// Waits until the order satisfies the condition.
    pub(crate) async fn order_when(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        eventually(what, async || {
            let answer = self.get(&format!("/admin/orders/{id}")).await;
            (answer.status == 200).then(|| answer.json(200)).filter(|order| is(order))
        })
        .await
    }

    /// Requests a transition of the current version.
    pub(crate) async fn transition(&self, id: &str, evidence: Value) -> Answer {
        let version = self.order(id).await["version"].clone();
        self.transition_from(id, &version, evidence).await
    }

    /// Requests a transition of a version seen earlier.
    pub(crate) async fn transition_from(&self, id: &str, version: &Value, evidence: Value) -> Answer {
        let mut body = evidence;
        body["version"] = version.clone();
        self.post(&format!("/admin/orders/{id}/transitions"), &body).await
    }

    /// Requests a refund of the current version.
    pub(crate) async fn refund(&self, id: &str, request: Value) -> Answer {
        let mut body = request;
        body["version"] = self.order(id).await["version"].clone();
        self.post(&format!("/admin/orders/{id}/refunds"), &body).await
    }

    /// Creates a user in this group, or in none, and signs them in.
    pub(crate) async fn in_group<'s>(shop: &'s Shop, group: Option<&str>) -> Staff<'s> {
        let email = format!("{}@example.com", super::unique());
        let (pool, password) = (shop.value("/user_pool_id"), "Stranger-in-the-night-1");
        let user = json!({"UserPoolId": pool, "Username": email, "TemporaryPassword": password,
            "MessageAction": "SUPPRESS", "UserAttributes": [{"Name": "email", "Value": email}]});
        shop.aws().call("cognito-idp", "admin_create_user", user).await;
        let lasting = json!({"UserPoolId": pool, "Username": email, "Password": password, "Permanent": true});
        shop.aws().call("cognito-idp", "admin_set_user_password", lasting).await;
        if let Some(group) = group {
            let member = json!({"UserPoolId": pool, "Username": email, "GroupName": group});
            shop.aws().call("cognito-idp", "admin_add_user_to_group", member).await;
        }
        shop.sign_in(&email, password).await
    }
}
