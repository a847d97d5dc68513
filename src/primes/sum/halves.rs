//! The sum of the primes below a limit, by divide and conquer.
//!
//! `join` (Rayon's) halves a range until the halves are short enough to be sieved in one go; a half that no other thread
//! has time for is done by the thread that split it off, at next to no cost. The lever is the cutoff: see [`CUTOFF`].
//!
//! One range of [`BLOCK`] cutoffs a thread is split at a time, as one turn. So other jobs come in after a few
//! milliseconds, even on a single thread.

use std::ops::Range;
use std::sync::Arc;

use super::super::sieve::{self, BasePrimes};
use super::super::wheel::RESIDUES;
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
            sum += sum_of_flags(base, flags);
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

/// For every byte of flags the sum of the residues it shows.
static RESIDUE_SUMS: [u8; 256] = {
    let mut sums = [0; 256];
    let mut flags = 1;
    while flags < 256 {
        // The lowest bit's residue, and the sum of what is left without it.
        let bit = usize::trailing_zeros(flags) as usize;
        sums[flags] = sums[flags & (flags - 1)] + RESIDUES[bit];
        flags += 1;
    }
    sums
};

fn sum_of_flags(base: u64, flags: &[u8]) -> u128 {
    // Both stay far below 2^64: a segment has less than 2^20 bytes.
    let (mut count, mut above_base) = (0, 0);
    for (byte, &flags) in (0..).zip(flags) {
        let ones = u64::from(flags.count_ones());
        count += ones;
        above_base += byte * sieve::WHEEL * ones + u64::from(RESIDUE_SUMS[usize::from(flags)]);
    }
    u128::from(base) * u128::from(count) + u128::from(above_base)
}
