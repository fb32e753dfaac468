//! Events as the gateway and the queues hand them to Lambda.

use serde_json::{Map, Value, json};

/// A call of an HTTP route, as far as it differs from others.
#[derive(Debug, Clone, Default)]
pub struct ApiCall {
    /// Method and path with `{parameters}`, as the gateway's route key has them.
    pub route: &'static str,
    /// Parameters of the path.
    pub path: Vec<(&'static str, String)>,
    /// Parameters of the query.
    pub query: Vec<(&'static str, String)>,
    /// Headers beyond the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<String>,
    /// Whether a member of staff calls, whose token the gateway has verified.
    pub staff: bool,
}

impl ApiCall {
    /// A call without parameters, headers and body.
    pub fn to(route: &'static str) -> Self {
        Self { route, ..Self::default() }
    }

    /// The same by a member of staff.
    pub fn by_staff(route: &'static str) -> Self {
        Self { staff: true, ..Self::to(route) }
    }

    /// The event of payload format 2.0.
    pub fn event(&self) -> Value {
        let (method, path) = self.route.split_once(' ').unwrap();
        let path = self
            .path
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        let mut context = json!({
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api",
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test",
            },
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": self.route, "stage": "$default",
            "time": "23/Nov/2026:09:00:00 +0000", "timeEpoch": 1_795_424_400_000_i64,
        });
        if self.staff {
            let claims = json!({"sub": "sub-1", "email": "ada@studio.example", "cognito:groups": "[admin]"});
            context["authorizer"] = json!({"jwt": {"claims": claims, "scopes": null}});
        }
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = object(&self.headers);
        headers.insert("host".to_owned(), "api.example.com".into());
        if self.body.is_some() {
            headers.insert("content-type".to_owned(), "application/json".into());
        }
        json!({
            "version": "2.0", "routeKey": self.route, "rawPath": path, "rawQueryString": query.join("&"),
            "headers": headers, "queryStringParameters": object(&self.query), "pathParameters": object(&self.path),
            "requestContext": context, "body": self.body, "isBase64Encoded": false,
        })
    }

    /// The same as the function's runtime hands it over.
    pub fn request(&self) -> lambda_http::Request {
        lambda_http::request::from_str(&self.event().to_string()).unwrap()
    }
}

fn object(pairs: &[(&'static str, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect()
}

/// A queue's batch of one message, of a FIFO queue's group if there is one.
pub fn batch_of_one(body: &str, group: Option<&str>) -> Value {
    batch([("059f36b4-87a3-44ab-83d2-661975830a7d", body, group)])
}

/// A queue's batch of messages: id, body, and group in a FIFO queue.
pub fn batch<'a>(messages: impl IntoIterator<Item = (&'a str, &'a str, Option<&'a str>)>) -> Value {
    let records: Vec<_> = messages.into_iter().map(|(id, body, group)| record(id, body, group)).collect();
    json!({"Records": records})
}

fn record(id: &str, body: &str, group: Option<&str>) -> Value {
    let mut attributes = json!({
        "ApproximateReceiveCount": "1", "SentTimestamp": "1795424400000", "SenderId": "AROAEXAMPLE",
        "ApproximateFirstReceiveTimestamp": "1795424400001",
    });
    if let Some(group) = group {
        attributes["MessageGroupId"] = group.into();
    }
    json!({
        "messageId": id, "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body, "attributes": attributes, "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3", "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:queue", "awsRegion": "eu-west-1",
    })
}
