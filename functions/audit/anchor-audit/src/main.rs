fn main() -> Result<(), shared::start::Error> {
    anchor_audit::main()
}
