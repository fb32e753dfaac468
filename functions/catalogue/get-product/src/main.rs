fn main() -> Result<(), shared::start::Error> {
    get_product::main()
}
