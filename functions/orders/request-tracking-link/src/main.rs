fn main() -> Result<(), shared::start::Error> {
    request_tracking_link::main()
}
