//! Link settings for a Node.js addon (`napi-build` knows them per platform).

fn main() {
    napi_build::setup();
    // A library of macOS says what it is called. Left alone the linker writes where on this machine it was built.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("macos") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/rayon-pool.node");
    }
}
