//! Events in the form in which the gateway and the queues pass them to Lambda.

use serde_json::{Map, Value, json};

/// A call of an HTTP route. The defaults cover what most calls share.
#[derive(Debug, Clone, Default)]
pub struct ApiCall {
    /// Method and path template, in the form of the gateway's route key.
    pub route: &'static str,
    pub path: Vec<(&'static str, String)>,
    pub query: Vec<(&'static str, String)>,
    /// Headers in addition to the content type.
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
    /// Adds the verified claims of a staff member.
    pub staff: bool,
}

impl ApiCall {
    /// Creates a call without parameters, headers or body.
    pub fn to(route: &'static str) -> Self {
        Self { route, ..Self::default() }
    }

    /// Creates such a call by a staff member.
    pub fn by_staff(route: &'static str) -> Self {
        Self { staff: true, ..Self::to(route) }
    }

    /// Builds the event in payload format 2.0.
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
            let claims = json!({
                "sub": "sub-1", "email": "ada@studio.example", "cognito:groups": "[admin]", "token_use": "id",
            });
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

    /// Builds the request in the form in which the runtime passes it to the function.
    pub fn request(&self) -> lambda_http::Request {
        lambda_http::request::from_str(&self.event().to_string()).unwrap()
    }
}

fn object(pairs: &[(&'static str, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect()
}

/// Builds a batch of one message, with the group id of a FIFO queue if there is one.
pub fn batch_of_one(body: &str, group: Option<&str>) -> Value {
    batch([("059f36b4-87a3-44ab-83d2-661975830a7d", body, group)])
}

/// Builds a batch of messages from ids, bodies and, for a FIFO queue, group ids.
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
