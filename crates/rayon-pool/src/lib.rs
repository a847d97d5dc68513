//! CPU-bound batches from Node.js on a Rayon thread pool: kernels of one's own, as the npm package `rayon-pool` has its own.
//!
//! A kernel is a function of a text, or an `async fn` over a [`Job`](job::Job), in an addon that is made with napi-rs:
//!
//! ```
//! use napi::bindgen_prelude::{Float64Array, Result};
//! use rayon_pool::node::{Promise, Texts};
//!
//! /// How many words each text has. (With `#[napi]`, as a function for JavaScript.)
//! pub fn count_words(texts: Texts) -> Result<Promise<Float64Array>> {
//!     texts.map(|text| text.split_whitespace().count() as f64)
//! }
//! ```
//!
//! It runs on a pool, beside all other jobs there and in turns with them; whoever called it gets a promise, may abort it, and
//! sees how far it is. A panic rejects the promise. Kernels are tested without Node.js, by [`block_on`](job::block_on).
//!
//! **Not yet**: an addon other than the package's own has no way to the package's pools. That comes with the subpath
//! `rayon-pool/kernel` of the package.
//!
//! # What is where
//!
//! Every arrow between modules points down this list and no other way:
//!
//! - [`node`]: how Node.js sees it. The only place that names Node-API.
//! - [`shared`]: one pool for many addons, each with a copy of this crate of its own.
//! - [`pool`]: where and when work runs: threads, turns, the queue of jobs.
//! - [`documents`]: texts in memory, as they come and as they are kept.
//! - [`block`]: memory that many threads work on at once.
//! - [`job`]: what a running computation can ask and say, and how it is cut into chunks.
//!
//! `sync` has the locks of all of them, [`memory`] what grows with the input.
//!
//! # What it needs
//!
//! `panic = "unwind"`, and Rust 1.89. An addon exports nothing of this crate's by linking it.

#[cfg(panic = "abort")]
compile_error!(
    "rayon-pool needs `panic = \"unwind\"`: a kernel that panics must reject its promise, not end the process"
);

pub mod block;
pub mod documents;
pub mod job;
pub mod memory;
pub mod node;
pub mod pool;
pub mod shared;
mod sync;
