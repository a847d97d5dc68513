//! Jobs that run where they are asked for, so small that waking a thread would take longer than doing them.
//!
//! They are jobs of the pool all the same: it refuses them when it is closing, and counts them.

use std::time::{Duration, Instant};

use super::Shared;
use super::names::Name;
use super::stats::Verdict;
use crate::job::{Job, Stop, caught_inline, run_inline};

/// Counts the jobs that have been run so.
pub(crate) trait CountsInline {
    /// One of `name`'s has ended, after so long.
    fn ended_inline(&self, name: Name, verdict: Verdict, run: Duration);
}

impl CountsInline for Shared {
    fn ended_inline(&self, name: Name, verdict: Verdict, run: Duration) {
        self.with(|admission| admission.ended_inline(name, verdict, run));
    }
}

/// Leave to run one job on the thread that holds it.
pub struct Inline<'a> {
    pool: &'a dyn CountsInline,
    name: Name,
}

impl<'a> Inline<'a> {
    /// Of a pool, for a job that counts under `name`.
    pub(crate) fn new(pool: &'a dyn CountsInline, name: Name) -> Self {
        Self { pool, name }
    }

    /// What comes of `work`, which should take a microsecond or two.
    ///
    /// # Errors
    /// It panicked.
    pub fn run<T, E>(self, work: impl FnOnce() -> Result<T, E>) -> Result<Result<T, E>, Stop> {
        let start = Instant::now();
        let result = caught_inline(work).map_err(Stop::Panicked);
        let run = start.elapsed();
        self.pool.ended_inline(self.name, Verdict::of(&result), run);
        result
    }

    /// The same of a whole job, which should take some tens of microseconds at most: all of its turns are taken here, one
    /// after another.
    ///
    /// # Errors
    /// It panicked, or stopped for a reason of its own.
    pub fn finish<T, E, F>(self, kernel: impl FnOnce(Job) -> F) -> Result<Result<T, E>, Stop>
    where
        F: Future<Output = Result<Result<T, E>, Stop>>,
    {
        self.finish_by(kernel, |result| result)
    }

    /// The same, where `outcome` says what has come of the computation.
    pub(crate) fn finish_by<T, E, F: Future>(
        self,
        kernel: impl FnOnce(Job) -> F,
        outcome: impl Fn(F::Output) -> Result<Result<T, E>, Stop>,
    ) -> Result<Result<T, E>, Stop> {
        let start = Instant::now();
        // Whatever it waits for is one of its turns, or will never come.
        let finished = || run_inline(|job| job.guarded_by(kernel, outcome)).unwrap_or(Err(Stop::Cancelled));
        let result = caught_inline(finished).map_err(Stop::Panicked).flatten();
        let run = start.elapsed();
        self.pool.ended_inline(self.name, Verdict::of(&result), run);
        result
    }
}
