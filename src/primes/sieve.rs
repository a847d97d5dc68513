//! The segmented sieve of Eratosthenes: which numbers of a range are prime.
//!
//! A range is sieved segment by segment, each small enough to stay in a core's cache, so that crossing off costs a
//! cycle or two. Multiples of the primes to 163 are not crossed off one by one: patterns repeat them ([`presieve`]).
//! O(n log log n) for n numbers, plus a division for each base prime of each range. 10^10 numbers take 1.03 times as
//! long as primesieve 11 takes, on two threads (`cargo bench --profile probe --bench sieve`).
//!
//! Ranges are independent of each other, which is what makes the sieve parallel. For counting alone, combinatorial
//! methods beat any sieve from 10^5 on; the sieve is for what needs the primes themselves.

use std::ops::Range;

use super::crossing::{cross_off_all, first_crossings};
use super::presieve;
use super::wheel::BIT;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, filled};

/// The numbers a byte stands for.
pub(super) const WHEEL: u64 = 30;

/// The bytes of a segment: half of a usual second-level cache. Measured, as are the block and what is a small prime in
/// `crossing`, with `cargo bench --bench sieve`: with less, setting out again with each base prime weighs.
const SEGMENT: usize = 512 << 10;

/// The primes that cross off in some range what the patterns have left, by the residue they leave: primes of one residue
/// share the code that crosses them off.
pub(super) struct BasePrimes {
    pub(super) by_residue: [Vec<u32>; 8],
}

impl BasePrimes {
    /// Of all `primes` (in ascending order) those that a sieve up to `largest` squared wants.
    pub(super) fn new(primes: impl Iterator<Item = u32>, largest: u64) -> Result<Self, NoMemory> {
        let mut by_residue: [Vec<u32>; 8] = Default::default();
        for prime in primes
            .skip_while(|&prime| prime < presieve::LEAST_LEFT)
            .take_while(|&prime| u64::from(prime) <= largest)
        {
            by_residue[usize::from(BIT[prime as usize % 30])].try_push(prime)?;
        }
        Ok(Self { by_residue })
    }
}

/// Sieves `range` (its start a multiple of 30) and shows `visit` each segment: the number its first byte starts at, and
/// a byte for each 30 numbers. The numbers 2, 3 and 5 have no bit; bits outside the range are clear.
///
/// # Errors
/// The job was cancelled, there is too little memory, or `visit` failed.
pub(super) fn sieve(
    range: Range<u64>,
    primes: &BasePrimes,
    job: &Job,
    mut visit: impl FnMut(u64, &[u8]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    debug_assert!(range.start.is_multiple_of(WHEEL));
    if range.is_empty() {
        return Ok(());
    }
    // Rounded up by hand: the range may end next to 2^64.
    let bytes = (range.end - range.start - 1) / WHEEL + 1;
    let most = SEGMENT.min(usize::try_from(bytes).unwrap_or(SEGMENT));
    let mut blocks = filled([0; presieve::BLOCK], most.div_ceil(presieve::BLOCK))?;
    let mut crossings = first_crossings(range.clone(), primes, job)?;
    let mut done = 0;
    while done < bytes {
        let base = range.start + done * WHEEL;
        let len = SEGMENT.min(usize::try_from(bytes - done).unwrap_or(SEGMENT));
        presieve::fill(base, &mut blocks);
        let flags = &mut blocks.as_flattened_mut()[..len];
        cross_off_all(flags, &mut crossings, job)?;
        done += len as u64;
        presieve::clear_from(range.end - base, flags);
        visit(base, flags)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::small;
    use super::{BasePrimes, WHEEL, sieve};
    use rayon_pool::job::block_on;

    #[test]
    fn finds_the_primes_of_any_range() {
        let base = BasePrimes::new(small::PRIMES.into_iter(), u64::from(u16::MAX)).expect("there is memory");
        let starts = (0..=10_u64).chain([890, 891, 892, 65_537, 100_003]).map(|start| start * WHEEL);
        for range in starts.flat_map(|start| [1, 29, 90, 2000, 70_001].map(|length| start..start + length)) {
            let mut found = Vec::new();
            let job = block_on(|job| async { job });
            sieve(range.clone(), &base, &job, |from, flags| Ok(small::collect(from, flags, &mut found)?))
                .expect("nobody cancels");
            let is_prime = |number: &u64| {
                let mut divisors = (2..=number.isqrt()).take_while(|_| *number > 1);
                *number > 5 && divisors.all(|divisor| !number.is_multiple_of(divisor))
            };
            let expected: Vec<u64> = range.clone().filter(is_prime).collect();
            assert_eq!(found.into_iter().map(u64::from).collect::<Vec<_>>(), expected, "{range:?}");
        }
    }
}
