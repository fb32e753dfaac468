fn main() -> Result<(), shared::start::Error> {
    admin_delete_product::main()
}
