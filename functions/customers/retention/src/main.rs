fn main() -> Result<(), shared::start::Error> {
    retention::main()
}
