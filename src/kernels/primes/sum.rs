//! The sum of the primes below a limit, by divide and conquer.
//!
//! `rayon::join` halves a range until the halves are short enough to be sieved in one go; a half that no other thread
//! has time for is done by the thread that split it off, at next to no cost. The lever is the cutoff: a round's chunk.
//!
//! One range of [`BLOCK`] is split at a time, as one turn. So other jobs come in after a few milliseconds, even on a
//! single thread.

use std::ops::Range;
use std::sync::Arc;

use super::wheel::RESIDUES;
use super::{Round, round, sieve, wheel_primes};
use crate::job::{Job, Stop};

/// The numbers that are split at a time, in cutoffs a thread.
const BLOCK: u64 = 4;

/// The sum of all primes below `limit`: exact, for it is below 2^122 at the largest limit.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn sum_below(job: Job, limit: u64) -> Result<u128, Stop> {
    job.set_total(limit);
    let mut sum = wheel_primes(limit).map(u128::from).sum();
    let mut start = 0;
    while start < limit {
        let round = Arc::new(round(&job, start, limit).await?);
        start = round.range.end;
        let block = round.chunk * BLOCK * job.threads() as u64;
        let mut from = round.range.start;
        while from < round.range.end {
            let to = from.saturating_add(block).min(round.range.end);
            let (inner, round) = (job.clone(), Arc::clone(&round));
            sum += job.step(move || sum_of(from..to, &round, &inner)).await??;
            job.advance(to - from);
            from = to;
        }
    }
    Ok(sum)
}

/// The sum of the primes of `range`, which starts on the wheel.
fn sum_of(range: Range<u64>, round: &Round, job: &Job) -> Result<u128, Stop> {
    job.checkpoint()?;
    let length = range.end - range.start;
    if length <= round.chunk {
        let mut sum = 0;
        sieve::sieve(range, &round.primes, job, |base, flags| sum += sum_of_flags(base, flags))?;
        return Ok(sum);
    }
    // Halves of whole cutoffs, so that no leaf is a sliver.
    let middle = range.start + (length / 2).next_multiple_of(round.chunk);
    let (left, right) =
        rayon::join(|| sum_of(range.start..middle, round, job), || sum_of(middle..range.end, round, job));
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
