fn main() -> Result<(), shared::start::Error> {
    admin_duplicate_product::main()
}
