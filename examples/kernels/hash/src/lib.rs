//! BLAKE3 hashes of buffers.

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use rayon_pool::node::{Bytes, Promise, Result};

rayon_pool::addon!();

/// The hash of each buffer, one behind the other.
#[napi(catch_unwind)]
pub fn hash(buffers: Bytes) -> Result<Promise<Uint8Array>> {
    buffers.map_fixed(|bytes| *blake3::hash(bytes).as_bytes())
}
