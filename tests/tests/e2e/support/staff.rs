//! Staff, signed in.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Ask, Checkout, Shop, dragon, eventually};

/// A PKCE verifier and its challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Where an order is shown with its customer.
pub(crate) fn with_customer(id: &str) -> String {
    format!("/admin/orders/{id}?customer=true")
}

/// A member of staff.
pub(crate) struct Staff<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) token: String,
}

impl Shop {
    /// The first admin.
    pub(crate) async fn staff(&self) -> Staff<'_> {
        let (email, password) = (self.told("/admin/email"), self.told("/admin/password"));
        self.sign_in(email, password).await
    }

    /// Signs in as a browser does: hosted page, authorisation code, PKCE.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Staff<'_> {
        let endpoint = self.told("/endpoint");
        let (page, query) = self.told("/sign_in").split_once('?').unwrap();
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
            ("client_id", self.told("/client_id")),
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
    /// A request to an admin route.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.shop.api(method, path).bearer_auth(&self.token)
    }

    /// What an admin route answers to a GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.api(Method::GET, path).ask().await
    }

    /// What an admin route answers to a POST.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.api(Method::POST, path).json(body).ask().await
    }

    /// What a product route answers to a change of a version that was seen.
    pub(crate) async fn change(&self, method: Method, path: &str, version: u64, body: &Value) -> Answer {
        let request = self.api(method, path).header("if-match", format!("\"{version}\""));
        request.json(body).ask().await
    }

    /// Changes the settings as they are now, as often as somebody else comes in between.
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

    /// A new product: `dragon` with a slug of its own.
    pub(crate) async fn product(&self) -> Value {
        self.post("/admin/products", &dragon()).await.json(201)
    }

    /// An order as it is now.
    pub(crate) async fn order(&self, id: &str) -> Value {
        self.get(&format!("/admin/orders/{id}")).await.json(200)
    }

    /// The same with its customer.
    pub(crate) async fn order_with_customer(&self, id: &str) -> Value {
        self.get(&with_customer(id)).await.json(200)
    }

    /// The order, once its payment has made it.
    pub(crate) async fn made(&self, checkout: &Checkout) -> Value {
        self.order_when(&checkout.id, "the order", |order| order["number"].is_string()).await
    }

    /// The order once it is as described.
    pub(crate) async fn order_when(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        eventually(what, async || {
            let answer = self.get(&format!("/admin/orders/{id}")).await;
            (answer.status == 200).then(|| answer.json(200)).filter(|order| is(order))
        })
        .await
    }

    /// Asks for a transition of the order as it is now.
    pub(crate) async fn step(&self, id: &str, evidence: Value) -> Answer {
        let version = self.order(id).await["version"].clone();
        self.step_from(id, &version, evidence).await
    }

    /// Asks for a transition of the order as it was seen.
    pub(crate) async fn step_from(&self, id: &str, version: &Value, evidence: Value) -> Answer {
        let mut body = evidence;
        body["version"] = version.clone();
        self.post(&format!("/admin/orders/{id}/transitions"), &body).await
    }

    /// Asks for a refund of the order as it is now.
    pub(crate) async fn refund(&self, id: &str, request: Value) -> Answer {
        let mut body = request;
        body["version"] = self.order(id).await["version"].clone();
        self.post(&format!("/admin/orders/{id}/refunds"), &body).await
    }

    /// A user who is signed in and belongs to this group, or to none.
    pub(crate) async fn of_group<'s>(shop: &'s Shop, group: Option<&str>) -> Staff<'s> {
        let email = format!("{}@example.com", super::unique());
        let (pool, password) = (shop.told("/user_pool_id"), "Stranger-in-the-night-1");
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
