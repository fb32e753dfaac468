//! The Lambda function; everything is in the library.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::worker::run::<find_tracking_links::FindTrackingLinks>().await
}
