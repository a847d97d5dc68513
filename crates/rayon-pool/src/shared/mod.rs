//! One pool for many addons; and documents that one of them has and others read, zero-copy (`documents`).
//!
//! Every addon has a copy of this crate of its own, perhaps of another version and built by another compiler: so between two of
//! them stands C, in `table`. The addon that has the threads is the *host* (`host`); a *guest* (`guest`) gives it jobs. A job
//! of a guest's is two things to the host: something to be polled, which is a job of the host's own and counts as one, and
//! turns, which go into the host's run queue. What is computed, and how it is cut into chunks, is the guest's.
//!
//! A thread of the host's that comes to a guest for the first time becomes the only thread of a pool of Rayon's there, which it
//! leaves behind, some kilobytes, when it ends. So what the guest computes with Rayon stays on that thread, and starts no
//! others; for work side by side there are `Job::map` and `Job::join`, which go through the table. What is handed to
//! `rayon::spawn` there waits until that thread computes with Rayon again: nothing should wait for it. A JavaScript thread, on
//! which small jobs are done at once, stays as it is: there the addon's author has functions of his own that use Rayon.
//!
//! A job is cancelled on both sides, whichever is asked: the host calls the guest at once, for the job's turns may keep all of
//! the threads on which it would be polled.
//!
//! Every end is told once: of a job that was computed, by what came of it; of one that was cancelled in the queue, by either side,
//! or has panicked on its way, by the host's `end`. What is a user's may panic even where it is dropped. What takes long to drop
//! goes last, as in pools of one's own: the next job has begun by then.
#![deny(unsafe_code)]

mod documents;
mod guest;
mod host;
#[cfg(all(test, rayon_pool_model))]
mod models;
mod table;

use std::sync::Arc;

use crate::job::{Job, Stop};
use crate::pool::{Inline, Name, Pool, Refused, Settings};

pub use documents::{ShowingDocuments, adopt_documents};
use guest::HostsPool;
pub use host::{Showing, own};
pub use table::NotShared;

/// A pool of this addon's, or one that another addon shares.
#[derive(Clone)]
pub enum AnyPool {
    /// One with threads of its own.
    Own(Arc<Pool>),
    /// One of another addon's.
    Shared(Foreign),
}

/// A pool of another addon's, held.
#[derive(Clone)]
pub struct Foreign(HostsPool);

impl AnyPool {
    /// What the pool was made with, as far as it is known here.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Own(pool) => pool.settings(),
            Self::Shared(pool) => pool.0.settings(),
        }
    }

    /// As [`Pool::submit`].
    ///
    /// # Errors
    /// As there.
    pub fn submit<T, E, K, F>(
        &self,
        name: Name,
        kernel: K,
        ended: impl FnOnce(Result<Result<T, E>, Stop>) + Send + 'static,
    ) -> Result<Job, Refused>
    where
        T: Send + 'static,
        E: Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = Result<Result<T, E>, Stop>> + Send + 'static,
    {
        match self {
            Self::Own(pool) => pool.submit(name, kernel, ended),
            Self::Shared(pool) => pool.0.submit(name, kernel, ended),
        }
    }

    /// As [`Pool::check`].
    ///
    /// # Errors
    /// As there.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Self::Own(pool) => pool.check(),
            Self::Shared(pool) => pool.0.check(),
        }
    }

    /// As [`Pool::here`].
    ///
    /// # Errors
    /// As there.
    pub fn inline(&self, name: Name) -> Result<Option<Inline<'_>>, Refused> {
        match self {
            Self::Own(pool) => pool.inline(name),
            Self::Shared(pool) => Ok(pool.0.admits_inline()?.then(|| Inline::new(&pool.0, name))),
        }
    }

    /// As [`Pool::is_idle`].
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Own(pool) => pool.is_idle(),
            Self::Shared(pool) => pool.0.is_idle(),
        }
    }
}
