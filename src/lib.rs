//! CPU-bound batches from Node.js on a Rayon thread pool.
//!
//! A map of the crate; every arrow between modules points down this list and no other way:
//!
//! - `binding`: how Node sees it. The only place that names Node-API.
//! - [`pool`]: where and when work runs: threads, turns, the queue of jobs.
//! - [`kernels`]: what is computed: documents in memory and their scores, primes.
//! - [`job`]: what a running computation can ask and say, and how it is cut into chunks.
//!
//! `sync` has the locks of all of them, [`memory`] what grows with the input.

mod binding;
pub mod job;
pub mod kernels;
pub mod memory;
pub mod pool;
mod sync;
