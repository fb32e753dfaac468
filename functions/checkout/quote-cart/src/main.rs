fn main() -> Result<(), shared::start::Error> {
    quote_cart::main()
}
