fn main() -> Result<(), shared::start::Error> {
    admin_restore_product::main()
}
