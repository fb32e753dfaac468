//! A function that does nothing: the baseline cost of every function.

use std::convert::Infallible;

use lambda_http::{Body, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::run(service_fn(|_: Request| async { Ok::<_, Infallible>(Response::new(Body::Empty)) })).await
}
