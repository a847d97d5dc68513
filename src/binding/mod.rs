//! How Node sees the crate. The only place that names Node-API, and the only one that sees both the pool and the
//! kernels.
//!
//! The functions exported here are private to the package: the facade (`facade/`) is what users call, and it has
//! checked every argument. What is wrong all the same is refused, never trusted.
//!
//! - `environment`: what one Node environment (the main thread, or a Worker) keeps here; promises, and their end.
//! - `channel`: how results get from pool threads to the JS thread; `mailbox`: where they gather; `doorbell`: how it is told.
//! - `value`: results and errors as JavaScript values; `results`: arrays of numbers.
//! - `documents`: strings on their way in; `taken`: as arguments of a call; `store`: documents that stay.
//! - `memory`: typed arrays on their way in; `buffers`, `holds`: what keeps their memory from being freed;
//!   `pages`: how fresh memory is mapped.
//! - `control`: a running job, as JavaScript holds it; `handles`: pools as numbers.
//! - `pool`, `score`, `primes`, `numbers`, `parse`, `instructions`: the exported functions.
// What the macro exports to JavaScript has to be `pub`, though no Rust code reaches it.
#![allow(unreachable_pub)]
// Arguments of exported functions are made for the call: the macro hands them over by value.
#![allow(clippy::needless_pass_by_value)]
// And one by one: an object of arguments costs several times as much as the call.
#![allow(clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod buffers;
mod channel;
mod control;
mod documents;
mod doorbell;
mod environment;
mod handles;
mod holds;
mod instructions;
mod mailbox;
mod memory;
mod numbers;
mod pages;
mod parse;
#[allow(clippy::disallowed_methods, reason = "pools are few")]
mod pool;
mod primes;
#[cfg(feature = "probe")]
mod probe;
mod results;
mod score;
mod store;
mod taken;
mod value;
