//! Adding primes up: the sum of n itself over them.

use std::num::Wrapping;

use super::super::presieve::first_pattern;
use super::super::small;
use super::super::wheel::{self, RESIDUES};
use super::function::{Function, Rough, Table};
use super::sums::Sums;
use super::table::PiTable;
use super::tiny::{IN_PERIOD, PERIOD};
use rayon_pool::memory::{Kept, NoMemory, TryGrow, collected};

/// The number.
pub(in super::super) struct Itself;

impl Function for Itself {
    type Sum = Wrapping<u128>;
    type Rough = RoughSums;
    type Table = PrimeSums;
    type Tally = Sums;

    const PARTS: [f64; 2] = [0.74, 0.17];

    #[inline(always)]
    fn of(number: u64) -> Wrapping<u128> {
        Wrapping(number.into())
    }

    fn extend(prefixes: &mut Vec<u64>, primes: &[u32]) -> Result<(), NoMemory> {
        let mut sum = prefixes.last().copied().unwrap_or(0);
        if prefixes.is_empty() {
            prefixes.try_push(0)?;
        }
        prefixes.try_extend(primes.iter().map(|&prime| {
            sum += u64::from(prime);
            sum
        }))
    }

    #[inline(always)]
    fn of_first(count: u64, prefixes: &[u64]) -> Wrapping<u128> {
        Wrapping(prefixes[count as usize].into())
    }

    fn of_words(words: &[[u8; 8]], first: u64) -> Wrapping<u128> {
        Wrapping(wheel::sum_of(first, words.as_flattened()))
    }
}

/// The sums of the primes of a stretch: at k, that of the first k.
#[derive(Default)]
pub(in super::super) struct PrimeSums {
    pi: PiTable,
    sums: Vec<u64>,
}

impl Table<Wrapping<u128>> for PrimeSums {
    const MOST: u64 = 256;

    fn extend(&mut self, first: u64, flags: &[u8]) -> Result<(), NoMemory> {
        self.pi.extend(flags)?;
        let mut primes = Vec::new();
        small::collect(first, flags, &mut primes)?;
        Itself::extend(&mut self.sums, &primes)
    }

    fn total(&self) -> Wrapping<u128> {
        Wrapping(self.sums.last().copied().unwrap_or(0).into())
    }

    #[inline(always)]
    fn up_to(&self, offset: u32) -> Wrapping<u128> {
        Wrapping(self.sums[self.pi.up_to(offset) as usize].into())
    }
}

/// The sums of the numbers that no small prime divides.
pub(in super::super) struct RoughSums {
    /// How many there are below each byte of the pattern, and their sum.
    below: &'static [(u32, u64)],
}

impl Rough<Wrapping<u128>> for RoughSums {
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

    fn up_to(&self, most: u64) -> Wrapping<u128> {
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
        Wrapping(whole + periods * u128::from(PERIOD) * u128::from(count) + u128::from(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::super::function::Rough;
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
                assert_eq!(rough.up_to(number).0, sum, "up to {number}");
            }
        }
        assert_eq!(rough.up_to(0).0, 0);
    }
}
