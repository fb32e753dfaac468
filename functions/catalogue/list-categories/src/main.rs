fn main() -> Result<(), shared::start::Error> {
    list_categories::main()
}
