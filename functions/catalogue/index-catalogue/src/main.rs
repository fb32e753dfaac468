fn main() -> Result<(), shared::start::Error> {
    index_catalogue::main()
}
