fn main() -> Result<(), shared::start::Error> {
    admin_get_document::main()
}
