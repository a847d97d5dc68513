//! What is computed. Every kernel is an `async fn` over a [`Job`](crate::job::Job); none knows the pool it runs on.
// Not `forbid`: files of wide instructions allow it for themselves, each with its reason.
#![deny(unsafe_code)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

pub mod documents;
mod fastest;
mod instructions;
pub mod numbers;
pub mod primes;
#[cfg(feature = "probe")]
pub mod probe;
pub mod score;

pub use instructions::instructions;
