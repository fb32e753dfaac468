fn main() -> Result<(), shared::start::Error> {
    stripe_webhook::main()
}
