fn main() -> Result<(), shared::start::Error> {
    cancel_order::main()
}
