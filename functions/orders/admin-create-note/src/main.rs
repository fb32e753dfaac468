fn main() -> Result<(), shared::start::Error> {
    admin_create_note::main()
}
