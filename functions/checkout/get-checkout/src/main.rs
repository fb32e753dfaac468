fn main() -> Result<(), shared::start::Error> {
    get_checkout::main()
}
