//! The ordinary leaves: for each n up to y without small prime factors, μ(n)·n times the sum of what no small prime
//! divides up to x/n.
//!
//! That sum is in closed form: the numbers that the first [`SMALL`] primes do not divide repeat with the period of the
//! product of these. O(y).

use std::sync::Arc;

use super::super::presieve::first_pattern;
use super::super::wheel::RESIDUES;
use super::combinatorial::Formula;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{Kept, NoMemory, collected};

/// How many primes are small: 2, 3, 5 of the wheel, and 7, 11, 13, 17 of its pattern.
pub(super) const SMALL: usize = 7;

/// The greatest small prime.
pub(super) const SMALL_PRIME: u32 = 17;

/// The period of the numbers that no small prime divides.
const PERIOD: u64 = 2 * 3 * 5 * 7 * 11 * 13 * 17;

/// How many there are in a period.
const IN_PERIOD: u64 = 2 * 4 * 6 * 10 * 12 * 16;

/// The numbers of a chunk.
const CHUNK: u64 = 1 << 15;

/// The sum over all ordinary leaves, modulo 2^128.
pub(super) async fn ordinary(job: &Job, formula: &Arc<Formula>) -> Result<u128, Stop> {
    let chunks = usize::try_from(formula.y.div_ceil(CHUNK)).unwrap_or(usize::MAX);
    let (formula, rough) = (Arc::clone(formula), RoughSums::new()?);
    let work = move |chunk| {
        let start = chunk as u64 * CHUNK;
        let end = formula.y.min(start + CHUNK);
        let mut sum = 0_u128;
        for n in (start + 1..=end).step_by(2) {
            let factor = formula.tables.factor(n);
            if factor.is_above(SMALL_PRIME) {
                let leaf = u128::from(n).wrapping_mul(rough.up_to(formula.x / n));
                sum = if factor.is_positive() { sum.wrapping_add(leaf) } else { sum.wrapping_sub(leaf) };
            }
        }
        formula.progress.advance(end - start);
        Ok(sum)
    };
    job.fold(0..chunks, 0, work, u128::wrapping_add).await
}

/// The sums of the numbers that no small prime divides.
#[derive(Clone, Copy)]
struct RoughSums {
    /// How many there are below each byte of the pattern, and their sum.
    below: &'static [(u32, u64)],
}

impl RoughSums {
    fn new() -> Result<Self, NoMemory> {
        static BELOW: Kept<Vec<(u32, u64)>> = Kept::new();
        let mut below = (0, 0);
        let mut next = |(base, &flags): (u64, &u8)| {
            let before = below;
            for (bit, residue) in RESIDUES.into_iter().enumerate() {
                if flags >> bit & 1 == 1 {
                    below = (below.0 + 1, below.1 + base + u64::from(residue));
                }
            }
            before
        };
        let make = || collected((0..).step_by(30).zip(first_pattern()).map(&mut next));
        Ok(Self { below: BELOW.get_or_make(make)? })
    }

    /// The sum of those up to `most`.
    fn up_to(self, most: u64) -> u128 {
        let (periods, rest) = (u128::from(most / PERIOD), most % PERIOD);
        let byte = usize::try_from(rest / 30).unwrap_or_default();
        let (mut count, mut sum) = self.below[byte];
        for (bit, residue) in RESIDUES.into_iter().map(u64::from).enumerate() {
            if residue <= rest % 30 && first_pattern()[byte] >> bit & 1 == 1 {
                count += 1;
                sum += rest / 30 * 30 + residue;
            }
        }
        // Each period has its start as often as it has numbers, besides half of itself: they lie symmetrically.
        let whole = periods * periods * u128::from(PERIOD * IN_PERIOD / 2);
        whole + periods * u128::from(PERIOD) * u128::from(count) + u128::from(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::RoughSums;

    #[test]
    fn adds_up_what_no_small_prime_divides() {
        let rough = RoughSums::new().expect("there is memory");
        let mut sum = 0;
        for number in 1..1_200_000_u64 {
            if [2, 3, 5, 7, 11, 13, 17].into_iter().all(|prime| !number.is_multiple_of(prime)) {
                sum += u128::from(number);
            }
            if number < 2000 || number % 997 == 0 || number % 510_510 < 3 {
                assert_eq!(rough.up_to(number), sum, "up to {number}");
            }
        }
        assert_eq!(rough.up_to(0), 0);
    }
}
