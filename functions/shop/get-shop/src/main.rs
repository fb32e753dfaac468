fn main() -> Result<(), shared::start::Error> {
    get_shop::main()
}
