fn main() -> Result<(), shared::start::Error> {
    admin_change_ship_by::main()
}
