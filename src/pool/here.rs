//! Jobs that run where they are asked for, so small that waking a thread would take longer than doing them.
//!
//! They are jobs of the pool all the same: it refuses them when it is closing, and counts them.

use std::time::Instant;

use super::Shared;
use super::stats::Verdict;
use crate::job::{Stop, caught_here};

/// Leave to run one job on the thread that holds it.
pub struct Here<'a>(&'a Shared);

impl<'a> Here<'a> {
    pub(super) fn new(pool: &'a Shared) -> Self {
        Self(pool)
    }

    /// What comes of `work`, which should take a microsecond or two.
    ///
    /// # Errors
    /// It panicked.
    pub fn run<T, E>(self, work: impl FnOnce() -> Result<T, E>) -> Result<Result<T, E>, Stop> {
        let start = Instant::now();
        let result = caught_here(work).map_err(Stop::Panicked);
        let run = start.elapsed();
        self.0.with(|admission| admission.ended_here(Verdict::of(&result), run));
        result
    }
}
