fn main() -> Result<(), shared::start::Error> {
    admin_erase_customer::main()
}
