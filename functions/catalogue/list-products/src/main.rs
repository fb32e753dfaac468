fn main() -> Result<(), shared::start::Error> {
    list_products::main()
}
