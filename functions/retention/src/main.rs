//! The Lambda function; everything is in the library.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::schedule::run::<retention::Deps>().await
}
