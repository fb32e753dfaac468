fn main() -> Result<(), shared::start::Error> {
    send_mail::main()
}
