fn main() -> Result<(), shared::start::Error> {
    start_checkout::main()
}
