fn main() -> Result<(), shared::start::Error> {
    admin_export_orders::main()
}
