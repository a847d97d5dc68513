//! Link settings for a Node.js addon (`napi-build` knows them per platform).

fn main() {
    napi_build::setup();
}
