//! What all parts of the formula look things up in.

use std::sync::Arc;

use super::super::primes_to;
use super::bounds::Bounds;
use super::function::Function;
use super::progress::Share;
use super::squarefree::Squarefree;
use super::table::{self, PiTable};
use rayon_pool::job::{Job, Stop};

/// How many primes are added up in a turn.
const CHUNK: usize = 1 << 17;

/// See the module.
pub(super) struct Tables {
    pub(super) bounds: Bounds,
    /// The primes to y.
    pub(super) primes: Arc<Vec<u32>>,
    pub(super) squarefree: Squarefree,
    prefixes: Vec<u64>,
    pi: PiTable,
}

impl Tables {
    pub(super) async fn new<F: Function>(job: &Job, bounds: Bounds, share: Share) -> Result<Self, Stop> {
        let primes = Arc::new(primes_to(job, bounds.y).await?);
        let squarefree = Squarefree::new(job, &primes, bounds.y, share).await?;
        let mut pi = PiTable::default();
        let mut has_more = true;
        while has_more {
            let (primes, below) = (Arc::clone(&primes), bounds.y + 1);
            let add = move || {
                let has_more = pi.add_some(&primes, below)?;
                Ok((pi, has_more))
            };
            (pi, has_more) = job.step(add).await?;
        }
        let mut prefixes = Vec::new();
        for start in (0..primes.len()).step_by(CHUNK) {
            let primes = Arc::clone(&primes);
            let add = move || {
                F::extend(&mut prefixes, &primes[start..primes.len().min(start + CHUNK)])?;
                Ok(prefixes)
            };
            prefixes = job.step(add).await?;
        }
        Ok(Self { bounds, primes, squarefree, prefixes, pi })
    }

    /// How many primes there are up to a number, which is at most y.
    #[inline(always)]
    pub(super) fn pi(&self, number: u64) -> usize {
        debug_assert!(number <= self.bounds.y);
        table::pi(&self.pi, number) as usize
    }

    /// The sum over the first `count` primes.
    #[inline(always)]
    pub(super) fn of_first<F: Function>(&self, count: usize) -> F::Sum {
        F::of_first(count as u64, &self.prefixes)
    }

    /// The sum over the primes up to a number, which is at most y.
    #[inline(always)]
    pub(super) fn up_to<F: Function>(&self, number: u64) -> F::Sum {
        self.of_first::<F>(self.pi(number))
    }
}
