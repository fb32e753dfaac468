fn main() -> Result<(), shared::start::Error> {
    cancel_checkout::main()
}
