fn main() -> Result<(), shared::start::Error> {
    render_page::main()
}
