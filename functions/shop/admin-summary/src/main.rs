fn main() -> Result<(), shared::start::Error> {
    admin_summary::main()
}
