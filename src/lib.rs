//! The native addon of the npm package rayon-pool: a kernel a module, written with the public API of the crate `rayon-pool`.
//!
//! A kernel is an `async fn` over a [`Job`](rayon_pool::job::Job), and knows neither the pool that it runs on nor Node-API.
//! What it exports to JavaScript stands beside it, in a file `node`: private to the package, for the facade (`facade/`) is
//! what users call.
// Not `forbid`: files of wide instructions allow it for themselves, each with its reason, and so do exports.
#![deny(unsafe_code)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod fastest;
mod node;
pub mod parse;
pub mod primes;
#[cfg(feature = "probe")]
pub mod probe;
#[allow(clippy::disallowed_methods, reason = "what is reduced at once is small")]
pub mod reduce;
pub mod score;
pub mod sort;
