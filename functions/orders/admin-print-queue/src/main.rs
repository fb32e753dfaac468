fn main() -> Result<(), shared::start::Error> {
    admin_print_queue::main()
}
