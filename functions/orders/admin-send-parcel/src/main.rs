fn main() -> Result<(), shared::start::Error> {
    admin_send_parcel::main()
}
