//! A stand-in for S3: objects in memory, addressed by path.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::meter::{Meter, Service};

/// The objects of all buckets, by bucket and key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Objects(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Objects {
    /// `path` is the bucket's name and the key.
    pub(crate) fn put(&self, path: &str, object: Bytes) {
        self.0.lock().unwrap().insert(path.to_owned(), object);
    }

    fn get(&self, path: &str) -> Option<Bytes> {
        self.0.lock().unwrap().get(path).cloned()
    }

    /// The bucket's objects in the form of `ListObjectsV2`.
    fn list(&self, bucket: &str) -> String {
        let prefix = format!("{}/", bucket.trim_end_matches('/'));
        let objects = self.0.lock().unwrap();
        let keys = objects.keys().filter_map(|path| path.strip_prefix(&prefix));
        let mut xml = "<ListBucketResult><IsTruncated>false</IsTruncated>".to_owned();
        for key in keys {
            // Writing to a string cannot fail.
            let _ = write!(xml, "<Contents><Key>{key}</Key></Contents>");
        }
        xml + "</ListBucketResult>"
    }

    /// Answers `GetObject`, `PutObject` and `ListObjectsV2`.
    pub(crate) async fn answer(
        &self,
        meter: &Meter,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Response {
        let path = uri.path().trim_start_matches('/');
        // AWS charges a list like a write.
        let list = uri.query().is_some_and(|query| query.contains("list-type=2"));
        let service = if method == Method::GET && !list { Service::S3Get } else { Service::S3Put };
        let answered = async {
            if method == Method::PUT {
                let chunked = headers.get("content-encoding").is_some_and(|coding| coding == "aws-chunked");
                assert!(!chunked, "the bench does not support uploads in chunks");
                self.put(path, body);
                return StatusCode::OK.into_response();
            }
            if list {
                return xml(StatusCode::OK, self.list(path));
            }
            match self.get(path) {
                Some(object) => object.into_response(),
                None => xml(StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>".to_owned()),
            }
        };
        meter.request(service, answered).await
    }
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [("content-type", "application/xml")], body).into_response()
}
