fn main() -> Result<(), shared::start::Error> {
    relay_events::main()
}
