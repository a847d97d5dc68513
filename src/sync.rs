//! Locks and atomics: those of the standard library, or in builds with the feature `model` those of Shuttle, which
//! tries one interleaving of threads after another. For what has races worth modelling; statics keep the standard ones.

#![forbid(unsafe_code)]

#[cfg(not(feature = "model"))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic};
#[cfg(not(feature = "model"))]
pub(crate) use std::thread_local;

#[cfg(feature = "model")]
pub(crate) use shuttle::sync::{Mutex, MutexGuard, atomic};
#[cfg(feature = "model")]
pub(crate) use shuttle::thread_local;
