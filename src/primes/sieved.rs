//! Counting primes by the sieve alone.
//!
//! The formula of `count` is faster from 10^5 on. This is here to say how fast the sieve is, and for the formula to be
//! held against.

use std::sync::Arc;

use super::sieve;
use super::wheel::ones;
use super::{round, wheel_primes};
use rayon_pool::job::{Job, Stop};

/// How many primes are below `limit`: [`count_below`](super::count_below) in O(n log log n).
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn count_by_sieve(job: Job, limit: u64) -> Result<u64, Stop> {
    job.set_total(limit);
    let mut count = wheel_primes(limit).count() as u64;
    let mut start = 0;
    while start < limit {
        let round = round(&job, start, limit).await?;
        start = round.range.end;
        let (chunks, numbers) = round.chunks();
        let (inner, primes) = (job.clone(), Arc::clone(&round.primes));
        let work = move |chunk| {
            let mut count = 0;
            let numbers = numbers(chunk);
            let length = numbers.end - numbers.start;
            sieve::sieve(numbers, &primes, &inner, |_, flags| {
                count += ones(flags);
                Ok(())
            })?;
            inner.advance(length);
            Ok(count)
        };
        count += job.fold(0..chunks, 0, work, |one, other| one + other).await?;
    }
    Ok(count)
}
