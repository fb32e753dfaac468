fn main() -> Result<(), shared::start::Error> {
    reconcile::main()
}
