fn main() -> Result<(), shared::start::Error> {
    admin_correct_parcel::main()
}
