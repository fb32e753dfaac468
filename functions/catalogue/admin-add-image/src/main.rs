fn main() -> Result<(), shared::start::Error> {
    admin_add_image::main()
}
