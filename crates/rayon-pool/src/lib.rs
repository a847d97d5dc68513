//! CPU-bound batches from Node.js on a Rayon thread pool.
//!
//! A map of the crate; every arrow between modules points down this list and no other way:
//!
//! - [`node`]: how Node.js sees it. The only place that names Node-API.
//! - [`pool`]: where and when work runs: threads, turns, the queue of jobs.
//! - [`documents`]: texts in memory, as they come and as they are kept.
//! - [`block`]: memory that many threads work on at once.
//! - [`job`]: what a running computation can ask and say, and how it is cut into chunks.
//!
//! `sync` has the locks of all of them, [`memory`] what grows with the input.

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
mod sync;
