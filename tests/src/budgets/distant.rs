//! The embedded engine far away: without a socket, so that no real time passes, and with a delay on tokio's paused clock.

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use dynoxide::Database;

use super::Counts;
use crate::engine::{answer, asked, response};

/// Connects the SDK's client to the engine. Each request takes as long as the counts say.
#[derive(Clone)]
pub(super) struct Distant {
    pub(super) database: Database,
    pub(super) counts: Arc<Counts>,
}

impl fmt::Debug for Distant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Distant")
    }
}

impl HttpClient for Distant {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Distant {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { database, counts } = self.clone();
        HttpConnectorFuture::new(async move {
            counts.travel().await;
            let (operation, body) = asked(&request);
            let (status, body) = answer(&database, &operation, &body);
            Ok(response(status, body))
        })
    }
}
