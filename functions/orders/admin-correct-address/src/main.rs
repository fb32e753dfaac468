fn main() -> Result<(), shared::start::Error> {
    admin_correct_address::main()
}
