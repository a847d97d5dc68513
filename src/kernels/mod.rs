//! What is computed. Every kernel is an `async fn` over a [`Job`](crate::job::Job); none knows the pool it runs on.
#![deny(unsafe_code)] // allowed in files of wide instructions, each with its reason

pub mod documents;
pub mod primes;
#[cfg(feature = "probe")]
pub mod probe;
pub mod score;
