//! The Lambda function; everything is in the library.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::site::run::<render_page::RenderPage>().await
}
