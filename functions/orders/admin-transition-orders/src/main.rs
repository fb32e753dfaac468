fn main() -> Result<(), shared::start::Error> {
    admin_transition_orders::main()
}
