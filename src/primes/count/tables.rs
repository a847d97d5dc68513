//! What all parts of the formula look things up in.

use std::sync::Arc;

use super::super::primes_to;
use super::bounds::Bounds;
use super::progress::Share;
use super::squarefree::Squarefree;
use super::table::{self, PiTable};
use rayon_pool::job::{Job, Stop};

/// See the module.
pub(super) struct Tables {
    pub(super) bounds: Bounds,
    /// The primes to y.
    pub(super) primes: Arc<Vec<u32>>,
    pub(super) squarefree: Squarefree,
    pi: PiTable,
}

impl Tables {
    pub(super) async fn new(job: &Job, bounds: Bounds, share: Share) -> Result<Self, Stop> {
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
        Ok(Self { bounds, primes, squarefree, pi })
    }

    /// pi of a number up to y.
    #[inline(always)]
    pub(super) fn pi(&self, number: u64) -> u64 {
        debug_assert!(number <= self.bounds.y);
        table::pi(&self.pi, number)
    }
}
