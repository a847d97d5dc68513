//! How far the sum is: the steps of all parts, weighed by what they take, told as a share of the numbers below the limit.
//!
//! Every step is known before the first is done: what the leaves of each prime are takes a few lookups. Numbers would
//! mislead: most of the leaves have the least of them.

use rayon_pool::job::Job;
use rayon_pool::memory::NoMemory;
use std::sync::atomic::{AtomicU64, Ordering};

use super::combinatorial::Formula;
use super::{easy, hard};

pub(super) struct Progress {
    job: Job,
    /// What is told at the end.
    told: u64,
    total: u64,
    done: AtomicU64,
}

impl Progress {
    /// Tells nothing.
    pub(super) fn unknown(job: Job) -> Self {
        Self { job, told: 0, total: 1, done: AtomicU64::new(0) }
    }

    pub(super) fn of(formula: &Formula, job: &Job) -> Result<Self, NoMemory> {
        let total = formula.y + easy::steps(formula) + hard::steps(formula)?;
        Ok(Self { job: job.clone(), told: formula.x + 1, total, done: AtomicU64::new(0) })
    }

    /// Some more steps are done.
    pub(super) fn advance(&self, steps: u64) {
        let before = self.done.fetch_add(steps, Ordering::Relaxed);
        self.job.advance(self.share(before + steps) - self.share(before));
    }

    fn share(&self, done: u64) -> u64 {
        debug_assert!(done <= self.total, "{done} of {} steps", self.total);
        let share = u128::from(self.told) * u128::from(done) / u128::from(self.total);
        u64::try_from(share).unwrap_or(u64::MAX)
    }
}
