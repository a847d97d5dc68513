//! Nothing to build: Cargo wants a script of a crate that may be linked once.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
