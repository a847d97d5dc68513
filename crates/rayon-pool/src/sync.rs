//! Locks and atomics: those of the standard library, or, where `--cfg rayon_pool_model` says so, those of Shuttle, which
//! tries one interleaving of threads after another. For what has races worth modelling; statics keep the standard ones.

#![forbid(unsafe_code)]

#[cfg(not(rayon_pool_model))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic};
#[cfg(not(rayon_pool_model))]
pub(crate) use std::thread_local;

#[cfg(rayon_pool_model)]
pub(crate) use shuttle::sync::{Mutex, MutexGuard, atomic};
#[cfg(rayon_pool_model)]
pub(crate) use shuttle::thread_local;
