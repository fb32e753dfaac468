fn main() -> Result<(), shared::start::Error> {
    admin_resend_mail::main()
}
