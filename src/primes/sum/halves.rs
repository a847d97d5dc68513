//! The sum of the primes below a limit, by a sieve that divides and conquers.
//!
//! Sums to a million are its first piece. Larger ones are here for the formula to be held against, and to show what a cutoff
//! does.
//!
//! `join` (Rayon's) halves a range until the halves are short enough to be sieved in one go; a half that no other thread
//! has time for is done by the thread that split it off, at next to no cost. The lever is the cutoff: see [`CUTOFF`].
//!
//! One range of [`BLOCK`] cutoffs a thread is split at a time, as one turn. So other jobs come in after a few
//! milliseconds, even on a single thread.

use std::ops::Range;
use std::sync::Arc;

use super::super::sieve::{self, BasePrimes};
use super::super::wheel;
use super::super::{round, wheel_primes};
use rayon_pool::job::{Job, Stop};

/// The numbers that one thread sieves in one go. Shorter, and setting up the base primes (a division each) weighs;
/// longer, and a thread that comes late finds nothing to take. Measured with `cargo bench --bench sum_cutoff`.
pub const CUTOFF: u64 = 1 << 22;

/// The numbers that are split at a time, in cutoffs a thread.
const BLOCK: u64 = 2;

/// [`sum_below`](super::sum_below) with another cutoff: the same sum.
///
/// # Errors
/// As [`sum_below`](super::sum_below).
pub async fn sum_below_with(job: Job, limit: u64, cutoff: u64) -> Result<u128, Stop> {
    job.set_total(limit);
    let mut sum = wheel_primes(limit).map(u128::from).sum();
    let mut start = 0;
    while start < limit {
        let round = round(&job, start, limit).await?;
        let leaf = round.at_least(cutoff);
        let block = leaf * BLOCK * job.threads() as u64;
        let mut from = round.range.start;
        while from < round.range.end {
            let to = from.saturating_add(block).min(round.range.end);
            let (inner, primes) = (job.clone(), Arc::clone(&round.primes));
            sum += job.step(move || sum_of(from..to, leaf, &primes, &inner)).await?;
            job.advance(to - from);
            from = to;
        }
        start = round.range.end;
    }
    Ok(sum)
}

/// The sum of the primes of `range`, which starts on the wheel.
fn sum_of(range: Range<u64>, leaf: u64, primes: &BasePrimes, job: &Job) -> Result<u128, Stop> {
    job.checkpoint()?;
    let length = range.end - range.start;
    if length <= leaf {
        let mut sum = 0;
        sieve::sieve(range, primes, job, |base, flags| {
            sum += wheel::sum_of(base, flags);
            Ok(())
        })?;
        return Ok(sum);
    }
    // Halves of whole leaves, so that none is a sliver.
    let middle = range.start + (length / 2).next_multiple_of(leaf);
    let (left, right) = job.join(
        || sum_of(range.start..middle, leaf, primes, job),
        || sum_of(middle..range.end, leaf, primes, job),
    );
    Ok(left? + right?)
}
