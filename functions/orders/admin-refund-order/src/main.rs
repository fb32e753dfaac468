fn main() -> Result<(), shared::start::Error> {
    admin_refund_order::main()
}
