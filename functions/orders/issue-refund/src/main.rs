fn main() -> Result<(), shared::start::Error> {
    issue_refund::main()
}
