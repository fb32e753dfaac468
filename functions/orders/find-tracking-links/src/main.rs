fn main() -> Result<(), shared::start::Error> {
    find_tracking_links::main()
}
