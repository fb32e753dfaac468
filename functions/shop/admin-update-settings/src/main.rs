fn main() -> Result<(), shared::start::Error> {
    admin_update_settings::main()
}
