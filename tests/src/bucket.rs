//! A bucket of public files for in-process tests, read by the real SDK client. Requests that S3 itself refuses are
//! covered by the end-to-end tests.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use shared_images::Bucket;

/// A local HTTP server in place of the bucket, which counts its requests.
#[derive(Debug, Clone)]
pub struct PublicFiles {
    /// Client that reads from the server.
    pub bucket: Bucket,
    asked: Arc<AtomicUsize>,
}

impl PublicFiles {
    /// Starts a server with these files, keyed by public path.
    pub async fn with_files<const N: usize>(files: [(&str, &[u8]); N]) -> Self {
        let files: HashMap<String, Vec<u8>> =
            files.into_iter().map(|(path, file)| (path.to_owned(), file.to_vec())).collect();
        let asked = Arc::new(AtomicUsize::default());
        let counted = Arc::clone(&asked);
        let serve = async move |Path(path): Path<String>| {
            counted.fetch_add(1, Ordering::Relaxed);
            files.get(&format!("/{path}")).cloned().ok_or(StatusCode::NOT_FOUND)
        };
        let router = Router::new().route("/media/{*path}", get(serve));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { bucket: at(&url), asked }
    }

    /// Number of files requested so far.
    pub fn requests(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// A bucket client for a URL, which need not be reachable.
pub fn at(url: &str) -> Bucket {
    Bucket::new(&sdk(url), "media".to_owned())
}

/// The SDK's configuration for a local server.
pub fn sdk(url: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(url)
        .build()
}
