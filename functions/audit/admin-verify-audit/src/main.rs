fn main() -> Result<(), shared::start::Error> {
    admin_verify_audit::main()
}
