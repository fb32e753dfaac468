fn main() -> Result<(), shared::start::Error> {
    track_order::main()
}
