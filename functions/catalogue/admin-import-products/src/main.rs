fn main() -> Result<(), shared::start::Error> {
    admin_import_products::main()
}
