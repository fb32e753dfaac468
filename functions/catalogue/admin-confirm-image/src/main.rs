fn main() -> Result<(), shared::start::Error> {
    admin_confirm_image::main()
}
