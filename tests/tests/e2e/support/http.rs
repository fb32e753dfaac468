//! Sending requests and checking responses.

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A response with its whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// Sends a request and reads the whole response.
pub(crate) trait Ask {
    async fn ask(self) -> Answer;
}

impl Ask for RequestBuilder {
    async fn ask(self) -> Answer {
        let response = self.send().await.expect("the local cloud answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("the answer is text") }
    }
}

impl Answer {
    /// Returns the JSON body, if the status is this one.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        serde_json::from_str(&self.text).expect("the answer is JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the problem document, if it has this status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json(status);
        assert_eq!(problem["code"], code, "{}", self.text);
        assert_eq!(problem["status"], status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        problem
    }

    /// Returns the errors of an `invalid_input` problem as sorted `pointer code` pairs.
    #[track_caller]
    pub(crate) fn faults(&self) -> Vec<String> {
        let problem = self.problem(422, "invalid_input");
        let faults = problem["errors"].as_array().expect("faults are listed");
        let mut faults: Vec<String> = faults.iter().map(pair).collect();
        faults.sort();
        faults
    }
}

fn pair(fault: &Value) -> String {
    assert!(fault["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{fault}");
    format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap())
}
