//! The sum of the primes below a limit.
//!
//! Two ways: to [`SMALLEST`] a sieve, in one go; above that the [`super::formula`] by which primes are counted, too, and which
//! needs to see far fewer numbers.

mod halves;

pub use halves::{CUTOFF, sum_below_with};

use super::formula::{self, Itself, SMALLEST};
use rayon_pool::job::{Job, Stop};

/// The sum of all primes below `limit`: exact, for it is below 2^122 at the largest limit.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn sum_below(job: Job, limit: u64) -> Result<u128, Stop> {
    if limit <= SMALLEST {
        return sum_below_with(job, limit, CUTOFF).await;
    }
    job.set_total(limit);
    Ok(formula::sum_up_to::<Itself>(&job, limit - 1).await?.0)
}
