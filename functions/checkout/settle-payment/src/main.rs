fn main() -> Result<(), shared::start::Error> {
    settle_payment::main()
}
