//! The sum of the primes below a limit.
//!
//! Two ways: a sieve that divides and conquers, for what is done in a millisecond ([`halves`]), and from [`LEAST`] on a
//! formula that needs to see far fewer numbers ([`combinatorial`], with a file for each of its parts). At 10^7 both take 1.5 ms
//! on two threads; at 10^9 the formula takes 2 ms, where the sieve would see every number.

mod combinatorial;
mod easy;
mod halves;
mod hard;
#[cfg(test)]
mod oracle;
mod ordinary;
mod progress;
mod segment;
mod stretches;
mod tables;

pub use halves::{CUTOFF, sum_below_with};

use rayon_pool::job::{Job, Stop};

/// The least limit for which the formula is used.
const LEAST: u64 = 1 << 22;

/// The sum of all primes below `limit`: exact, for it is below 2^122 at the largest limit.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn sum_below(job: Job, limit: u64) -> Result<u128, Stop> {
    if limit <= LEAST {
        return sum_below_with(job, limit, CUTOFF).await;
    }
    job.set_total(limit);
    combinatorial::sum_up_to(&job, limit - 1).await
}
