fn main() -> Result<(), shared::start::Error> {
    admin_list_orders::main()
}
