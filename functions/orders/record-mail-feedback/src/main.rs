fn main() -> Result<(), shared::start::Error> {
    record_mail_feedback::main()
}
